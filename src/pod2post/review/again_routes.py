"""`/runs/{run}/again/...`: a section is asked for once more. Looking asks nothing of anybody."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import repeating
from pod2post.review import again, answers, standing
from pod2post.review.basis import parts_of
from pod2post.review.works import Works
from pod2post.runs import Run


def works(request: Request) -> Works:
    """The runs that this start began."""
    found: Works = request.app.state.works
    return found


def box(request: Request) -> Response:
    """What asking for a part again means, with a button for what it would cost."""
    return _box(request, request.query_params.get("section", ""))


def estimate(request: Request) -> Response:
    """The same with the cost, reckoned by a rehearsal."""
    run, part = answers.run(request), answers.fields(request).get("section", "")
    room = answers.room(request)
    if part not in parts_of(room.seen(run).now.shown) or again.refused(
        run, room.seen(run).now, part
    ):
        return _box(request, part)
    return _box(request, part, again.cost(room, run, part))


def start(request: Request) -> Response:
    """Ask for the part again, in a process of its own; 409 where one is at work already."""
    run, part = answers.run(request), answers.fields(request).get("section", "")
    room = answers.room(request)
    now = room.seen(run).now
    if part not in parts_of(now.shown):
        return answers.notice(request, 404, "沒有這一部分")
    if again.refused(run, now, part):
        return _box(request, part)
    arguments = repeating.arguments(again.options(run, part), room.config)
    return told(request, run, started=works(request).start(run, arguments))


def state(request: Request) -> Response:
    """How far it is; the page asks every other second while it works."""
    return told(request, answers.run(request), started=True)


def told(request: Request, run: Run, *, started: bool) -> Response:
    """The progress of the run; `started` is False where another one was at work."""
    at = works(request).state(run)
    if at.kind in ("done", "failed"):
        works(request).seen(run)
    context = {"run": run.folder.name, "state": at, "other": not started}
    return answers.page(request, "works.html.j2", context, 200 if started else 409)


def _box(request: Request, part: str, cost: again.Cost | None = None) -> Response:
    run = answers.run(request)
    now = answers.room(request).seen(run).now
    if part not in parts_of(now.shown):
        return answers.notice(request, 404, "沒有這一部分")
    context = {
        "run": run.folder.name,
        "part": part,
        "name": standing.names(now.shown)[part],
        "title": again.title(now, part),
        "warnings": tuple(again.warnings(run, now, part)),
        "refused": again.refused(run, now, part),
        "cost": cost,
    }
    return answers.page(request, "again.html.j2", context)


ROUTES = (
    Route("/runs/{run}/again/box", box),
    Route("/runs/{run}/again/state", state),
    Route("/runs/{run}/again/estimate", estimate, methods=["POST"]),
    Route("/runs/{run}/again/start", start, methods=["POST"]),
)

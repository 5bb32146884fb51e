"""`/runs/{run}/outside`: what somebody changed in a file. It is offered, and the file only read."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import store
from pod2post.review import answers, draft_routes, mending, outside
from pod2post.review.mend_routes import CHANGED
from pod2post.revision import adopting, undoing
from pod2post.revision.undoing import Step


def shown(request: Request) -> Response:
    """The files that were changed, each with what it would change; nothing where none was."""
    run = answers.run(request)
    rows = outside.changed(answers.room(request), run)
    return answers.page(request, "outside.html.j2", {"run": run.folder.name, "rows": rows})


def adopt(request: Request) -> Response:
    """A file's changes as edits; 409 where it is not as it was shown."""
    run, fields = answers.run(request), answers.fields(request)
    room = answers.room(request)
    with room.alone(run):
        before = room.seen(run)
        rows = {row.which: row for row in outside.changed(room, run)}
        row = rows.get(fields.get("which", ""))
        if row is None or row.back is None or row.digest != fields.get("digest"):
            context = {"run": run.folder.name, "rows": tuple(rows.values()), "again": True}
            return answers.conflict(request, "outside.html.j2", context)
        editor = answers.session(request).editor
        step = Step(digest="", what=f"adopt {row.name}", editor=editor, at=store.now())
        undoing.keep(run, row.back.edits, step)
        adopting.taken_over(run, row.back)
        room.note_soon(run)
    after = room.seen(run)
    parts = mending.changed(before, after)
    left = outside.changed(room, run)
    context = {"run": run.folder.name, "rows": left, "taken": row}
    text = answers.filled(request, "outside.html.j2", context)
    return answers.html(text + draft_routes.fragments(request, run, parts), event=CHANGED)


ROUTES = (
    Route("/runs/{run}/outside", shown),
    Route("/runs/{run}/outside", adopt, methods=["POST"]),
)

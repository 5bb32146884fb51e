"""`/runs/{run}/plan`: the angle is chosen before prose is paid for, or changed later."""

from collections.abc import Iterator
from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import codec, repeating, runs
from pod2post.review import again, again_routes, answers, plan_page, planned
from pod2post.review.plan_page import Material, PlanPage
from pod2post.revision import choosing
from pod2post.revision.reopening import ABOUT, About
from pod2post.runs import FILES, Run
from pod2post.stages.plan import fault
from pod2post.store import replaced
from pod2post.values import Plan, Quotes, Segments, Source, Transcript

STALE = "你打字的時候，大綱在別處被改過了，所以還沒有存；你打的還在下面。再按一次就用你的版本。"


def material(run: Run) -> Material:
    """What the page is made from, out of the run's files.

    Raises:
        BadInput: the run has no plan yet, or a file cannot be read.
    """
    there = run.path(FILES["quote"]).is_file()
    source = runs.finished(run, Source, FILES["resolve"])
    return Material(
        run=run.folder.name,
        title=source.title,
        plan=runs.finished(run, Plan, FILES["plan"]),
        segments=runs.finished(run, Segments, FILES["segment"]),
        transcript=runs.finished(run, Transcript, FILES["attribute"]),
        quotes=runs.finished(run, tuple[Quotes, ...], FILES["quote"]) if there else (),
        edits=run.edits(),
        unwanted=choosing.read(run),
        written=run.path(FILES["write"]).is_file(),
        edited=run.edited_plan() is not None,
    )


def show(request: Request) -> Response:
    """The page; a run that has not come so far says so."""
    run = answers.run(request)
    if not run.path(FILES["plan"]).is_file():
        return answers.notice(
            request,
            404,
            "這一集還沒有大綱",
            "這一集還沒有走到大綱這一步。",
            "在終端機執行 pod2post run 來源 --until plan，先有大綱，再決定要不要寫。",
        )
    return _page(request, plan_page.page(material(run)))


def keep(request: Request) -> Response:
    """The plan as it was typed; 409 where it changed meanwhile, 422 where it cannot be."""
    run, fields = answers.run(request), answers.fields(request)
    with answers.room(request).alone(run):
        stuff = material(run)
        made = planned.plan(fields, stuff.plan, stuff.segments)
        if fields.get("base") != plan_page.base(stuff.plan, stuff.unwanted):
            return _page(request, plan_page.page(stuff, made), 409, (STALE,))
        wrong = tuple(planned.complaints(made, stuff.plan, plan_page.held(stuff.edits)))
        wrong = wrong or tuple(_faults(made, stuff.segments))
        if wrong:
            return _page(request, plan_page.page(stuff, made), 422, wrong)
        if made != stuff.plan:
            replaced(run.path(FILES["plan"]), codec.readable(made).encode())
        if stuff.quotes:
            rows = plan_page.page(stuff).candidates
            out = [row.key for row in rows if fields.get(f"quote-{row.key}") != "yes"]
            choosing.keep(run, out)
    return _page(request, plan_page.page(material(run)), said=("大綱已存。",))


def _faults(made: Plan, segments: Segments) -> Iterator[str]:
    """What the program itself would refuse; the page's own words come first."""
    if told := fault(made, segments, 1, planned.MOST_SECTIONS):
        yield told


def estimate(request: Request) -> Response:
    """What writing by the plan as it is kept would cost, by a rehearsal."""
    run = answers.run(request)
    if answer := _elsewhere(request, run):
        return answer
    cost = again.cost(answers.room(request), run, None)
    return answers.page(request, "cost.html.j2", {"cost": cost})


def write(request: Request) -> Response:
    """Start the run that writes by the kept plan: all of it, or as far as the quotations."""
    run, fields = answers.run(request), answers.fields(request)
    if answer := _elsewhere(request, run):
        return answer
    until = "quote" if fields.get("until") == "quote" else None
    options = replace(again.options(run, None), until=until)
    arguments = repeating.arguments(options, answers.room(request).config)
    started = again_routes.works(request).start(run, arguments)
    return again_routes.told(request, run, started=started)


def _elsewhere(request: Request, run: Run) -> Response | None:
    """A folder that was renamed, or a part of a series, is written from the terminal."""
    source = runs.finished(run, Source, FILES["resolve"])
    home = runs.run_of(run.folder.parent.parent, source).folder
    about = run.path(ABOUT)
    series = runs.finished(run, About, ABOUT).front.series if about.is_file() else None
    if home.name == run.folder.name and series is None:
        return None
    return answers.notice(
        request,
        422,
        "這裡不能重寫",
        "這個資料夾改過名字，或是系列的一篇，程式會當成另一集。",
        "請在終端機用 pod2post run 重寫。",
    )


def _page(
    request: Request,
    page: PlanPage,
    code: int = 200,
    wrong: tuple[str, ...] = (),
    said: tuple[str, ...] = (),
) -> Response:
    name = "_plan_form.html.j2" if answers.is_fragment(request) else "plan.html.j2"
    context = {"page": page, "wrong": wrong, "said": said}
    return answers.page(request, name, context, code)


PLAN = "/runs/{run}/plan"
ROUTES = (
    Route(PLAN, show),
    Route(PLAN, keep, methods=["POST"]),
    Route(f"{PLAN}/estimate", estimate, methods=["POST"]),
    Route(f"{PLAN}/write", write, methods=["POST"]),
)

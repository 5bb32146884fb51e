"""The picture of an episode and its report, made anew from what stands in the run's folder."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post.picture import timeline
from pod2post.picture.view import View
from pod2post.reporting import report
from pod2post.reporting.material import Material, gathered
from pod2post.review import answers
from pod2post.runs import Run

# Files that are opened by themselves: no script, no request, and nothing of ours beside them.
ALONE = "default-src 'none'; style-src '{}'; base-uri 'none'; form-action 'none'; {}; sandbox"
FRAMES = "frame-ancestors 'none'"


def fragment(request: Request) -> Response:
    """The picture on the page, with its segments as a list."""
    view = _view(request, answers.run(request))
    context = {
        "picture": timeline.svg(view),
        "strip": timeline.strip(view),
        "lines": [*map(timeline.blocked, view.blocks)],
    }
    return answers.page(request, "_timeline.html.j2", context)


def picture(request: Request) -> Response:
    """The picture as a file."""
    made = timeline.document(_view(request, answers.run(request)))
    return _alone(made, "image/svg+xml", timeline.style())


def whole(request: Request) -> Response:
    """The report, to be read or to be saved and mailed."""
    told = _material(request, answers.run(request))
    return _alone(report.html(told), "text/html; charset=utf-8", report.styled())


ROUTES = (
    Route("/runs/{run}/timeline", fragment),
    Route("/runs/{run}/timeline.svg", picture),
    Route("/runs/{run}/report.html", whole),
)


def _material(request: Request, run: Run) -> Material:
    seen = answers.room(request).seen(run)
    return replace(gathered(run, seen.now, seen.rows), whole=seen.whole)


def _view(request: Request, run: Run) -> View:
    return report.seen(_material(request, run))


def _alone(text: str, kind: str, style: str) -> Response:
    policy = ALONE.format(report.hashed(style), FRAMES)
    return Response(text, media_type=kind, headers={"content-security-policy": policy})

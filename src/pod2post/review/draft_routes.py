"""`/runs/{run}`: one draft beside its evidence, and its transcript. Looking changes nothing."""

from collections.abc import Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import runs
from pod2post.review import answers, draft, sound, transcript
from pod2post.review.draft import DraftPage
from pod2post.runs import FILES, Run
from pod2post.values import Plan, Segments

T = TypeVar("T")


def show(request: Request) -> Response:
    """The page; a run that has not come so far says how far it is."""
    run = answers.run(request)
    if not run.path(FILES["write"]).is_file():
        return answers.notice(
            request,
            404,
            "這一集還沒有草稿",
            "這一集還沒有寫到草稿，所以沒有東西可以校閱。",
            "在終端機再執行一次 pod2post run，會從上次停下的地方繼續。",
        )
    context = {"page": page(request, run), "pending": not answers.room(request).seen(run).whole}
    return answers.page(request, "draft.html.j2", context)


def page(request: Request, run: Run) -> DraftPage:
    """The run's view, as it is now.

    Raises:
        BadInput: a file of the run cannot be read.
    """
    room = answers.room(request)
    seen = room.seen(run)
    return draft.page(run.folder.name, seen.now, seen.rows, sound.sound(run, room.store))


def fragments(request: Request, run: Run, parts: Sequence[str] | None) -> str:
    """What a mend changed, to be swapped out of band: parts, findings, counts.

    `parts`: ids of parts that may have changed; None, or an id that is gone: the whole article.
    """
    now = page(request, run)
    found = [now.part(name) for name in parts] if parts is not None else [None]
    made = []
    if None in found:
        made.append(answers.filled(request, "_article.html.j2", {"page": now, "oob": True}))
    else:
        for part in found:
            context = {"page": now, "part": part, "oob": True}
            made.append(answers.filled(request, "_section.html.j2", context))
    made += (
        answers.filled(request, name, {"page": now, "oob": True})
        for name in ("_findings.html.j2", "_counts.html.j2")
    )
    return "\n".join(made)


def heard(request: Request) -> Response:
    """The transcript, asked for when the draft is shown."""
    run = answers.run(request)
    subject = answers.room(request).seen(run).now.shown
    rows = transcript.rows(subject, _kept(run, Segments, "segment"), _kept(run, Plan, "plan"))
    context = {"rows": rows, "language": subject.transcript.language}
    return answers.page(request, "_transcript.html.j2", context)


def _kept(run: Run, kind: type[T], stage: str) -> T | None:
    """A value of the run that the page can do without."""
    there = run.path(FILES[stage]).is_file()
    return runs.finished(run, kind, FILES[stage]) if there else None


ROUTES = (Route("/runs/{run}", show), Route("/runs/{run}/transcript", heard))

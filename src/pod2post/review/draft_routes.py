"""`/runs/{run}`: one draft beside its evidence, and its transcript. Looking changes nothing."""

from collections.abc import Sequence
from typing import TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import runs
from pod2post.review import answers, sound, swaps, transcript
from pod2post.review.room import Seen
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
    room = answers.room(request)
    seen = room.seen(run)
    heard = sound.sound(run, room.store)
    if room.is_behind(run):  # a kill came before it was noted
        room.note_soon(run)
    context = {"page": seen.page, "sound": heard, "pending": not seen.whole}
    return answers.page(request, "draft.html.j2", context)


def fragments(
    request: Request, run: Run, parts: Sequence[str] | None, before: Seen | None = None
) -> str:
    """What a mend changed, to be swapped out of band: parts, findings, counts.

    `parts`: ids of parts that may have changed; None, or an id that is gone: the whole article.
    `before`: what stood before; a browser that shows just that gets single rows.
    """
    now = answers.room(request).seen(run).page
    old = before.page if before else None
    have = frozenset(answers.fields(request).get("have", "").split())
    found = [now.part(name) for name in parts] if parts is not None else [None]
    made = []
    if None in found:
        made.append(answers.filled(request, "_article.html.j2", {"page": now, "oob": True}))
    else:
        for part in filter(None, found):
            stood = old.part(part.id) if old else None
            known = stood if stood and stood.mark in have else None
            rows = swaps.blocks(known, part) if known else None
            context = {"page": now, "part": part, "oob": True, "rows": rows}
            name = "_section.html.j2" if rows is None else "rows.html.j2"
            made.append(answers.filled(request, name, context))
    lines = swaps.listed(old, now) if old and old.mark in have else None
    name = "_findings.html.j2" if lines is None else "findings_rows.html.j2"
    made.append(answers.filled(request, name, {"page": now, "oob": True, "lines": lines}))
    made.append(answers.filled(request, "_counts.html.j2", {"page": now, "oob": True}))
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

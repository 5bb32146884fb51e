"""`/runs/{run}/edit/...`: a part is opened in a box, typed, kept, and taken back.

Whatever is written is read, decided and written under the run's lock; what was typed is hers
until it is kept.
"""

from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import store
from pod2post.review import answers, boxes, draft_routes, mending, standing, wishes
from pod2post.review.mending import Hand
from pod2post.review.room import Seen
from pod2post.review.wishes import Spot
from pod2post.revision import recuing, renaming, reopening, undoing, unkept, waiving
from pod2post.revision.edits import Edits
from pod2post.revision.undoing import Step
from pod2post.revision.unkept import Typed
from pod2post.runs import Run

CHANGED = "review:changed"
Answering = Callable[[Request], Response]
Change = Callable[[Seen], tuple[Edits, str]]


def box(request: Request) -> Response:
    """A box with what stands there, or with what was typed and not kept."""
    run, which = answers.run(request), wishes.spot(request.query_params)
    if which is None:
        return answers.notice(request, 404, "沒有這一格")
    seen = answers.room(request).seen(run)
    tab = request.query_params.get("tab", "")[:100]
    typed = unkept.offered(unkept.read(run), which.id, tab)
    made = boxes.box(run.folder.name, seen.now.shown, seen.rows, which, typed)
    if made is None:
        return answers.notice(request, 404, "沒有這一格", "文章已經改過，請重新載入。")
    return answers.page(request, "box.html.j2", {"box": made})


def keep(request: Request) -> Response:
    """What was typed, as an edit; 409 where the text changed meanwhile, 422 where it cannot be."""
    run, fields = answers.run(request), answers.fields(request)
    which = wishes.spot(fields)
    if which is None or which.kind not in standing.READERS:
        return answers.notice(request, 422, "看不懂這份表單", "請重新載入這一頁。")
    said = wishes.said(which, fields)
    with answers.room(request).alone(run):
        before = answers.room(request).seen(run)
        now = before.now
        if mending.is_stale(now, before.rows, which, fields.get("base", "")):
            return _conflict(request, run, before, which)
        hand = Hand(editor=answers.session(request).editor, at=store.now())
        if complaint := mending.refusal(now, which, said, hand):
            return _complaint(request, run, before, which, complaint)
        if which.kind == "name":
            found = renaming.found(now, mending.spelling(said))
            if renaming.digest(found) != fields.get("seen", ""):
                return _places(request, run, before, said, 409)
        edits = mending.mended(before, which, said, hand)
        _keep(request, run, before, edits, _named(before, which))
        unkept.keep(run, unkept.forgotten(unkept.read(run), which.id, _tab(fields)))
    return _changed(request, run, before)


def drop(request: Request) -> Response:
    """A quotation taken out, its mark with it."""
    run, fields = answers.run(request), answers.fields(request)
    which = wishes.spot({**fields, "kind": "quote"})
    with answers.room(request).alone(run):
        before = answers.room(request).seen(run)
        stale = which is None or mending.is_stale(
            before.now, before.rows, which, fields.get("base", "")
        )
        if which is None or stale:
            return answers.notice(request, 409, "文章已經改過", "請重新載入這一頁，再決定。")
        edits = recuing.unquoted(before.now, which.quote)
        _keep(request, run, before, edits, f"drop {which.quote}")
        unkept.keep(run, unkept.forgotten(unkept.read(run), which.id, _tab(fields)))
    return _changed(request, run, before)


def places(request: Request) -> Response:
    """Where a name stands, before it is changed everywhere."""
    run, fields = answers.run(request), answers.fields(request)
    which = Spot(kind="name")
    said = wishes.said(which, fields)
    seen = answers.room(request).seen(run)
    if complaint := mending.refusal(seen.now, which, said):
        return _complaint(request, run, seen, which, complaint)
    return _places(request, run, seen, said, 200)


def lock(request: Request) -> Response:
    """Later runs leave the part as it is."""
    return _done(request, lambda seen: _locked(request, seen, lock=True))


def unlock(request: Request) -> Response:
    """Later runs may write the part anew."""
    return _done(request, lambda seen: _locked(request, seen, lock=False))


def _locked(request: Request, seen: Seen, *, lock: bool) -> tuple[Edits, str]:
    part = answers.fields(request).get("section", "")
    name = standing.names(seen.now.shown).get(part, "")
    what = "lock" if lock else "unlock"
    return mending.locked(seen.now, part, lock=lock), f"{what} {name}".strip()


def unwaive(request: Request) -> Response:
    """A finding that was let stand is open again."""

    def change(seen: Seen) -> tuple[Edits, str]:
        found = mending.finding(seen.rows, answers.fields(request).get("finding", ""))
        return waiving.reopened(seen.now.edits, (found,) if found else ()), "unwaive"

    return _done(request, change)


def undo(request: Request) -> Response:
    """One step back."""
    return _stepped(request, undoing.undo, "已復原", "沒有可以復原的了")


def redo(request: Request) -> Response:
    """One step forth again."""
    return _stepped(request, undoing.redo, "已重做", "沒有可以重做的了")


def autosave(request: Request) -> Response:
    """What is being typed, on disk before this is answered."""
    run, fields = answers.run(request), answers.fields(request)
    which = wishes.spot(fields)
    if which is None:
        return answers.notice(request, 422, "看不懂這份表單")
    said = wishes.said(which, fields)
    row = Typed(
        box=which.id,
        tab=_tab(fields),
        base=fields.get("base", "")[:100],
        fields=tuple(said.items()),
        at=store.now(),
    )
    with answers.room(request).alone(run):
        seen = answers.room(request).seen(run)
        known = unkept.read(run)
        if standing.standing(seen.now.shown, seen.rows, which) == said:
            unkept.keep(run, unkept.forgotten(known, row.box, row.tab))  # it stands there already
        else:
            unkept.keep(run, unkept.typed(known, row))
    return answers.nothing()


def forget(request: Request) -> Response:
    """What was typed is dropped by who typed it; the box closes."""
    run, fields = answers.run(request), answers.fields(request)
    which = wishes.spot(fields)
    if which is not None:
        with answers.room(request).alone(run):
            unkept.keep(run, unkept.forgotten(unkept.read(run), which.id))
    return answers.html("")


# --- what they share ------------------------------------------------------------------


def _tab(fields: Mapping[str, str]) -> str:
    return fields.get("tab", "")[:100]


def _named(seen: Seen, which: Spot) -> str:
    about = which.quote or standing.names(seen.now.shown).get(which.part, "")
    return f"{which.kind} {about}".strip()


def _keep(request: Request, run: Run, seen: Seen, edits: Edits, what: str) -> None:
    """Write the edits down as one step; nothing where nothing changed."""
    if edits == seen.now.edits:
        return
    editor = answers.session(request).editor
    step = Step(digest="", what=what, editor=editor, at=store.now())
    undoing.keep(run, reopening.rooted(run, seen.now, edits), step)
    answers.room(request).note_soon(run)


def _done(request: Request, change: Change) -> Response:
    run = answers.run(request)
    with answers.room(request).alone(run):
        before = answers.room(request).seen(run)
        edits, what = change(before)
        _keep(request, run, before, edits, what)
    return _changed(request, run, before)


def _stepped(
    request: Request, go: Callable[[Run], Step | None], did: str, nothing: str
) -> Response:
    run = answers.run(request)
    with answers.room(request).alone(run):
        before = answers.room(request).seen(run)
        step = go(run)
        if step:
            answers.room(request).note_soon(run)
    said = f"{did}：{wishes.step_name(step.what)}" if step else nothing
    return _changed(request, run, before, said)


def _changed(request: Request, run: Run, before: Seen, said: str = "已存") -> Response:
    """The parts that look otherwise now, out of band; the slot says what was done."""
    after = answers.room(request).seen(run)
    parts = mending.changed(before, after)
    shown = draft_routes.fragments(request, run, parts, before)
    line = answers.filled(request, "kept.html.j2", {"said": said})
    return answers.html(line + shown, event=CHANGED)


def _complaint(request: Request, run: Run, seen: Seen, which: Spot, complaint: str) -> Response:
    """The same box with her text in it, and what is wrong with it."""
    fields = answers.fields(request)
    typed = Typed(
        box=which.id,
        tab=_tab(fields),
        base=fields.get("base", ""),
        fields=tuple(wishes.said(which, fields).items()),
        at="",
    )
    made = boxes.box(run.folder.name, seen.now.shown, seen.rows, which, typed)
    return answers.page(request, "box.html.j2", {"box": made, "complaint": complaint}, 422)


def _conflict(request: Request, run: Run, seen: Seen, which: Spot) -> Response:
    fields = answers.fields(request)
    sent = Typed(
        box=which.id,
        tab=_tab(fields),
        base=fields.get("base", ""),
        fields=tuple(wishes.said(which, fields).items()),
        at=store.now(),
    )
    unkept.keep(run, unkept.typed(unkept.read(run), sent))
    made = boxes.conflict(
        run.folder.name, seen.now.shown, seen.rows, sent, which, fields.get("began", "")
    )
    return answers.conflict(request, "conflict.html.j2", {"conflict": made})


def _places(request: Request, run: Run, seen: Seen, said: Mapping[str, str], code: int) -> Response:
    wish = mending.spelling(said)
    found = renaming.found(seen.now, wish)
    context = {
        "run": run.folder.name,
        "wish": wish,
        "found": found,
        "seen": renaming.digest(found),
        "names": standing.names(seen.now.shown),
        "again": code == 409,
    }
    return answers.page(request, "places.html.j2", context, code)


def _first(made: Answering) -> Answering:
    """The route, with nothing else asked of this process meanwhile: she waits for it."""

    def route(request: Request) -> Response:
        with answers.room(request).order.first():
            return made(request)

    return route


EDIT = "/runs/{run}/edit"
ROUTES = (
    Route(f"{EDIT}/box", box),
    *(
        Route(f"{EDIT}/{done.__name__}", _first(done), methods=["POST"])
        for done in (keep, drop, lock, unlock, unwaive, undo, redo)
    ),
    *(
        Route(f"{EDIT}/{done.__name__}", done, methods=["POST"])
        for done in (places, autosave, forget)
    ),
)

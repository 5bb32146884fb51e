"""Approve, then publish: `/runs/{run}/signing`, `/approve`, `/publish`."""

from collections.abc import Mapping
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post import store
from pod2post.errors import Pod2postError
from pod2post.publishing import approval, delivering, gate, issuing, record
from pod2post.publishing.case import Wish
from pod2post.publishing.issuing import Refusal, Rehearsed
from pod2post.reporting import report
from pod2post.review import answers, draft_routes, signing
from pod2post.review.room import Room
from pod2post.runs import Run

LONGEST_NAME = 80


def state(request: Request) -> Response:
    """`#signing`: who approved what, and what can be done next.

    Who waited for the checks (`pending`) gets the findings along with it, when all are there.
    """
    room, run = answers.room(request), answers.run(request)
    text = answers.filled(request, "_signing.html.j2", _context(room, run))
    if "pending" in request.query_params and room.seen(run).whole:
        text += draft_routes.fragments(request, run, ())
        return answers.html(text, event="review:checked")
    return answers.html(text)


def approve(request: Request) -> Response:
    """She stands by the whole post as it was when this form was made, 我的觀察 included."""
    room, run, sent = answers.room(request), answers.run(request), answers.fields(request)
    if sent.get("off"):
        with room.alone(run):
            approval.withdraw(run)
        return _done(request, room, run)
    editor = sent.get("editor", "").strip() or answers.session(request).editor
    if not editor or len(editor) > LONGEST_NAME or not editor.isprintable():
        return _refused(request, room, run, 422, "請填上你的名字（80 個字以內）。")
    with room.alone(run):
        seen = room.seen(run)
        if sent.get("content") != seen.content.digest:
            return _refused(request, room, run, 409, "你讀的內容剛才改了，請看過再核准。")
        if not seen.whole:
            return _refused(request, room, run, 422, "還在檢查，請等檢查完再核准。")
        if gate.standing(seen.rows):
            return _refused(request, room, run, 422, "還有錯誤沒有處理，不能核准。")
        at = store.now()
        if gate.opinion(seen.now.shown) is not None:
            run.keep_edits(gate.confirmed(run.edits(), seen.now, editor, at))
        approval.approve(run, seen.content, editor, at)
        room.note(run)
        report.keep(run, seen.now, seen.rows)
    answers.remember(request, editor)
    return _done(request, room, run)


def rehearse(request: Request) -> Response:
    """What would be published, or all that stands in the way. Nothing is written."""
    room, run = answers.room(request), answers.run(request)
    return _publishing(request, room, run)


def publish(request: Request) -> Response:
    """Write the page that was shown into the site."""
    room, run, sent = answers.room(request), answers.run(request), answers.fields(request)
    seen = room.seen(run)
    held = approval.standing(run, seen.content)
    if held is None or sent.get("content") != seen.content.digest:
        told = "內容在核准之後又改了，請看過、重新核准再發布。"
        return _publishing(request, room, run, told=told, code=409)
    try:
        made = delivering.deliver(
            run,
            room.known,
            _wish(held.editor, sent),
            at=datetime.now(UTC),
            glossary=room.glossary,
            branch="" if sent.get("git") else None,
        )
    except Pod2postError as error:
        told = f"{signing.told(error.cause) or '沒有發布。'}（{error.cause}）"
        return _publishing(request, room, run, told=told, code=422)
    if isinstance(made, Refusal):
        return _publishing(request, room, run, told="還不能發布。", code=422)
    report.keep(run, room.seen(run).now, room.seen(run).rows)
    return answers.see(f"{answers.address(run)}/publish")


ROUTES = (
    Route("/runs/{run}/signing", state),
    Route("/runs/{run}/approve", approve, methods=["POST"]),
    Route("/runs/{run}/publish", rehearse),
    Route("/runs/{run}/publish", publish, methods=["POST"]),
)


# --- answers --------------------------------------------------------------------------


def _context(room: Room, run: Run, told: str = "") -> dict[str, object]:
    seen = room.seen(run)
    made = signing.signing(seen, approval.read(run), record.decided(record.read(run)))
    return {"page": made, "address": answers.address(run), "told": told}


def _done(request: Request, room: Room, run: Run) -> Response:
    if not answers.is_fragment(request):
        return answers.see(answers.address(run))
    return answers.page(request, "_signing.html.j2", _context(room, run))


def _refused(request: Request, room: Room, run: Run, code: int, told: str) -> Response:
    name = "_signing.html.j2" if answers.is_fragment(request) else "signing.html.j2"
    return answers.page(request, name, _context(room, run, told), code)


def _wish(editor: str | None, sent: Mapping[str, str]) -> Wish:
    return Wish(
        editor=editor,
        correction=sent.get("correction", "").strip() or None,
        uncorrected=sent.get("uncorrected", "").strip() or None,
    )


def _publishing(
    request: Request, room: Room, run: Run, *, told: str = "", code: int = 200
) -> Response:
    """The page before publishing; what was typed stays in its boxes."""
    sent, seen = answers.fields(request), room.seen(run)
    held = approval.standing(run, seen.content)
    wish = _wish(held.editor if held else None, sent)
    made, cause, remedy = _rehearsed(room, run, wish)
    context = {
        **_context(room, run, told),
        "typed": {name: sent.get(name, "") for name in ("correction", "uncorrected", "git")},
        "rehearsed": made if isinstance(made, Rehearsed) else None,
        "lines": signing.lines(made) if isinstance(made, Rehearsed) else (),
        "obstacles": tuple(signing.obstacles(made.reasons, seen))
        if isinstance(made, Refusal)
        else (),
        "git": _branch(room, run, wish),
        "cause": cause,
        "said": signing.told(cause),
        "remedy": remedy,
    }
    return answers.page(request, "publish.html.j2", context, code)


def _rehearsed(room: Room, run: Run, wish: Wish) -> tuple[Rehearsed | Refusal | None, str, str]:
    """What would be published; where nothing can be, what an exception said of it."""
    now = datetime.now(UTC)
    try:
        made = issuing.rehearsed(run, room.known, wish, at=now, glossary=room.glossary)
    except Pod2postError as error:
        return None, error.cause, error.remedy
    return made, "", ""


def _branch(room: Room, run: Run, wish: Wish) -> str:
    """The branch that a commit would go to; "" where none can be made."""
    try:
        return delivering.opened(issuing.target(run, room.known, wish), "").branch
    except Pod2postError:
        return ""

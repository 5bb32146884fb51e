"""What routes answer with: pages, fragments, notices. Here a request meets the room."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pod2post import filling
from pod2post.errors import Pod2postError
from pod2post.review import keytable, statics
from pod2post.review.room import Room
from pod2post.review.sessions import Session, Sessions
from pod2post.runs import Run

TEMPLATES = "templates/review"


def room(request: Request) -> Room:
    """What the page works with."""
    found: Room = request.app.state.room
    return found


def session(request: Request) -> Session:
    """Whose browser asks."""
    found: Session = request.state.session
    return found


def fields(request: Request) -> Mapping[str, str]:
    """The form that was sent, the last field of each name; empty for what is no POST."""
    found: Mapping[str, str] = request.state.fields
    return found


def run(request: Request) -> Run:
    """The run that the address names, if it is one of the workspace's.

    Raises:
        HTTPException: 404, there is none.
        BadInput: its record cannot be read.
    """
    found = room(request).run(request.path_params["run"])
    if found is None:
        raise HTTPException(404, "沒有這一集")
    return found


def address(run: Run) -> str:
    """Where a run's draft is shown."""
    return f"/runs/{quote(run.folder.name)}"


def remember(request: Request, editor: str) -> None:
    """Who sits at this browser, for as long as its session lasts."""
    sessions: Sessions = request.app.state.sessions
    sessions.name(request.state.cookie, editor)
    request.state.session = replace(session(request), editor=editor)


def is_fragment(request: Request) -> bool:
    """Does a script ask for a part of a page, and no browser for a whole one?"""
    return request.headers.get("hx-request") == "true"


def filled(request: Request, name: str, context: Mapping[str, Any]) -> str:
    """A template of `templates/review/`, a page or a fragment, with what each of them knows."""
    mine = session(request)
    known = {
        "csrf": mine.csrf,
        "editor": mine.editor,
        "static": statics.address,
        "key_groups": keytable.groups,
        "key_shown": keytable.shown,
    }
    return filling.page(TEMPLATES, name, {**known, **context})


def html(text: str, code: int = 200, *, event: str = "") -> Response:
    """Markup that `filled` made. `event`: what htmx sends to the page when it has it."""
    head = {"HX-Trigger": event} if event else None
    return HTMLResponse(text, status_code=code, headers=head)


def page(request: Request, name: str, context: Mapping[str, Any], code: int = 200) -> Response:
    """The same as an answer."""
    return html(filled(request, name, context), code)


def nothing() -> Response:
    """It was done, and there is nothing to show."""
    return Response(status_code=204)


def conflict(request: Request, name: str, context: Mapping[str, Any]) -> Response:
    """What was sent was made against a text that stands no more."""
    return page(request, name, context, 409)


def see(address: str) -> Response:
    """It was done; the browser looks there now."""
    return RedirectResponse(address, status_code=303)


def notice(request: Request, code: int, title: str, text: str = "", remedy: str = "") -> Response:
    """A page, or for a script a line of it, that says what cannot be done and what can."""
    name = "notice_line.html.j2" if is_fragment(request) else "notice.html.j2"
    return page(request, name, {"title": title, "text": text, "remedy": remedy}, code)


def failed(request: Request, error: Exception) -> Response:
    """A failure of the tree in `errors`, in its own words."""
    cause, remedy = str(error), ""
    if isinstance(error, Pod2postError):
        cause, remedy = error.cause, error.remedy
    return notice(request, 400, "這一步無法完成", cause, remedy)


def refused(request: Request, error: Exception) -> Response:
    """No such page, no such method."""
    code = error.status_code if isinstance(error, HTTPException) else 404
    text = error.detail if isinstance(error, HTTPException) else ""
    title = {404: "找不到這一頁", 405: "這裡沒有這種請求"}.get(code, "無法完成")
    return notice(request, code, title, text)


def broken(request: Request, error: Exception) -> Response:
    """A fault of the program: nothing of it is told to the page, the terminal has it all."""
    return notice(request, 500, "程式出錯了", type(error).__name__, "詳細原因印在終端機裡。")

"""`/`: all runs, with what is being done to them now."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pod2post.review import answers, listing


def runs(request: Request) -> Response:
    """The page, or for a script the table alone."""
    room = answers.room(request)
    rows = [listing.row(folder, room) for folder in room.folders()]
    state = request.query_params.get("state", "")
    text = request.query_params.get("q", "")
    context = {
        "rows": list(listing.chosen(rows, state, text)),
        "tabs": listing.tabs(rows),
        "state": state,
        "text": text,
        "states": listing.STATES,
        "clock": listing.clock,
        "money": listing.money,
        "live": any(one.state == "running" for one in rows),
    }
    name = "list_rows.html.j2" if answers.is_fragment(request) else "list.html.j2"
    return answers.page(request, name, context)


ROUTES = (Route("/", runs),)

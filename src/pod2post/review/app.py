"""The page put together: the routes of its parts behind the guard."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from pod2post.errors import Pod2postError
from pod2post.review import (
    again_routes,
    answers,
    draft_routes,
    list_routes,
    mend_routes,
    outside_routes,
    picture_routes,
    plan_routes,
    signing_routes,
    sound_routes,
    statics,
)
from pod2post.review.guard import Door, Guard
from pod2post.review.room import Room
from pod2post.review.sessions import Sessions
from pod2post.review.works import Works


def app(room: Room, door: Door, sessions: Sessions) -> Guard:
    """The whole page as one ASGI application."""
    inner = Starlette(
        routes=routes(),
        exception_handlers={
            Pod2postError: answers.failed,
            HTTPException: answers.refused,
            500: answers.broken,
        },
    )
    inner.state.room, inner.state.sessions = room, sessions
    inner.state.works = Works()
    return Guard(inner, door, sessions)


def routes() -> list[BaseRoute]:
    """Every address that there is: one line for each part of the page."""
    return [
        Route("/static/{mark}/{name}", _static),
        *list_routes.ROUTES,
        *signing_routes.ROUTES,
        *draft_routes.ROUTES,
        *mend_routes.ROUTES,
        *again_routes.ROUTES,
        *outside_routes.ROUTES,
        *plan_routes.ROUTES,
        *sound_routes.ROUTES,
        *picture_routes.ROUTES,
    ]


def _static(request: Request) -> Response:
    name, mark = request.path_params["name"], request.path_params["mark"]
    data = statics.files().get(name)
    if data is None or mark != statics.mark():
        raise HTTPException(404)
    kept = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(data, media_type=statics.kind(name), headers=kept)

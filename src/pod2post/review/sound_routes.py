"""`/runs/{run}/audio` and a quotation's clip: streamed, with ranges, out of the run alone."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from pod2post.review import answers, sound

MINUTES = {"cache-control": "private, max-age=600"}  # a player asks for many pieces


def audio(request: Request) -> Response:
    """The recording: 200, 206 for a range, 416 for one that is not there, 404 where it is gone."""
    found = sound.recording(answers.run(request), answers.room(request).store)
    if found is None:
        raise HTTPException(404, "錄音已不在這台電腦上")
    path, digest = found
    return _file(path, f"{digest}{path.suffix}")


def clip(request: Request) -> Response:
    """A quotation's kept clip, by the run's record."""
    path = sound.clip(answers.run(request), request.path_params["quote"])
    if path is None:
        raise HTTPException(404, "沒有這則引文的片段")
    return _file(path, f"{path.stat().st_mtime_ns}-{path.stat().st_size}")


def _file(path: Path, mark: str) -> Response:
    """The file with ranges; `mark` says which one it is, for a player that goes on later."""
    head = {**MINUTES, "etag": f'"{mark}"', "content-disposition": "inline"}
    return FileResponse(path, headers=head, media_type=sound.media_type(path))


ROUTES = (
    Route("/runs/{run}/audio", audio),
    Route("/runs/{run}/clips/{quote}", clip),
)

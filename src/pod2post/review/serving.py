"""The server: a socket, uvicorn on it, and an end to connections that say nothing."""

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pod2post.errors import BadInput
from pod2post.review.guard import Guard

SILENT_S = 10.0  # until a request's head is whole
MOST_SILENT = 100  # connections that wait for one; the oldest is closed for the next
MOST_HEAD = 32_768  # bytes of a request's first line and headers
BACKLOG = 512
LOG = logging.getLogger(__name__)


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; 0 is any free port.

    Raises:
        BadInput: the address is not this machine's, or the port is taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        made.close()
        raise BadInput(
            f"{host}:{port} cannot be served: {getattr(error, 'strerror', None) or error}",
            "Is the page open already? Name another port with --port, or 0 for any.",
        ) from error
    return made


def server(app: Guard) -> uvicorn.Server:
    """A server for one process; `server(...).run(sockets=[...])` serves until a signal."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=_Impatient,
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=60,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=MOST_HEAD,
        )
    )


class _Impatient(H11Protocol):
    """uvicorn waits for the first request for ever; this one does not.

    A thousand connections that send nothing would take every descriptor of the process: only
    so many may wait at a time, and none for long. One whose request is being answered is
    no such connection.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        waiting = _waiting(self.connections)
        waiting[self] = self.loop.call_later(SILENT_S, transport.abort)
        while len(waiting) > MOST_SILENT:
            oldest = next(iter(waiting))
            _heard(waiting, oldest)
            oldest.transport.abort()

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            _heard(_waiting(self.connections), self)

    def connection_lost(self, exc: Exception | None) -> None:
        _heard(_waiting(self.connections), self)
        super().connection_lost(exc)


Waiting = dict[H11Protocol, asyncio.TimerHandle]
_by_server: dict[int, Waiting] = {}


def _waiting(connections: set[Any]) -> Waiting:
    """Those of one server, oldest first."""
    return _by_server.setdefault(id(connections), {})


def _heard(waiting: Waiting, one: H11Protocol) -> None:
    if timer := waiting.pop(one, None):
        timer.cancel()


def opens(address: str) -> Callable[[], bool]:
    """What shows an address in the person's own browser."""
    import webbrowser

    return lambda: webbrowser.open(address)

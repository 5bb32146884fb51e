"""The server: a socket, uvicorn on it, and an end to connections that say nothing."""

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from typing import Any

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from pod2post.errors import BadInput
from pod2post.review.guard import Guard

SILENT_S = 15.0  # until a request's head is whole, the first or the next
MOST_SILENT = 100  # connections that wait for one; the oldest is closed for the next
MOST_HEAD = 32_768  # bytes that may come before they make a request; the guard counts again
BACKLOG = 128


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
            http=partial(_Impatient, waiting={}),  # type: ignore[arg-type]
            backlog=BACKLOG,  # also how many are taken in at a time
            ws="none",
            lifespan="off",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=3,
            h11_max_incomplete_event_size=MOST_HEAD,
        )
    )


Waiting = dict["_Impatient", asyncio.TimerHandle]


class _Impatient(H11Protocol):
    """uvicorn waits for a request for ever; this one does not.

    A thousand connections that send nothing would take every descriptor of the process: only
    so many may wait at a time, and none for long. One whose request is being answered is
    no such connection. `waiting`: those of one server, oldest first.
    """

    def __init__(self, *args: Any, waiting: Waiting, **more: Any) -> None:
        super().__init__(*args, **more)
        self.waiting = waiting

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def handle_events(self) -> None:
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._came()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self.transport.is_closing() and self.cycle.response_complete:
            self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._came()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """From now on a whole request must come soon, and others may be let in instead."""
        self._came()
        self.waiting[self] = self.loop.call_later(SILENT_S, self.transport.abort)
        while len(self.waiting) > MOST_SILENT:
            oldest = next(iter(self.waiting))
            oldest._came()  # noqa: SLF001 - one of us
            oldest.transport.abort()

    def _came(self) -> None:
        if timer := self.waiting.pop(self, None):
            timer.cancel()


def opens(address: str) -> Callable[[], bool]:
    """What shows an address in the person's own browser."""
    import webbrowser

    return lambda: webbrowser.open(address)

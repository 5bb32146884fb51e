"""Who goes first: an editor who waits for an answer, and then what is found out meanwhile."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

LINGERS_S = 0.4  # in which a browser shows what was done, or she goes on
GIVES_WAY_S = 1.0  # so long at most before each thing that is done in the background


class Precedence:
    """Safe for several threads. What is put off is never put off for ever."""

    def __init__(self) -> None:
        self._changes = threading.Condition()
        self._waiting = 0
        self._answered = float("-inf")

    @contextmanager
    def first(self) -> Iterator[None]:
        """While somebody waits for what is done in here, and a moment longer, others give way."""
        with self._changes:
            self._waiting += 1
        try:
            yield
        finally:
            with self._changes:
                self._waiting -= 1
                self._answered = time.monotonic()
                self._changes.notify_all()

    def moment(self) -> float:
        """Now, by `time.monotonic`, or as soon as nobody waits any more."""
        until = time.monotonic() + GIVES_WAY_S
        with self._changes:
            while (now := time.monotonic()) < until:
                rest = LINGERS_S if self._waiting else self._answered + LINGERS_S - now
                if rest <= 0:
                    break
                self._changes.wait(min(rest, until - now))
        return time.monotonic()

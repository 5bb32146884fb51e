"""The requests of one call as they pass: each `sent` gets one `got` or one `failed`."""

import itertools
import time
from collections.abc import MutableMapping
from typing import Any

from pod2post.backends import chat, refusals
from pod2post.ports import Request, Shelf, Tell

RETRIES = 2
LONGEST_WAIT_S = 120  # the client waits no longer, whatever a server asks


class Wire:
    """The journal of one call. `until` is its deadline on the monotonic clock.

    A `sent` line is on disk before the bytes leave; `trouble` says why a body was not read.
    """

    def __init__(
        self,
        request: Request,
        form: str,
        until: float,
        end: chat.Endpoint,
        shelf: Shelf,
        tell: Tell,
    ) -> None:
        self._request = request
        self._form = form
        self._until = until
        self._end = end
        self._shelf = shelf
        self._tell = tell
        self._numbers = itertools.count(1)
        self._open: list[int] = []
        self.trouble: list[str] = []

    def sending(self) -> None:
        self.settle("failed", {"why": "the connection broke"})
        self.trouble.clear()
        number = next(self._numbers)
        self._note("sent", {"attempt": number, "form": self._form})
        self._open.append(number)

    def spoilt(self, why: str, /) -> None:
        self.trouble.append(why)

    def answered(self, status: int, headers: MutableMapping[str, str], text: str, /) -> None:
        """Note a refusal, and call the client's retry off where it would be in vain."""
        if status < 300:
            return
        wait, number = refusals.wait_of(headers), self._open[-1]
        facts: dict[str, Any] = {"status": status, "why": refusals.told(text, self._end)}
        if wait is not None:
            facts["retry_after_s"] = wait
        self.settle("failed", facts)
        late = wait is not None and time.monotonic() + wait > self._until
        if late or refusals.hopeless(status, text):
            headers["x-should-retry"] = "false"
        elif wait and wait <= LONGEST_WAIT_S and number <= RETRIES and refusals.passing(status):
            self._tell.say(f"{self._end.name} is busy ({status}): waits {wait} s as it asks")

    def settle(self, event: str, facts: dict[str, Any]) -> None:
        """Write down what became of the request under way, if one is."""
        while self._open:
            self._note(event, {"attempt": self._open.pop()} | facts)

    def _note(self, event: str, facts: dict[str, Any]) -> None:
        identity, task = self._request.identity, self._request.task
        self._shelf.note_call(event, identity, task=task, **facts)

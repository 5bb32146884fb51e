"""What it means when an endpoint refuses a request, in a person's words.

Servers differ in their errors: `{"error": {...}}` (OpenAI, llama.cpp), `{"detail": ...}`
(FastAPI), a bare text. Whatever it is, a person reads it in the failure's cause.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pod2post.backends.chat import Endpoint, count, parsed
from pod2post.errors import (
    BadInput,
    Blocked,
    NoForm,
    NoQuota,
    NotSetUp,
    Pod2postError,
    TooLong,
    TryLater,
)
from pod2post.ports import Usage

QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "exceeded_current_quota_error"}
TOO_LONG = re.compile(
    r"context[ _](length|size|window)|too many tokens|prompt is too long|input is too long", re.I
)
FORM = re.compile(r"response_?format|json_schema|json_object|structured[ _]output|grammar", re.I)
OVER = re.compile(r"too (large|big|high)|at most|(less|greater|more) than|exceed|range", re.I)
PERSONAL = (401, 402, 403, 429)  # about the key or the account, whatever words are used
LONGER = "llama.cpp: --ctx-size; Ollama: num_ctx or OLLAMA_CONTEXT_LENGTH"


def wait_of(headers: Mapping[str, str]) -> int | None:
    """Whole seconds that Retry-After asks for, given in seconds or as a date; else None."""
    said = headers.get("retry-after", "")
    try:
        seconds = float(said)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds()
        except (ValueError, TypeError):
            return None
    return max(0, math.ceil(seconds)) if math.isfinite(seconds) else None


def told(text: str, end: Endpoint) -> str:
    """The server's words in an error's body: one line, <= 300 characters, the key blotted out."""
    data = parsed(text)
    error = data.get("error") or data.get("detail") or data.get("message") or text
    words = error.get("message", error) if isinstance(error, dict) else error
    line = " ".join(str(words).split())
    return (line.replace(end.key, "***") if end.secret else line)[:300] or "no reason given"


def codes(text: str) -> tuple[str, str]:
    """The error's code and its type, "" where it has none."""
    error = parsed(text).get("error")
    if not isinstance(error, dict):
        return "", ""
    return str(error.get("code") or ""), str(error.get("type") or "")


def out_of_quota(status: int, text: str) -> bool:
    return status == 402 or (status == 429 and not QUOTA.isdisjoint(codes(text)))


def too_long(status: int, text: str) -> bool:
    """Does the request not fit? Some servers say so with status 500."""
    return status == 413 or (status not in PERSONAL and bool(TOO_LONG.search(_error(text))))


def refuses_form(status: int, text: str) -> bool:
    """Is it response_format that the server does not take? Some say so with status 500."""
    return status not in PERSONAL and bool(FORM.search(_error(text)))


def hopeless(status: int, text: str) -> bool:
    """Would the same request be refused again, whatever its status says?"""
    return out_of_quota(status, text) or too_long(status, text) or refuses_form(status, text)


def wrapped(text: str) -> int:
    """The status of an error that came with 200; brokers of models send such."""
    code, kind = codes(text)
    if re.fullmatch("[45][0-9][0-9]", code):
        return int(code)
    return 429 if QUOTA & {code, kind} else 502


def _error(text: str) -> str:
    data = parsed(text)
    return str(data.get("error") or data.get("detail") or data.get("message") or text)[:4000]


def passing(status: int) -> bool:
    """Does it help to ask again?"""
    return status in (408, 409, 425, 429) or status >= 500


def failure(status: int, text: str, wait: int | None, end: Endpoint) -> Pod2postError:
    """The error that an HTTP status and body stand for."""
    words = told(text, end)
    said = f"{end.name} answered {status}: {words}"
    if too_long(status, text) or refuses_form(status, text):
        return _unfit(said, status, text, end)
    if out_of_quota(status, text):
        return NoQuota(
            f"the account at {end.name} has no quota left: {words}",
            "Raise the limit or top the account up, then run the same command again: finished "
            "calls are kept.",
        )
    if passing(status):
        return _later(said, status, wait)
    if status in (401, 403):
        return NotSetUp(
            f"{end.name} refuses the key ({status}): {words}",
            "Set a valid key for this very address: POD2POST_API_KEY or [writer] api_key_file.",
        )
    if status == 404 or 300 <= status < 400:
        return _astray(said, status, text, end)
    return _unfit(said, status, text, end)


def _later(said: str, status: int, wait: int | None) -> TryLater:
    """It may work another time; a rate limit holds for whatever is asked."""
    when = f"in {wait} s" if wait else "in a few minutes"
    cause = f"{said} (the client's retries did not help)"
    remedy = f"Run the same command again {when}: finished calls are kept."
    if status == 429:
        return Blocked(cause, remedy, wait, "writer")
    return TryLater(cause, remedy, wait)


def _astray(said: str, status: int, text: str, end: Endpoint) -> BadInput:
    """Nothing lies there: the model is not known, or the address is wrong."""
    words = told(text, end)
    if status == 404 and "model" in f"{codes(text)} {words}".casefold():
        return NotSetUp(
            f"{end.name} knows no model {end.model!r}: {words}",
            "Name one that it has: --writer-model NAME or [writer] model.",
        )
    return no_endpoint(end, said)


def _unfit(said: str, status: int, text: str, end: Endpoint) -> BadInput:
    """A request that this server or model does not take as it is."""
    error = parsed(text).get("error")
    param = str(error.get("param")) if isinstance(error, dict) else ""
    names = f"{param} {told(text, end)}"
    if too_long(status, text):
        sent, holds = count(error, "n_prompt_tokens"), count(error, "n_ctx")
        size = f" ({sent} tokens sent, {holds} fit)" if sent and holds else ""
        return TooLong(
            f"the request is too long for {end.model}{size}. {said}",
            f"Nothing was cut. {_room(holds)}, or choose a model with a longer context, or give "
            f"the local server one ({LONGER}). Then run the same command again: finished calls "
            "are kept.",
        )
    if refuses_form(status, text):
        return NoForm(
            f"{end.model} does not take the form asked of its replies. {said}",
            'Set [writer] format = "auto", or another of json_schema, json_object and text.',
        )
    if re.search("max_(completion_)?tokens", names) and OVER.search(names):
        return TooLong(
            f"{end.model} writes no reply of the length asked for. {said}",
            "Set a lower [writer] max_tokens.",
        )
    if "max_tokens" in names or "max_completion_tokens" in names:
        return BadInput(
            f"{end.model} has another word for its limit of tokens. {said}",
            'Set [writer] token_field to the other one of "max_tokens" and '
            '"max_completion_tokens".',
        )
    if "temperature" in names:
        return BadInput(
            f"{end.model} does not take this temperature. {said}",
            "Set [writer] temperature = 1, or choose another model.",
        )
    return BadInput(said, "Check [writer] base_url, model and the other settings of the writer.")


def _room(holds: int | None) -> str:
    much = str(holds) if holds else "what the model holds"
    return f"Set [writer] context_tokens to {much}: longer sections then go out in parts"


def cut_short(end: Endpoint, sent: int, used: Usage | None) -> BadInput:
    """The server read part of the request and answered as if it were all."""
    return BadInput(
        f"{end.name} cut the request in silence: it counts {used.prompt if used else 0:,} tokens "
        f"where at least {sent:,} were sent. Its reply is not used.",
        f"Give the model a longer context ({LONGER}), or set [writer] context_tokens to what it "
        "holds, so that longer sections go out in parts. Then run the same command again: "
        "finished calls are kept. Where the server's count is known to be wrong, set "
        "[writer] check_usage = false.",
    )


def no_endpoint(end: Endpoint, seen: str) -> NotSetUp:
    return NotSetUp(
        f"no OpenAI-compatible endpoint lies at {end.name}: {seen}",
        "Correct [writer] base_url; most servers want a path that ends in /v1.",
    )


def unreachable(end: Endpoint, why: str) -> Blocked:
    return Blocked(
        f"{end.name} cannot be reached: {why}",
        "Check that the server runs, the network and [writer] base_url, then run the same "
        "command again: finished calls are kept.",
        place="writer",
    )

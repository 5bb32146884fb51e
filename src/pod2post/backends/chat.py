"""What can be said of a Chat Completions endpoint without a client: its address, and what
its answers mean.

Servers differ in their errors: `{"error": {...}}` (OpenAI, llama.cpp), `{"detail": ...}`
(FastAPI), a bare text. Whatever it is, a person reads it in the failure's cause.
"""

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from pod2post.errors import BadInput, LimitReached, Pod2postError, TryLater
from pod2post.ports import Reply, Usage
from pod2post.settings import WriterSettings
from pod2post.values import value

OPENAI = "https://api.openai.com/v1"
QUOTA = {"insufficient_quota", "billing_hard_limit_reached", "exceeded_current_quota_error"}
TOO_LONG = re.compile(r"context[ _](length|size|window)|too many tokens|prompt is too long", re.I)


@value
class Endpoint:
    """Where requests go. `name` is host, port and path: shown, and part of the identity."""

    address: str
    name: str
    loopback: bool
    key: str
    secret: bool
    model: str


def endpoint(settings: WriterSettings, key: str | None) -> Endpoint:
    """The endpoint that the settings name.

    Raises:
        BadInput: neither key nor address, or one that cannot be used as it is.
    """
    if settings.base_url is None and not key:
        raise BadInput(
            "the writer openai has neither a key nor an address",
            "Set POD2POST_API_KEY in the environment, or [writer] base_url to a server of "
            "yours, or take --writer extract, which needs neither.",
        )
    if key and not re.fullmatch(r"[!-~]+", key):
        raise BadInput(
            "the writer's key holds spaces, line breaks or letters that no key has",
            "Copy it again: POD2POST_API_KEY, OPENAI_API_KEY or [writer] api_key_file.",
        )
    address = OPENAI if settings.base_url is None else settings.base_url.rstrip("/")
    host, name = _place(address)
    return Endpoint(
        address=address,
        name=name,
        loopback=host in ("localhost", "::1") or host.startswith("127."),
        # Local servers take any key, and the client refuses to start without one.
        key=key or "none",
        secret=bool(key),
        model=settings.model,
    )


def _place(address: str) -> tuple[str, str]:
    """(host, host with port and path)"""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    parts_known = host and address.startswith(("http://", "https://"))
    if not parts_known or re.search(r"[\s@?#]", address):
        raise BadInput(
            f"[writer] base_url is no address of an endpoint: {re.sub('//.*@', '//...@', address)}",
            "Write it as http(s)://HOST[:PORT]/PATH, without a password or a query, such as "
            "http://127.0.0.1:8080/v1.",
        )
    return host, f"{host}:{port}{parts.path}" if port else f"{host}{parts.path}"


# --- replies --------------------------------------------------------------------------

Finish = Literal["stop", "length", "filtered", "refused", "empty", "unreadable"]
CUT: dict[Any, Finish] = {"content_filter": "filtered", "length": "length"}


def parsed(text: str) -> dict[str, Any]:
    """The object in a body; {} where there is none, or one that no UTF-8 can hold."""
    try:
        data = json.loads(text)
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def read(data: dict[str, Any]) -> Reply:
    """The reply in a completion, whatever is missing from it."""
    name, usage = data.get("model"), _usage(data.get("usage"))

    def made(finish: Finish, text: str = "", detail: str = "") -> Reply:
        model = name if isinstance(name, str) else ""
        return Reply(text=text, finish=finish, usage=usage, model=model, detail=detail)

    choices = data.get("choices")
    if choices == []:
        return made("empty", detail="the server sent no choices")
    try:
        reason, message = choices[0].get("finish_reason"), choices[0]["message"]  # type: ignore[index]
        content, refusal = message.get("content"), message.get("refusal")
    except (TypeError, KeyError, AttributeError):
        return made("unreadable", detail="the body is no whole chat completion")
    text = content if isinstance(content, str) else ""
    if refusal:
        return made("refused", detail=str(refusal))
    if reason in CUT:
        return made(CUT[reason], text)
    if not text.strip():
        return made("empty", detail=f"finish reason {reason}")
    # Servers disagree on the word for a normal end; a cut reply does not pass its schema.
    return made("stop", text)


def _usage(data: Any) -> Usage | None:
    prompt, completion = _count(data, "prompt_tokens"), _count(data, "completion_tokens")
    if prompt is None or completion is None:
        return None
    cached = _count(data.get("prompt_tokens_details"), "cached_tokens")
    return Usage(prompt=prompt, completion=completion, cached=cached or 0)


def _count(table: Any, name: str) -> int | None:
    number = table.get(name) if isinstance(table, dict) else None
    return number if isinstance(number, int) else None


# --- refusals -------------------------------------------------------------------------


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


def code_of(text: str) -> str:
    """The error's code, else its type, else nothing."""
    error = parsed(text).get("error")
    return str(error.get("code") or error.get("type") or "") if isinstance(error, dict) else ""


def out_of_quota(status: int, text: str) -> bool:
    return status == 402 or (status == 429 and code_of(text) in QUOTA)


def failure(status: int, text: str, wait: int | None, end: Endpoint) -> Pod2postError:
    """The error that an HTTP status and body stand for."""
    words = told(text, end)
    said = f"{end.name} answered {status}: {words}"
    if out_of_quota(status, text):
        return LimitReached(
            f"the account at {end.name} has no quota left: {words}",
            "Raise the limit or top the account up, then run the same command again: finished "
            "calls are kept.",
        )
    if status in (408, 409, 425, 429) or status >= 500:
        when = f"in {wait} s" if wait else "in a few minutes"
        return TryLater(
            f"{said} (the client's retries did not help)",
            f"Run the same command again {when}: finished calls are kept.",
            after_s=wait,
        )
    if status in (401, 403):
        return BadInput(
            f"{end.name} refuses the key ({status}): {words}",
            "Set a valid key for this very address: POD2POST_API_KEY or [writer] api_key_file.",
        )
    if status == 404 and "model" in f"{code_of(text)} {words}".casefold():
        return BadInput(
            f"{end.name} knows no model {end.model!r}: {words}",
            "Name one that it has: --writer-model NAME or [writer] model.",
        )
    if status == 404 or 300 <= status < 400:
        return no_endpoint(end, said)
    return _unfit(said, status, text, end)


def _unfit(said: str, status: int, text: str, end: Endpoint) -> BadInput:
    """A request that this server or model does not take as it is."""
    error = parsed(text).get("error")
    param = str(error.get("param")) if isinstance(error, dict) else ""
    names = f"{param} {told(text, end)}"
    if status == 413 or TOO_LONG.search(f"{code_of(text)} {names}"):
        sent, holds = _count(error, "n_prompt_tokens"), _count(error, "n_ctx")
        size = f" ({sent} tokens sent, {holds} fit)" if sent and holds else ""
        return BadInput(
            f"the request is too long for {end.model}{size}. {said}",
            "Choose a model with a longer context, or start the local server with one.",
        )
    if re.search(r"response_format|json_schema|structured output|grammar", names, re.I):
        return BadInput(
            f"{end.model} takes no JSON schema for its replies. {said}",
            "Choose a model or server that supports response_format json_schema.",
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


def no_endpoint(end: Endpoint, seen: str) -> BadInput:
    return BadInput(
        f"no OpenAI-compatible endpoint lies at {end.name}: {seen}",
        "Correct [writer] base_url; most servers want a path that ends in /v1.",
    )


def unreachable(end: Endpoint, why: str) -> TryLater:
    return TryLater(
        f"{end.name} cannot be reached: {why}",
        "Check that the server runs, the network and [writer] base_url, then run the same "
        "command again: finished calls are kept.",
    )

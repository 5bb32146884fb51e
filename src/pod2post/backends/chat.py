"""What can be said of a Chat Completions endpoint without a client: its address, and what
its replies mean. What its refusals mean stands in `refusals.py`.
"""

import json
import re
from typing import Any, Literal
from urllib.parse import urlsplit

from pod2post.errors import BadInput
from pod2post.ports import Reply, Usage
from pod2post.settings import WriterSettings
from pod2post.values import value

OPENAI = "https://api.openai.com/v1"


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


def unreadable(why: str) -> Reply:
    return Reply(text="", finish="unreadable", usage=None, model="", detail=why)


def misfit(text: str) -> str:
    """What a body is that holds no JSON object."""
    if text.lstrip().startswith("<"):
        return "the body is a web page"
    if text.lstrip().startswith(("data:", "event:", ": ")):
        return "the body is a stream, which was not asked for"
    return NO_CHAT


NO_CHAT = "the body is no whole chat completion"


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
        return made("unreadable", detail=NO_CHAT)
    text = _text(content)
    if refusal:
        return made("refused", detail=str(refusal))
    if reason in CUT:
        return made(CUT[reason], text)
    if not text.strip():
        return made("empty", detail=f"finish reason {reason}")
    # Servers disagree on the word for a normal end; a cut reply does not pass its schema.
    return made("stop", text)


def _text(content: Any) -> str:
    """The text of a message; some servers give it in parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, dict))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _usage(data: Any) -> Usage | None:
    prompt, completion = count(data, "prompt_tokens"), count(data, "completion_tokens")
    if prompt is None or completion is None:
        return None
    cached = count(data.get("prompt_tokens_details"), "cached_tokens")
    return Usage(prompt=prompt, completion=completion, cached=cached or 0)


def count(table: Any, name: str) -> int | None:
    number = table.get(name) if isinstance(table, dict) else None
    return number if isinstance(number, int) and number >= 0 else None

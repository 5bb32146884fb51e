"""Addresses for the eye: a private feed's token stands in its path or its query. Pure."""

import re
from urllib.parse import urlsplit

LONGEST_WORD = 20
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s'\"<>]+", re.IGNORECASE)


def masked(url: str) -> str:
    """The address without its query, and with `…` for parts of the path that may be a secret.

    Such are long ones and those in which digits and letters alternate.
    """
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "…"
    steps = [step if _plain(step) else "…" for step in parts.path.split("/")]
    return f"{parts.scheme}://{parts.hostname or ''}{port}{'/'.join(steps)}" + (
        "?…" if parts.query else ""
    )


def masked_text(text: str) -> str:
    """The text with every web address in it masked."""
    return _URL.sub(lambda found: masked(found[0]), text)


def _plain(step: str) -> bool:
    if len(step) > LONGEST_WORD and not re.fullmatch(r"[a-z]+(?:-[a-z]+)*", step):
        return False
    return len(re.findall(r"[A-Za-z]\d|\d[A-Za-z]|[a-z][A-Z]", step)) < 3

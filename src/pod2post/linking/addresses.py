"""Two addresses of one audio file: what was put before and behind it aside. Pure."""

import re
from urllib.parse import parse_qsl, urlsplit

# Counting services put themselves before an address: https://counter/x/real.host/file.mp3
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_FILE = re.compile(r"\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4|php|aspx?|html?|cgi)$", re.IGNORECASE)
_NOISE = re.compile(
    r"utm_|aw|aid$|dest-?id$|source$|src$|from$|feed$|ref|updated$|key$|token$|sig|expires$|_$"
    r"|t$|ts$|v$|cb$|listener|user|client|platform$|download$",
    re.IGNORECASE,
)


def bare(url: str) -> str:
    """Host and path of the file itself, without counting services, scheme and query."""
    parts = urlsplit(url.strip())
    steps = [step for step in parts.path.split("/") if step]
    hosts = [at for at, step in enumerate(steps[:-1]) if _is_host(step)]
    if hosts:
        steps = steps[hosts[-1] :]
        return "/".join((steps[0].lower(), *steps[1:]))
    return "/".join(((parts.hostname or "").lower(), *steps))


def key(url: str) -> str:
    """What is equal where nothing tells two addresses apart; stricter than `same`.

    Raises:
        ValueError: it is no address.
    """
    naming = sorted(_naming(urlsplit(url).query).items())
    return bare(url) + "".join(f"&{name}={text}" for name, text in naming)


def same(one: str, other: str) -> bool:
    """Do both lead to one file? A query that may name the episode must not differ."""
    try:
        if bare(one) != bare(other):
            return False
        mine, theirs = (_naming(urlsplit(url).query) for url in (one, other))
    except ValueError:
        return False
    if any(mine[name] != theirs[name] for name in mine.keys() & theirs.keys()):
        return False
    script = not re.search(r"\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4)$", bare(one), re.IGNORECASE)
    return not script or mine == theirs


def _is_host(step: str) -> bool:
    return bool(_HOST.fullmatch(step)) and not _FILE.search(step)


def _naming(query: str) -> dict[str, str]:
    return {name: text for name, text in parse_qsl(query) if not _NOISE.match(name)}

"""Two addresses of one audio file: what was put before and behind it aside. Pure."""

import re
from urllib.parse import parse_qsl, urlsplit

# Counting services put themselves before an address: https://counter/x/real.host/file.mp3
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", re.IGNORECASE)
_FILE = re.compile(r"\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4|php|aspx?|html?|cgi)$", re.IGNORECASE)
_MEDIA = re.compile(r"\.(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4)$", re.IGNORECASE)
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
    """What is equal for two addresses of one file. Stricter than `same`: where the path names no
    file, all of the query may.

    Raises:
        ValueError: it is no address.
    """
    place, query = bare(url), urlsplit(url).query
    if not _MEDIA.search(place):
        return f"{place}?{query}" if query else place
    return place + "".join(f"&{name}={text}" for name, text in sorted(_naming(query).items()))


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
    return bool(_MEDIA.search(bare(one))) or mine == theirs


def _is_host(step: str) -> bool:
    return bool(_HOST.fullmatch(step)) and not _FILE.search(step)


def _naming(query: str) -> dict[str, str]:
    return {name: text for name, text in parse_qsl(query) if not _NOISE.match(name)}

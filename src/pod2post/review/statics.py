"""Scripts and styles of the page. Their address holds the digest of all of them together,
so that they may import one another and a new version is never mixed with an old one.
"""

from functools import cache

from pod2post import assets, codec

FOLDER = "templates/review/static"
KINDS = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@cache
def files() -> dict[str, bytes]:
    """What there is, by name.

    Raises:
        Pod2postError: the installation is damaged.
    """
    return {name: assets.text(FOLDER, name).encode() for name in assets.names(FOLDER)}


@cache
def mark() -> str:
    """What changes with any of them."""
    rows = [[name, codec.digest_bytes(data)] for name, data in sorted(files().items())]
    return codec.digest(rows).removeprefix("sha256:")[:16]


def address(name: str) -> str:
    """Where the page asks for one of them.

    Raises:
        KeyError: there is none of this name.
    """
    if name not in files():
        raise KeyError(name)
    return f"/static/{mark()}/{name}"


def kind(name: str) -> str:
    """Its media type."""
    return KINDS.get(name[name.rfind(".") :], "application/octet-stream")

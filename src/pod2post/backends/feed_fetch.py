"""The bytes of a feed, or that they are still the same: conditional requests with caps."""

import zlib
from email.message import Message

from pod2post.backends import headers, pinned
from pod2post.costs.limits import Limits
from pod2post.errors import BadInput, Pod2postError, Refused, TryLater
from pod2post.feeds.document import GZIP_OR_ZLIB, MOST_FEED, Unreadable
from pod2post.feeds.masking import masked, masked_text
from pod2post.locate import address
from pod2post.value import value

PATIENCE = pinned.Patience(connect_s=10.0, read_s=20.0, whole_s=120.0)
MEDIA = ("audio/", "video/")
PACKED = ("gzip", "x-gzip", "deflate")
AGAIN = "Try again later; a followed show is asked again at the next sync."
OPEN_IT = "Open the address in a browser: it may have moved, or want a new login or token."


@value
class Fetched:
    """`data` None: nothing changed since. `lasting`: the address to ask from now on.

    `etag`, `modified`: what the server wants to hear the next time.
    """

    url: str
    lasting: str
    data: bytes | None
    etag: str | None = None
    modified: str | None = None
    charset: str | None = None
    kind: str = ""


def fetched(
    url: str,
    etag: str | None = None,
    modified: str | None = None,
    *,
    limits: Limits,
    names: pinned.Names = pinned.system_names,
) -> Fetched:
    """What lies at a feed's address. No message holds more of it than a private feed may show.

    Raises:
        Unreadable: it is announced as audio; nothing of it is loaded.
        TryLater: no answer, rate limit, server errors.
        Refused: login, gone, an address that must not be asked.
        BadInput: no address, another refusal.
    """
    conditions = (("If-None-Match", etag), ("If-Modified-Since", modified))
    extra = tuple((name, text) for name, text in conditions if text)
    try:
        with (
            pinned.pool(limits, names) as connections,
            pinned.ask(connections, address(url), PATIENCE, extra) as answer,
        ):
            return _answered(answer, etag, modified)
    except pinned.Broken as error:
        after = None if error.after_s is None else round(error.after_s)
        cause = f"{masked(url)} gave no usable answer: {masked_text(str(error))}"
        raise TryLater(cause, AGAIN, after_s=after) from error
    except Pod2postError as error:
        error.cause, error.remedy = masked_text(error.cause), masked_text(error.remedy)
        error.args = (error.cause,)
        raise


def _answered(answer: pinned.Answer, etag: str | None, modified: str | None) -> Fetched:
    said = answer.headers
    if answer.status == 304 and (etag or modified):
        return Fetched(
            url=answer.url, lasting=answer.lasting, data=None, etag=etag, modified=modified
        )
    _check(answer)
    if said.get("content-type", "").lower().startswith(MEDIA):
        raise Unreadable("audio", "it is an audio or video file")
    kind = Message()
    kind["content-type"] = said.get("content-type", "")
    return Fetched(
        url=answer.url,
        lasting=answer.lasting,
        data=_body(answer),
        etag=said.get("etag", "")[:300] or None,
        modified=said.get("last-modified", "")[:100] or None,
        charset=kind.get_content_charset(),
        kind=kind.get_content_type() if "content-type" in said else "",
    )


def _check(answer: pinned.Answer) -> None:
    status, name = answer.status, headers.host(answer.url)
    if status == 200:
        return
    if status in (408, 425, 429) or status >= 500:
        wait = headers.asked(answer.headers.get("retry-after"))
        raise pinned.Broken(f"{name} answered {status}", wait)
    if status in (401, 402, 403, 451):
        raise Refused(f"{name} refuses to hand out the feed (HTTP {status})", OPEN_IT)
    if status in (404, 410):
        raise Refused(f"{name} has no such feed any more (HTTP {status})", OPEN_IT)
    raise BadInput(f"{name} answered HTTP {status} and no feed", OPEN_IT)


def _body(answer: pinned.Answer) -> bytes:
    """The body, inflated step by step where the server packs unasked. Raises `Broken`."""
    coding = answer.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return pinned.body(answer, MOST_FEED)
    if coding not in PACKED:
        raise pinned.Broken(f"it is packed as {coding[:20]}, which was not asked for")
    inflate, got = zlib.decompressobj(GZIP_OR_ZLIB), bytearray()
    for block in pinned.blocks(answer, MOST_FEED):
        try:
            got += inflate.decompress(block, MOST_FEED + 1 - len(got))
        except zlib.error as error:
            raise pinned.Broken("its compressed body is damaged") from error
        if len(got) > MOST_FEED:
            raise pinned.Broken(f"unpacked it is larger than {MOST_FEED // 1_000_000} MB")
    return bytes(got)

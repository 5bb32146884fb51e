"""A client that reads every body whole and never more of it than fits: no bomb goes off.

Compressed bodies are inflated here, step by step, since the library inflates what it gets
and counts afterwards. What cannot be read becomes an empty body, and the watcher is told
why: an exception would be taken for a broken connection and the request sent again.
"""

import ssl
import zlib
from collections.abc import MutableMapping
from functools import cache
from typing import Protocol

import httpx2

MOST_BYTES = 8 * 2**20  # a reply of 32,000 tokens has 0.2 MB, with its reasoning perhaps 1
GZIP_OR_ZLIB = 47
PLAIN, PRESSED = ("", "identity"), ("gzip", "x-gzip", "deflate")
STALE = ("content-encoding", "content-length", "transfer-encoding")


class Watcher(Protocol):
    """Who is told what passes, and may change the headers of an answer."""

    def sending(self) -> None: ...
    def spoilt(self, why: str, /) -> None: ...
    def answered(self, status: int, headers: MutableMapping[str, str], text: str, /) -> None: ...


class BoundedClient(httpx2.AsyncClient):
    """See above. Redirects are not followed: the key stays where it was meant for."""

    def __init__(self, watcher: Watcher | None, timeout: httpx2.Timeout, *, proxies: bool) -> None:
        super().__init__(
            timeout=timeout,
            follow_redirects=False,
            trust_env=proxies,
            verify=_trust(),
            headers={"Accept-Encoding": "gzip, deflate"},
        )
        self._watcher = watcher

    async def send(
        self,
        request: httpx2.Request,
        *,
        stream: bool = False,  # noqa: ARG002 - no body is handed on unread
        auth: httpx2._types.AuthTypes | httpx2._client.UseClientDefault | None = (
            httpx2.USE_CLIENT_DEFAULT
        ),
        follow_redirects: bool | httpx2._client.UseClientDefault = httpx2.USE_CLIENT_DEFAULT,
    ) -> httpx2.Response:
        watcher = self._watcher
        if watcher:
            watcher.sending()
        response = await super().send(
            request, stream=True, auth=auth, follow_redirects=follow_redirects
        )
        try:
            content, trouble = await _whole(response)
        finally:
            await response.aclose()
        if trouble and watcher:
            watcher.spoilt(trouble)
        headers = [(n, t) for n, t in response.headers.multi_items() if n.lower() not in STALE]
        whole = httpx2.Response(
            response.status_code, headers=headers, content=content, request=request
        )
        if watcher:
            watcher.answered(whole.status_code, whole.headers, whole.text)
        return whole


@cache
def _trust() -> ssl.SSLContext:
    """Whom to trust, read once: 33 ms of each call otherwise, also of those without TLS."""
    return httpx2.create_ssl_context()


async def _whole(response: httpx2.Response) -> tuple[bytes, str]:
    """(the body, "") or (b"", why it is not read)"""
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding not in (*PLAIN, *PRESSED):
        return b"", f"its body is packed in a way that was not asked for: {coding[:40]}"
    inflate = zlib.decompressobj(GZIP_OR_ZLIB) if coding in PRESSED else None
    got = bytearray()
    async for part in response.aiter_raw():
        try:
            # One byte more than fits, never 0: that would stand for no limit.
            most = MOST_BYTES + 1 - len(got)
            got += inflate.decompress(part, most) if inflate else part
        except zlib.error:
            return b"", "its compressed body is damaged"
        if len(got) > MOST_BYTES:
            return b"", f"its body is over {MOST_BYTES // 2**20} MB"
    return bytes(got), ""

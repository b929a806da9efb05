"""The body of an answer, bounded in size however it was compressed."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import closing
from typing import Final

import httpx

from core.network.provider_errors import Call, unreadable

MOST: Final = 8_000_000
"""Most decoded bytes of one answer; the provider's largest page has a tenth of it."""
MOST_PARTS: Final = 200_000
"""Most brackets, braces and commas of one answer; a page of a hundred records has some 10,000.

Eight megabytes of empty objects become 300 MB of memory.
"""
GZIP: Final = 16 + zlib.MAX_WBITS
"""The value that makes zlib expect a gzip header."""
PACKED: Final = "content-encoding"
LENGTHS: Final = frozenset({PACKED, "content-length", "transfer-encoding"})
"""Headers about the body in transit, not about the decoded one."""


def bounded(call: Call, request: httpx.Request, response: httpx.Response) -> httpx.Response:
    """Return an answer with its whole body, read and decoded, of at most 8 MB; close the streamed `response`.

    Raises ProviderError if it has more bytes, more than 200,000 parts, or another encoding than a single gzip; httpx's
    errors if the connection breaks. The deadline cuts a socket, but not the decompression of received data: 527 bytes
    can hold a gigabyte.
    """
    with closing(response):
        packing = response.headers.get(PACKED, "identity").strip().lower()
        if packing not in ("identity", "gzip", ""):
            raise unreadable(call, response.status_code, "The answer is compressed in a way that was not requested.")
        body = _gzip(call, response) if packing == "gzip" else _plain(call, response)
    if sum(body.count(sign) for sign in (b"{", b"[", b",")) > MOST_PARTS:
        raise unreadable(call, response.status_code, "The answer has more JSON parts than any page of a list.")
    headers = [(name, value) for name, value in response.headers.multi_items() if name.lower() not in LENGTHS]
    return httpx.Response(response.status_code, headers=headers, content=body, request=request)


def _pieces(response: httpx.Response) -> Iterator[bytes]:
    """Return the received pieces as they come; httpx's own iterators would decompress each piece as a whole."""
    stream = response.stream
    if not isinstance(stream, httpx.SyncByteStream):
        raise TypeError("an answer of a synchronous client is read synchronously")
    return iter(stream)


def _plain(call: Call, response: httpx.Response) -> bytes:
    found = bytearray()
    for piece in _pieces(response):
        found += piece
        _check(call, response, found)
    return bytes(found)


def _gzip(call: Call, response: httpx.Response) -> bytes:
    found, unpacker = bytearray(), zlib.decompressobj(GZIP)
    try:
        for piece in _pieces(response):
            found += unpacker.decompress(piece, MOST + 1 - len(found))
            _check(call, response, found)
    except zlib.error:
        raise unreadable(call, response.status_code, "The answer is declared as gzip, but is not.") from None
    if not unpacker.eof:
        raise unreadable(call, response.status_code, "The answer is declared as gzip, but ends too soon.")
    return bytes(found)


def _check(call: Call, response: httpx.Response, found: bytearray) -> None:
    if len(found) > MOST:
        raise unreadable(call, response.status_code, f"The answer is larger than {MOST // 1_000_000} MB.")

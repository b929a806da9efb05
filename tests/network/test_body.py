"""An answer uses no more memory than its limit, however it is compressed."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Iterator

import httpx
import pytest

from core.network.provider_errors import ErrorClass, ProviderError
from core.network.unipile.body import MOST
from core.network.unipile.client import UnipileClient
from tests.network.conftest import open_gate

PROFILE = b'{"provider_id": "ACoAAx", "public_identifier": "ada", "first_name": "Ada", "last_name": "Wong"}'


class Endless(httpx.SyncByteStream):
    """A body without an end."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b" " * 65_536


class Once(httpx.SyncByteStream):
    """A body that can be read only once, as from a socket: an `httpx.Response` of content would unpack it at once."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content


def client(stream: httpx.SyncByteStream, packing: str = "") -> UnipileClient:
    def respond(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=stream, headers={"Content-Encoding": packing} if packing else {})

    return UnipileClient("https://api.invalid", "key", httpx.MockTransport(respond))


def refused(network: UnipileClient) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        network.profile("acc", "ada")
    return caught.value


def test_what_was_packed_is_read() -> None:
    found = client(Once(gzip.compress(PROFILE)), "gzip").profile("acc", "ada")
    assert found.first_name == "Ada"


@pytest.mark.parametrize("packing", ["gzip, gzip", "deflate", "br", "gzip,identity", "x"])
def test_one_known_packing_alone(packing: str) -> None:
    packed = gzip.compress(gzip.compress(PROFILE))
    error = refused(client(Once(packed), packing))
    assert (error.klass, "compressed" in error.words) == (ErrorClass.transient, True)


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(b" " * (20 * MOST))
    tracemalloc.start()
    error = refused(client(Once(bomb), "gzip"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (error.klass, error.words) == (ErrorClass.transient, "The answer is larger than 8 MB.")
    assert most < 4 * MOST


def test_millions_of_small_parts_are_not_read() -> None:
    flood = b'{"items": [' + b"{}," * 2_000_000 + b"{}]}"
    tracemalloc.start()
    error = refused(client(Once(gzip.compress(flood)), "gzip"))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (error.klass, "more JSON parts" in error.words) == (ErrorClass.transient, True)
    assert most < 4 * MOST


def test_an_endless_answer_ends() -> None:
    assert refused(client(Endless())).words == "The answer is larger than 8 MB."


def test_a_write_whose_answer_is_too_large_may_have_happened() -> None:
    with pytest.raises(ProviderError) as caught:
        client(Endless()).invite("acc", "ACoAAx", "Hello", open_gate)
    assert caught.value.klass is ErrorClass.uncertain


@pytest.mark.parametrize("cut", [10, -3])
def test_half_a_packed_answer(cut: int) -> None:
    error = refused(client(Once(gzip.compress(PROFILE)[:cut]), "gzip"))
    assert "ends too soon" in error.words

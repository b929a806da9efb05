"""The door of the socket: the real client gets bytes that are no HTTP, half an answer, or far too much."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.network.provider_errors import ProviderError
from core.network.unipile.client import UnipileClient
from core.network.unipile.wire import socket_transport
from tests.fuzz import hostile
from tests.fuzz.answers import CALLS, KEY, check_result
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_shown, holds

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
BODY = b'{"object": "UserRelationsList", "items": [], "cursor": null}'
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
DEADLINE = 100.0
"""Longest time of a call, in real seconds. No case comes near it, as each server closes its connection."""
ODD: tuple[bytes, ...] = (
    b"",
    b"\0",
    b"\r\n" * 9_000,
    b"HTTP/1.1",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 999999 X\r\n\r\n",
    b"HTTP/1.1 200 \xff\r\n\r\n",
    b"SSH-2.0-x\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" * 9_000,
    HEAD + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    HEAD + b"x: y\r\n" * 20_000 + b"\r\n",
    HEAD + b"Content-Length: 99999999999999999999\r\n\r\n{}",
    HEAD + b"Content-Length: -1\r\n\r\n{}",
    HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 60_000 + b"0\r\n\r\n",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n{}",
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 60_000,
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n2;" + b"x" * 60_000 + b"\r\n{}\r\n0\r\n\r\n",
    HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    HEAD + b"\r\n" + b" " * 9_000_000,
    HEAD + b": x\r\n\r\n{}",
    HEAD + b" folded\r\n\r\n{}",
    b"HTTP/1.1 301 X\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
    b"HTTP/1.1 101 X\r\n\r\n",
    b"HTTP/1.1 204 X\r\nContent-Length: 2\r\n\r\n{}",
    HEAD + b"Date: \x1b[2J\r\nContent-Length: 2\r\n\r\n{}",
    HEAD + b"Content-Encoding: gzip\r\n\r\n" + hostile.bomb(300),
    WHOLE * 50,
)


@dataclass(frozen=True)
class Bytes:
    """The bytes that a server sends to one call before it closes."""

    call: str
    data: bytes


@st.composite
def answers(draw: DrawFn) -> Bytes:
    data = draw(hostile.mutated(WHOLE) | hostile.mutated(CHUNKED) | st.sampled_from(ODD) | st.binary(max_size=80))
    return Bytes(draw(st.sampled_from(sorted(CALLS))), data)


def use(case: Bytes, _folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, case.data), daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        client = UnipileClient(address, KEY, socket_transport(address), deadline_seconds=DEADLINE)
        try:
            check_result(CALLS[case.call](client))
        except ProviderError as error:
            check_shown(error.words, "an error's words")
            holds(KEY not in str(error), "SECRET: an error shows the key")
        finally:
            client.close()


def _serve(server: socket.socket, data: bytes) -> None:
    connection, _ = server.accept()
    with connection, suppress(OSError):  # the client has closed the connection
        while b"\r\n\r\n" not in connection.recv(65_536):
            pass
        connection.sendall(data)


def twin(case: Bytes) -> Bytes:
    blanks = b" " * max(0, min(7_900_000, len(case.data)) - len(WHOLE))
    return Bytes("relations", HEAD + b"Content-Length: %d\r\n\r\n%s%s" % (len(BODY) + len(blanks), BODY, blanks))


DOOR = Door("wire", answers(), use, twin, per_seed=40, size=lambda case: len(case.data))

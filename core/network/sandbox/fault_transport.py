"""Faults on a socket: the app's answers, spoilt in transit (docs/provider.md#the-sandbox)."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final

from waitress.channel import ClientDisconnected
from werkzeug.test import run_wsgi_app

from core.network.sandbox.fault_responses import FAULT_HEADER, SOCKET

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NO_LINGER: Final = struct.pack("ii", 1, 0)
"""Value of SO_LINGER with which closing a socket resets its connection (TCP's RST instead of FIN)."""
STEPS: Final = 20
"""Pieces in which a slow answer arrives."""

Wait = Callable[[float], object]


class Rough:
    """A WSGI wrapper that passes the app's answers on, and spoils those that are marked.

    `wait` waits the given seconds, or less if the server is to end.
    """

    def __init__(self, app: WSGIApplication, wait: Wait) -> None:
        self._app = app
        self._wait = wait

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        chunks, status, headers = run_wsgi_app(self._app, environ, buffered=True)
        body = b"".join(chunks)
        what, _, seconds = headers.pop(FAULT_HEADER, "").partition(" ")
        if what == "slow":
            self._wait(float(seconds))
        elif what:
            self._spoil(environ[SOCKET], what, float(seconds or 0), body)
        start_response(status, headers.to_wsgi_list())
        return [body]

    def _spoil(self, wire: socket.socket, what: str, seconds: float, body: bytes) -> None:
        """Write the spoilt answer to the socket, then end the connection."""
        head = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        try:
            if what == "reset":
                wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
            elif what == "half":
                wire.send(b"HTTP/1.1 200 OK\r\n" + head + body[: len(body) // 2])
            elif what == "slow_headers":
                self._drip(wire, b"HTTP/1.1 200 OK\r\n", [b"X-Slow: 1\r\n"] * STEPS, seconds)
                wire.send(head + body)
            elif what == "drip":
                size = len(body) // STEPS + 1
                pieces = [body[at : at + size] for at in range(0, len(body), size)]
                self._drip(wire, b"HTTP/1.1 200 OK\r\n" + head, pieces, seconds)
        except OSError:
            pass  # the client has gone
        raise ClientDisconnected

    def _drip(self, wire: socket.socket, first: bytes, pieces: list[bytes], seconds: float) -> None:
        wire.send(first)
        for piece in pieces:
            self._wait(seconds / len(pieces))
            wire.send(piece)

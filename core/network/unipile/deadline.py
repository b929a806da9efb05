"""A total deadline for one HTTP call, which httpx lacks: its timeouts are per read.

A server that sends a byte now and then would otherwise hold a call without end (measured).
"""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from threading import Timer
from types import TracebackType
from typing import Self

from core import clock


class Deadline:
    """A deadline that shuts the call's connection down `seconds` of real time after its creation.

    It keeps a duplicate of the descriptor: a TLS wrapper takes the original away from its socket object, and shutting
    the duplicate down cuts the connection at every stage, including the handshake.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._began = clock.boot_seconds()
        self._held: list[tuple[socket.socket, Timer]] = []
        self.passed = False

    def watch(self, connection: object) -> None:
        """Put a connected socket under the deadline; any other connection cannot be cut."""
        if not isinstance(connection, socket.socket):
            return
        duplicate = socket.socket(fileno=os.dup(connection.fileno()))
        left = max(0.0, self._seconds - (clock.boot_seconds() - self._began))
        timer = Timer(left, self._cut, (duplicate,))
        timer.daemon = True
        self._held.append((duplicate, timer))
        timer.start()

    def _cut(self, duplicate: socket.socket) -> None:
        self.passed = True
        with suppress(OSError):  # the other side has already closed it, as wanted
            duplicate.shutdown(socket.SHUT_RDWR)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for duplicate, timer in self._held:
            timer.cancel()
            timer.join()  # else it could cut another connection that reuses the descriptor
            duplicate.close()
        self._held.clear()

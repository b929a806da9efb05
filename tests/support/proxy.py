"""A proxy for TCP between a client and a server on this machine that cuts, delays, and loses what it should carry."""

from __future__ import annotations

import contextlib
import socket
import threading

PIECE = 65_536


class Proxy:
    """A port of the loopback address that leads to another port, which may be changed at any time."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.delay_s = 0.0
        """Seconds by which each piece is delayed, in both directions."""
        self.deaf = False
        """True to refuse new connections."""
        self.mute = False
        """True to drop the server's answers: what the client sends still arrives."""
        self._pairs: set[tuple[socket.socket, socket.socket]] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        threading.Thread(target=self._accept, name="proxy", daemon=True).start()

    def cut(self) -> None:
        """Cut all connections now."""
        with self._lock:
            pairs, self._pairs = self._pairs, set()
        for each in (end for pair in pairs for end in pair):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self) -> None:
        """Cut all connections, and listen no more."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            try:
                if self.deaf:
                    raise ConnectionRefusedError
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self._lock:
                self._pairs.add((client, server))
            for source, sink, answers in ((client, server, False), (server, client, True)):
                threading.Thread(target=self._carry, args=(source, sink, answers), daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket, answers: bool) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(PIECE):
                if self.delay_s:
                    threading.Event().wait(self.delay_s)
                if not (answers and self.mute):
                    sink.sendall(piece)
        for end in (source, sink):  # either end has closed, or it was cut
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

"""The engine's place on a server: a session's lock, and a heartbeat by the server's clock from a thread of its own.

The lock keeps a second engine from starting; the epoch makes a takeover safe (`core/engine/epoch.py`).
"""

from __future__ import annotations

import contextlib
import logging
import os
import socket
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg

from core.store.database import Reading
from core.store.engine.engine_place import EnginePlace, Seen
from core.store.postgres.database import connected, reconnected
from core.store.spelling.postgres import NOW

ENGINE_LOCK = 2
"""The advisory lock that an engine's session holds for as long as the engine runs."""
BEAT_S = 5.0
SILENT_S = 30.0
"""Seconds without a heartbeat after which another engine may take over."""
ENDED_S = 3
"""Seconds to wait until a session that was ended is gone."""
_SILENT = f"coalesce(abs({NOW} - heartbeat) / 1000000.0, 0)::float8"
HOLDER = f"""
    SELECT pid FROM pg_locks
    WHERE locktype = 'advisory' AND classid = 0 AND objid = {ENGINE_LOCK} AND objsubid = 1 AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_LOOK = f"""
    SELECT epoch, heartbeat, {_SILENT}, (SELECT coalesce(max(id), 0) FROM journal)
    FROM engine
"""
_AGAIN = f"SELECT epoch, heartbeat, {_SILENT}, host, pid FROM engine FOR UPDATE"
_END = f"SELECT pg_terminate_backend(pid, {ENDED_S * 1000}) FROM ({HOLDER}) AS holder"
_TRY = f"SELECT pg_try_advisory_lock({ENGINE_LOCK})"
_BEAT = f"UPDATE engine SET heartbeat = {NOW} WHERE epoch = $1"
_UNLOCK = "SELECT pg_advisory_unlock_all()"
_LEAVE = f"UPDATE engine SET heartbeat = NULL, since = {NOW} WHERE epoch = $1"
log = logging.getLogger("overture.engine")


def read_place(session: psycopg.Connection[Any]) -> Seen | None:
    """Return the engine's place now; None if nothing was set up in the database yet."""
    found = session.execute(_LOOK.encode()).fetchone()
    return None if found is None else Seen(*found)


def is_stale(seen: Seen) -> bool:
    """Return whether an engine may take over: the last one ended in order, or is silent for too long."""
    return seen.heartbeat is None or seen.silent_s > SILENT_S


class PostgresPlace(EnginePlace):
    """The engine's place on a server, as one process tries to get it and, if it succeeds, holds it."""

    def __init__(
        self, address: str, silent: Seen | None, translated: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """Take the place as a standby that takes over saw it, as `silent`; None for an engine that needs a free one.

        `translated` turns the server's faults into errors with a sentence.
        """
        self._address = address
        self._silent = silent
        self._translated = translated
        self._session = connected(address)
        self._origin = self._session.origin
        self._ends = threading.Event()
        self._thread: threading.Thread | None = None
        self._epoch: int | None = None
        self._has = False

    def __bool__(self) -> bool:
        return self._has

    def enter(self) -> None:
        """Try to get the lock; a standby first ends the session of a holder that is still silent."""
        self._lock()
        if self._has or self._silent is None:
            return
        now = read_place(self._session)
        if now is not None and is_stale(now) and _same(now.epoch, now.heartbeat, self._silent):
            self._session.execute(_END.encode())
            self._lock()

    def _lock(self) -> None:
        self._has = self._session.execute(_TRY.encode()).fetchone() == (1,)

    def may_begin(self, store: Reading) -> bool:
        """Compare again, with the engine's row locked: a heartbeat that came meanwhile keeps its engine in its place.

        Without a standby's look, an engine of another machine with a recent heartbeat keeps its place, too, even if its
        session was cut off: that engine is about to reconnect.
        """
        found = store.row(_AGAIN)
        if found is None:
            return True  # a store without a stamp: no engine can have begun
        epoch, heartbeat, silent_s, host, pid = found
        stale = is_stale(Seen(epoch, heartbeat, silent_s, 0))
        if self._silent is not None:
            return stale and _same(epoch, heartbeat, self._silent)
        return stale or _has_ended(host, pid)

    def begin(self, epoch: int) -> None:
        """Beat now, and every few seconds from a thread of its own, outside the write lock."""
        self._epoch = epoch
        with self._translated():
            self._beat()
        self._thread = threading.Thread(target=self._beats, name="engine heartbeat", daemon=True)
        self._thread.start()

    def _beats(self) -> None:
        while not self._ends.wait(BEAT_S):
            try:
                if self._session.closed:
                    self._has, self._session = False, reconnected(self._address)
                if self._session.origin != self._origin or not self._beat():
                    self._session.close()
                    return  # another engine took over, or another server: the next write of this one is refused
                if not self._has:
                    self._lock()  # lost with the session; an engine that took it compares the heartbeat
            except psycopg.Error as error:
                log.warning("The engine's heartbeat was not written: %s", str(error).strip().splitlines()[:1])

    def _beat(self) -> bool:
        return self._session.execute(_BEAT.encode(), (self._epoch,)).rowcount == 1

    def leave(self) -> None:
        """Give the place back, and record that the engine ended in order."""
        self._ends.set()
        if self._thread is not None:
            self._thread.join(2 * BEAT_S)
        with contextlib.suppress(psycopg.Error):
            if self._thread is None or not self._thread.is_alive():
                if self._epoch is not None:
                    self._session.execute(_LEAVE.encode(), (self._epoch,))
                self._session.execute(_UNLOCK.encode())  # closing alone frees the lock a moment later
        self._session.close()


def _same(epoch: int, heartbeat: int | None, seen: Seen) -> bool:
    return (epoch, heartbeat) == (seen.epoch, seen.heartbeat)


def _has_ended(host: str, pid: int) -> bool:
    """Return whether the last engine was a process of this machine that has ended, or this process itself."""
    if host != socket.gethostname():
        return False
    if pid == os.getpid():
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

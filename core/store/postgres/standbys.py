"""The engine and the standbys of a store on a server, as every host sees them, by the server's clock.

A standby's row is written outside the write lock and leaves the table `news` unchanged, so that an idle standby makes
no screen refresh.
"""

from __future__ import annotations

import os
import socket
from typing import Any

import psycopg

from core.store.engine.engine_place import EngineOnServer, StandbyProcess
from core.store.postgres.place import HOLDER
from core.store.spelling.postgres import NOW

SILENT_S = 15
"""Seconds without a heartbeat after which a standby counts as gone; it sends one every 5 s."""
KEPT_S = 3600
"""Seconds for which the row of a standby that was killed is kept."""
_AGE = f"abs({NOW} - heartbeat) / 1000000.0"
_ENGINE = f"""
    SELECT kind, pid, host, ({_AGE})::float8, (abs({NOW} - since) / 1000000.0)::float8, EXISTS ({HOLDER}),
        (SELECT json_agg(json_build_array(host, pid) ORDER BY since, key) FROM standby WHERE {_AGE} < {SILENT_S})
    FROM engine
"""
_BEAT = f"""
    INSERT INTO standby (key, host, pid, since, heartbeat) VALUES ($1, $2, $3, {NOW}, {NOW})
    ON CONFLICT (key) DO UPDATE SET heartbeat = excluded.heartbeat
"""
_FORGET = f"DELETE FROM standby WHERE {_AGE} > {KEPT_S}"
_LEAVE = "DELETE FROM standby WHERE key = $1"


def engine(session: psycopg.Connection[Any]) -> EngineOnServer | None:
    """Return the engine and its standbys now; None before the store was stamped."""
    found = session.execute(_ENGINE.encode()).fetchone()
    if found is None:
        return None
    kind, pid, host, silent_s, since_s, connected, standbys = found
    left_s = since_s if silent_s is None else None
    named = tuple(StandbyProcess(str(name), int(number)) for name, number in standbys or ())
    return EngineOnServer(kind, pid, host, silent_s, left_s, bool(connected), named)


def beat(session: psycopg.Connection[Any], key: str) -> None:
    """Add or renew the row of this process, and remove those of processes that were killed long ago."""
    session.execute(_BEAT.encode(), (key, socket.gethostname(), os.getpid()))
    session.execute(_FORGET.encode())


def leave(session: psycopg.Connection[Any], key: str) -> None:
    """Remove the row of this process."""
    session.execute(_LEAVE.encode(), (key,))

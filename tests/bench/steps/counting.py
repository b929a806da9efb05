"""Counts of SQLite's steps for each statement, by the function of the store that runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import apsw

import core.store
from core.store import database
from core.store.database import SteadyDatabase

STORE = str(Path(core.store.__file__).parent)
_DOORS = frozenset((database.__file__, str(Path(STORE) / "compiled.py")))
_STEPS = "SQLITE_STMTSTATUS_VM_STEP"

Steps = dict[tuple[str, str], int]
"""The most steps that one run of a statement took, by the function that runs it and the statement's text."""


class _Hooked:
    """A counter of SQLite's steps; `counted` lets it watch every connection that a store opens meanwhile."""

    def __init__(self) -> None:
        self.most: Steps = {}
        self._running: dict[int, str] = {}

    def watch(self, connection: apsw.Connection) -> None:
        """Count the statements of a connection from now on."""
        connection.trace_v2(apsw.SQLITE_TRACE_STMT | apsw.SQLITE_TRACE_PROFILE, self._told)

    def _told(self, event: dict[str, object]) -> None:
        ident = event["id"]
        assert isinstance(ident, int)
        if event["code"] == apsw.SQLITE_TRACE_STMT:
            self._running.setdefault(ident, reader(sys._getframe(1)))
            return
        name, status = self._running.pop(ident, ""), event["stmt_status"]
        assert isinstance(status, dict)
        key = name, str(event["sql"])
        self.most[key] = max(self.most.get(key, 0), int(status[_STEPS]))


@contextmanager
def counted() -> Iterator[Steps]:
    """Yield a mapping that is filled with the steps of all statements of the stores opened in the block."""
    hooked, as_it_is = _Hooked(), SteadyDatabase._add_conn_hooks

    def add(self: SteadyDatabase, conn: apsw.Connection) -> None:
        as_it_is(self, conn)
        hooked.watch(conn)

    SteadyDatabase._add_conn_hooks = add  # type: ignore[method-assign]
    try:
        yield hooked.most
    finally:
        SteadyDatabase._add_conn_hooks = as_it_is  # type: ignore[method-assign]


def reader(frame: FrameType | None) -> str:
    """Return the innermost function of the store above its doors, such as `views.queue_page.lines`; "" if none."""
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(STORE) and code.co_filename not in _DOORS and not code.co_name.startswith("<"):
            module = Path(code.co_filename).relative_to(STORE).with_suffix("")
            return ".".join((*module.parts, code.co_name))
        frame = frame.f_back
    return ""

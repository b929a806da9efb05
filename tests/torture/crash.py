"""Killing the process between two instructions, simulated in one process: every important place is a numbered point."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock

from core.engine import runner as engines
from core.engine import side_journal
from core.engine.context import Context
from core.store.database import Store, Writing
from core.store.postgres.store import PostgresStore
from core.store.views.agenda import Due


class Killed(BaseException):
    """The death of the process. No `except Exception` of the product may catch it."""


class Killer:
    """A counter of points, which kills at the given numbers: from 1, each counted from the death before."""

    def __init__(self, *kills: int) -> None:
        self._kills = list(kills)
        self.passed = 0
        self.names: list[str] = []
        self.works: list[str] = []
        """The engine's work at each point passed: a kind of the agenda, empty while the engine starts."""
        self.dead = False
        self._doing = ""
        self._name, self._count = "", 0

    def point(self, name: str) -> None:
        """Pass a point at which the process may die."""
        if self.dead:  # clean-up code of a dead process must write nothing
            raise Killed(name)
        self.passed += 1
        self.names.append(name)
        self.works.append(self._doing)
        if self._kills and self.passed == self._kills[0]:
            self._kills.pop(0)
            self.dead = True
            raise Killed(name)
        if name == self._name:
            self._count -= 1
            if self._count == 0:
                self.dead = True
                raise Killed(name)

    def arm_at(self, name: str, count: int) -> None:
        """Kill, from here on, at the `count`-th passing of a point of this name."""
        self.arm()
        self._name, self._count = name, count

    def arm(self, *kills: int) -> None:
        """Count points from here on, and kill at these."""
        self._kills = list(kills)
        self._name = ""
        self.revive()

    def revive(self) -> None:
        """Start a new process: its points are counted from 1 again."""
        self.dead = False
        self.passed = 0
        self.names, self.works, self._doing = [], [], ""

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Install points before and after every commit, and around, and within, every line of the side journal."""
        with (
            mock.patch.object(Store, "write", _write(Store.write, self.point)),
            mock.patch.object(PostgresStore, "write", _write(PostgresStore.write, self.point)),
            mock.patch.object(side_journal, "append", _append(side_journal.append, self.point)),
            mock.patch.object(engines, "do", self._noting(engines.do)),
        ):
            yield

    def _noting(self, original: Callable[[Context, Due, datetime], None]) -> Callable[[Context, Due, datetime], None]:
        def do(context: Context, due: Due, now: datetime) -> None:
            self._doing = due.kind
            original(context, due, now)

        return do


def _write(original: Callable[..., Any], point: Callable[[str], None]) -> Callable[..., Any]:
    depth = [0]

    @contextlib.contextmanager
    def write(store: Store) -> Iterator[Writing]:
        depth[0] += 1
        try:
            with original(store) as found:
                yield found
                if depth[0] == 1:
                    point("before commit")
        finally:
            depth[0] -= 1
        if depth[0] == 0:
            point("after commit")

    return write


def _append(original: Callable[..., None], point: Callable[[str], None]) -> Callable[..., None]:
    def append(path: Path, line: dict[str, object], *, durable: bool) -> None:
        point("before the side journal")
        try:
            point("within the side journal")
        except Killed:
            with path.open("a", encoding="utf-8") as file:
                file.write('{"at": "2026-01-0')  # torn
            raise
        original(path, line, durable=durable)
        point("after the side journal")

    return append

"""A program that kills the upgrade of an older store at one statement after another, each in a fork.

Arguments: the home, and the number of statements between two kills; the last 20 statements are tried one by one. Prints
the number of kills, and after how many of them the old and the new store was found. Anything else is an error.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from core.config import Config
from core.home import Home
from core.store import migrate
from core.store.database import SteadyDatabase
from core.store.upkeep.foreign_schema import made_by
from core.workspace import home_of, opened
from tests.store.support import contents, rows, schema_at

KILLED = 9
LAST = 20
EACH = 10
"""Kills between two tries of the whole upgrade, which takes longer than a kill."""
CONFIG = Config(time_zone="Europe/Paris")


class Kills:
    """The older store, and the number of kills that left it `old` or already `new`."""

    def __init__(self, home: Home) -> None:
        self.home, self.kept = home, home.folder.with_name("kept")
        shutil.copytree(home.folder, self.kept)
        self.old_schema, self.old_rows = schema_at(home.store), contents(home.store)
        self.old = self.new = 0

    def at(self, number: int) -> bool:
        """Kill at a statement and check the store; return whether the statement was reached."""
        if not killed_at(self.home, number):
            self._put_back()
            return False
        assert rows(self.home.store, "PRAGMA integrity_check") == [("ok",)]
        if schema_at(self.home.store) == self.old_schema:
            assert contents(self.home.store) == self.old_rows
            self.old += 1
        else:
            assert schema_at(self.home.store) == made_by(migrate.known())
            self.new += 1
        if (self.old + self.new) % EACH == 0:  # now and then, the next start completes the migration
            with opened(self.home, config=CONFIG) as workspace, workspace.store.read() as store:
                assert store.scalar("SELECT count(*) FROM outreach") == 1
        self._put_back()
        return True

    def _put_back(self) -> None:
        """Put the older store back, as the last kill may have come after the upgrade."""
        shutil.rmtree(self.home.folder)
        shutil.copytree(self.kept, self.home.folder)


def main() -> int:
    kills = Kills(home_of(Path(sys.argv[1])))
    step = int(sys.argv[2])
    number = 1
    while kills.at(number):
        number += step
    for last in range(max(1, number - LAST), number):  # the last points, one by one: the commit is among them
        kills.at(last)
    print(kills.old + kills.new, kills.old, kills.new)  # noqa: T201 - what the test reads
    return 0


def counted(number: int) -> Callable[..., object]:
    """Return a function that runs a statement, but ends the process at the n-th."""
    run: Callable[..., object] = SteadyDatabase.execute_sql
    left = iter(range(number - 1, -1, -1))

    def run_or_end(self: SteadyDatabase, sql: str, params: object = None) -> object:
        if next(left) == 0:
            os._exit(KILLED)
        return run(self, sql, params)

    return run_or_end


def killed_at(home: Home, number: int) -> bool:
    """Open a store in a child that ends silently at its n-th statement; return whether that was reached."""
    child = os.fork()
    if child == 0:
        with mock.patch.object(SteadyDatabase, "execute_sql", counted(number)), opened(home, config=CONFIG):
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), code
    return code == KILLED


if __name__ == "__main__":
    sys.exit(main())

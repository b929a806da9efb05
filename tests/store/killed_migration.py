"""Opens an older store again and again and ends at its n-th statement, n = 1, 2, …: a process of its own, for fork.

Prints how many times it was killed, and how often the old and the new store was found then. Anything else is an error.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from unittest import mock

from playhouse.apsw_ext import APSWDatabase

from core.config import Config
from core.home import Home
from core.store import migrate
from core.store.upkeep.foreign_schema import made_by
from core.workspace import home_of, opened
from tests.store.support import contents, rows, schema_at

KILLED = 9
CONFIG = Config(time_zone="Europe/Paris")


def main() -> int:
    home = home_of(Path(sys.argv[1]))
    kept = home.folder.with_name("kept")
    shutil.copytree(home.folder, kept)
    old_schema, old_rows = schema_at(home.store), contents(home.store)
    old = new = 0
    while killed_at(home, old + new + 1):
        assert rows(home.store, "PRAGMA integrity_check") == [("ok",)]
        if schema_at(home.store) == old_schema:
            assert contents(home.store) == old_rows
            old += 1
        else:
            assert schema_at(home.store) == made_by(migrate.known())
            new += 1
        with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:  # the next start goes on
            assert store.scalar("SELECT count(*) FROM outreach") == 1
        shutil.rmtree(home.folder)
        shutil.copytree(kept, home.folder)
    print(old + new, old, new)  # noqa: T201 - what the test reads
    return 0


def counted(number: int) -> Callable[..., object]:
    """Return what runs a statement, but ends the process at the n-th."""
    run: Callable[..., object] = APSWDatabase.execute_sql
    left = iter(range(number - 1, -1, -1))

    def run_or_end(self: APSWDatabase, sql: str, params: object = None) -> object:
        if next(left) == 0:
            os._exit(KILLED)
        return run(self, sql, params)

    return run_or_end


def killed_at(home: Home, number: int) -> bool:
    """Open a store in a child that ends without a word at its n-th statement; tells whether it came so far."""
    child = os.fork()
    if child == 0:
        with mock.patch.object(APSWDatabase, "execute_sql", counted(number)), opened(home, config=CONFIG):
            os._exit(0)
    _pid, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, KILLED), code
    return code == KILLED


if __name__ == "__main__":
    sys.exit(main())

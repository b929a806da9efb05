"""Empty stores as copies: each test process runs the migrations once, and copies the result for every other store.

`tests/store` and `tests/torture` test the migrations, and run them each time.
"""

from __future__ import annotations

from typing import Final

import apsw

from core.store import migrate
from core.store.database import Store
from core.store.upkeep import older_shapes

APPLY: Final = migrate._apply
_FOLDER: Final = migrate.FOLDER
_made: list[apsw.Connection] = []
"""The first empty store that the migrations made, in memory."""


def apply_or_copy(store: Store, seen: list[str], lack: older_shapes.Lack) -> None:
    """Bring a store up to date: an empty one by copying, any other by the migrations."""
    with store.session():
        with store.read() as reading:
            empty = reading.scalar("SELECT count(*) FROM sqlite_master") == 0
        if migrate.FOLDER != _FOLDER or not empty:
            APPLY(store, seen, lack)
            return
        connection: apsw.Connection = store.peewee.connection()
        if _made:
            _copy(_made[0], connection)
            return
        APPLY(store, seen, lack)
        memory = apsw.Connection(":memory:")
        _copy(connection, memory)
        _made.append(memory)


def _copy(source: apsw.Connection, target: apsw.Connection) -> None:
    with target.backup("main", source, "main") as copying:
        copying.step()

"""The comparison of a copy with its source, for each table that the source's database has."""

from __future__ import annotations

import hashlib

from core.errors import OvertureError
from core.store.copying.rows import OF_A_PROCESS, ONLY_HERE, Columns
from core.store.database import Reading, Store
from core.store.migrate import HISTORY
from core.store.tables.all_tables import TABLES

NOT_COMPARED = ONLY_HERE | {HISTORY, "news"}
"""Tables whose rows belong to one store alone."""
_TABLES = {
    True: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
    False: "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
}


def refuse_difference(source: Reading, target: Store, *, in_file: bool) -> None:
    """Raise OvertureError naming the first table whose rows differ between the source and the copy."""
    columns = {Columns.of(table).table: Columns.of(table) for table in TABLES}
    with target.read() as copied:
        for name in sorted(str(row[0]) for row in source.rows(_TABLES[in_file])):
            if name in NOT_COMPARED:
                continue
            if name not in columns:
                raise _different(f"the table {name} is not one of Overture's")
            ours, theirs = _content(source, columns[name]), _content(copied, columns[name])
            if ours[0] != theirs[0]:
                raise _different(f"the table {name} has {ours[0]} rows in the source and {theirs[0]} in the copy")
            if ours != theirs:
                raise _different(f"rows of the table {name} have other values in the copy")


def _different(why: str) -> OvertureError:
    return OvertureError(
        f"The copy differs from its source: {why}. The source is as it was, and nothing uses the copy.",
        code="copy.differs",
    )


def _content(store: Reading, columns: Columns) -> tuple[int, str]:
    """Return the number of rows of a table, and a hash of all of them by key."""
    count, found = 0, hashlib.sha256()
    for row in store.each_row(columns.select(OF_A_PROCESS.get(columns.table, ()))):
        count += 1
        found.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
    return count, found.hexdigest()

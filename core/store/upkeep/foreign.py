"""Checks for parts and values that no version of Overture makes: a file to restore may be prepared by an attacker."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import apsw

from core.days_off import parse
from core.rules.states import BookingState, DeliveryState, Status
from core.store.fields import JsonField, MaybeUtcField, UtcField, sql_list
from core.store.tables.all_tables import TABLES
from core.store.upkeep import litestream

HISTORY = "schema_migration"
OURS = frozenset({*(table._meta.table_name for table in TABLES), HISTORY})  # noqa: SLF001 - Peewee has no public word for it
EMPTY = frozenset({None, "''", "0", "NULL"})
"""Defaults that migrations give to added columns; any other default would fill in values that nobody wrote."""
COMPUTED = frozenset({("outreach", "why"), ("booking", "accounted")})
"""Generated columns that migration 0016 makes; `foreign_schema` compares their SQL."""
_MOMENT = '"{0}" NOT BETWEEN 0 AND 7258118400000000'
"""Condition that a moment (microseconds since 1970) is before 1970 or after 2199."""
_TESTS: dict[type[object], str] = {
    UtcField: _MOMENT,
    MaybeUtcField: _MOMENT,
    JsonField: """"{0}" IS NOT NULL AND (NOT json_valid("{0}") OR json_type("{0}") NOT IN ('object', 'null')
        AND ('{0}' <> 'languages' OR json_type("{0}") <> 'array'))""",
}
OWN_WORDS = frozenset({"state", "status", "kind", "owner", "plan", "network", "approval", "code"})
"""Columns whose values are codes of the program, never text that a person wrote."""
_STATES = {("outreach", "status"): Status, ("delivery", "state"): DeliveryState, ("booking", "state"): BookingState}
_NOT_PLAIN = """"{0}" GLOB '*[^ -~]*'"""
"""Condition that a text holds a character other than printable ASCII."""
NUMBERS, TEXTS = frozenset({"INTEGER", "BIGINT", "SMALLINT"}), frozenset({"TEXT", "VARCHAR(255)"})


def foreign_part(connection: apsw.Connection) -> str | None:
    """Return, in words, a part of an open store that no version of Overture made; None if there is none.

    Triggers and views run statements of their own, a default or a generated column fills in values that nobody wrote,
    and a value of another type than its column's breaks the code that reads it.
    """
    for kind, name, owner, sql in connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"):
        if litestream.made(kind, name, sql):
            continue
        if (kind not in ("table", "index") or owner not in OURS) and not str(name).startswith("sqlite_"):
            return f"a {kind} called {str(name)[:60]!r}"
    for table in sorted(OURS):
        found = _foreign_column(connection, table) or _foreign_value(connection, table)
        if found is not None:
            return found
    return None


def _columns(connection: apsw.Connection, table: str) -> list[tuple[str, str, object, int]]:
    """Return name, type, default and kind (0 for a plain one) of each column."""
    rows = connection.execute(f'PRAGMA table_xinfo("{table}")')
    return [
        (str(name), str(kind).upper(), default, int(hidden)) for _n, name, kind, _null, default, _key, hidden in rows
    ]


def _foreign_column(connection: apsw.Connection, table: str) -> str | None:
    for name, kind, default, hidden in _columns(connection, table):
        if default not in EMPTY or (hidden and (table, name) not in COMPUTED):
            return f"a column {table}.{name[:60]} that fills itself in"
        if kind not in NUMBERS | TEXTS:
            return f"a column {table}.{name[:60]} of the type {kind[:30]!r}"
    return None


def _foreign_value(connection: apsw.Connection, table: str) -> str | None:
    columns = _columns(connection, table)
    tests = [
        f'''typeof("{name}") NOT IN ('null', '{"integer" if kind in NUMBERS else "text"}')'''
        for name, kind, _default, _hidden in columns
    ]
    if not tests:
        return None
    broken = next(connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{table}" WHERE {" OR ".join(tests)})'))[0]
    return f"a value of the wrong type in {table}" if broken else None


def foreign_content(connection: apsw.Connection) -> str | None:
    """Return a value that would stop the program at each start, in words; None if there is none.

    Call it once the schema is known to be Overture's. Columns that an older schema lacks are not tested.
    """
    if next(connection.execute("SELECT count(*) FROM engine"))[0] != 1:
        return "the row of the engine is missing"
    for table in TABLES:
        name = table._meta.table_name  # noqa: SLF001 - Peewee has no public word for it
        present = {column for column, *_rest in _columns(connection, name)}
        for field in table._meta.sorted_fields:  # noqa: SLF001
            column = field.column_name
            if column in present and any(
                next(connection.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}" WHERE {test})'))[0]
                for test in tests_of(name, column, type(field))
            ):
                return f"a value in {name}.{column} cannot be read"
        for column, kind, *_rest in _columns(connection, name):
            if column == "time_zone" and not _are_zones(connection, name):
                return f"a time zone in {name} is not known here"
            if column == "days_off" and not _are_days(connection, name):
                return f"days off in {name} are no dates"
            if kind in TEXTS and not _is_unicode(connection, name, column):
                return f"a text in {name}.{column} is no Unicode"
    return None


def tests_of(table: str, column: str, kind: type[object]) -> Iterator[str]:
    """Yield the conditions under which a value of a column cannot be read."""
    if kind in _TESTS:
        yield _TESTS[kind].format(column)
    if column in OWN_WORDS:
        yield _NOT_PLAIN.format(column)
    if (table, column) in _STATES:
        yield f'"{column}" NOT IN {sql_list(_STATES[table, column])}'


def _are_zones(connection: apsw.Connection, table: str) -> bool:
    """Return whether this machine knows each time zone of a table."""
    try:
        for (zone,) in connection.execute(f'SELECT DISTINCT "time_zone" FROM "{table}"'):
            ZoneInfo(zone)
    except (ValueError, LookupError, OSError):
        return False
    return True


def _are_days(connection: apsw.Connection, table: str) -> bool:
    """Return whether all days off of a table are dates."""
    try:
        for (days,) in connection.execute(f'SELECT DISTINCT "days_off" FROM "{table}" WHERE "days_off" IS NOT NULL'):
            parse(days)
    except ValueError:
        return False
    return True


def _is_unicode(connection: apsw.Connection, table: str, column: str) -> bool:
    """Return whether each text of a column is UTF-8: SQLite stores any bytes as text, even half a surrogate pair."""
    sql = f'SELECT CAST("{column}" AS BLOB) FROM "{table}" WHERE {_NOT_PLAIN.format(column)}'
    try:
        for (raw,) in connection.execute(sql):
            bytes(raw).decode()
    except UnicodeDecodeError:
        return False
    return True

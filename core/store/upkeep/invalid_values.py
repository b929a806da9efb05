"""A search for values that no version of Overture wrote, made after an unexpected error if the file is undamaged.

Another program may have changed the store. A query names a value that it cannot convert (`core/store/compiled.py`); but
a text in a column of numbers causes an error only where it is used, far from the query.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from zoneinfo import ZoneInfo

import apsw

from core.errors import OvertureError, UnreadableError
from core.home import Home
from core.store.tables.all_tables import TABLES
from core.store.upkeep import damage
from core.store.upkeep.foreign import NUMBERS, tests_of

_DATE, _TIME = """"{0}" IS NOT date("{0}")""", """"{0}" IS NOT strftime('%H:%M', "{0}")"""
_ONLY_TEXTS = """(json_valid("{0}") AND EXISTS (SELECT 1 FROM json_each("{0}") WHERE type <> 'text'))"""
_TESTS = {
    "local_date": _DATE,
    "first_date": _DATE,
    "last_date": _DATE,
    "due_date": _DATE,
    "start": _TIME,
    "days": """("{0}" = '' OR "{0}" GLOB '*[^0-6]*')""",
    "minutes": '"{0}" NOT BETWEEN 1 AND 10080',
    "texts": _ONLY_TEXTS,
    "custom": _ONLY_TEXTS,
    "languages": _ONLY_TEXTS,
    "search": _ONLY_TEXTS,
}
"""Conditions, by column, that a value is invalid; only for columns that `foreign.tests_of` does not test."""
_TOO_LARGE = '"{0}" NOT BETWEEN -2147483648 AND 2147483647'
"""Condition that a number needs more than 32 bits: only moments do, and Python's `timedelta` accepts no larger one."""
_NUMBERS = NUMBERS | {"INT", "AUTO", "BOOL"}
"""Types of columns that hold numbers, by Peewee's names, too."""
log = logging.getLogger("overture.store")


@contextlib.contextmanager
def explained(home: Home, *, record: bool = True) -> Iterator[None]:
    """Search for the cause of an unexpected error before it is passed on, as `cause_of` does."""
    try:
        yield
    except Exception as error:
        cause = cause_of(home, error, record=record)
        if cause is error:
            raise
        raise cause from error


def cause_of(home: Home, error: Exception, *, record: bool = True) -> Exception:
    """Return the error to show to a person: that the file is damaged, that a value is invalid, or the error itself.

    An expected error is returned as it is, unless damage can cause it. Only code that shows errors calls this: the
    engine holds the failed item, whatever the cause. Without `record`, damage is not recorded in the home.
    """
    if isinstance(error, OvertureError) and not isinstance(error, damage.MAY_BE_DAMAGE):
        return error
    cause = damage.cause_of(home, error, record=record)
    if isinstance(cause, OvertureError):
        return cause
    place = first(home.store)
    if place is None:
        return cause
    log.error("An unexpected error in a store with an invalid value: %s.", place, exc_info=error)
    return UnreadableError(place)


def first(path: Path) -> str | None:
    """Return the column and row of the first value that no version of Overture wrote; None if all are valid.

    Takes as long as reading the whole store.
    """
    if not path.exists():
        return None
    try:
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)) as store:
            return next(_places(store), None)
    except apsw.Error as error:
        log.warning("%s cannot be searched for invalid values: %s", path, error)
        return None


def _places(store: apsw.Connection) -> Iterator[str]:
    yield from _values(store)
    for table in ("slot", "step"):
        sql = f"SELECT id FROM campaign WHERE id NOT IN (SELECT campaign_id FROM {table}) LIMIT 1"
        for (campaign,) in store.execute(sql):
            yield f"campaign {campaign} has no row in {table}"


def _values(store: apsw.Connection) -> Iterator[str]:
    for table in TABLES:
        name = table._meta.table_name  # noqa: SLF001 - Peewee has no public word for it
        fields = table._meta.sorted_fields  # noqa: SLF001
        key = "id" if any(field.column_name == "id" for field in fields) else "NULL"
        for field in fields:
            column = field.column_name
            kind = "integer" if field.field_type in _NUMBERS else "text"
            of_kind = [*tests_of(name, column, type(field)), *_own_tests(column)]
            if field.field_type == "INT":
                of_kind.append(_TOO_LARGE.format(column))
            # Types first: the tests of JSON and dates fail on a value of another type.
            for tests in ([f"typeof(\"{column}\") <> '{kind}'"], of_kind):
                for number in _rows(store, f'SELECT {key} FROM "{name}"', column, tests):
                    yield _place(name, column, number)
            if column == "time_zone":
                yield from _unknown_zones(store, name, key)


def _own_tests(column: str) -> Iterator[str]:
    if column in _TESTS:
        yield _TESTS[column].format(column)


def _place(table: str, column: str, number: object) -> str:
    return f"{table}.{column}" if number is None else f"{table}.{column}, row {number}"


def _rows(store: apsw.Connection, query: str, column: str, tests: list[str]) -> list[object]:
    """Return the key of the first row for which one of the tests holds, in a list; an empty list if there is none."""
    if not tests:
        return []
    sql = f'{query} WHERE "{column}" IS NOT NULL AND ({" OR ".join(tests)}) LIMIT 1'
    return [row[0] for row in store.execute(sql)]


def _unknown_zones(store: apsw.Connection, table: str, key: str) -> Iterator[str]:
    for number, zone in store.execute(f'SELECT {key}, "time_zone" FROM "{table}" GROUP BY "time_zone"'):
        try:
            ZoneInfo(zone)
        except (ValueError, LookupError, OSError, TypeError):
            yield _place(table, "time_zone", number)

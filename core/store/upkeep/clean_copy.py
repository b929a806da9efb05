"""Cleaning the texts of a restored store, which may come from anywhere, into the form that this version writes.

Older versions stored texts of profiles uncleaned, so a store is not refused for unclean texts.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import apsw

from core.errors import RefusedError
from core.rules.states import WRITTEN
from core.store.fields import sql_list
from core.store.tables.all_tables import TABLES
from core.store.upkeep.foreign import TEXTS
from core.text import clean_block, is_clean

_ODD = """("{0}" GLOB '*[^ -~]*' OR length("{0}") <> length(CAST("{0}" AS BLOB)) OR instr("{0}", '\\u') > 0)"""
"""Condition, quick to test, that a text may hold an invisible character: plainly, after a NUL, or escaped in JSON."""
_LEFT = {("outreach", "text"): f"status NOT IN {sql_list(WRITTEN)}"}
"""Condition, by column, that leaves out texts which the engine cleans at its start: those then need approval again."""


def clean_texts(path: Path) -> None:
    """Clean each text of a store that nobody has open, in one transaction.

    Raises RefusedError if two texts that must differ no longer do, OSError if it cannot be written.
    """
    try:
        with closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection, connection:
            connection.create_scalar_function("tidied", lambda *values: _tidied(str(values[0])), 1, deterministic=True)
            for table in TABLES:
                name = table._meta.table_name  # noqa: SLF001 - Peewee has no public word for it
                for column, kind in [(row[1], row[2]) for row in connection.execute(f'PRAGMA table_info("{name}")')]:
                    if str(kind).upper() in TEXTS:
                        which = f"{_ODD.format(column)} AND {_LEFT.get((name, column), '1')}"
                        connection.execute(
                            f'UPDATE "{name}" SET "{column}" = tidied("{column}") '
                            f'WHERE {which} AND "{column}" <> tidied("{column}")'
                        )
    except apsw.ConstraintError as error:
        raise RefusedError(f"{path} holds texts that cannot be cleaned ({error}). Use another backup.") from None
    except apsw.Error as error:
        raise OSError(str(error)) from None


def _tidied(value: str) -> str:
    """Return a text cleaned, or, if it is JSON, with each text in it cleaned; a clean one is returned unchanged."""
    if value[:1] in ("{", "["):
        try:
            found = json.loads(value)
        except ValueError:  # not JSON after all
            return _clean(value)
        tidy = _inside(found)
        return value if tidy == found else json.dumps(tidy, ensure_ascii=False)
    return _clean(value)


def _inside(value: object) -> object:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, list):
        return [_inside(item) for item in value]
    if isinstance(value, dict):
        return {_clean(str(key)): _inside(item) for key, item in value.items()}
    return value


def _clean(text: str) -> str:
    return text if is_clean(text) else clean_block(text, len(text) + 1)

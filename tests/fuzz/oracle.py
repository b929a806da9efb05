"""The conditions after each case: a typed error or a right result, and nothing unclean stored or shown."""

from __future__ import annotations

import contextlib
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import apsw

from core.text import clean_block
from tests.fuzz.door import BrokenError

EXITS = frozenset({0, 1, 2, 3, 4, 5, 6, 75})
"""Exit codes of docs/design.md#exit-codes."""
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
JOINERS = "\u200c\u200d"


def holds(condition: object, why: str) -> None:
    """Raise BrokenError unless the condition holds."""
    if not condition:
        raise BrokenError(why)


def is_clean(text: str) -> bool:
    """Return whether `core.text` would leave a text as it is, except for white space at its ends."""
    return clean_block(text, len(text) + 1).strip() == text.strip()


def check_text(text: str, where: str) -> None:
    """Raise BrokenError for a text that is not clean."""
    holds(is_clean(text), f"NOT CLEAN: {where}: {text[:200]!r}")


def check_shown(text: str, where: str) -> None:
    """Raise BrokenError where a terminal would get anything but letters, spaces and line ends."""
    found = {c for c in text if c not in "\n" + JOINERS and unicodedata.category(c) in INVISIBLE}
    holds(not found, f"SHOWN: {where} holds {sorted(found)[:5]!r}: {text[:300]!r}")


def check_store(path: Path) -> None:
    """Raise BrokenError where a store holds a text that is not clean, in a column or inside its JSON."""
    if not path.exists():
        return
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        for where, text in _texts(connection):
            check_text(text, where)
    finally:
        connection.close()


def _texts(connection: apsw.Connection) -> Iterator[tuple[str, str]]:
    tables = [str(row[0]) for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    for table in tables:
        columns = [str(row[1]) for row in connection.execute(f'PRAGMA table_info("{table}")')]
        names = ", ".join(f'"{column}"' for column in columns)  # `*` would also read computed columns
        for row in connection.execute(f'SELECT {names} FROM "{table}"'):
            for column, value in zip(columns, row, strict=True):
                holds(not isinstance(value, bytes), f"NOT CLEAN: a blob in {table}.{column}")
                if isinstance(value, str):
                    yield from _inside(f"{table}.{column}", value)


def _inside(where: str, value: str) -> Iterator[tuple[str, str]]:
    """Yield the text itself, or the texts inside it if it is JSON."""
    if value[:1] in ("{", "["):
        with contextlib.suppress(ValueError):  # a text that only begins like JSON
            found = list(_of_json(where, json.loads(value)))
            yield from found
            return
    yield where, value


def _of_json(where: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, list):
        for item in value:
            yield from _of_json(where, item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"{where} (a key)", str(key)
            yield from _of_json(f"{where}.{key[:20]}", item)

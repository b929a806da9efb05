"""The check that only `core/store` has queries finds each way to write one."""

from __future__ import annotations

import re

import pytest

from tools.check_queries import ROOT, found_in

ONLY_SQLITE = re.compile(
    r"json_(extract|each|valid|type)|\binstr\b|\bfolded\b|\bpg_|::|NOCASE|\bGLOB\b|\browid\b|total_changes|\bIGNORE\b"
)
OF_A_STORE = ("spelling", "postgres", "database.py", "upkeep", "migrations", "copying")
"""The two backends: their expressions, connections, upkeep and migrations, and the copying from one to the other."""

PLANTED = {
    "text": 'TEXT = "SELECT name FROM member WHERE id = ?"',
    "text of several lines": 'TEXT = """\nSELECT m.name,\n  m.id\nFROM member m\n"""',
    "part of a statement": 'PART = "FROM outreach o JOIN contact p ON p.id = o.contact_id"',
    "formatted": 'TEXT = f"UPDATE {table} SET state = ?"',
    "insert": 'TEXT = "INSERT OR REPLACE INTO setting VALUES (?, ?)"',
    "delete": 'TEXT = "DELETE FROM reply"',
    "pragma": 'TEXT = "PRAGMA foreign_keys"',
    "door": "def f(store):\n    return store.rows(TEXT)",
    "door of a workspace": "def f(workspace):\n    return workspace.store.scalar(TEXT)",
    "insert by a door": 'def f(context):\n    context.store.insert("booking", id=1)',
    "peewee": "import peewee as pw",
    "a table": "from core.store.tables.people import Contact",
    "compiled": "from core.store import compiled",
    "apsw": "from apsw import Connection",
}
PLAIN = {
    "documentation": 'def f():\n    """SELECT name FROM member WHERE id = 1"""',
    "prose": 'TEXT = "Insert the coin, update the list and delete from there on what you selected."',
    "owner": "from core.store import bookings\n\ndef f(store):\n    return bookings.sums(store)",
    "door": "def f(store):\n    with store.read():\n        return store.version()",
    "another row": "def f(table):\n    return table.row(3)",
}


@pytest.mark.parametrize("source", PLANTED.values(), ids=PLANTED)
def test_a_planted_query_is_found(source: str) -> None:
    assert list(found_in(source))


@pytest.mark.parametrize("source", PLAIN.values(), ids=PLAIN)
def test_nothing_else_is(source: str) -> None:
    assert list(found_in(source)) == []


def test_what_only_one_database_can_do_is_in_its_own_files() -> None:
    store = ROOT / "core" / "store"
    found = [
        f"{path.name}:{number}"
        for path in sorted(store.rglob("*.py"))
        if path.relative_to(store).parts[0] not in OF_A_STORE
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ONLY_SQLITE.search(line)
    ]
    assert found == []

"""A server's schema is that of a file: the same tables, columns, keys and indexes; texts are folded as Python does."""

from __future__ import annotations

from pathlib import Path

import apsw
import psycopg

from core.home import Home
from core.rules.filters.folding import fold
from core.store.postgres.database import connected
from core.workspace import opened

OWN = {"news"}
"""Tables that only a server needs."""
COLUMNS = b"""
    SELECT table_name, column_name, is_nullable = 'NO', data_type, collation_name FROM information_schema.columns
    WHERE table_schema = 'public'
"""
INDEXES = b"""
    SELECT c.relname, i.indisunique FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND NOT i.indisprimary
"""
TEXTS = (
    "Łukasz Müller",
    "STRASSE straße",
    "İstanbul",
    "ÆØÅ æøå",
    "e\u0301 é",
    "ﬁ",
    "ΣΑΣ",
    "Ünïcödé",
    "日本",
    "plain ASCII",
    "",
)


def test_tables_columns_and_indexes_are_those_of_a_file(url: str, tmp_path: Path) -> None:
    with opened(Home(tmp_path / "home")):
        pass
    file = apsw.Connection(str(tmp_path / "home" / "overture.sqlite"), flags=apsw.SQLITE_OPEN_READONLY)
    tables = [str(row[0]) for row in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    in_file = {
        (table, str(row[1])): bool(row[3] or row[5]) or str(row[1]) in ("why", "accounted")
        for table in tables
        if table != "schema_migration" and not table.startswith("sqlite_")
        for row in file.execute(f'PRAGMA table_xinfo("{table}")')
    }
    indexes = {(str(row[1]), bool(row[2])) for table in tables for row in file.execute(f'PRAGMA index_list("{table}")')}
    file.close()
    with psycopg.connect(url) as connection:
        rows = connection.execute(COLUMNS).fetchall()
        made = {(row[0], row[1]): row[2] for row in rows if row[0] not in OWN | {"schema_migration"}}
        found = {(row[0], row[1]) for row in connection.execute(INDEXES)}
    generated = {("outreach", "why"), ("booking", "accounted")}
    assert {key: known or key in generated for key, known in made.items()} == in_file
    assert {row[3] for row in rows if row[0] not in OWN} == {"bigint", "smallint", "text"}
    assert {row[4] for row in rows if row[3] == "text" and row[0] != "schema_migration"} == {"C"}
    named = {one for one in indexes if not one[0].startswith(("sqlite_autoindex", "schema_migration"))}
    assert {one for one in found if not one[0].startswith("schema_migration")} == named


def test_texts_are_folded_as_python_does(url: str) -> None:
    with connected(url) as connection:
        for text in TEXTS:
            found = connection.execute(b"SELECT overture_folded($1), overture_without_accents($1)", (text,)).fetchone()
            assert found == (text.casefold(), fold(text))
        assert connection.execute(b"SELECT overture_json('{odd'), overture_without_accents(NULL)").fetchone() == (
            None,
            "",
        )

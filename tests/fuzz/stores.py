"""The doors of a home's files: a restored store, one with flipped bits, the side journal, the small files beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import apsw
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from core.store.tables.all_tables import TABLES
from tests.fuzz import campaigns, hostile
from tests.fuzz.command import overture
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_store, holds

LOOKS = (
    ("status", "--json"),
    ("campaign", "list"),
    ("campaign", "show", "1"),
    ("campaign", "show", "1", "--toml"),
    ("explain", "1"),
    ("forecast", "--days", "3"),
    ("contact", "list", "--why", "1", "contacted"),
    ("explain", "1", "--person", "1"),
    ("explain", "Ada Wong"),
    ("limits",),
    ("limits", "--if-started", "1"),
    ("needs",),
    ("program", "list"),
    ("exclude", "list"),
    ("activity",),
    ("queue", "list"),
    ("contact", "list"),
    ("contact", "show", "1"),
    ("source", "list"),
    ("member", "list"),
    ("replies",),
    ("verify",),
    ("doctor",),
    ("advance", "--days", "0"),
    ("campaign", "edit", "1", "plain.toml", "--dry-run"),
    ("campaign", "clone", "1", "--name", "other"),
    ("campaign", "stop", "1"),
    ("campaign", "start", "1"),
)
"""Commands that a person runs on a restored store; the last one changes a campaign."""
PREPARED = (
    "CREATE TRIGGER t AFTER INSERT ON journal BEGIN UPDATE outreach SET step = 0; END",
    "CREATE VIEW v AS SELECT * FROM outreach",
    "CREATE VIEW sqlite_x AS SELECT 1",
    'CREATE TABLE "a\u202eb" (id INTEGER)',
    "CREATE TABLE others (id INTEGER)",
    "DROP TABLE contact",
    "ALTER TABLE contact ADD COLUMN more TEXT DEFAULT 'x'",
    "ALTER TABLE contact ADD COLUMN more TEXT AS (name || name)",
    "DROP TABLE setting",
    "ALTER TABLE contact ADD COLUMN more BLOB",
    "ALTER TABLE contact DROP COLUMN headline",
    "ALTER TABLE contact RENAME COLUMN name TO nam",
    "CREATE INDEX i ON contact (name)",
    "CREATE UNIQUE INDEX i ON journal (kind)",
    "CREATE INDEX i ON contact (json_extract(custom, '$.x'))",
    "DELETE FROM setting",
    "DELETE FROM schema_migration",
    "INSERT INTO schema_migration VALUES ('9999_x')",
    "PRAGMA user_version = 99",
    "DELETE FROM setting WHERE key = 'network.kind'",
    "UPDATE setting SET value = ''",
    "UPDATE setting SET value = 'x' WHERE key LIKE 'clock%'",
    "UPDATE setting SET value = '9999-12-31T23:59:59+00:00' WHERE key LIKE 'clock%'",
    "DELETE FROM engine",
    "PRAGMA encoding = 'UTF-16le'",
    "UPDATE sqlite_schema SET sql = sql",
    "PRAGMA application_id = 7",
    "CREATE TABLE contact_2 AS SELECT * FROM contact",
    "DELETE FROM step",
    "DELETE FROM slot",
    "INSERT INTO engine SELECT * FROM engine",
)
VALUES = (
    "NULL",
    "''",
    "0",
    "-1",
    "1",
    "9223372036854775807",
    "-9223372036854775808",
    "253402300799000000",
    "-62135596800000000",
    "4102444800000000",
    "1.5",
    "9e999",
    "x'00ff'",
    "'x'",
    "'{}'",
    "'[]'",
    "'{'",
    "'null'",
    "'[1]'",
    "'{\"en\": 1}'",
    '\'{"a": {"b": []}}\'',
    "char(27) || '[2J'",
    "char(8238) || 'x'",
    "char(0)",
    "'a' || char(0) || 'b'",
    "char(55296)",
    "CAST(x'ff' AS TEXT)",
    "printf('%.40000c', 'a')",
    "'UTC'",
    "'Mars/X'",
    "'[\"en\"]'",
    '\'{"en": "{{ 1e999 }}"}\'',
    '\'{"en": "{{"}\'',
    "'approved'",
    "'2026-01-01'",
    "'=x'",
    "'\u0301'",
    "char(769)",
    "randomblob(9)",
)


@dataclass(frozen=True)
class Store:
    """Changes to a copy of a store: SQL statements, then bytes (place, value) to replace; or other bytes altogether."""

    statements: tuple[str, ...] = ()
    flips: tuple[tuple[int, int], ...] = ()
    data: bytes | None = None
    restored: bool = True


def _columns() -> list[tuple[str, str]]:
    return [(table._meta.table_name, field.column_name) for table in TABLES for field in table._meta.sorted_fields]


COLUMNS = _columns()


@st.composite
def stores(draw: DrawFn) -> Store:
    kind = draw(st.sampled_from(("value", "value", "value", "prepared", "flips", "open", "raw")))
    if kind == "raw":
        return Store(
            data=draw(
                st.binary(max_size=200)
                | st.sampled_from((b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\0" * 9_000))
            )
        )
    if kind in ("flips", "open"):
        flips = draw(
            st.lists(
                st.tuples(st.integers(0, 400_000) | st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=6
            )
        )
        return Store(flips=tuple(flips), restored=kind == "flips")
    if kind == "prepared":
        return Store(tuple(draw(st.lists(st.sampled_from(PREPARED), min_size=1, max_size=2))))
    changes = draw(st.lists(st.tuples(st.sampled_from(COLUMNS), st.sampled_from(VALUES)), min_size=1, max_size=2))
    return Store(tuple(f'UPDATE "{table}" SET "{column}" = {value}' for (table, column), value in changes))


def prepare(folder: Path) -> None:
    """Make a store after two days of a campaign, and a backup of it."""
    campaigns.prepare(folder)
    home = folder / "home"
    for words in (
        ("campaign", "start", "plain"),
        ("advance", "--days", "1"),
        ("queue", "approve", "--all"),
        ("advance", "--days", "2"),
    ):
        holds(overture(home, *words).code == 0, str(words))
    overture(home, "backup", str(folder / "backup.sqlite"))


def use(case: Store, folder: Path) -> None:
    home, file = folder / "home", folder / "backup.sqlite"
    if not case.restored:
        file = home / "overture.sqlite"
    _change(case, file)
    if case.restored:
        before = (home / "overture.sqlite").read_bytes()
        put = overture(home, "restore", str(file), "--json")
        if put.code != 0:
            holds((home / "overture.sqlite").read_bytes() == before, "a refused backup changed the store")
            return
    for words in LOOKS:
        overture(home, *(str(folder / word) if word == "plain.toml" else word for word in words))
    if case.restored:
        check_store(home / "overture.sqlite")


def _change(case: Store, file: Path) -> None:
    if case.data is not None:
        file.write_bytes(case.data)
    connection = apsw.Connection(str(file)) if case.statements else None
    for statement in case.statements:
        try:
            assert connection is not None
            connection.execute("PRAGMA foreign_keys = 0")
            connection.execute("PRAGMA ignore_check_constraints = 1")
            connection.execute(statement)
        except apsw.Error:
            continue  # SQLite refuses this statement
    if connection is not None:
        connection.close()
    data = bytearray(file.read_bytes())
    for place, value in case.flips:
        if data:
            data[place % len(data)] = value
    file.write_bytes(data)


def twin(case: Store) -> Store:
    return Store(restored=case.restored)


KEPT = (
    Store(('UPDATE "campaign" SET "approval" = char(8238) || \'x\'',), (), None, restored=True),
    Store(('UPDATE "journal" SET "code" = char(27) || \'[2J\'',), (), None, restored=True),
    Store(('UPDATE "outreach" SET "status" = \'2026-01-01\'',), (), None, restored=True),
    Store(('UPDATE "engine" SET "owner" = CAST(x\'ff\' AS TEXT)',), (), None, restored=True),
    Store(('UPDATE "campaign" SET "name" = char(55296)',), (), None, restored=True),
    Store(('UPDATE "campaign_name" SET "name" = char(0)',), (), None, restored=True),
    Store(('UPDATE "engine" SET "host" = char(27) || \'[2J\'',), (), None, restored=True),
    Store(('UPDATE "member" SET "provider_id" = char(8238) || \'x\'',), (), None, restored=True),
    Store(('UPDATE "slot" SET "start" = \'\'',)),
    Store(('UPDATE "slot" SET "minutes" = \'x\'',), restored=False),
    Store(('UPDATE "slot" SET "time_zone" = \'x\'',), restored=False),
    Store(("ALTER TABLE contact DROP COLUMN headline",)),
    Store(('UPDATE "contact" SET "custom" = 0',)),
    Store(('UPDATE "engine" SET "owner" = char(27) || \'[2J\'',)),
)
"""Found earlier: these were restored, and then no page could be shown, or an escape stayed in the store."""
DOOR = Door(
    "stores", stores(), use, twin, per_seed=24, kept=KEPT, size=lambda case: int(case.restored), prepare=prepare
)

NAMES = (
    "intents.jsonl",
    "damaged",
    "checked",
    "backups",
    "engine.beat",
    "engine.lock",
    "store.lock",
    "overture.log",
    "sandbox.sqlite",
)
LINES = (
    b"",
    b"\n",
    b"null\n",
    b"[]\n",
    b"{}\n",
    b'{"kind": "block"}\n',
    b'{"kind": 1, "at": 2}\n',
    b'{"kind": "block", "person": null}\n',
    b'{"at": "9999-12-31T23:59:59+00:00"}',
    b"9" * 5_000,
    b"[" * 50_000,
    b'{"a":' * 9_000,
    b"\xff\xfe",
    b"\0" * 4_096,
    b"1e999",
    b"nan",
    b"\x1b[2J",
    b"9999-12-31T23:59:59+00:00",
    b"0001-01-01T00:00:00",
    b'"\\ud800"',
    b"-1",
    b"../../x\n",
    b"a" * 90_000,
    b"99999999999999999999",
    b"\n" * 50_000,
)


@st.composite
def homes(draw: DrawFn) -> tuple[str, bytes | int]:
    """Return a strategy for a file of the home with bytes in its place, or with a byte flipped and a line doubled."""
    name = draw(st.sampled_from(NAMES))
    return name, draw(
        st.sampled_from(LINES) | st.binary(max_size=60) | hostile.words().map(str.encode) | st.integers(0, 5_000)
    )


def use_home(case: tuple[str, bytes | int], folder: Path) -> None:
    home = folder / "home"
    name, change = case
    path = home / name
    if isinstance(change, int):
        data = bytearray(path.read_bytes() if path.exists() else b"{}\n")
        if data:
            data[change % len(data)] ^= 1 + change % 255
        path.write_bytes(bytes(data) + bytes(data[:change]))
    else:
        path.write_bytes(change)
    for words in (("status", "--json"), ("doctor",), ("advance", "--days", "1"), ("verify",), ("locate",), ("status",)):
        overture(home, *words)
    check_store(home / "overture.sqlite")


HOME_DOOR = Door(
    "homes",
    homes(),
    use_home,
    lambda case: (case[0], b""),
    per_seed=20,
    size=lambda case: NAMES.index(case[0]),
    prepare=prepare,
    # No database, a damaged one; a line nested too deep for the parser.
    kept=(("sandbox.sqlite", b"null\n"), ("sandbox.sqlite", 20), ("intents.jsonl", b"[" * 50_000)),
)

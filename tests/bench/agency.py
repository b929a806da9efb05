"""The agency's world: five campaigns of one member, run by the engine for some time, then copied 200 times.

The copied rows come from real runs, so the world has everything that a store of that age has, and `verify` finds no
fault.
"""

from __future__ import annotations

import csv
import shutil
import sys
from datetime import timedelta
from pathlib import Path

import peewee as pw

from core.services.audience import import_contacts
from core.store.database import Store, Writing
from core.store.tables.all_tables import TABLES
from core.store.tables.base import Table
from core.store.tables.people import Source
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import CONFIG
from tests.support.world import START, World

KEPT = Path(__file__).parents[2] / ".bench"
"""Folder in which worlds are kept between runs; `make clean` removes it."""
MEMBERS = 200
CAMPAIGNS = 5
"""Campaigns of each member."""
DAYS = {10_000: 8, 100_000: 73, 1_000_000: 730}
"""Days for which the campaigns run, for each (approximate) total number of people reached."""
PEOPLE_A_DAY = 2
SHARED, SOURCES = 20, 50
"""Members who share the one large source, and the number of sources."""
UNIQUE = {
    "outreach": {"key", "person", "invitation_id", "chat_id"},
    "delivery": {"key", "person", "provider_ref"},
    "contact": {"public_id", "provider_id", "name"},
    "identity": {"key"},
    "campaign": {"name"},
    "campaign_name": {"key", "name"},
    "member": {"name", "account_id", "provider_id", "account_owner"},
    "member_account": {"account_id"},
    "reply": {"message_id"},
    "source": {"name"},
    "quarantine": {"key", "person_hash"},
    "foreign_invitation": {"invitation_id", "person"},
    "person_wait": {"person"},
}
"""Columns whose text belongs to one row or one person: in a copy it ends with the copy's number."""
ONE_FOR_ALL = {"engine", "setting", "change_stamp"}
COUNTED = ("member", "campaign", "source", "contact", "outreach", "delivery", "run", "journal")


def world(people: int) -> World:
    """Open the kept world of a size, and make it first if there is none. Nobody may change it: copy it first."""
    folder = KEPT / str(people)
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        _make(folder, DAYS[people])
        (folder / "done").touch()
    return _opened(folder, DAYS[people])


def _opened(folder: Path, days: int) -> World:
    start = START + timedelta(days=days)
    return World(folder, CONFIG, start=start, relation_lag=timedelta(0), durable=False)


def _make(folder: Path, days: int) -> None:
    lived = World(folder, CONFIG, start=START, relation_lag=timedelta(hours=2), durable=False)
    try:
        live(lived, days)
        with lived.ws.store.session():
            copy(lived.ws.store, MEMBERS - 1)
    finally:
        lived.close()


def live(world: World, days: int) -> None:
    """Run one member's campaigns for some days, on one source that they nearly use up."""
    world.member(ramp=True)
    _people(world, CAMPAIGNS * PEOPLE_A_DAY * days * 5 // 7 + 60)
    for number in range(CAMPAIGNS):
        world.campaign(
            name=f"campaign {number + 1}",
            program=f"program {number + 1}",
            cohort=PEOPLE_A_DAY,
            approval="off",
            steps=(INVITATION, WELCOME),
            slots=(slot(f"{9 + number:02}:00", 60),),
        )
    for day in range(days):
        world.until(START + timedelta(days=day + 1))
        sys.stderr.write(f"\rday {day + 1} of {days}")
    sys.stderr.write("\n")


def _people(world: World, count: int) -> None:
    """Add people to the source; the sandbox decides who accepts and who answers."""
    path = world.folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["First Name", "Last Name", "Company", "Position", "URL"])
        for number in range(count):
            address = f"https://www.linkedin.com/in/agency-person-{number}x"
            writer.writerow(["Person", f"Number {number}", f"Firm {number % 97}", "Head of Sales", address])
    import_contacts.import_file(world.ws, path, "people")


def copy(store: Store, times: int) -> None:
    """Copy every row a number of times, with ids, keys and names of its own; the indexes are rebuilt."""
    with store.write() as writing:
        strides = {table: _stride(writing, table) for table in TABLES}
        indexes = writing.rows("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        for name, _sql in indexes:
            writing.change(f'DROP INDEX "{name}"')
        for table in TABLES:
            if table._meta.table_name not in ONE_FOR_ALL:
                _copy(writing, table, strides, times)
        for _name, sql in indexes:
            writing.change(sql)
        _share_sources(writing, strides)
    with store.session():
        store.peewee.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _stride(store: Writing, table: type[Table]) -> int:
    """Return the distance between the ids of one copy and of the next; 0 if the rows have no ids of their own."""
    key = table._meta.primary_key
    if not isinstance(key, pw.AutoField):
        return 0
    return int(store.scalar(f'SELECT coalesce(max("{key.column_name}"), 0) FROM "{table._meta.table_name}"')) + 1


def _copy(store: Writing, table: type[Table], strides: dict[type[Table], int], times: int) -> None:
    own = table._meta.table_name
    copied = ", ".join(_copied(field, strides, UNIQUE.get(own, frozenset())) for field in table._meta.sorted_fields)
    columns = ", ".join(f'"{field.column_name}"' for field in table._meta.sorted_fields)
    store.change(
        f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {times}) "
        f'INSERT INTO "{own}" ({columns}) SELECT {copied} FROM copy CROSS JOIN (SELECT * FROM "{own}") AS old'
    )


def _copied(field: pw.Field, strides: dict[type[Table], int], unique: frozenset[str] | set[str]) -> str:
    column = f'old."{field.column_name}"'
    if isinstance(field, pw.AutoField):
        return f"{column} + n * {strides[field.model]}"
    if isinstance(field, pw.ForeignKeyField):
        return f"{column} + n * {strides[field.rel_model]}"
    return f"{column} || '-' || n" if field.column_name in unique else column


def _share_sources(store: Writing, strides: dict[type[Table], int]) -> None:
    """Reduce the sources to `SOURCES`: the first serves `SHARED` members, each other one serves a few."""
    first, stride = store.scalar("SELECT min(id) FROM source"), strides[Source]
    member = f"(source_id - {first}) / {stride}"
    shared = f"CASE WHEN {member} < {SHARED} THEN 0 ELSE 1 + ({member} - {SHARED}) % {SOURCES - 1} END"
    for table in ("source_contact", "campaign"):
        store.change(f"UPDATE {table} SET source_id = {first} + {stride} * ({shared})")
    store.change("DELETE FROM source WHERE id NOT IN (SELECT source_id FROM source_contact)")


def sizes(world: World) -> str:
    """Return the number of rows of the largest tables, as words."""
    counts = {name: world.sql(f'SELECT count(*) FROM "{name}"')[0][0] for name in COUNTED}
    return ", ".join(f"{count:,} of {name}" for name, count in counts.items())


if __name__ == "__main__":
    made = world(int(sys.argv[1]))
    sys.stdout.write(f"{sizes(made)}\n")
    made.close()

"""The two doors: what a reader sees, how writers affect each other, and storage faults reported as sentences."""

from __future__ import annotations

import contextlib
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import OvertureError, TryAgainError
from core.rules.states import TRANSITIONS, Status
from core.store import named_values, outreaches
from core.store.compiled import Select
from core.store.database import Reading, Store, Writing, translated
from core.store.fields import EPOCH, UtcField, dump_json, from_us, to_us
from core.store.tables.people import Source
from core.store.tables.workspace import Member
from core.store.views import agenda
from core.store.views.agenda import Kind
from tests.support.patience import DEADLINE_S
from tests.support.rows import FORBIDDEN, add_row
from tests.support.world import World


def names(store: Reading) -> list[str]:
    return [row[0] for row in store.rows("SELECT name FROM source ORDER BY id")]


def add(store: Writing, name: str) -> int:
    return add_row(store, "source", name=name, kind="list", created_at=0)


# -- doors

READS = {"rows", "row", "scalar"}
CHANGES = {"change", "insert"}


def methods(of: object) -> set[str]:
    return {name for name in READS | CHANGES if hasattr(of, name)}


def test_a_store_runs_no_statement_outside_its_doors(world: World) -> None:
    assert methods(world.ws.store) == set()


def test_a_reading_has_no_method_that_changes(world: World) -> None:
    """A `Reading` has no method that changes anything, not even one that is opened inside a write."""
    with world.ws.store.read() as reading:
        assert methods(reading) == READS
    with world.ws.store.write() as writing, world.ws.store.read() as inside:
        assert methods(writing) == READS | CHANGES
        assert methods(inside) == READS


def test_a_change_through_a_read_door_fails(world: World) -> None:
    with world.ws.store.read() as reading:
        unchecked: Any = reading
        with pytest.raises(AttributeError, match="change"):
            named_values.change(unchecked, "workspace.dedupe", "person")
        assert named_values.get(reading, "workspace.dedupe") == "group"


@pytest.mark.sqlite_only("a setting of SQLite")
def test_a_kept_statement_is_planned_once(world: World) -> None:
    """Without this setting, SQLite with STAT4 would plan a kept statement again at nearly every call."""
    with world.ws.store.read():
        connection: apsw.Connection = world.ws.store.peewee.connection()
        assert connection.config(apsw.SQLITE_DBCONFIG_ENABLE_QPSG, -1) == 1


def test_a_write_is_all_or_nothing(world: World) -> None:
    with contextlib.suppress(ZeroDivisionError), world.ws.store.write() as store:
        add(store, "lost")
        _ = 1 // 0
    with world.ws.store.write() as store:
        add(store, "kept")
    with world.ws.store.read() as store:
        assert names(store) == ["kept"]


def test_a_door_inside_a_door_is_the_same_transaction(world: World) -> None:
    with contextlib.suppress(ZeroDivisionError), world.ws.store.write():
        with world.ws.store.write() as store:
            add(store, "inner")
        with world.ws.store.read() as store:
            assert names(store) == ["inner"]
        _ = 1 // 0
    with world.ws.store.read() as store:
        assert names(store) == []


def test_a_reader_sees_one_moment(world: World) -> None:
    begun, written = threading.Event(), threading.Event()

    def write() -> None:
        begun.wait(DEADLINE_S)
        with world.ws.store.write() as store:
            add(store, "later")
        written.set()

    thread = threading.Thread(target=write)
    thread.start()
    with world.ws.store.read() as store:
        assert names(store) == []
        begun.set()
        assert written.wait(DEADLINE_S)
        assert names(store) == []
    thread.join(DEADLINE_S)
    with world.ws.store.read() as store:
        assert names(store) == ["later"]


def test_eight_threads_count_exactly(world: World) -> None:
    with world.ws.store.write() as first:
        add(first, "0")

    def work(_number: int) -> None:
        for _ in range(50):
            with world.ws.store.write() as store:
                value = int(store.scalar("SELECT name FROM source"))
                store.change("UPDATE source SET name = ?", str(value + 1))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))
    with world.ws.store.read() as last:
        assert names(last) == ["400"]


@pytest.mark.sqlite_only("another connection to the file; tests/store/postgres/test_faults.py has the server's")
def test_the_version_changes_with_another_connections_commit(world: World) -> None:
    before = world.ws.store.version()
    assert world.ws.store.version() == before
    other = apsw.Connection(str(world.home.store))
    other.execute("INSERT INTO source (name, kind, created_at) VALUES ('x', 'list', 0)")
    other.close()
    assert world.ws.store.version() != before


def test_rows_changed_are_counted(world: World) -> None:
    with world.ws.store.write() as store:
        for name in ("a", "b", "c"):
            add(store, name)
        assert store.change("UPDATE source SET kind = 'x' WHERE name < 'c'") == 2
        assert store.change("UPDATE source SET kind = 'x' WHERE name = 'nobody'") == 0
        assert add_row(store, "source", name="d", kind="list", created_at=0) == 4
        assert store.scalar("SELECT 1 FROM source WHERE name = 'nobody'") is None
        assert store.row("SELECT 1 FROM source WHERE name = 'nobody'") is None


# -- storage faults


@pytest.mark.sqlite_only("SQLite's lock of a file; tests/store/postgres/test_faults.py has the server's")
def test_a_busy_store_says_try_again(world: World) -> None:
    with world.ws.store.session():
        connection = world.ws.store.peewee.connection()
        connection.set_busy_timeout(20)
        other = apsw.Connection(str(world.home.store))
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(TryAgainError) as refused, world.ws.store.write():
                raise AssertionError("it wrote beside another writer")
        finally:
            other.execute("ROLLBACK")
            other.close()
        assert refused.value.exit_code == 75
        assert str(world.home.store) in refused.value.text
        with world.ws.store.write() as store:
            add(store, "now")


@pytest.mark.sqlite_only("the size of a file")
def test_a_full_disk_says_try_again(world: World) -> None:
    with world.ws.store.session():
        with world.ws.store.read() as store:
            store.rows(f"PRAGMA max_page_count = {store.scalar('PRAGMA page_count')}")
        with pytest.raises(TryAgainError), world.ws.store.write() as writing:
            add(writing, "x" * 2_000_000)
        with world.ws.store.read() as store:
            store.rows("PRAGMA max_page_count = 1000000")
    with world.ws.store.read() as store:
        assert names(store) == []


def test_a_file_that_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "x.sqlite"
    path.write_bytes(b"nothing that SQLite knows" * 200)
    with pytest.raises(OvertureError, match="Restore a backup"):
        Store(path, durable=False).open()
    # The models are unbound again, so another store can open.
    with Store(tmp_path / "y.sqlite", durable=False):
        pass


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), translated(Path("x")):
        _ = 1 // 0
    with pytest.raises(apsw.SQLError), translated(Path("x")):
        raise apsw.SQLError("no such table")


def test_a_full_disk_is_named_where_sqlite_has_no_words_for_it() -> None:
    with pytest.raises(TryAgainError, match="database or disk is full"), translated(Path("x")):
        raise apsw.FullError("not an error")  # as SQLite reports it for a full disk while copying


# -- constraints, for ever


def unique(world: World, statement: str) -> None:
    with pytest.raises(FORBIDDEN), world.ws.store.write() as store:
        store.change(statement)


def test_what_the_database_itself_forbids(world: World) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    unique(
        world,
        "INSERT INTO run (slot_id, campaign_id, local_date, opens_at, closes_at, opened_at, state, cause) "
        "SELECT slot_id, campaign_id, local_date, 0, 0, 0, 'open', '' FROM run LIMIT 1",
    )
    columns = "outreach_id, campaign_id, member_id, contact_id, person, step, kind, text, epoch, intent_at, state, live"
    rest = "error, words, absent_reads"
    unique(  # a second attempt with the same number
        world,
        f"INSERT INTO delivery (key, attempt, {columns}, {rest}) SELECT 'x', attempt, {columns}, {rest} "
        "FROM delivery LIMIT 1",
    )
    # A second live invitation of this member to this person, from any outreach.
    unique(
        world,
        f"INSERT INTO delivery (key, attempt, {columns}, {rest}) SELECT 'x', 2, {columns}, {rest} "
        "FROM delivery LIMIT 1",
    )
    with world.ws.store.write() as store:
        ended = columns.removesuffix(", live")
        store.change(  # an ended one is no obstacle
            f"INSERT INTO delivery (key, attempt, live, {ended}, {rest}) SELECT 'x', 2, 0, {ended}, {rest} "
            "FROM delivery LIMIT 1"
        )
        store.change("DELETE FROM delivery WHERE key = 'x'")
    unique(
        world,
        "INSERT INTO outreach (key, campaign_id, contact_id, member_id, language, status, reason, step, revision, "
        "batch, drawn_at, approved_by, withdraw_by, requeues, changed_at) SELECT 'x', campaign_id, contact_id, "
        "member_id, 'en', 'queued', '', 0, 0, '', 0, '', '', 0, 0 FROM outreach LIMIT 1",
    )
    unique(world, "INSERT INTO source_contact (source_id, contact_id) SELECT source_id, contact_id FROM source_contact")
    unique(world, "INSERT INTO identity (key, contact_id) SELECT key, contact_id FROM identity LIMIT 1")
    unique(world, "UPDATE outreach SET campaign_id = 99 WHERE id = 1")  # a foreign key that leads nowhere
    world.check()


# -- guarded changes


@pytest.fixture
def queued(world: World) -> World:
    """Return a world with three people drawn and their profiles unread."""
    world.member()
    people = world.source(3)
    for person in people:
        world.sandbox.fault("provider_error", kind="profile", person=person)
    world.campaign(cohort=3)
    world.until("2026-01-06 09:00")
    assert world.statuses() == {"queued": 3}
    return world


def test_a_change_is_guarded_by_what_was(queued: World) -> None:
    now = queued.now
    with queued.ws.store.write() as store:
        outreaches.change(store, 1, Status.QUEUED, Status.PENDING, now=now, actor="me", kind="pending", revision=1)
    with pytest.raises(outreaches.StaleError), queued.ws.store.write() as store:
        outreaches.change(store, 1, Status.QUEUED, Status.PENDING, now=now, actor="me", kind="pending")
    with pytest.raises(outreaches.StaleError), queued.ws.store.write() as store:
        outreaches.change(
            store, 1, Status.PENDING, Status.APPROVED, now=now, actor="me", kind="approved", at_revision=2
        )
    with queued.ws.store.write() as store:
        outreaches.change(
            store, 1, Status.PENDING, Status.APPROVED, now=now, actor="me", kind="approved", at_revision=1
        )
    with queued.ws.store.read() as store:
        assert store.row("SELECT status, changed_at FROM outreach WHERE id = 1") == ("approved", to_us(now))
        told = store.rows("SELECT kind, actor, data FROM journal WHERE outreach_id = 1 ORDER BY id DESC LIMIT 1")
    assert told == [("approved", "me", '{"from":"pending","to":"approved"}')]


def test_what_the_table_does_not_know_is_an_error(world: World) -> None:
    unknown = [(before, after) for before in Status for after in Status if after not in TRANSITIONS[before]]
    assert unknown
    with world.ws.store.write() as store:
        for before, after in unknown:
            with pytest.raises(ValueError, match="never followed"):
                outreaches.change(store, 1, before, after, now=EPOCH, actor="me", kind="x")


# -- moments


@given(
    st.datetimes(timezones=st.just(UTC)) | st.datetimes(timezones=st.just(timezone(timedelta(hours=-9, minutes=30))))
)
def test_a_moment_comes_back(moment: datetime) -> None:
    assert from_us(to_us(moment)) == moment
    assert from_us(to_us(moment)).tzinfo is UTC


def test_a_naive_moment_is_refused(world: World) -> None:
    naive = datetime(2026, 1, 5, 7, 0)  # noqa: DTZ001 - that is the point
    with pytest.raises(ValueError, match="time zone"):
        to_us(naive)
    with pytest.raises(ValueError, match="time zone"):
        UtcField().db_value(naive)
    with world.ws.store.write():
        with pytest.raises(ValueError, match="time zone"):
            Source.create(name="x", created_at=naive)
        with pytest.raises(ValueError, match="time zone"):
            Source.select().where(Source.created_at > naive).count()


def test_moments_through_the_models(world: World) -> None:
    moment = datetime(2026, 1, 5, 7, 0, 0, 123456, tzinfo=UTC)
    with world.ws.store.write() as store:
        made = Source.create(name="x", created_at=moment.astimezone(timezone(timedelta(hours=5))))
        assert store.scalar("SELECT created_at FROM source") == to_us(moment)
        assert Source.get_by_id(made.id).created_at == moment
        assert Source.get_by_id(made.id).archived_at is None
        assert Source.select().where(Source.created_at == moment).count() == 1
        assert Source.select().where(Source.archived_at.is_null()).count() == 1


def test_json_is_always_the_same_text() -> None:
    assert dump_json({"b": 1, "a": ["é", None]}) == '{"a":["é",null],"b":1}'


# -- the agenda


def test_the_agenda_is_in_order_of_moment_kind_and_id(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(20)
    one = world.campaign(name="one", cohort=2, approval="off")
    world.campaign(name="two", sender="acc-ben", cohort=2)
    with world.ws.store.read() as store:
        found = agenda.upcoming(store, 10)
    assert found == sorted(found, key=lambda due: (due.at, due.kind, due.id))
    kinds = [(due.kind, due.id) for due in found]
    # Both accounts are looked at now; the cohort of the first is drawn at midnight; then both slots open.
    assert kinds == [(Kind.SYNC, 1), (Kind.SYNC, 2), (Kind.DRAW, 1), (Kind.OPEN, 1), (Kind.OPEN, 2)]
    assert found[0].member == 1
    assert found[-1].member is None
    world.until("2026-01-06 09:00")
    with world.ws.store.read() as store:
        first = agenda.first(store)
        every = agenda.upcoming(store, 10)
    assert first == every[0]
    # At the same moment an end comes before an opening, and both before a send.
    order = [Kind.CLOSE, Kind.DRAW, Kind.OPEN, Kind.SYNC, Kind.SETTLE, Kind.RENDER, Kind.READ, Kind.SEND, Kind.FIND]
    assert sorted(order) == order
    assert world.run(one, "2026-01-06").state == "open"


@pytest.mark.sqlite_only("SQLite's plan of a query")
@pytest.mark.parametrize(
    "query", [pytest.param(agenda._AGENDA, id="something held"), pytest.param(agenda._PLAIN, id="nothing held")]
)
def test_the_agenda_reads_no_whole_table(world: World, query: Select[agenda.Due]) -> None:
    with world.ws.store.read() as store:
        query.all(store, limit=1)
        text, places = query._statement.text_and_places(store)
        plan = [str(row[-1]) for row in store.rows(f"EXPLAIN QUERY PLAN {text}", *([1] * len(places)))]
    tables = {alias: table for table, alias in re.findall(r'"(\w+)" AS "(\w+)"', text)}
    reads = [(tables.get(found[1], ""), step) for step in plan if (found := re.match(r"(?:SCAN|SEARCH) (\w+)", step))]
    for name in ("outreach", "booking", "delivery", "run", "slot", "finder"):
        steps = [step for table, step in reads if table == name]
        assert steps, name
        assert all("USING" in step for step in steps), steps


def test_member_rows_are_never_naive(world: World) -> None:
    world.member()
    world.until("2026-01-05 12:00")
    with world.ws.store.read():
        member = Member.get_by_id(1)
        assert member.sent_list_read_at is not None
        assert member.sent_list_read_at.tzinfo is UTC


def test_one_driver_only() -> None:
    """The standard library's SQLite may be an old one: Overture never opens the store with it."""
    root = Path(__file__).parents[2] / "core"
    users = [path for path in root.rglob("*.py") if "import sqlite3" in path.read_text(encoding="utf-8")]
    assert users == []

"""A damaged store: no engine sends on it, at whatever moment the damage happens, but it can still be read."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path

import apsw
import pytest

from core.clock import SteppedClock
from core.engine import runner as engines
from core.engine import store_check
from core.engine.context import Context
from core.engine.restoring import daily_check
from core.engine.runner import Lanes
from core.engine.sending import gate as gates
from core.engine.sending import outcome
from core.engine.sending.attempt import Intent, Outcome
from core.engine.settling import store_outage
from core.errors import DamagedError, TryAgainError
from core.network.gateway import Gate, Invited
from core.services.maintenance import backup, doctor
from core.services.overview.status import status
from core.store.database import Reading, Writing
from core.store.upkeep import damage, integrity
from core.store.views import agenda
from core.store.views.agenda import Due, Kind
from tests.support.story import approved
from tests.support.stub import Stub
from tests.support.world import World, at

pytestmark = pytest.mark.sqlite_only("damage of the file")

PAGE = 4096
SLOT = "2026-01-07 22:00"


@pytest.fixture
def eve(world: World) -> World:
    """Return a world with three approved people, on the evening before their run."""
    approved(world, 6, cohort=3)
    return world


def root_of(store: Path, name: str) -> int:
    """Return the page on which a table or an index begins."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        return int(next(connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (name,)))[0])
    finally:
        connection.close()


def empty_page(store: Path, page: int) -> None:
    """Empty the page of an index: every query by it finds nothing, and raises nothing.

    Written through SQLite's file system, so that open connections keep their locks.
    """
    file = apsw.VFSFile("", str(store), [apsw.SQLITE_OPEN_MAIN_DB | apsw.SQLITE_OPEN_READWRITE, 0])
    try:
        file.xWrite((0).to_bytes(2, "big"), (page - 1) * PAGE + 3)
    finally:
        file.xClose()


def spoil(world: World, name: str = "outreach_key") -> None:
    """Damage an index at rest, and open the store again."""
    world.close()
    empty_page(world.home.store, root_of(world.home.store, name))
    world.open()


def spoil_now(world: World) -> None:
    """Damage an index while connections are open; the write-ahead log is moved into the file first."""
    world.ws.store.empty_log()
    empty_page(world.home.store, root_of(world.home.store, "outreach_key"))


# -- before it is ready


def test_no_engine_starts_on_a_damaged_store(eve: World) -> None:
    spoil(eve)
    epoch = eve.sql("SELECT epoch, heartbeat FROM engine")
    with pytest.raises(DamagedError, match="so nothing is sent"):
        eve.until(SLOT)
    assert eve.ledger() == []
    assert eve.sql("SELECT epoch, heartbeat FROM engine") == epoch  # nothing was written either
    assert eve.home.damaged.exists()


def test_damage_stays_noted_until_a_clean_doctor(eve: World) -> None:
    damage.note(eve.home, "made up")
    with pytest.raises(DamagedError, match="made up"):
        eve.until(SLOT)
    (check,) = [found for found in doctor.checks(eve.ws) if found.name == "store.integrity"]
    assert check.ok
    eve.until(SLOT)
    assert len(eve.invited()) == 3


def test_doctor_keeps_what_it_finds(eve: World) -> None:
    spoil(eve)
    (check,) = [found for found in doctor.checks(eve.ws) if found.name == "store.integrity"]
    assert not check.ok
    found = damage.known(eve.home)
    assert found is not None
    assert found.words in check.text


def test_a_format_that_could_only_be_read_is_damage(eve: World) -> None:
    """SQLite's own check accepts such a header, but every write would fail as on a read-only disk."""
    eve.close()
    content = bytearray(eve.home.store.read_bytes())
    content[18] ^= 1
    eve.home.store.write_bytes(content)
    assert "its header has a format version" in integrity.fault(eve.home.store)


def test_a_store_that_is_brought_up_to_date_is_asked_before(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with eve.ws.store.write() as store:
        store.change("DELETE FROM schema_migration WHERE name = '0002'")
        store.change("UPDATE schema_migration SET name = '0000_before' WHERE name = '0001_initial'")
    monkeypatch.setattr("core.store.migrate.known", lambda: ["0000_before", "0001_initial"])
    eve.close()
    before = eve.home.store.read_bytes()
    empty_page(eve.home.store, root_of(eve.home.store, "outreach_key"))
    with pytest.raises(DamagedError):
        eve.open()
    assert len(before) == eve.home.store.stat().st_size
    assert list(eve.home.folder.glob("before-*")) == []


# -- once a day


def test_a_running_engine_asks_once_a_day(eve: World) -> None:
    with eve.engine() as context:
        spoil_now(eve)
        daily_check.run_due(context, eve.now + timedelta(hours=23))
        with pytest.raises(DamagedError):
            daily_check.run_due(context, eve.now + timedelta(hours=24))


def test_a_long_advance_asks_each_day(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    fault = integrity.fault

    def counted(path: Path, **options: bool) -> str:
        asked.append(path.name)
        return fault(path, **options)

    monkeypatch.setattr(integrity, "fault", counted)
    eve.until("2026-01-12 22:00")
    assert 5 <= len(asked) <= 7


def test_the_engine_of_a_process_asks_in_a_thread(eve: World) -> None:
    """On a real clock, the check must not block the engine's thread."""
    check = store_check.StoreCheck(eve.ws)
    check.before_ready()
    moment = eve.now + timedelta(days=2)
    eve.ws.clock = eve.ws.stamp.clock
    spoil_now(eve)
    assert check.check_daily(moment)
    check.close()
    with pytest.raises(DamagedError):
        check.check_daily(moment)


# -- after an error, while it runs


def run_until_error(eve: World, lanes: Lanes) -> None:
    """Run as the engine's thread would, until nothing is due or a lane has failed."""
    clock = eve.ws.clock
    assert isinstance(clock, SteppedClock)
    rung = threading.Event()
    while lanes.error is None:
        with eve.ws.store.read() as store:
            due = agenda.first(store)
        if due is None or due.at > at(SLOT):
            return
        clock.move_to(max(due.at, clock.now()))
        lanes.tick(clock.now())
        while not lanes.idle():
            rung.wait(0.005)


@pytest.mark.parametrize(
    "error",
    [
        apsw.CorruptError("database disk image is malformed"),
        apsw.NotADBError("file is not a database"),
        apsw.SQLError("no such column: garbage"),
        ValueError("not a moment"),
        KeyError("kind"),
        json.JSONDecodeError("Expecting value", "garbage", 0),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_any_error_of_a_damaged_page_is_damage(eve: World, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """The store is damaged between two sends; the next work gets one of several errors, and each counts as damage."""
    sends = engines.WORK[Kind.SEND]

    def broken(context: Context, booking: int, now: datetime) -> None:
        sends(context, booking, now)
        if eve.ledger():
            spoil_now(eve)
            with context.store.read():
                raise error

    monkeypatch.setitem(engines.WORK, Kind.SEND, broken)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    assert len(eve.ledger()) == 1
    with pytest.raises(DamagedError):  # and the next engine does not begin
        eve.until(SLOT)
    assert len(eve.ledger()) == 1


@pytest.mark.holds
def test_an_error_over_a_whole_store_is_no_damage(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_context: Context, _booking: int, _now: datetime) -> None:
        raise ValueError("an error in Overture")

    monkeypatch.setitem(engines.WORK, Kind.SEND, broken)
    eve.until(SLOT)
    assert not eve.home.damaged.exists()
    assert {held.error for held in status(eve.ws).held} == {"ValueError"}


def test_a_passing_fault_of_a_whole_store_is_tried_again(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(context: Context, _booking: int, _now: datetime) -> None:
        with context.store.read():
            raise apsw.CorruptError("a bad read")

    with monkeypatch.context() as patch:
        patch.setitem(engines.WORK, Kind.SEND, broken)
        with pytest.raises(TryAgainError, match="finds no damage"):
            eve.until(SLOT)
    assert not eve.home.damaged.exists()
    eve.until(SLOT)
    assert len(eve.invited()) == 3


def test_an_outcome_refused_by_a_damaged_store_invites_nobody_twice(
    eve: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The call was made and is in the side journal, but not in the store: after a restore nobody is invited twice."""
    kept = tmp_path / "kept.sqlite"
    backup.backup(eve.ws, kept)
    real = eve.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        found = real.invite(account, person, text, gate)
        damage.note(eve.home, "found by doctor, in another process")
        return found

    eve.gateway = Stub(real, invite=invite)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    assert len(eve.ledger()) == 1
    assert eve.statuses()["sending"] == 1
    assert len(eve.home.intents.read_text().splitlines()) == 1
    eve.close()
    backup.restore(eve.home, kept)
    eve.open()
    eve.until("2026-01-12 22:00")
    assert len(eve.invited()) == len(set(eve.invited())) == 3
    eve.check_store()


def test_a_send_left_open_is_looked_up_after_a_clean_doctor(eve: World) -> None:
    real = eve.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        found = real.invite(account, person, text, gate)
        if len(eve.ledger()) == 1:
            damage.note(eve.home, "made up")
        return found

    eve.gateway = Stub(real, invite=invite)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    doctor.checks(eve.ws)
    eve.until("2026-01-09 22:00")
    assert len(eve.invited()) == len(set(eve.invited())) == 3
    eve.check()


def test_nothing_passes_the_wire_once_damage_is_known(eve: World) -> None:
    real = eve.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        damage.note(eve.home, "just before the first byte")
        return real.invite(account, person, text, gate)

    eve.gateway = Stub(real, invite=invite)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    assert eve.ledger() == []


def test_a_lane_that_meets_damage_ends_the_engine(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(context: Context, _booking: int, _now: datetime) -> None:
        spoil_now(eve)
        with context.store.read():
            raise apsw.SQLError("odd")

    monkeypatch.setitem(engines.WORK, Kind.SEND, broken)
    with eve.engine() as context:
        lanes = Lanes(context)
        run_until_error(eve, lanes)
        assert isinstance(lanes.error, DamagedError)
        lanes.close()
        with pytest.raises(DamagedError):
            lanes.tick(eve.now)


def test_the_engines_loop_may_meet_damage(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The statement that reads the agenda fails on damage, before any lane has work."""

    def broken(_store: Reading, _count: int) -> list[Due]:
        raise apsw.SQLError("odd")

    with eve.engine() as context:
        spoil_now(eve)
        lanes = Lanes(context)
        monkeypatch.setattr(agenda, "upcoming", broken)
        with pytest.raises(DamagedError):
            lanes.tick(eve.now)
        lanes.close()


def test_damage_met_at_the_wire_lets_nothing_leave(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last check reads the store just before the first byte: an error in it leads to a check of the whole store."""

    def odd(_context: Context, _store: Reading) -> str:
        spoil_now(eve)
        raise apsw.SQLError("odd")

    monkeypatch.setattr(gates, "open_at_wire", odd)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    assert eve.ledger() == []


@pytest.mark.parametrize("damaged", [True, False])
def test_a_commit_of_an_outcome_that_fails_leaves_a_doubt(
    eve: World, monkeypatch: pytest.MonkeyPatch, damaged: bool
) -> None:
    """An engine whose store proves undamaged continues, and settles the send that is in doubt."""
    monkeypatch.setattr(store_outage, "FIRST_WAIT_S", 0.0)
    sent, failed = outcome._sent, [False]

    def broken(store: Writing, intent: Intent, found: Outcome, now: datetime) -> None:
        if not failed[0]:
            failed[0] = True
            raise apsw.CorruptError("a bad page")
        sent(store, intent, found, now)

    monkeypatch.setattr(outcome, "_sent", broken)
    real = eve.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        found = real.invite(account, person, text, gate)
        if damaged:
            spoil_now(eve)
        return found

    eve.gateway = Stub(real, invite=invite)
    with eve.engine() as context:
        lanes = Lanes(context)
        run_until_error(eve, lanes)
        assert isinstance(lanes.error, DamagedError) == damaged
        lanes.close()
    assert len(eve.home.intents.read_text().splitlines()) == len(eve.ledger())
    if damaged:
        assert len(eve.ledger()) == 1
        assert eve.statuses()["sending"] == 1  # after a restore, the side journal puts it in doubt
    else:
        eve.until("2026-01-09 22:00")
        assert len(eve.invited()) == len(set(eve.invited())) == 3
        eve.check()

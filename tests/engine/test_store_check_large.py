"""A large store is checked in two parts, the second during the reads; after a clean close no check delays the start."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.engine import runner as engines
from core.engine import store_check
from core.engine.context import Context
from core.errors import DamagedError
from core.store.upkeep import checked, integrity
from tests.engine.test_store_check import SLOT, empty_page, root_of
from tests.support.story import approved
from tests.support.world import World, at

pytestmark = pytest.mark.sqlite_only("damage of the file")


@pytest.fixture
def eve(world: World) -> World:
    """Return a world with three approved people, on the evening before their run."""
    approved(world, 6, cohort=3)
    return world


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Callable[[World], None]:
    """Return a function that makes every store count as large, and lets the clock run by itself."""

    def make(world: World) -> None:
        monkeypatch.setattr(integrity, "LARGE", 0)
        world.ws.clock = world.ws.stamp.clock

    return make


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """Yield the event that lets the second part of the check begin; the event is set at the end in any case."""
    found = threading.Event()
    yield found
    found.set()


def test_a_large_store_sends_nothing_before_each_table_has_passed(
    eve: World, large: Callable[[World], None], gate: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    tables = integrity.fault_of_tables

    def slow(path: Path, unwanted: Callable[[], bool] = lambda: False) -> str:
        gate.wait(10)
        return tables(path, unwanted)

    clock = eve.ws.clock
    large(eve)
    monkeypatch.setattr(integrity, "fault_of_tables", slow)
    with eve.engine() as context:
        assert holding(context)  # the engine is ready, but sends nothing until the check has passed
        eve.ws.clock = clock
        engines.advance(context, at(SLOT))
        assert eve.ledger() == []
        assert {row[0] for row in eve.sql("SELECT reason FROM booking")} == {"store.checking"}
        gate.set()
        answered(context.check)
        assert not holding(context)
        engines.advance(context, at("2026-01-08 22:00"))
    assert len(eve.ledger()) == 3


def test_an_index_that_lacks_a_row_is_found_beside_the_reads(eve: World, large: Callable[[World], None]) -> None:
    """The first part of the check misses the fault; the check of the table finds it."""
    (key,) = eve.sql("SELECT key FROM outreach WHERE id = 1")[0]
    eve.close()
    content = eve.home.store.read_bytes()
    eve.home.store.write_bytes(content.replace(str(key).encode(), b"x" * len(str(key)), 1))
    eve.open()
    whole = integrity.fault(eve.home.store)
    large(eve)
    assert integrity.fault_of_first_part(eve.home.store) == ""
    assert integrity.fault(eve.home.store) == whole != ""
    check = store_check.StoreCheck(eve.ws)
    check.before_ready()
    answered(check)
    with pytest.raises(DamagedError):
        check.check_daily(eve.ws.now())
    assert check.holds


def answered(check: store_check.StoreCheck | None) -> None:
    """Wait for the result of the check that runs in a thread."""
    assert check is not None
    assert check._thread is not None
    check._thread.join()


def holding(context: Context) -> bool:
    """Return whether sending is held."""
    return context.check is not None and context.check.holds


def closed_large(eve: World, large: Callable[[World], None]) -> None:
    """Close a large store after an engine has found it whole."""
    large(eve)
    with eve.engine() as context:
        answered(context.check)
    eve.close()
    assert eve.home.checked.exists()
    eve.open()
    large(eve)


def asked(eve: World, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the parts of the check that a start runs before it may send."""
    found: list[str] = []

    def first(_path: Path) -> str:
        found.append("first part")
        return ""

    def tables(_path: Path, _unwanted: Callable[[], bool]) -> str:
        found.append("tables")
        return ""

    monkeypatch.setattr(integrity, "fault_of_first_part", first)
    monkeypatch.setattr(integrity, "fault_of_tables", tables)
    with eve.engine() as context:
        answered(context.check)
        assert not holding(context)
    return found


def test_a_large_store_that_was_closed_cleanly_starts_at_once(
    eve: World, large: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_large(eve, large)
    assert asked(eve, monkeypatch) == []


def test_a_changed_byte_requires_a_full_check(
    eve: World, large: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_large(eve, large)
    eve.close()
    empty_page(eve.home.store, root_of(eve.home.store, "outreach_key"))
    eve.open()
    large(eve)
    assert asked(eve, monkeypatch) == ["first part", "tables"]


def test_after_a_day_a_large_store_is_checked_again(
    eve: World, large: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_large(eve, large)
    monkeypatch.setattr(checked, "FRESH", timedelta(0))
    assert asked(eve, monkeypatch) == ["first part", "tables"]


def test_on_a_clock_moved_by_hand_a_large_store_starts_at_once_too(
    eve: World, large: Callable[[World], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_large(eve, large)
    eve.reopen()
    monkeypatch.setattr(integrity, "fault", lambda _path: "asked")
    with eve.engine() as context:
        assert not holding(context)
    with pytest.raises(DamagedError):
        store_check.StoreCheck(eve.ws).before_ready()  # fails: the store is open and is written to

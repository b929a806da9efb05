"""A disk that is full, locked, read-only or broken: nothing is sent without a durable intent, nothing is lost."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from core.clock import SteppedClock
from core.engine import side_journal
from core.engine.context import Context
from core.engine.ownership.lock import holder
from core.engine.runner import Lanes
from core.engine.settling import store_outage
from core.errors import TryAgainError
from core.home import LEAST_FREE
from core.services.overview import status, status_line
from core.store.views import agenda
from tests.support.budget import budget
from tests.support.disk import ERRORS, Disk, Operation
from tests.support.patience import DEADLINE_S
from tests.support.world import World, Worlds, at

pytestmark = pytest.mark.sqlite_only(
    "faults of the disk under the file; tests/store/postgres/test_faults.py has the server's"
)

DAY = "2026-01-07"


@dataclass
class Room:
    """The free bytes of a disk, in place of those that the system reports."""

    free: int = 10 * LEAST_FREE


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Yield a disk that works until a test makes it fail."""
    broken = Disk()
    with broken.mounted():
        yield broken
        broken.mends()


@pytest.fixture
def eve(disk: Disk, worlds: Worlds, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Yield a world on `disk` with three approved people, before the next day's run; no wait takes real time."""
    monkeypatch.setattr(store_outage, "FIRST_WAIT_S", 0.0)
    world = worlds(durable=True)
    world.member()
    world.source(6)
    world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    yield world
    disk.mends()
    world.close()


def step(world: World, context: Context, lanes: Lanes) -> None:
    """Move to what is due next, as the engine's thread would, and wait for the lanes' work."""
    rung = threading.Event()
    context.wake = rung.set
    clock = world.ws.clock
    assert isinstance(clock, SteppedClock)
    with context.store.read() as store:
        due = agenda.first(store)
    if due is not None and due.at > clock.now():
        clock.move_to(due.at)
    lanes.tick(clock.now())
    while not lanes.idle():
        rung.wait(DEADLINE_S)
        rung.clear()


def steps(world: World, context: Context, lanes: Lanes, until: Callable[[], bool]) -> None:
    """Step until a condition holds; fail if it does not within 120 steps."""
    for _step in range(120):
        if until():
            return
        step(world, context, lanes)
    raise AssertionError("it never came to that")


@pytest.mark.parametrize("what", [what for what in ERRORS if what != "locked"])
def test_a_broken_disk_holds_sending_and_it_goes_on_by_itself(eve: World, disk: Disk, what: str) -> None:
    with eve.engine() as context:
        lanes = Lanes(context)
        steps(eve, context, lanes, lambda: len(eve.ledger()) == 1)
        disk.breaks(what)
        for _try in range(5):
            lanes._beat_at = -1e9  # a second has passed
            step(eve, context, lanes)
        assert len(eve.ledger()) == 1
        assert lanes.error is None
        running = holder(eve.home.engine_lock)
        assert running is not None
        assert what in running.fault
        assert what in status.status(eve.ws).state.engine.fault
        around = status_line.heading(eve.ws).state.engine
        assert around.runs
        assert around.fault
        disk.mends()
        steps(eve, context, lanes, lambda: len(eve.ledger()) == 3)
        running = holder(eve.home.engine_lock)
        assert running is not None
        assert not running.fault
        assert status.status(eve.ws).state.engine.fault == ""
        lanes.close()
    eve.until(f"{DAY} 22:00")
    assert eve.check().in_doubt == 0
    assert len(eve.invited()) == 3


def test_a_failing_store_is_a_problem_of_every_active_campaign(eve: World, disk: Disk) -> None:
    (campaign,) = [row[0] for row in eve.sql("SELECT id FROM campaign")]
    with eve.engine() as context:
        lanes = Lanes(context)
        disk.breaks("disk is full")
        step(eve, context, lanes)
        assert "store.failing" in eve.codes(str(campaign))
        disk.mends()
        step(eve, context, lanes)
        assert "store.failing" not in eve.codes(str(campaign))
        lanes.close()


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Room:
    """Replace the system's count of free bytes; it is enough until a test changes it."""
    free = Room()
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: free)
    return free


def test_little_room_holds_sending_before_the_disk_is_full(worlds: Worlds, room: Room) -> None:
    world = worlds()
    world.member()
    world.source(6)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    room.free = LEAST_FREE - 1
    world.until(f"{DAY} 22:00")
    assert world.ledger() == []
    run = world.run(campaign, DAY)
    assert (run.invitations.planned, run.invitations.not_sent) == (3, {"disk.low": 3})
    assert "disk.low" in world.codes(campaign)
    room.free = LEAST_FREE
    assert "disk.low" not in world.codes(campaign)
    world.until("2026-01-08 22:00")
    assert world.days() == {"2026-01-08": 3}
    world.check()


def test_a_disk_with_unknown_room_ends_nothing(eve: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_path: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with eve.engine() as context:
        lanes = Lanes(context)
        with monkeypatch.context() as patched:
            patched.setattr(shutil, "disk_usage", broken)
            steps(eve, context, lanes, lambda: "cannot be determined" in lanes.storage.words)
            assert eve.ledger() == []
        steps(eve, context, lanes, lambda: len(eve.ledger()) == 3)
        assert lanes.error is None
        lanes.close()


def broken_during_the_call(eve: World, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send the next invitation, with a disk that is full before its outcome can be written."""
    invite: Any = eve.gateway.invite

    def then_break(*arguments: Any) -> Any:
        found = invite(*arguments)
        disk.breaks("disk is full")
        return found

    monkeypatch.setattr(eve.gateway, "invite", then_break)


def test_an_outcome_is_written_as_soon_as_the_disk_has_room(
    eve: World, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_during_the_call(eve, disk, monkeypatch)
    tries: list[float] = []

    def rest(seconds: float) -> None:
        tries.append(seconds)
        if len(tries) == 3:
            disk.mends()

    with eve.engine() as context:
        context.patience_s, context.rest = 30.0, rest
        lanes = Lanes(context)
        for _step in range(120):
            step(eve, context, lanes)
            if eve.sql("SELECT 1 FROM delivery"):
                break
        assert eve.sql("SELECT state FROM delivery") == [("sent",)]
        assert tries[:3] == [0.1, 0.2, 0.4]
        lanes.close()


def test_an_outcome_that_cannot_be_written_is_looked_up(
    eve: World, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_during_the_call(eve, disk, monkeypatch)
    with eve.engine() as context:
        lanes = Lanes(context)
        steps(eve, context, lanes, lambda: len(eve.ledger()) == 1)
        assert eve.sql("SELECT state FROM delivery") == [("sending",)]
        assert lanes.error is None
        monkeypatch.undo()
        disk.mends()
        step(eve, context, lanes)
        assert eve.sql("SELECT state FROM delivery WHERE id = 1") == [("in_doubt",)]
        lanes.close()
    eve.until(f"{DAY} 22:00")
    assert eve.sql("SELECT state FROM delivery WHERE id = 1") == [("sent",)]
    assert eve.check().in_doubt == 0


def test_a_send_left_open_during_a_look_up_is_looked_up_the_next_time(
    eve: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[int, ...]] = []
    with eve.engine() as context:
        held = store_outage.Storage(context)

        def slow(_context: Context, _now: datetime, only: tuple[int, ...]) -> None:
            taken.append(only)
            context.left_open.add(2)  # another member's outcome could not be written just now

        monkeypatch.setattr("core.engine.sending.outcome.give_up_open_calls", slow)
        context.left_open.add(1)
        held.worked(eve.now)
        held.worked(eve.now)
    assert taken == [(1,), (2,)]


def test_an_outcome_lost_by_a_dying_process_is_looked_up_by_the_next(
    eve: World, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken_during_the_call(eve, disk, monkeypatch)
    with pytest.raises(TryAgainError, match="disk is full"):
        eve.until(f"{DAY} 22:00")
    assert len(eve.ledger()) == 1
    monkeypatch.undo()
    disk.mends()
    eve.until(f"{DAY} 22:00")
    assert len(eve.invited()) == 3
    assert eve.check().in_doubt == 0


@pytest.mark.parametrize("seed", range(1, 1 + budget(1, 20)))
def test_any_write_of_two_days_may_fail(eve: World, disk: Disk, seed: int) -> None:
    """Four in a hundred writes and syncs fail, at any point: nobody is invited twice, nothing is lost."""
    chance = random.Random(seed)
    failed: list[str] = []

    def fault(_number: int, operation: Operation) -> None:
        if chance.random() < 0.04:
            failed.append(operation.what)
            name = chance.choice(list(ERRORS))
            raise ERRORS[name](name)

    eve.until("2026-01-07 08:00")
    disk.fault = fault
    while eve.now < at("2026-01-08 22:00"):
        with contextlib.suppress(TryAgainError):
            eve.until("2026-01-08 22:00")
    disk.mends()
    assert len(failed) > 10
    eve.until("2026-01-09 22:00")
    # A person decides about those who were in doubt twice: they are not lost.
    decides = eve.statuses().get("unresolved", 0)
    assert len(eve.invited()) == len(set(eve.invited())) >= 3 - decides
    assert eve.check().in_doubt == decides


def test_a_half_written_line_of_the_side_journal_sends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up writes only a part of the line and raises nothing: no send is made."""
    path = tmp_path / "intents.jsonl"
    line = {"person": "a", "delivery": "b", "step": 0, "kind": "invitation", "at": "2026-01-06T09:00:00+00:00"}
    write = os.write
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", lambda handle, data: write(handle, data[:20]))
        with pytest.raises(OSError, match="No space left"):
            side_journal.append(path, dict(line), durable=True)
    side_journal.append(path, dict(line), durable=True)
    assert list(side_journal.read(path)) == [line]
    assert side_journal.damaged(path) == 1

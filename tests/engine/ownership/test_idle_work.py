"""Copies of erased people in a large store: reported until the engine rewrites the store while nothing is due."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import apsw
import pytest

from core.engine.ownership import idle_work
from core.engine.ownership.idle_work import QUARTER
from core.engine.runner import Lanes
from core.errors import EngineElsewhereError, TryAgainError
from core.services import erasure_copies
from core.services.audience import forget
from core.services.maintenance import doctor
from core.services.overview.status import status
from core.store.upkeep import copies
from core.store.views import agenda
from core.views.erasure_view import ErasureCopies
from tests.support.disk import ERRORS, Disk
from tests.support.story import lived_once
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only("the file is written anew")

NAMES = [f"Zanzibarovna{number:03}" for number in range(300)]
GONE = 25


@lived_once
def erased(world: World) -> list[str]:
    """Erase a dozen of three hundred people in a store that counts as large; return their names."""
    world.member()
    slugs = world.source(300, columns={"Company": [f"{name} and sons " * 8 for name in NAMES]})
    world.campaign(cohort=25)
    world.approve_drawn("2026-01-06")
    found = forget.forget(world.ws, *slugs[::GONE], at_once=0)
    assert found.compacted is False
    assert "Copies of erased people remain" in found.backups
    return NAMES[::GONE]


def copies_told(world: World) -> ErasureCopies:
    """Return the remaining copies, as `status` shows them."""
    found = status(world.ws).erasure
    assert found is not None
    return found


def remain(world: World) -> bool:
    """Return whether copies remain; `status` and `doctor` must agree."""
    said = status(world.ws).erasure is not None
    (check,) = [check for check in doctor.checks(world.ws) if check.name == "erasure"]
    assert check.ok is not said
    return said


def copies_in(world: World, names: list[str]) -> list[str]:
    """Return the names that are in the store's file or in its log."""
    data = b"".join(path.read_bytes() for path in world.home.folder.glob("overture.sqlite*"))
    return [name for name in names if name.encode() in data]


def next_due(world: World) -> datetime:
    with world.ws.store.read() as store:
        found = agenda.first(store)
    assert found is not None
    return found.at


@contextmanager
def lanes_at(world: World, moment: datetime) -> Iterator[Lanes]:
    """Yield the lanes of a daemon, at a moment of the workspace."""
    world.skip_to(moment)
    with world.engine() as context:
        lanes = Lanes(context)
        try:
            yield lanes
        finally:
            lanes.close()


def ticked(lanes: Lanes, world: World) -> None:
    """Read the agenda once, and wait until the work that it started has ended."""
    lanes.tick(world.now)
    for running in list(lanes._busy.values()):
        running.result()
    assert lanes.error is None


def test_the_idle_engine_clears_the_copies(world: World) -> None:
    names = erased(world)
    assert copies_in(world, names) != []
    assert remain(world)
    world.until("2026-01-12 22:00")
    assert not remain(world)
    assert copies_in(world, names) == []
    world.check_store()


def test_the_daemon_clears_the_copies_in_a_thread_of_its_own(world: World) -> None:
    names = erased(world)
    with lanes_at(world, next_due(world) - QUARTER) as lanes:
        ticked(lanes, world)
    assert not remain(world)
    assert copies_in(world, names) == []


@pytest.mark.parametrize("before", [QUARTER - timedelta(seconds=1), timedelta(0)])
def test_no_clearing_while_something_is_due_within_a_quarter_of_an_hour(world: World, before: timedelta) -> None:
    erased(world)
    with lanes_at(world, next_due(world) - before) as lanes:
        ticked(lanes, world)
    assert remain(world)


def test_no_clearing_while_a_call_is_under_way(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    erased(world)
    with lanes_at(world, next_due(world) - QUARTER) as lanes:
        monkeypatch.setattr(lanes, "idle", lambda: False)
        ticked(lanes, world)
    assert remain(world)


def test_work_that_falls_due_ends_the_clearing(world: World) -> None:
    erased(world)
    with world.engine() as context:
        work = idle_work.IdleWork(context)
        work.give_way(due=True)
        work.run()
        assert remain(world)
        assert copies_told(world).why == ""
        work.give_way(due=False)
        assert work.has_work(world.now, None)
        work.run()
        assert not remain(world)


def test_the_end_of_the_engine_ends_the_clearing(world: World) -> None:
    erased(world)
    with world.engine() as context:
        context.stopping.set()
        idle_work.IdleWork(context).run()
    assert remain(world)


def test_a_disk_without_room_is_reported_and_not_tried_at_each_check(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(world)
    asked: list[Path] = []

    def little(folder: Path) -> int:
        asked.append(folder)
        return 60_000_000

    with lanes_at(world, next_due(world) - timedelta(hours=1, minutes=30)) as lanes:
        monkeypatch.setattr(copies, "free_bytes", little)
        for _look in range(50):
            ticked(lanes, world)
        assert len(asked) == 1
    said = copies_told(world)
    assert "make room" in said.action
    assert str(world.home.folder) in said.why
    monkeypatch.undo()
    with lanes_at(world, next_due(world) - QUARTER) as lanes:
        ticked(lanes, world)
    assert not remain(world)


@pytest.mark.parametrize("what", sorted(ERRORS))
def test_a_disk_that_fails_during_the_clearing_loses_nothing(world: World, what: str) -> None:
    names = erased(world)
    before = world.sql("SELECT count(*) FROM contact")
    world.close()
    disk = Disk()
    with disk.mounted():
        world.open()
        with world.engine() as context:
            disk.breaks(what)
            idle_work.IdleWork(context).run()  # reported and not raised, so sending goes on
            disk.mends()
        world.close()
    world.open()
    assert remain(world)
    assert world.sql("SELECT count(*) FROM contact") == before
    world.until("2026-01-12 22:00")
    assert not remain(world)
    assert copies_in(world, names) == []


def test_a_reader_postpones_the_clearing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    names = erased(world)
    monkeypatch.setattr("core.store.database.LOG_TIMEOUT_MS", 1)
    reader = apsw.Connection(str(world.home.store), flags=apsw.SQLITE_OPEN_READONLY)
    reader.execute("BEGIN")
    assert next(reader.execute("SELECT count(*) FROM contact"))[0] == 300
    with world.engine() as context:
        idle_work.IdleWork(context).run()
        assert "another process reads it" in copies_told(world).why
    assert next(reader.execute("SELECT count(*) FROM contact"))[0] == 300  # the other process could read all the time
    reader.close()
    world.until("2026-01-12 22:00")
    assert not remain(world)
    assert copies_in(world, names) == []


CHILD = """
import os, sys
from core.store.database import Store
from core.workspace import home_of
from core.store.upkeep import copies

home = home_of(sys.argv[1])
looks = []

def die():
    looks.append(1)
    if len(looks) > 1:
        os._exit(9)
    return False

with Store(home.store) as store, store.session():
    copies.clear(store, home, die)
"""


def test_a_killed_clearing_is_done_in_the_next_idle_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(Path(__file__).parents[3])
    names = erased(world)
    world.close()
    died = subprocess.run(
        [sys.executable, "-c", CHILD, str(world.home.folder)], env={**os.environ, "PYTHONPATH": "."}, check=False
    )
    assert died.returncode == 9
    world.open()
    assert remain(world)
    world.check_store()
    world.until("2026-01-12 22:00")
    assert not remain(world)
    assert copies_in(world, names) == []


def test_a_clearing_killed_before_its_note_is_done_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    class Killed(BaseException):
        """The simulated end of the process."""

    names = erased(world)
    rewritten = world.ws.store.rewrite

    def killed(_unwanted: object) -> None:
        rewritten()
        raise Killed

    monkeypatch.setattr(world.ws.store, "rewrite", killed)
    with pytest.raises(Killed), world.engine() as context:
        idle_work.IdleWork(context).run()
    assert copies_in(world, names) == []
    monkeypatch.undo()
    assert remain(world)  # still reported, as the death came before the success was recorded
    world.until("2026-01-12 22:00")
    assert not remain(world)


def test_a_person_erased_during_the_clearing_does_not_count_as_cleared(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    erased(world)
    rewritten = world.ws.store.rewrite

    def and_another(unwanted: object) -> None:
        rewritten()
        forget.forget(world.ws, "2", at_once=0)

    monkeypatch.setattr(world.ws.store, "rewrite", and_another)
    with world.engine() as context:
        idle_work.IdleWork(context).run()
    assert remain(world)


def test_a_clearing_by_hand_is_refused_beside_an_engine(world: World) -> None:
    names = erased(world)
    with world.engine(), pytest.raises(EngineElsewhereError):
        erasure_copies.clear(world.ws, at_once=0)
    erasure_copies.clear(world.ws, at_once=0)
    assert not remain(world)
    assert copies_in(world, names) == []


def test_a_refused_clearing_by_hand_says_why(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    erased(world)
    monkeypatch.setattr(copies, "free_bytes", lambda _folder: 0)
    with pytest.raises(TryAgainError, match="make room"):
        erasure_copies.clear(world.ws)

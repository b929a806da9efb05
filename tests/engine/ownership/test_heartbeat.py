"""The heartbeat: a file beside the store, touched each second; an idle engine commits nothing."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import real_now
from core.engine.context import Context
from core.engine.ownership import heartbeat
from core.engine.ownership.clock_watch import ClockWatch
from core.engine.runner import Lanes, do
from core.services.members import members
from core.services.overview.status import status
from core.store.views import agenda
from tests.support.story import approved, drawn
from tests.support.world import World, at

SECOND_NS = 1_000_000_000


def a_second_later(lanes: Lanes) -> None:
    """Check that the next tick touches the heartbeat again."""
    lanes._beat_at -= 1.0
    lanes._mark_at -= 1.0


def commits(world: World) -> int:
    """Return a number that changes with every commit of another connection."""
    return world.ws.store.version()


def aged(world: World, seconds: float) -> None:
    """Make the last heartbeat this old."""
    shown = heartbeat.last(world.home.beat)
    assert shown is not None
    old = int((real_now() - timedelta(seconds=seconds)).timestamp() * SECOND_NS)
    os.utime(world.home.beat, ns=(old, old))


@pytest.mark.parametrize("real", [False, True])
def test_an_engine_with_nothing_to_do_commits_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, real: bool
) -> None:
    drawn(world, 10, cohort=2)
    monkeypatch.setattr("core.engine.runner.applies", lambda _workspace: real)
    with world.engine() as context:
        lanes = Lanes(context)
        before = commits(world)
        for _second in range(30):
            aged(world, 5)
            a_second_later(lanes)
            lanes.tick(world.now)
            assert heartbeat.silent_s(world.home.beat) < 5
        assert commits(world) == before
        assert (heartbeat.mark(world.home.beat) is not None) is real
        lanes.close()


@pytest.mark.sqlite_only("on a server the sign of life is in the engine's row: tests/store/postgres/test_standbys.py")
def test_a_reader_sees_the_heartbeat(world: World) -> None:
    with world.engine():
        told = status(world.ws).state.engine
        assert (told.runs, told.silent) == (True, False)
        aged(world, 41)
        told = status(world.ws).state.engine
        assert (told.runs, told.silent) == (True, True)
        aged(world, 39)
        assert status(world.ws).state.engine.silent is False
    assert status(world.ws).state.engine.silent is False  # no engine runs, so none is silent


def watch(context: Context, boot: float, name: str = "this boot") -> ClockWatch:
    return ClockWatch(context, lambda: boot, name)


def test_the_mark_beside_the_store_outlives_the_engine_and_the_boot(world: World) -> None:
    with world.engine() as context:
        first, now = watch(context, 5000.0), world.now
        assert first.allows(now)
        first.note()
        assert not watch(context, 10.0, "another boot").allows(now - timedelta(minutes=40))
        assert watch(context, 10.0, "another boot").allows(now)


def test_a_jump_leaves_no_mark(world: World) -> None:
    with world.engine() as context:
        first = watch(context, 5000.0)
        assert not first.allows(world.now + timedelta(hours=1))
        first.note()
        assert heartbeat.mark(world.home.beat) is None


def test_a_person_who_says_that_the_clock_is_right_is_believed(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.engine.ownership.clock_watch.applies", lambda _workspace: True)
    with world.engine() as context:
        first = watch(context, 5000.0)
        assert first.allows(world.now)
        first.note()
        clock: object = world.ws.clock
        clock.moment = world.now - timedelta(hours=2)  # type: ignore[attr-defined]
        again = watch(context, 10.0, "another boot")
        assert not again.allows(world.now)
        assert status(world.ws).state.clock != ""
        members.pause(world.ws, None, on=False)
        assert status(world.ws).state.clock == ""
        assert again.allows(world.now)


def test_the_later_mark_counts_wherever_it_is(world: World) -> None:
    with world.engine() as context:
        first = watch(context, 5000.0)
        assert first.allows(world.now)
        first.note()
        later = world.now + timedelta(minutes=1)
        first = watch(context, 5060.0)
        assert first.allows(later)
        with world.ws.store.write() as store:
            first.keep(store)
        assert not watch(context, 10.0, "another boot").allows(later - timedelta(seconds=10))


def test_a_send_carries_the_mark_in_its_own_transaction(world: World) -> None:
    approved(world, 10, cohort=2)
    world.until("2026-01-07 09:00")
    kept: list[tuple[bool, int]] = []
    with world.engine() as context:
        context.keep_mark = lambda store: kept.append(
            (context.store.peewee.in_transaction(), store.scalar("SELECT count(*) FROM delivery"))
        )
        while not kept:
            with context.store.read() as store:
                due = agenda.first(store)
            assert due is not None
            clock: object = world.ws.clock
            clock.move_to(due.at)  # type: ignore[attr-defined]
            do(context, due, world.now)
    assert kept == [(True, 1)]
    assert world.now < at("2026-01-07 22:00")


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"mark": 1}',
        b"\xff\xfe",
        b'{"mark": "x", "boot_us": 1, "boot_id": ""}',
        b'{"mark": 99999999999999999999999, "boot_us": 1, "boot_id": ""}',
    ],
)
def test_an_invalid_mark_is_ignored(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "engine.beat"
    path.write_bytes(text)
    assert heartbeat.mark(path) is None


def test_a_full_disk_stops_no_engine(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "engine.beat"
    heartbeat.touch(path)
    heartbeat.keep_mark(path, heartbeat.Mark(real_now(), 1, "boot"))
    heartbeat.forget_mark(path)
    assert (heartbeat.last(path), heartbeat.mark(path), heartbeat.silent_s(path)) == (None, None, 0.0)

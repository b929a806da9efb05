"""A run is recorded once, is open until it is closed, and is counted by its state."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from core.rules.states import RunState
from core.store import runs
from core.store.database import Writing
from tests.support.world import World

DAY = date(2026, 1, 6)


def slots(world: World) -> tuple[int, int]:
    world.member()
    world.source(1)
    campaign = int(world.campaign(start=False))
    return campaign, world.sql("SELECT min(id) FROM slot")[0][0]


def record(store: Writing, campaign: int, slot: int, opens: datetime, *, day: date = DAY, cause: str = "") -> int:
    closes = opens + timedelta(hours=1)
    return runs.add(store, slot=slot, campaign=campaign, day=day, opens=opens, closes=closes, now=opens, cause=cause)


def test_a_run_is_open_until_it_is_closed(world: World) -> None:
    campaign, slot = slots(world)
    opens = world.now
    with world.ws.store.write() as store:
        assert not runs.exists_for(store, campaign)
        first = record(store, campaign, slot, opens)
        assert runs.exists_for(store, campaign)
        assert runs.has_run(store, slot, DAY)
        assert not runs.has_run(store, slot, DAY + timedelta(days=1))
        assert runs.open_run(store, first) == (first, campaign, opens, opens + timedelta(hours=1))
        assert [row.id for row in runs.open_runs(store, campaign, opens)] == [first]
        assert runs.open_runs(store, campaign, opens + timedelta(hours=1)) == []
        runs.close(store, first, opens + timedelta(hours=2))
        assert runs.open_run(store, first) is None
        assert runs.open_runs(store, campaign, opens) == []
    assert world.sql("SELECT state, cause FROM run") == [(RunState.CLOSED, "")]


def test_missed_runs_are_told_apart(world: World) -> None:
    campaign, slot = slots(world)
    opens = world.now
    with world.ws.store.write() as store:
        assert runs.last_opening(store, [slot]) is None
        missed = record(store, campaign, slot, opens + timedelta(days=1), day=DAY + timedelta(days=1), cause="late")
        record(store, campaign, slot, opens)
        assert runs.open_run(store, missed) is None
        assert runs.by_state(store) == {"missed": 1, "open": 1}
        assert runs.opened_since(store, opens) == 1
        assert runs.opened_since(store, opens + timedelta(seconds=1)) == 0
        assert runs.last_opening(store, [slot]) == opens + timedelta(days=1)
        assert runs.last_opening(store, []) is None
        assert runs.repeated(store) == []
    assert world.sql("SELECT cause, closed_at IS NULL FROM run ORDER BY opens_at") == [("", 1), ("late", 0)]

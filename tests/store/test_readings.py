"""Failed readings are kept until they succeed; those of people whose outreach has ended are not reported."""

from __future__ import annotations

from datetime import timedelta

from core.store import readings
from core.store.readings import FaultyReading
from tests.support.world import World

HOUR = timedelta(hours=1)


def row(world: World, name: str, part: str = "", outreach: int | None = None) -> FaultyReading:
    now = world.now
    campaign = None if outreach is None else 1
    return FaultyReading(1, name, part, outreach, now, 1, now + HOUR, None, "odd", 0, None, None, "", campaign)


def test_a_row_is_kept_while_it_tells_something(world: World) -> None:
    world.member()
    with world.ws.store.write() as store:
        sent = row(world, "sent")
        readings.save(store, sent)
        assert readings.find(store, 1, "sent") == sent
        later = sent._replace(failures=2, again_at=world.now + 2 * HOUR, words="odder", skipped=3)
        readings.save(store, later)
        readings.save(store, row(world, "messages", "c"))
        assert (readings.find(store, 1, "sent"), readings.find(store, 1, "sent", "x")) == (later, None)
        assert readings.next_again(store, 1) == world.now + 2 * HOUR
        assert readings.next_again(store, 2) is None
        readings.save(store, later._replace(failed_since=None, skipped=0))
        assert readings.find(store, 1, "sent") is None
        readings.save(store, later._replace(failed_since=None, skipped=0, last_page="f"))
        assert readings.find(store, 1, "sent") is not None


def test_people_whose_outreach_is_over_are_left_out(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")
    with world.ws.store.write() as store:
        whole, first, second = row(world, "sent"), row(world, "messages", "c1", 1), row(world, "messages", "c2", 2)
        for reading in (whole, first, second):
            readings.save(store, reading)
        assert readings.open_by_member(store) == {1: [whole, first, second]}
        assert readings.chats_to_read(store, 1) == [first, second]
        store.change("UPDATE outreach SET status = 'cancelled', reason = 'removed' WHERE id = 1")
        assert readings.open_by_member(store) == {1: [whole, second]}
        assert readings.chats_to_read(store, 1) == [second]
        readings.forget(store, 2)
        assert readings.open_by_member(store) == {1: [whole]}

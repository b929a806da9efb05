"""A failed item is held longer each time, until it succeeds."""

from __future__ import annotations

from datetime import timedelta

from core.rules.bulkheads import wait
from core.store import held_items
from core.store.held_items import Item
from tests.support.world import World

DAY = timedelta(days=1)


def test_a_thing_is_held_longer_each_time_it_fails(world: World) -> None:
    world.member()
    now = world.now
    item = Item("chat", 1, "c1", member=1)
    with world.ws.store.write() as store:
        assert held_items.add(store, item, "KeyError", "a:b:1", "1", now) == now + wait(1)
        assert held_items.add(store, item, "ValueError", "a:b:2", "2", now + DAY) == now + DAY + wait(2)
        (found,) = held_items.every(store, now + DAY)
        assert (found.error, found.failures, found.member) == ("ValueError", 2, "Ada Wong")
        assert (found.since, found.last, found.until) == (now, now + DAY, now + DAY + wait(2))
        assert held_items.keys(store) == {item.key}
        assert held_items.is_held(store, item.key, now + DAY)
        assert not held_items.is_held(store, item.key, now + DAY + wait(2))
        assert not held_items.is_held(store, ("chat", 1, ""), now)
        assert held_items.parts(store, "chat", 1) == [("c1", None, now)]
        assert held_items.every(store, now + 9 * DAY) == []
        assert (held_items.remove(store, item.key), held_items.remove(store, item.key)) == (1, 0)


def test_what_is_tried_again_comes_by_itself_or_is_kept(world: World) -> None:
    world.member()
    world.member("Ben", "acc-ben")
    now = world.now
    with world.ws.store.write() as store:
        for number, work in enumerate(("sync", "chat", "record"), 1):
            held_items.add(store, Item(work, number, member=1), "E", "p", "1", now)
        held_items.add(store, Item("sync", 9, member=2), "E", "p", "2", now)
        assert held_items.first_of_member(store, 3) == now
        assert held_items.first_of_member(store, 1) is None
        assert held_items.try_again(store, "member_id", 1) == 3
        assert held_items.keys(store) == {("chat", 2, ""), ("record", 3, ""), ("sync", 9, "")}
        assert [row.item for row in held_items.every(store, now)] == [9]
        assert held_items.try_again(store, "campaign_id", 1) == 0
        assert held_items.try_other_versions_again(store, "2") == 0
        assert held_items.try_other_versions_again(store, "3") == 1
        assert held_items.keys(store) == {("chat", 2, ""), ("record", 3, "")}
        held_items.add(store, Item("open", 4), "E", "p", "1", now)
        assert held_items.slot_failed(store, 4, now)
        assert not held_items.slot_failed(store, 4, now + DAY)
        assert held_items.try_all_again(store) == 1


def test_somebody_who_has_moved_on_is_held_no_longer(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign()
    world.until("2026-01-06 22:00")
    now = world.now
    with world.ws.store.write() as store:
        held_items.add(store, Item("send", 1, campaign=1, outreach=1, member=1), "E", "p", "1", now)
        assert held_items.waiting_people(store, 1) == 1
        assert held_items.every(store, now) == []
        store.change("UPDATE outreach SET status = 'approved' WHERE id = 1")
        (found,) = held_items.every(store, now)
        assert (found.campaign, found.person is None) == (world.queue()[0].campaign, False)
        store.change("UPDATE outreach SET status = 'cancelled', reason = 'removed' WHERE id = 1")
        assert (held_items.every(store, now), held_items.waiting_people(store, 1)) == ([], 0)
        held_items.forget(store, 2)
        assert held_items.keys(store) == {("send", 1, "")}
        held_items.forget(store, 1)
        assert held_items.keys(store) == set()

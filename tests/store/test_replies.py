"""A message is stored once, and its text is erased with its person."""

from __future__ import annotations

from datetime import timedelta

from core.store.people import replies
from tests.support.world import World


def test_a_message_is_kept_once_under_whichever_id(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign(name="first_one")
    world.until("2026-01-06 22:00")
    now, later = world.now, world.now + timedelta(hours=1)
    with world.ws.store.write() as store:
        assert replies.add(store, 1, "m1", now, "hello", ours=False)
        assert not replies.add(store, 1, "m1", later, "other", ours=False)
        assert not replies.add(store, 1, "m2", now, "hello", ours=False)
        assert replies.add(store, 1, "m3", now, "hello", ours=True)
        assert replies.add(store, 2, "m1", later, "hello", ours=False)
        assert replies.count(store, [1, 2]) == 3
        assert [row.id for row in replies.list_rows(store, None, 9)] == [3, 2, 1]
        assert [row.id for row in replies.list_rows(store, now, 9)] == [3]
        assert [row.id for row in replies.list_rows(store, None, 1)] == [3]
        replies.erase(store, 1)
        assert [(row.contact, row.text) for row in replies.list_rows(store, None, 9)] == [
            (2, "hello"),
            (1, ""),
            (1, ""),
        ]

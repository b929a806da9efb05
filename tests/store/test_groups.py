"""Campaigns share a group by any name that they ever had."""

from __future__ import annotations

from datetime import timedelta

from core.store import groups
from tests.support.world import World


def test_a_rename_keeps_a_campaign_in_its_old_group(world: World) -> None:
    world.member()
    world.source(1, "people")
    for name in ("one", "two", "three"):
        world.campaign(start=False, name=name, program="p")
    later = world.now + timedelta(days=1)
    with world.ws.store.write() as store:
        assert groups.others(store, 1, "one", "p") == []
        assert groups.shared_since(store, 1, 2) is None
        assert groups.add(store, 2, "One", "p", later) is True
        assert groups.add(store, 2, "one", "p", later + timedelta(days=1)) is False
        assert groups.names_of(store, 2) == [("two", "p"), ("One", "p")]
        assert groups.others(store, 1, "one", "p") == [2]
        assert groups.others(store, 2, "two", "p") == [1]
        assert groups.others(store, 3, "ONE", "p") == [1, 2]
        assert groups.shared_since(store, 1, 2) == groups.shared_since(store, 2, 1) == later
        for campaign in (1, 2):
            groups.add(store, campaign, "both", "p", later + timedelta(days=1))
        assert groups.shared_since(store, 1, 2) == later
        assert groups.add(store, 3, "two", "p", later + timedelta(days=2)) is True
        assert groups.others(store, 2, "two", "p") == [1, 3]
        assert groups.others(store, 3, "three", "p") == [2]

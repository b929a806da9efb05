"""The list of campaigns counts each campaign's own people, and names the campaigns that share its source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store import campaigns, members
from core.store.database import Reading
from core.store.views import campaign_numbers
from tests.support.world import World


def test_a_campaign_is_shown_with_its_sender_and_source(world: World) -> None:
    world.member(time_zone="Europe/Paris")
    world.source(1, "one")
    world.campaign(source="one", name="first")
    world.campaign(source="one", name="second", start=False)
    with world.ws.store.write() as store:
        line = campaign_numbers.line(store, 1)
        assert (line.name, line.member, line.source, line.member_zone) == ("first", "Ada Wong", "one", "Europe/Paris")
        assert (line.active, line.archived, line.sent_list_read, line.member_archived) == (True, False, False, None)
        assert line.created_at == world.now
        assert [found.id for found in campaign_numbers.lines(store, archived=False)] == [1, 2]
        campaigns.archive(store, 1, world.now)
        members.archive(store, 1, world.now)
        assert [found.id for found in campaign_numbers.lines(store, archived=True)] == [1]
        assert campaign_numbers.line(store, 2).member_archived == world.now
        with pytest.raises(LookupError):
            campaign_numbers.line(store, 3)


def source_users(store: Reading) -> list[list[str]]:
    return [[user.name for user in users] for users in campaign_numbers.source_users(store).values()]


def test_active_campaigns_of_a_sender_share_a_source(world: World) -> None:
    world.member()
    world.member("Ben Roy", "acc-ben")
    world.source(1, "one")
    world.source(1, "two")
    for name, source, sender, start in (
        ("a", "one", "acc-ada", True),
        ("b", "one", "acc-ada", True),
        ("c", "one", "acc-ada", True),
        ("d", "one", "acc-ada", False),
        ("e", "two", "acc-ada", True),
        ("f", "one", "acc-ben", True),
    ):
        world.campaign(name=name, source=source, sender=sender, start=start)
    with world.ws.store.write() as store:
        assert source_users(store) == [["a", "b", "c"], ["e"], ["f"]]
        campaigns.archive(store, 3, world.now)
        assert source_users(store) == [["a", "b"], ["e"], ["f"]]


def test_sends_are_counted_and_awaited(world: World) -> None:
    world.member()
    world.source(3)
    world.campaign(cohort=3, approval="off")
    world.until("2026-01-06 09:01")
    with world.ws.store.write() as store:
        sends = [at for (at,) in store.rows("SELECT send_at FROM booking WHERE state = 'planned' ORDER BY send_at")]
        assert len(sends) > 1
        first = campaign_numbers.next_sends(store)[1]
        assert campaign_numbers.steps(store) == {1: store.scalar("SELECT count(*) FROM step")}
        assert campaign_numbers.late_sends(store, first - timedelta(microseconds=1)) == []
        assert [send.at for send in campaign_numbers.late_sends(store, first)] == [first]
        store.change("UPDATE booking SET send_at = send_at + 60000000, reason = 'paused' WHERE state = 'planned'")
        (late,) = campaign_numbers.late_sends(store, first)
        assert (late.campaign, late.at, late.reason) == (1, first, "paused")
        store.change("UPDATE booking SET reason = 'held' WHERE state = 'planned'")
        assert campaign_numbers.late_sends(store, first) == []

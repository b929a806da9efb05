"""A campaign keeps its settings; it runs while it is active and its sender is not archived."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.store import campaigns, members
from core.store.campaigns import NamedCampaign, Settings
from tests.support.world import World

SETTINGS = Settings(
    name="b",
    program="p",
    description="words",
    member_id=1,
    source_id=1,
    time_zone="UTC",
    languages=["fr", "en"],
    approval="off",
    note_rule="hold",
    withdraw_after_days=7,
    cohort_size=3,
)


def furnished(world: World) -> World:
    world.member()
    world.member("Ben Roy", "acc-ben")
    world.source(1, "one")
    world.source(1, "two")
    return world


def test_a_campaign_keeps_its_settings(world: World) -> None:
    with furnished(world).ws.store.write() as store:
        ident = campaigns.add(store, SETTINGS, world.now)
        row = campaigns.get(store, ident)
        assert {name: value for name, value in row._asdict().items() if name in Settings._fields} == {
            name: value for name, value in SETTINGS._asdict().items() if name != "description"
        }
        assert (row.id, row.created_at, row.active, row.archived) == (ident, world.now, False, False)
        assert campaigns.description(store, ident) == "words"
        campaigns.edit(store, ident, SETTINGS._replace(languages=["de"], description="", cohort_size=9))
        changed = campaigns.get(store, ident)
        assert changed == row._replace(languages=["de"], cohort_size=9)
        assert campaigns.description(store, ident) == ""
        with pytest.raises(LookupError):
            campaigns.get(store, ident + 1)


def test_a_campaign_runs_while_it_is_active_and_its_sender_is_there(world: World) -> None:
    with furnished(world).ws.store.write() as store:
        ident = campaigns.add(store, SETTINGS, world.now)
        assert not campaigns.is_running(store, ident)
        campaigns.set_active(store, ident, active=True)
        assert campaigns.is_running(store, ident)
        assert campaigns.active_on_source(store, 1) == [ident]
        campaigns.set_active(store, ident, active=False)
        assert campaigns.active_on_source(store, 1) == []
        campaigns.set_active(store, ident, active=True)
        members.archive(store, 1, world.now)
        assert not campaigns.is_running(store, ident)


def test_campaigns_are_found_by_their_member(world: World) -> None:
    with furnished(world).ws.store.write() as store:
        first = campaigns.add(store, SETTINGS, world.now)
        second = campaigns.add(store, SETTINGS._replace(name="a", source_id=2), world.now)
        other = campaigns.add(store, SETTINGS._replace(member_id=2), world.now + timedelta(days=1))
        assert campaigns.of_member(store, 1) == [first, second]
        assert campaigns.running_of_member(store, 1) == []
        for ident in (first, second, other):
            campaigns.set_active(store, ident, active=True)
        named = NamedCampaign(second, "a", 2, "two", "Ada Wong")
        assert campaigns.running_of_member(store, 1)[1] == named
        assert campaigns.named(store, [second]) == [named]
        assert [title.name for title in campaigns.titles(store)] == ["b", "a"]
        assert campaigns.count(store) == 3
        campaigns.archive(store, second, world.now)
        assert campaigns.get(store, second).archived
        assert campaigns.running_of_member(store, 1) == campaigns.named(store, [first])
        assert campaigns.count(store) == 2


def test_what_the_slots_of_a_member_could_send_in_a_week(world: World) -> None:
    furnished(world)
    world.campaign(cohort=2, source="one")
    world.campaign(cohort=5, source="two", name="other")
    with world.ws.store.read() as store:
        days = [len(days) for (days,) in store.rows("SELECT days FROM slot ORDER BY id")]
        assert campaigns.weekly_invitations(store, 1, but=None) == 2 * days[0] + 5 * days[1]
        assert campaigns.weekly_invitations(store, 1, but=1) == 5 * days[1]
        assert campaigns.weekly_invitations(store, 2, but=None) == 0

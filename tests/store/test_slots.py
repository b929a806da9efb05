"""A slot keeps the rule it was made with; only its end and its next opening change."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from core.rules.schedule import SlotRule
from core.store import members, slots
from core.store.views import next_openings
from tests.support.world import World

RULE = SlotRule(frozenset({0, 3}), time(9, 0), 60, "Europe/Paris", first_date=date(2026, 1, 8))


def campaign(world: World) -> None:
    world.member()
    world.source(1)
    world.campaign()


def test_a_slot_keeps_its_rule_and_gets_an_end(world: World) -> None:
    campaign(world)
    with world.ws.store.write() as store:
        slots.add(store, 1, RULE)
        first, second = slots.of_campaign(store, 1)
        assert (second.campaign_id, second.rule, second.next_open_at) == (1, RULE, None)
        slots.end(store, second.id, date(2026, 2, 1))
        assert slots.get(store, second.id).rule == replace(RULE, last_date=date(2026, 2, 1))
        assert slots.get(store, first.id) == first
        with pytest.raises(LookupError):
            slots.get(store, 99)


def test_slots_of_running_campaigns_open(world: World) -> None:
    campaign(world)
    soon, late = world.now + timedelta(hours=1), world.now + timedelta(hours=2)
    with world.ws.store.write() as store:
        slots.add(store, 1, RULE)
        slots.schedule(store, 1, late, soon)
        slots.schedule(store, 2, soon, None)
        assert [slot.id for slot in slots.opening_by(store, 1, late)] == [2, 1]
        assert [slot.id for slot in slots.opening_by(store, 1, soon)] == [2]
        assert slots.opening_by(store, 2, late) == []
        assert len(next_openings.campaigns_opening(store, late, None)) == 1
        assert next_openings.campaigns_opening(store, soon, 1) == []
        slots.note_drawn(store, 1)
        assert store.rows("SELECT next_draw_at FROM slot WHERE next_draw_at IS NOT NULL") == []
        members.archive(store, 1, world.now)
        assert next_openings.campaigns_opening(store, late + timedelta(days=1), 1) == []
        store.change("UPDATE member SET archived_at = NULL")
        assert next_openings.campaigns_opening(store, late + timedelta(days=1), 1) != []
        store.change("UPDATE campaign SET active = 0")
        assert slots.opening_by(store, 1, late) == []
        assert next_openings.campaigns_opening(store, late + timedelta(days=1), 1) == []
        assert len(slots.of_live_campaigns(store)) == 2
        store.change("UPDATE campaign SET archived_at = 1")
        assert slots.of_live_campaigns(store) == []


@pytest.mark.parametrize("stop", [slots.stop_member, slots.stop_source])
def test_no_slot_of_a_member_or_source_that_is_gone_opens(world: World, stop: type) -> None:
    campaign(world)
    with world.ws.store.write() as store:
        slots.schedule(store, 1, world.now, world.now)
        stop(store, 2)
        assert slots.get(store, 1).next_open_at == world.now
        stop(store, 1)
        assert store.rows("SELECT next_open_at, next_draw_at FROM slot") == [(None, None)]

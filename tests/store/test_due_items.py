"""Each due item names what is held if it fails, and the member to whom it belongs."""

from __future__ import annotations

from core.store.fields import LATEST
from core.store.views import agenda, campaign_runs, due_items
from core.store.views.agenda import Due, Kind
from tests.support.world import World


def test_each_kind_says_what_it_is_about(world: World) -> None:
    world.member()
    world.source(3)
    campaign = int(world.campaign())
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:01")
    seen = set()
    with world.ws.store.read() as store:
        for due in agenda.upcoming(store, 9):
            item = due_items.item_of(store, due)
            assert (item.work, item.part, item.member) == (due.kind.work, "", 1)
            assert item.campaign == (None if due.kind is Kind.SYNC else campaign)
            if due.kind in (Kind.OPEN, Kind.CLOSE, Kind.SEND):
                assert due_items.campaign_name(store, due) == world.view(str(campaign)).summary.name
            if due.kind is Kind.SEND:
                assert item.item == item.outreach
            seen.add(due.kind)
        unknown = due_items.item_of(store, Due(world.now, Kind.READ, 999, None))
        assert (unknown.item, unknown.campaign, unknown.outreach, unknown.member) == (999, None, None, None)
    assert {Kind.OPEN, Kind.CLOSE, Kind.SEND, Kind.SYNC} <= seen


def test_runs_are_listed_with_their_slots(world: World) -> None:
    world.member()
    world.source(3)
    campaign = int(world.campaign())
    world.until("2026-01-08 20:00")
    with world.ws.store.write() as store:
        lines = campaign_runs.lines(store, campaign, LATEST, 9)
        assert [line.local_date for line in lines] == sorted((line.local_date for line in lines), reverse=True)
        assert len(lines) > 1
        assert campaign_runs.lines(store, campaign, LATEST, 1) == lines[:1]
        assert campaign_runs.of_wrong_length(store) == []
        store.change("UPDATE run SET closes_at = closes_at + 1 WHERE id = ?", lines[0].id)
        assert [row.run for row in campaign_runs.of_wrong_length(store)] == [lines[0].id]

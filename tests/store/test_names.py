"""Names that a person types for members, sources and campaigns; a finder's name does not mean its segment."""

from __future__ import annotations

from core.store import members
from core.store.people import sources
from core.store.views import dependents, names
from core.store.views.dependents import Dependent
from core.store.views.names import Named
from tests.support.world import World


def test_names_are_met_in_any_case_and_accounts_exactly(world: World) -> None:
    for account in ("acc-ada", "acc-new"):
        world.member("Ada", account)
    with world.ws.store.write() as store:
        members.archive(store, 1, world.now)
        assert names.by_name(store, "member", "aDA") == [
            Named(1, "Ada", archived=True),
            Named(2, "Ada", archived=False),
        ]
        assert names.by_name(store, "member", "acc-new") == [Named(2, "Ada", archived=False)]
        assert names.by_name(store, "member", "ACC-NEW") == []
        assert names.by_id(store, "member", 2) == Named(2, "Ada", archived=False)
        assert names.by_id(store, "member", 3) is None


def test_a_running_finders_name_is_not_its_segments(world: World) -> None:
    with world.ws.store.write() as store:
        finder = sources.add(store, "found", "finder", world.now)
        segment = sources.add(store, "found", "segment", world.now, filter_json=f'{{"source": ["{finder}"]}}')
        other = sources.add(store, "found", "segment", world.now, filter_json='{"source": ["99"]}')
        assert [row.id for row in names.by_name(store, "source", "Found")] == [finder, other]
        sources.archive(store, finder, world.now)
        assert [row.id for row in names.by_name(store, "source", "found")] == [finder, segment, other]


def test_campaigns_stand_on_a_member_and_a_source(world: World) -> None:
    world.member()
    world.source(3)
    world.campaign(name="b", cohort=2)
    world.campaign(name="a", cohort=1)
    world.until("2026-01-06 12:00")
    with world.ws.store.write() as store:
        assert dependents.active_campaigns(store, "member") == [Dependent(1, "a"), Dependent(1, "b")]
        store.change("UPDATE campaign SET active = 0 WHERE id = 2")
        assert dependents.active_campaigns(store, "source") == [Dependent(1, "b")]
        people = dependents.people_by_status(store, "source", 1)
        assert sum(people.values()) == world.sql("SELECT count(*) FROM outreach")[0][0] > 0
        store.change("UPDATE campaign SET archived_at = 1")
        assert dependents.people_by_status(store, "member", 1) == {}

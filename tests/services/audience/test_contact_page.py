"""Pages of contacts, the members, the sources, and ids that no store can hold."""

from __future__ import annotations

import pytest

from core.engine.planning.budget import member_budget
from core.errors import NotFoundError
from core.services.audience import block_contacts, contact_page, contacts, sources
from core.services.audience.contact_page import journey as journey_of
from core.services.campaigns import lifecycle
from core.services.dependents import would_stop
from core.services.lookup import as_id, find
from core.services.members import members
from core.services.members.member_view import list_members
from core.services.overview import preferences
from core.services.overview.settings_page import about
from core.services.provider.gateway import gateway
from core.store import members as member_rows
from core.views.people_view import BlockingEnds
from tests.support import crowd
from tests.support.world import World


def test_pages_go_on_behind_the_last_id(world: World) -> None:
    world.source(25)
    first = contact_page.page(world.ws, size=10)
    second = contact_page.page(world.ws, size=10, after=int(first.people[-1].id))
    last = contact_page.page(world.ws, size=10, after=int(second.people[-1].id))
    assert [len(page.people) for page in (first, second, last)] == [10, 10, 5]
    assert [page.more for page in (first, second, last)] == [True, True, False]
    assert len({view.id for page in (first, second, last) for view in page.people}) == 25


def test_a_search_matches_percent_and_underscore_literally(world: World) -> None:
    world.source(3)
    with world.ws.store.write() as store:
        store.change("UPDATE contact SET name = '100% a_b \\ x' WHERE id = 2")
    for text in ("100%", "a_b", "\\ X", "% A"):
        assert [view.id for view in contact_page.page(world.ws, search=text).people] == [2]
    for text in ("%%", "a%b", "__"):
        assert contact_page.page(world.ws, search=text).people == ()


def test_each_contacts_outreaches_and_what_a_block_ends_are_shown(world: World) -> None:
    world.member()
    world.source(8)
    campaign = world.campaign()
    world.until("2026-01-06 22:00")
    views = contact_page.page(world.ws).people
    assert [view.open_in for view in views] == [1] * 5 + [0] * 3
    assert contact_page.what_blocking_ends(world.ws, "1").campaigns == ("founders",)
    assert contact_page.what_blocking_ends(world.ws, "8").campaigns == ()
    assert block_contacts.block(world.ws, "1").cancelled == 1
    assert contact_page.what_blocking_ends(world.ws, "1") == BlockingEnds(1, views[0].name, blocked=True, campaigns=())
    assert [(view.left, view.used_by) for view in sources.list_sources(world.ws)] == [(3, ("founders",))]
    assert would_stop(world.ws, "source", "people") == ("founders",)
    assert would_stop(world.ws, "member", "Ada Wong") == ("founders",)
    lifecycle.stop(world.ws, campaign)
    assert would_stop(world.ws, "member", "Ada Wong") == ()


def test_a_source_of_many_is_read_by_a_sub_select(world: World) -> None:
    world.source(3)
    with world.ws.store.write() as store:
        crowd.contacts(store, 300_000, source=1)
    last = crowd.FIRST + 300_000
    found = world.contacts(source="people", after=last - 2)
    assert [view.id for view in found] == [last - 1, last]


@pytest.mark.parametrize("ref", ["²", "٣", "9" * 19, "9" * 400, "-1", "1_0", ""])
def test_an_invalid_id_finds_nobody(world: World, ref: str) -> None:
    world.member()
    world.source(3)
    assert as_id(ref) is None
    with world.ws.store.read() as store:
        for kind in ("member", "source", "campaign"):
            with pytest.raises(NotFoundError):
                find(store, kind, ref)
        with pytest.raises(NotFoundError):
            contacts.find_contact(store, ref)


def test_the_team_counts_as_the_engine_does(world: World) -> None:
    world.member(ramp=True)
    world.member("Ben Ito", "acc-ben")
    world.source(40)
    world.campaign(approval="off", cohort=10)
    world.until("2026-01-08 12:00")
    with world.engine(), world.ws.store.read() as store:
        budgets = [member_budget(store, member, world.now) for member in member_rows.every(store)]
    views = list_members(world.ws)
    assert [view.today.cap for view in views] == [budget.cap for budget in budgets]
    assert [view.today.sent for view in views] == [budget.used_today for budget in budgets]
    assert [view.week.sent for view in views] == [budget.used_week for budget in budgets]
    assert [view.campaigns for view in views] == [("founders",), ()]
    assert views[0].week.sent > 0
    members.archive(world.ws, "Ben Ito")
    assert [view.name for view in list_members(world.ws)] == ["Ada Wong"]
    assert [view.state for view in list_members(world.ws, "archived")] == ["archived"]


def test_the_sandbox_follows_a_members_plan(world: World) -> None:
    members.add(world.ws, "Dora Lem", "acc-dora", plan="basic")
    with gateway(world.ws) as network:
        assert network.account("acc-dora").premium is False
        members.edit(world.ws, "Dora Lem", plan="premium")
        assert network.account("acc-dora").premium is True


def test_what_the_workspace_is(world: World) -> None:
    facts = {fact.name: fact.value for section in about(world.ws) for fact in section.facts}
    assert facts["Folder"] == str(world.home.folder)
    assert facts["Network"] == "SANDBOX, inside this program"
    assert facts["Engine"] == "runs nowhere"
    assert {"Overture", "Python", "SQLite", "Time zone data", "Clock", "Deduplication"} <= facts.keys()


def test_a_theme_is_kept(world: World) -> None:
    assert preferences.theme(world.ws) is None
    for name in ("overture-light", "overture-dark"):
        preferences.store_theme(world.ws, name)
        assert preferences.theme(world.ws) == name
    world.reopen()
    assert preferences.theme(world.ws) == "overture-dark"


def test_contacts_by_source_search_and_page(world: World) -> None:
    world.source(5, "anna")
    world.source(5, "bert")
    assert len(world.contacts(source="anna")) == 5
    assert {contact.first_name for contact in world.contacts(search="bert")} == {"Bert"}
    first = world.contacts(size=3)
    rest = world.contacts(after=int(first[-1].id))
    assert len(first) + len(rest) == 10
    with pytest.raises(NotFoundError):
        world.contacts(source="nothing")


def test_a_journey_is_newest_first_and_names_who(world: World) -> None:
    world.member()
    people = world.source(3)
    world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    journey = journey_of(world.ws, people[0]).events
    assert [event.kind for event in journey] == ["sent", "sending", "scheduled", "approved", "pending", "drawn"]
    approved = journey[3]
    assert (approved.actor, approved.campaign, approved.member) == ("tester", "founders", "Ada Wong")
    assert journey[0].at > journey[-1].at

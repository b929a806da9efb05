"""Searches by finders: numbers worked out by hand, and everything that may disturb a search."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.errors import RefusedError, UsageError
from core.network.gateway import Found, Page, Search
from core.network.provider_errors import ErrorClass, ProviderError
from core.services.audience import block_contacts, finders, sources
from core.services.members import members
from core.views.obstacle_view import Obstacle
from core.views.sources_view import Finder, SavedFinder, Source
from tests.support.stub import Stub
from tests.support.world import World, at

NAVIGATOR = "https://www.linkedin.com/sales/search/people?query=cto"


def finder(world: World, **options: Any) -> SavedFinder:
    """Add a finder of four people per slot, from 09:00 to 10:00 in Paris, on Mondays and Tuesdays."""
    wanted: dict[str, Any] = {"keywords": "cto paris", "per_slot": 4, "days": ["mon", "tue"], **options}
    return finders.add(world.ws, "ctos", "Ada Wong", **wanted)


def source(world: World, name: str = "ctos", kind: str = "finder", *, archived: bool = False) -> Source:
    (found,) = [
        view for view in sources.list_sources(world.ws, archived=archived) if view.name == name and view.kind == kind
    ]
    return found


def saved_search(world: World) -> Finder:
    """Return the search of the only finder."""
    found = source(world).finder
    assert found is not None
    return found


def obstacle(world: World) -> Obstacle:
    """Return the obstacle that keeps the only finder from searching."""
    found = saved_search(world).problem
    assert found is not None
    return found


def ran(world: World) -> list[tuple[Any, ...]]:
    """Return (found, new) for every search that was answered."""
    told = world.sql("SELECT data FROM journal WHERE kind = 'finder.ran' ORDER BY id")
    return [(data["found"], data["new"]) for data in (json.loads(text) for (text,) in told)]


def person(number: int, provider: str = "ACoAAabc1234567Xyz") -> Found:
    return Found(f"{provider}{number}", f"zoe-{number}a1", "Zoe", f"N{number}", "CTO", "Paris", "Acme", "CTO")


def stubbed(world: World, *pages: Page[Found] | ProviderError) -> list[str | None]:
    """Let the network give these answers, one after the other; return the cursors that were requested."""
    asked: list[str | None] = []

    def search(_account: str, _search: Search, cursor: str | None, _limit: int) -> Page[Found]:
        asked.append(cursor)
        answer = pages[len(asked) - 1]
        if isinstance(answer, ProviderError):
            raise answer
        return answer

    world.gateway = Stub(world.gateway, search=search)
    return asked


def test_it_runs_once_in_each_slot_and_goes_on_where_it_was(world: World) -> None:
    world.member()
    view = finder(world)
    assert view.finder.next is not None
    assert at("2026-01-05 09:00") <= view.finder.next < at("2026-01-05 10:00")
    world.until("2026-01-05 22:00")
    assert (ran(world), source(world).contacts) == ([(4, 4)], 4)
    world.until("2026-01-11 22:00")  # Tuesday was the only other slot of the week
    assert (ran(world), source(world).contacts) == ([(4, 4), (4, 4)], 8)
    profiles = [contact.profile for contact in world.contacts(source="ctos")]
    assert len(set(profiles)) == 8
    following = saved_search(world).next
    assert following is not None
    assert at("2026-01-12 09:00") <= following
    twin = source(world, kind="segment")
    assert (twin.contacts, twin.left) == (8, 8)


def test_a_campaign_draws_from_it_end_to_end(world: World) -> None:
    world.member()
    finder(world, url=NAVIGATOR, keywords=None)
    ident = world.campaign(source="ctos", cohort=4)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    drawn = world.queue(ident)
    sent = len(world.invited())
    assert sent == sum(row.status != "cancelled" for row in drawn if row.sent_at) > 0
    for (identifier,) in world.sql("SELECT person FROM outreach WHERE person IS NOT NULL"):
        assert identifier.startswith("ACo")  # the profile gave it: those of the search cannot be invited
    world.check()


def test_an_empty_answer_is_not_the_end(world: World) -> None:
    world.member()
    asked = stubbed(
        world,
        Page((person(1),), "two"),
        Page((), None),  # empty: the cursor is kept
        Page((person(2),), None),  # the end: from the beginning
        Page((person(1), person(3)), "two"),
        Page((), "odd"),
        Page((), None),
        Page((), None),  # three in a row: its cursor may be stale
        Page((person(4),), None),
    )
    finder(world, days=["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
    world.until("2026-01-12 22:00")
    assert asked == [None, "two", "two", None, "two", "two", "two", None]
    assert [new for _found, new in ran(world)] == [1, 0, 1, 1, 0, 0, 0, 1]
    assert source(world).contacts == 4


def test_known_people_stay_known_and_blocked_ones_blocked(world: World) -> None:
    world.member()
    world.source(["zoe-1a1"], "mine")
    block_contacts.block(world.ws, "https://www.linkedin.com/in/zoe-1a1")
    hidden = Found("", None, "LinkedIn", "Member", "", "", "", "")
    stubbed(world, Page((person(1), person(2), person(2), hidden), None))
    finder(world)
    world.until("2026-01-05 22:00")
    assert ran(world) == [(4, 2)]
    found = world.contacts(source="ctos")
    assert [contact.blocked for contact in found] == [True, False]
    assert world.sql("SELECT count(*) FROM contact") == [(2,)]


def test_a_disconnected_owner_searches_nothing_until_back(world: World) -> None:
    world.member()
    finder(world)
    world.sandbox.configure_account("acc-ada", status="CREDENTIALS")
    world.until("2026-01-05 22:00")
    assert (ran(world), source(world).contacts) == ([], 0)
    assert obstacle(world).code == "sender.disconnected"
    world.sandbox.configure_account("acc-ada", status="OK")
    world.until("2026-01-06 22:00")
    assert ran(world) == [(4, 4)]
    assert saved_search(world).problem is None


def test_a_paused_members_finder_waits(world: World) -> None:
    world.member()
    finder(world)
    members.pause(world.ws, None, on=True)
    world.until("2026-01-05 22:00")
    assert ran(world) == []
    members.pause(world.ws, None, on=False)
    world.until("2026-01-06 22:00")
    assert ran(world) == [(4, 4)]


def test_an_archived_finder_keeps_its_people_and_searches_no_more(world: World) -> None:
    world.member()
    finder(world)
    world.until("2026-01-05 22:00")
    sources.archive_source(world.ws, "ctos")
    world.until("2026-01-13 22:00")
    assert ran(world) == [(4, 4)]
    assert source(world, archived=True).contacts == 4
    # The name now means the segment that came with it, and that still holds them.
    assert len(world.contacts(source="ctos")) == source(world, kind="segment").contacts == 4


def test_an_archived_owner_ends_the_finder(world: World) -> None:
    world.member()
    finder(world)
    members.archive(world.ws, "Ada Wong")
    world.until("2026-01-06 22:00")
    assert ran(world) == []
    assert obstacle(world).code == "sender.archived"


class KilledError(BaseException):
    """The death of the process: nothing catches it."""


def test_a_restart_in_the_middle_adds_nobody_twice(world: World) -> None:
    world.member()
    finder(world)
    real = world.gateway

    def dies(account: str, search: Search, cursor: str | None, limit: int) -> Page[Found]:
        real.search(account, search, cursor, limit)
        raise KilledError("killed after the answer, before it was kept")

    world.gateway = Stub(real, search=dies)
    with pytest.raises(KilledError):
        world.until("2026-01-05 22:00")
    assert source(world).contacts == 0
    world.reopen()
    world.until("2026-01-05 22:00")
    assert (ran(world), source(world).contacts) == ([(4, 4)], 4)
    world.reopen()
    world.until("2026-01-06 22:00")
    assert source(world).contacts == 8


def test_a_slot_that_passed_is_not_made_up_for(world: World) -> None:
    world.member()
    finder(world)
    world.skip_to("2026-01-05 12:00")
    world.until("2026-01-05 22:00")
    assert ran(world) == []
    world.until("2026-01-06 22:00")
    assert ran(world) == [(4, 4)]


def test_a_refused_search_is_reported_and_a_stale_cursor_starts_over(world: World) -> None:
    world.member()
    no = ProviderError(ErrorClass.content_fail, 400, "invalid_parameters", "Invalid parameters", "odd")
    asked = stubbed(world, Page((person(1),), "two"), no, no, Page((person(2),), None))
    finder(world, days=["mon", "tue", "wed", "thu"])
    world.until("2026-01-06 22:00")
    assert saved_search(world).problem is None  # only the cursor was refused
    world.until("2026-01-07 22:00")
    problem = obstacle(world)
    assert (problem.code, "odd" in problem.text) == ("finder.refused", True)
    world.until("2026-01-08 22:00")
    assert asked == [None, "two", None, None]
    assert saved_search(world).problem is None


def test_an_answer_that_is_lost_is_asked_again_inside_the_slot(world: World) -> None:
    world.member()
    down = ProviderError(ErrorClass.transient, 503, "service_unavailable")
    asked = stubbed(world, down, Page((person(1),), None))
    finder(world, start="09:00", minutes=720)
    world.until("2026-01-05 22:00")
    assert (asked, ran(world)) == ([None, None], [(1, 1)])


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"keywords": None}, "--url"),
        ({"url": NAVIGATOR}, "--url"),
        ({"keywords": None, "url": "https://evil.example/search/results/people/"}, "--url"),
        ({"keywords": " "}, "--keywords"),
        ({"per_slot": 26}, "--per-slot"),
        ({"per_slot": 0}, "--per-slot"),
        ({"days": ["noday"]}, "--days"),
        ({"start": "25:00"}, "--start"),
        ({"minutes": 4}, "--minutes"),
        ({"time_zone": "Europe/Nowhere"}, "--time-zone"),
    ],
)
def test_an_invalid_finder_names_its_option(world: World, options: dict[str, Any], field: str) -> None:
    world.member()
    with pytest.raises(UsageError) as caught:
        finder(world, **options)
    assert str(caught.value.field).startswith(field)


def test_an_owner_must_be_connected(world: World) -> None:
    world.member()
    world.sandbox.configure_account("acc-ada", status="CREDENTIALS")
    world.until("2026-01-05 12:00")
    with pytest.raises(RefusedError, match="connect it first"):
        finder(world)

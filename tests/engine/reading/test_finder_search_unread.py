"""A search with an endless cursor, or with a record that cannot be read."""

from __future__ import annotations

from typing import Any

from core.network.gateway import Page, Unreadable
from core.rules.health import Problem
from tests.engine.reading.test_finder_search import finder, person, source, stubbed
from tests.support.world import World


def told(world: World, campaign: str) -> dict[str, Problem]:
    return {problem.code: problem for problem in world.view(campaign).summary.health.problems}


def begun(world: World, **options: Any) -> str:
    world.member()
    finder(world, days=["mon", "tue", "wed", "thu", "fri"], **options)
    return world.campaign(source="ctos", cohort=2)


def test_a_broken_result_is_skipped_and_reported(world: World) -> None:
    stubbed(world, Page((person(1), person(2)), None, (Unreadable("id is missing"),)), Page((person(3),), None))
    campaign = begun(world)
    world.until("2026-01-05 22:00")
    assert source(world).contacts == 2
    assert "1 record of Ada Wong's search results" in told(world, campaign)["records.unreadable"].text
    world.until("2026-01-06 22:00")
    assert "records.unreadable" not in told(world, campaign)


def test_a_cursor_that_points_at_itself_is_reported_after_a_day(world: World) -> None:
    loop = Page((person(1), person(2)), "same")
    asked = stubbed(world, *[loop] * 40)
    campaign = begun(world)
    world.until("2026-01-08 22:00")
    assert source(world).contacts == 2
    assert len(asked) == 4  # once in each slot of an hour
    problem = told(world, campaign)["list.unread"]
    assert (problem.severity, problem.words) == ("error", "the cursor of a page repeats")
    assert "search results" in problem.text


def test_the_same_people_under_new_cursors_are_reported(world: World) -> None:
    pages = [Page((person(1), person(2)), f"c{number}") for number in range(40)]
    stubbed(world, *pages)
    campaign = begun(world)
    world.until("2026-01-08 22:00")
    assert told(world, campaign)["list.unread"].words == "a page has only records of the previous page"


def test_a_search_that_can_be_read_again_continues(world: World) -> None:
    loop = Page((person(1),), "same")
    stubbed(world, loop, loop, *[Page((person(number),), f"c{number}") for number in range(2, 30)])
    campaign = begun(world)
    world.until("2026-01-09 22:00")
    assert source(world).contacts >= 3
    assert "list.unread" not in told(world, campaign)


def test_the_sandbox_answers_so(world: World) -> None:
    world.sandbox.fault("cursor_loop", kind="read", account="acc-ada")
    campaign = begun(world)
    world.until("2026-01-08 22:00")
    assert "search results" in told(world, campaign)["list.unread"].text

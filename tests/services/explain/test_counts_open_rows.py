"""Each number of a campaign equals the rows that it opens, even if two contacts turned out to be one person."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from core.network.sandbox.people import provider_id
from core.rules.schedule import WEEKDAYS
from core.services.audience import block_contacts, contact_list, sources
from core.services.audience.contact_list import Reason, contact_page, list_contacts
from core.services.explain.campaign_explained import explain
from core.services.explain.person_explained import explain_person
from core.services.overview.run_people import people_of_run
from core.services.queue import queue_page
from core.views.people_view import Contact
from core.views.queue_view import QueueQuery
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.world import World, slugs

DAYS = 6
EVERYBODY = 1_000


def merging(world: World, seed: int) -> list[str]:
    """Make two members' campaigns on lists in which a third of the people have a second address."""
    chance = Random(seed)
    world.member(day_cap=9)
    world.member("Ben Ito", "acc-ben", day_cap=20)
    people = slugs("one", 24)
    everybody = [*people, *map(provider_id, people[::3])]
    chance.shuffle(everybody)
    world.source(everybody, "whole")
    world.source([*map(provider_id, people[:8]), *people[12:20]], "part")
    world.accepts(*people[::4])
    often = [slot("09:00", 60, WEEKDAYS), slot("15:00", 60, WEEKDAYS)]
    steps = (INVITATION, WELCOME)
    return [
        world.campaign(name="first", source="whole", cohort=3, slots=often, steps=steps),
        world.campaign(name="second", source="part", cohort=2, slots=often, steps=steps, approval="off"),
        world.campaign(name="third", source="whole", cohort=2, sender="acc-ben", steps=steps, approval="off"),
    ]


def lived(world: World, seed: int, campaigns: list[str]) -> None:
    """Let a day pass, with approvals, a block, and counts at three moments."""
    chance = Random(seed)
    for day in range(5, 5 + DAYS):
        for clock in ("10:10", "15:20", "22:00"):
            world.until(f"2026-01-{day:02} {clock}")
            for campaign in campaigns:
                rows_of_people(world, campaign)
                rows_of_outreaches(world, campaign)
            rows_of_sources(world)
        world.approve()
        if day % 3 == 0:
            block_contacts.block(world.ws, str(chance.choice(world.queue()).contact.id))


def rows_of_people(world: World, campaign: str) -> None:
    """Check each reason's count, the pages of the app, and the reason of each person."""
    view = explain(world.ws, campaign)
    merged = 0
    for code, count in view.people.items():
        rows = opened(world, Reason(campaign, code))
        assert len(rows) == count, code
        merged += sum(one.merged_into is not None for one in rows)
        assert all(one.same_as for one in rows if one.merged_into is not None)
        for one in rows:
            told = explain_person(world.ws, campaign, str(one.id))
            assert told.reason == code or one.merged_into == told.contact_id, one
    sizes = {source.id: source.contacts for source in sources.list_sources(world.ws)}
    assert sum(view.people.values()) == sizes[view.source_id] + merged
    assert view.left == len(opened(world, Reason(campaign, "draw.waiting")))


def opened(world: World, reason: Reason) -> list[Contact]:
    """Return the people that a count opens; they must be the same on the command line and in the app."""
    listed = list_contacts(world.ws, reason=reason, limit=EVERYBODY)
    assert tuple(listed) == contact_page(world.ws, "", 0, "", 1, reason).people
    assert contact_page(world.ws, "", 0, "end", 1, reason).people == tuple(listed)
    if listed:
        assert contact_list.row_at(world.ws, "", len(listed), reason) == (listed[-2].id if listed[1:] else 0)
        assert contact_list.row_at(world.ws, "", len(listed) + 1, reason) is None
    return listed


def rows_of_outreaches(world: World, campaign: str) -> None:
    """Check each count of a status, and each number of each run."""
    view = world.view(campaign)
    for status, count in view.summary.statuses.items():
        assert queue_page.page(world.ws, QueueQuery(campaign=campaign, status=status)).total == count
    for run in view.runs:
        told: Counter[str] = Counter()
        for people in people_of_run(world.ws, run.id):
            where = f"id={','.join(map(str, people.outreaches))}"
            assert queue_page.page(world.ws, QueueQuery(where=where)).total == len(people.outreaches)
            if people.kind == "invitation":
                told[people.reason or people.result] += len(people.outreaches)
        sums = run.invitations
        counts = {"sent": sums.sent, "in_doubt": sums.in_doubt, "planned": sums.waiting, **sums.not_sent}
        assert told == Counter({name: count for name, count in counts.items() if count}), run


def rows_of_sources(world: World) -> None:
    """Check the size of each source, in which a merged contact does not count."""
    for source in sources.list_sources(world.ws):
        for rows in (
            list_contacts(world.ws, source=str(source.id), limit=EVERYBODY),
            list_contacts(world.ws, f'source="{source.name}"', limit=EVERYBODY),
        ):
            assert len(rows) == source.contacts
            assert not any(one.merged_into for one in rows)


@pytest.mark.parametrize("seed", [1, 2])
def test_each_count_is_the_number_of_rows_that_it_opens(world: World, seed: int) -> None:
    campaigns = merging(world, seed)
    lived(world, seed, campaigns)
    assert world.sql("SELECT count(*) FROM contact WHERE merged_into_id IS NOT NULL")[0][0] > 3
    assert any("same_person" in explain(world.ws, campaign).people for campaign in campaigns)
    for day in range(5, 5 + DAYS):
        then = world.now.replace(day=day, hour=13)
        for campaign in campaigns:
            for code, count in explain(world.ws, campaign, then).people.items():
                assert len(opened(world, Reason(campaign, code, then))) == count, (day, code)
    world.check()

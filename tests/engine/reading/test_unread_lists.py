"""A list that cannot be read to its end is read again after 1, 2, 4, then 6 hours, and reported after a day."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from itertools import count, pairwise

import pytest

from core.network.gateway import Page, SentInvitation
from core.rules.health import Problem
from core.store.fields import from_us, to_us
from tests.support.draft import INVITATION, WELCOME
from tests.support.stub import Stub
from tests.support.world import World, at

WHAT = ("cursor_loop", "same_page", "bad_page")


def problem(world: World, campaign: str, code: str) -> Problem | None:
    found = [entry for entry in world.view(campaign).summary.health.problems if entry.code == code]
    return found[0] if found else None


def failures(world: World, name: str = "sent") -> list[datetime]:
    rows = world.sql(
        "SELECT at FROM journal WHERE kind = 'list.unread' AND json_extract(data, '$.list') = ? ORDER BY id", name
    )
    return [from_us(row[0]) for row in rows]


def begun(world: World) -> str:
    world.member()
    world.invite_outside("by-hand-1x", "by-hand-2x")
    world.source(10)
    return world.campaign(cohort=2, approval="off")


@pytest.mark.parametrize("what", WHAT)
def test_an_endless_list_is_read_seldom_and_reported(world: World, what: str) -> None:
    campaign = begun(world)
    world.sandbox.fault(what, kind="read")
    world.until("2026-01-05 22:00")
    told = problem(world, campaign, "list.unread")
    assert told is not None
    assert told.severity == "info"  # not for a day yet
    world.until("2026-01-08 22:00")
    hours = [round((after - before) / timedelta(hours=1), 2) for before, after in pairwise(failures(world))]
    assert hours[:3] == [1.0, 2.0, 4.0]
    assert set(hours[3:]) == {6.0}
    pages: Counter[date] = Counter()
    for moment, number in world.sql("SELECT at, json_extract(data, '$.pages') FROM journal WHERE kind = 'lists.read'"):
        pages[from_us(moment).date()] += number
    assert max(pages.values()) <= 2 * 20  # the sent list, and the relations
    told = problem(world, campaign, "list.unread")
    assert told is not None
    assert (told.severity, "so nothing is sent" in told.text) == ("error", True)
    assert told.words
    assert "Nothing to do" not in told.action
    assert "member connect" in told.action
    assert world.view(campaign).summary.health.state == "errors"
    assert world.invited() == ["by-hand-1x", "by-hand-2x"]
    assert "provider.down" not in world.codes(campaign)
    # The list comes to its end again: at its next turn all is well.
    world.sandbox.clear_faults()
    world.until("2026-01-12 22:00")
    assert problem(world, campaign, "list.unread") is None
    assert world.run(campaign, "2026-01-12").invitations.sent == 2
    assert world.sql("SELECT count(*) FROM reading") == [(0,)]
    world.check()


def test_a_restart_forgets_no_failure_and_asks_no_sooner(world: World) -> None:
    campaign = begun(world)
    world.sandbox.fault("cursor_loop", kind="read")
    world.until("2026-01-05 12:00")
    before = failures(world)
    world.reopen()
    world.until("2026-01-06 22:00")
    hours = [round((after - before) / timedelta(hours=1), 2) for before, after in pairwise(failures(world))]
    assert failures(world)[: len(before)] == before
    assert hours[:4] == [1.0, 2.0, 4.0, 6.0]
    told = problem(world, campaign, "list.unread")
    assert told is not None
    assert told.first == before[0]
    assert told.severity == "error"


def test_a_list_that_never_ends_costs_twenty_pages_a_day(world: World) -> None:
    """New people on each page, a new cursor each time: nothing repeats, and still it has no end."""
    campaign = begun(world)
    pages: list[datetime] = []

    def endless(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        pages.append(world.now)
        number = len(pages)
        return Page((SentInvitation(f"i-{number}", f"ACo-{number}", None, None, None, None),), f"c-{number}")

    world.gateway = Stub(world.gateway, sent_list=endless)
    world.until("2026-01-09 22:00")
    for day in (6, 7, 8, 9):
        start = at(f"2026-01-{day:02d} 00:00")
        assert 1 <= sum(start <= moment < start + timedelta(days=1) for moment in pages) <= 20
    assert problem(world, campaign, "list.unread") is not None


def test_an_account_is_checked_no_more_often_for_a_list_without_pages_left_today(world: World) -> None:
    campaign = begun(world)
    numbers = count(1)

    def endless(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        number = next(numbers)
        return Page((SentInvitation(f"i-{number}", f"ACo-{number}", None, None, None, None),), f"c-{number}")

    world.gateway = Stub(world.gateway, sent_list=endless)
    world.until("2026-01-09 22:00")
    reads = world.sql("SELECT at FROM journal WHERE kind = 'lists.read' AND at > ?", to_us(at("2026-01-06 00:00")))
    on_days = Counter(from_us(moment).date() for (moment,) in reads)
    assert max(on_days.values()) <= 2 * 9  # the sent list and the relations, each read every 3 to 6 hours
    assert problem(world, campaign, "list.unread") is not None


def test_the_lists_that_can_be_read_are_read(world: World) -> None:
    """Only the pages of the sent list repeat without end, after one full read: acceptances and answers are seen."""
    world.member()
    people = world.source(2)
    world.accepts(*people, after=timedelta(hours=2), replies=timedelta(hours=1))
    campaign = world.campaign(cohort=2, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 08:00")
    real = world.gateway

    def loop(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        return Page(real.sent_invitations(account).items, "again")

    world.gateway = Stub(real, sent_list=loop)
    world.until("2026-01-07 22:00")
    assert world.view(campaign).summary.conversion.accepted == 2
    assert world.statuses() == {"replied": 2}
    told = problem(world, campaign, "list.unread")
    assert told is not None
    assert "so nothing is sent" not in told.text  # it was read before: what may be sent is known
    world.check()


def test_what_happened_while_a_list_was_unread_is_seen_later(world: World) -> None:
    """A reply from the days in which the chats could not be read is found once they can be."""
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=1), replies=timedelta(hours=2))
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-07 10:45")
    assert len(world.ledger("message")) == 1
    world.sandbox.fault("cursor_loop", kind="read", until=at("2026-01-10 00:00"))
    world.sandbox.fault("bad_page", kind="read", until=at("2026-01-10 00:00"))
    world.until("2026-01-09 22:00")
    world.until("2026-01-11 22:00")
    assert world.sql("SELECT count(*) FROM reply WHERE ours = 0") == [(1,)]

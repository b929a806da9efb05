"""Limits of a member's sends: week, day, ramp, messages, and the network's own limit answers."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from core.network.gateway import Page, SentInvitation
from core.rules.limits import day_cap
from core.services.members import members
from core.services.members.member_view import list_members
from core.views.members_view import WeekUse
from tests.support import oracle
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.stub import Stub
from tests.support.world import START, World, at, slugs

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MORNING = slot("09:00", 240, EVERY_DAY)
EVENING = slot("15:00", 240, EVERY_DAY)


@pytest.mark.parametrize(("cap", "reached"), [(16, False), (24, True), (40, True)])
def test_never_more_than_a_hundred_in_168_hours(world: World, cap: int, reached: bool) -> None:
    world.member(day_cap=cap)
    world.source(400)
    world.campaign(cohort=25, approval="off", slots=(MORNING, EVENING), steps=(INVITATION,))
    world.until("2026-01-23 23:00")
    most = oracle.most_in_a_week(world.ledger(), "acc-ada")
    # Seven days have at most 112 invitations (95 if each day's cap is 85 %), but a week never more than 100.
    assert most <= 100
    assert (most == 100) or not reached
    for day, count in world.days().items():
        assert count <= day_cap(cap, "acc-ada", date.fromisoformat(day))
    world.check()


def test_invitations_by_other_means_count(world: World) -> None:
    world.member(day_cap=40)
    # 95 invitations were sent outside Overture this morning, before its first look at the account.
    world.invite_outside(*slugs("byhand", 95))
    people = world.source(30)
    campaign = world.campaign(cohort=20, approval="off", steps=(INVITATION,))
    world.until("2026-01-06 22:00")
    # 100 - 95 = 5 are left in this week, whatever the day's cap says.
    ours = [entry for entry in world.ledger("invite") if entry.person in people]
    assert len(ours) == 5
    (member,) = list_members(world.ws)
    assert member.week == WeekUse(100, 100, datetime(2026, 1, 12, 7, tzinfo=UTC))
    assert "limit.week" in world.codes(campaign)
    assert world.view(campaign).summary.health.state in ("scheduled", "warnings")
    world.until("2026-01-11 23:00")
    assert len(world.ledger("invite")) == 100
    world.check()


def test_an_invitation_outside_overture_between_two_looks(world: World) -> None:
    world.member(day_cap=10)
    world.source(60)
    world.campaign(cohort=10, approval="off", steps=(INVITATION,))
    world.until("2026-01-07 00:30")
    world.invite_outside(*slugs("byhand", 4))
    world.until("2026-01-07 22:00")
    # The four count for the member's Wednesday: the cap minus four is left for the campaign.
    assert world.days()["2026-01-07"] == day_cap(10, "acc-ada", date(2026, 1, 7))
    world.check()


def test_what_is_seen_after_the_opening_counts_before_each_send(world: World) -> None:
    """Eight people have send times; the list then shows that the week has room for only two."""
    world.member(day_cap=40)
    world.source(20)
    world.invite_outside(*slugs("before", 90))
    campaign = world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    assert world.statuses()["scheduled"] == 8
    world.invite_outside(*slugs("after", 8))
    with world.ws.store.write() as store:
        store.change("UPDATE member SET sync_at = 0")  # the account is checked now
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"limit.week": 6}
    assert len(world.ledger("invite")) == 100
    world.check()


def test_nothing_is_sent_before_the_sent_list_was_read(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=3, approval="off", steps=(INVITATION,))
    real = world.gateway

    def endless(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        """Return a page of a list that never ends: it was read, but not completely."""
        return Page((), "more")

    world.gateway = Stub(real, sent_list=endless)
    world.until("2026-01-06 22:00")
    assert world.ledger() == []
    run = world.run(campaign, "2026-01-06")
    assert (run.invitations.planned, run.invitations.not_sent) == (3, {"list.unread": 3})
    assert "list.unread" in world.codes(campaign)
    world.gateway = real
    world.until("2026-01-07 22:00")
    assert world.days() == {"2026-01-07": 3}
    world.check()


def test_the_ramp_of_a_new_member(world: World) -> None:
    world.member(day_cap=20, ramp=True)
    world.source(300)
    campaign = world.campaign(cohort=20, approval="off", slots=(MORNING,), steps=(INVITATION,))
    world.until("2026-01-20 23:00")
    entries = world.ledger()
    first = date(2026, 1, 6)
    for number in range(14):
        day = first + timedelta(days=number)
        opens = at(f"{day} 09:00")
        # Day d after the first send: 20 % + 80 % x d/13 of the day's cap, rounded down, at least 1 ...
        share = Fraction(1, 5) + Fraction(4, 5) * Fraction(number, 13)
        ramped = max(1, int(day_cap(20, "acc-ada", day) * share))
        # ... unless the week leaves less.
        week = sum(opens - timedelta(hours=168) < entry.at < opens for entry in entries)
        assert world.run(campaign, day.isoformat()).invitations.planned == min(ramped, 100 - week), day
    # 20 % of 17 to 20 is 3 or 4 on the first day; from day 14 on the whole cap.
    assert world.days()["2026-01-06"] == int(day_cap(20, "acc-ada", first) * Fraction(1, 5))
    assert oracle.most_in_a_week(entries, "acc-ada") <= 100
    world.check()


def test_the_ramp_begins_again_after_thirty_idle_days(world: World) -> None:
    world.member(day_cap=20, ramp=True)
    world.source(100)
    world.campaign(cohort=20, approval="off", steps=(INVITATION,))
    world.until("2026-01-07 22:00")
    assert max(world.days()) == "2026-01-07"
    members.pause(world.ws, "Ada Wong", on=True)
    world.skip_to("2026-02-06 12:00")  # 30 days after the 7th
    members.pause(world.ws, "Ada Wong", on=False)
    world.until("2026-02-09 22:00")
    cap = day_cap(20, "acc-ada", date(2026, 2, 9))
    assert world.days()["2026-02-09"] == cap // 5
    world.check()


def test_fifty_messages_a_day(world: World) -> None:
    world.member(day_cap=40)
    people = world.source(60)
    world.campaign(
        cohort=25, approval="off", slots=(slot("09:00", 355), slot("15:00", 355)), steps=(INVITATION, WELCOME)
    )
    world.until("2026-01-06 23:00")
    first = set(world.invited())
    assert 34 <= len(first) <= 40
    # Everybody accepts during Wednesday night: those of Tuesday were told to wait a day longer.
    for slug in people:
        if slug not in first:
            world.accepts(slug, after=timedelta(hours=2))
    world.sandbox.clear_faults()
    accept_all(world, first, at("2026-01-07 20:00"))
    world.until("2026-01-07 23:59")
    assert len(world.invited()) == 60
    world.until("2026-01-08 23:59")
    # 60 are due on Thursday, 50 may leave.
    assert world.days("message")["2026-01-08"] == 50
    world.until("2026-01-09 23:59")
    assert world.days("message")["2026-01-09"] == 10
    world.check()


def accept_all(world: World, people: set[str], moment: datetime) -> None:
    """Let these sent invitations be accepted at a moment."""
    with world.sandbox._state.transaction() as state:
        micros = int(moment.timestamp() * 1_000_000)
        for slug in people:
            state.rows("UPDATE invitation SET accept_at = ?, seen_at = ? WHERE person = ?", micros, micros, slug)


def test_the_networks_limit_rests_six_hours_and_doubles(world: World) -> None:
    world.member()
    world.source(60)
    slots = (slot("09:00", 60), slot("14:00", 60))
    campaign = world.campaign(cohort=4, approval="off", slots=slots, steps=(INVITATION,))
    world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=2)
    world.until("2026-01-06 10:30")
    # The first two invitations of the day get the limit answer: all four go back, approved.
    run = world.runs(campaign)[0]
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        4,
        0,
        {"resend.refused": 1, "limit.network": 3},
    )
    assert world.statuses()["approved"] >= 4
    assert "limit.network" in world.codes(campaign)
    assert world.view(campaign).summary.health.state == "warnings"
    until = cooldown(world)
    assert timedelta(hours=15) <= until - at("2026-01-06 00:00") <= timedelta(hours=16)  # 09:xx + 6 h
    world.reopen()  # it survives a restart
    world.until("2026-01-06 16:00")
    # The afternoon's run opens inside the six hours: what it would send says why, nothing leaves.
    assert world.ledger() == []
    # Next morning the rest is over. The limit answer comes again: now it rests twice as long.
    world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=2)
    world.until("2026-01-07 10:30")
    assert world.ledger() == []
    until = cooldown(world)
    assert timedelta(hours=21) <= until - at("2026-01-07 00:00") <= timedelta(hours=22)  # 09:xx + 12 h
    world.until("2026-01-08 10:30")
    assert world.days() == {"2026-01-08": 4}
    # A success puts it back to six hours.
    world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=2)
    world.until("2026-01-08 16:00")
    until = cooldown(world)
    assert timedelta(hours=20) <= until - at("2026-01-08 00:00") <= timedelta(hours=21)  # 14:xx + 6 h
    assert Counter(entry.kind for entry in world.ledger()) == {"invite": 4}
    world.check()


def cooldown(world: World) -> datetime:
    (member,) = list_members(world.ws)
    assert member.cooldown_until is not None
    return member.cooldown_until


def test_messages_still_leave_while_invitations_rest(world: World) -> None:
    world.member()
    people = world.source(4)
    world.accepts(people[0])
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    world.sandbox.fault("cannot_resend_yet", kind="invite")
    world.until("2026-01-07 22:00")
    assert world.days("message") == {"2026-01-07": 1}
    assert len(world.ledger("invite")) == 1
    world.check()


def test_the_clock_starts_where_the_world_says(world: World) -> None:
    assert world.now == START

"""One unreadable record is skipped: the rest of the list is used, and nobody else is affected."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.network.gateway import Page, Profile, SentInvitation, Unreadable
from core.network.sandbox.people import provider_id
from core.rules.health import Problem
from core.services.members.member_view import list_members
from tests.engine.sending.test_send_errors import ready
from tests.support.draft import INVITATION, WELCOME
from tests.support.stub import Stub
from tests.support.world import World, at

KINDS = ("bad_record", "text_record", "no_field", "number_id", "absurd_date", "huge_value")
SKIPPED = ("bad_record", "text_record", "no_field", "number_id", "huge_value")
"""Kinds of broken records that are skipped; a record with an absurd date is read all the same."""


def problem(world: World, campaign: str, code: str) -> Problem | None:
    found = [entry for entry in world.view(campaign).summary.health.problems if entry.code == code]
    return found[0] if found else None


@pytest.mark.parametrize("what", KINDS)
def test_a_broken_record_in_every_list_stops_nobody(world: World, what: str) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.invite_outside("by-hand-1x", "by-hand-2x")
    world.source(10)
    world.source(10, "others")
    mine = world.campaign(cohort=2, approval="off")
    other = world.campaign(name="others", sender="acc-ben", source="others", cohort=2, approval="off")
    world.sandbox.fault(what, kind="read", account="acc-ada")
    world.until("2026-01-08 22:00")
    assert [world.run(mine, day).invitations.sent for day in ("2026-01-06", "2026-01-07", "2026-01-08")] == [2, 2, 2]
    assert [world.run(other, day).invitations.sent for day in ("2026-01-06", "2026-01-07", "2026-01-08")] == [2, 2, 2]
    assert "provider.down" not in world.codes(mine) | world.codes(other)
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'provider.down'") == [(0,)]
    told = problem(world, mine, "records.unreadable")
    assert problem(world, other, "records.unreadable") is None
    if what in SKIPPED:
        assert told is not None
        assert (told.severity, told.count >= 1) == ("warning", True)
        assert "Ada Wong's sent invitations" in told.text
        assert world.sql("SELECT count(*) > 0 FROM journal WHERE kind = 'records.unreadable'") == [(1,)]
    world.sandbox.clear_faults()
    world.until("2026-01-09 22:00")
    assert problem(world, mine, "records.unreadable") is None
    world.check()


def test_what_was_skipped_counts_as_sent_outside_once(world: World) -> None:
    """An unreadable record may be an invitation: it uses one of the week's 100, until it can be read."""
    world.member()
    world.invite_outside("by-hand-1x", "by-hand-2x", "by-hand-3x")
    world.sandbox.fault("bad_record", kind="read")
    world.until("2026-01-06 22:00")
    assert list_members(world.ws)[0].week.sent == 3
    world.sandbox.clear_faults()
    world.until("2026-01-07 22:00")
    assert list_members(world.ws)[0].week.sent == 3


def test_an_invitation_dated_far_ahead_counts_from_now(world: World) -> None:
    world.member()
    world.invite_outside("by-hand-1x")
    world.until("2026-01-05 22:00")
    world.sql("SELECT 1")
    assert world.sql("SELECT count(*) FROM foreign_invitation WHERE at > seen_at") == [(0,)]


def test_absence_from_a_list_with_a_broken_record_proves_nothing(world: World) -> None:
    """The invitation arrived, its answer was lost, its record is the broken one: nobody is invited again."""
    world.member()
    world.invite_outside("by-hand-1x")  # the positive control
    (person,) = world.source(1)
    campaign = world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    real = world.gateway

    def profile(account: str, identifier: str) -> Profile:
        return replace(real.profile(account, identifier), pending_invitation=False)

    def sent_list(account: str, cursor: str | None, limit: int) -> Page[SentInvitation]:
        page = real.sent_invitations(account, cursor, limit)
        known = tuple(item for item in page.items if item.public_id != person)
        broken = (Unreadable("it is null"),) * (len(page.items) - len(known))
        return Page(known, page.cursor, broken)

    world.gateway = Stub(real, profile=profile, sent_list=sent_list)
    world.until("2026-01-07 22:00")
    assert world.row(person, campaign).status == "in_doubt"
    world.until("2026-01-12 22:00")
    assert world.row(person, campaign).status == "unresolved"  # a person looks it up, and decides
    assert world.sql("SELECT count(*) FROM delivery") == [(1,)]


@pytest.mark.parametrize("what", ["no_field", "number_id", "huge_value"])
def test_a_broken_record_that_names_its_person_is_evidence(world: World, what: str) -> None:
    """The invitation's id cannot be read, but the person's can: it arrived."""
    people, campaign = ready(world, 1)
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.sandbox.fault(what, kind="read", start=at("2026-01-07 09:00"))
    world.until("2026-01-07 22:00")
    assert world.row(people[0], campaign).status == "invited"
    world.check()


def test_a_hidden_person_is_not_taken_for_gone_and_is_read_once_a_day(world: World) -> None:
    """Of three invited people the newest has a broken record: a profile is read each day, and nobody is "gone"."""
    people, campaign = ready(world, 3)
    world.until("2026-01-07 12:00")
    world.withdraw_outside()
    world.sandbox.fault("bad_record", kind="read")
    before = world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read'")[0][0]
    drawn = len(world.queue(campaign))
    world.until("2026-01-09 08:00")
    assert world.statuses(campaign)["invited"] == 3
    reads = world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read'")[0][0] - before
    assert reads - (len(world.queue(campaign)) - drawn) <= 3 * 2
    world.sandbox.clear_faults()
    world.until("2026-01-10 22:00")
    assert world.statuses(campaign)["withdrawn"] == 1
    assert sorted(world.invited()) == sorted(people[:3])


def test_a_broken_relation_is_an_acceptance_all_the_same(world: World) -> None:
    """People who are gone from the sent list, and connected by their profile, have accepted."""
    world.member()
    people = world.source(2)
    world.accepts(*people, after=timedelta(hours=2))
    campaign = world.campaign(cohort=2, approval="off")
    world.sandbox.fault("bad_record", kind="read")
    world.until("2026-01-07 22:00")
    assert world.view(campaign).summary.conversion.accepted == 2


@pytest.mark.parametrize("what", ["bad_record", "no_field", "number_id", "huge_value"])
def test_an_unreadable_profile_holds_its_person_alone(world: World, what: str) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(4)
    world.source(4, "others")
    mine = world.campaign(cohort=4)
    other = world.campaign(name="others", sender="acc-ben", source="others", cohort=4)
    world.sandbox.fault(what, kind="profile", person=people[1])
    world.until("2026-01-07 22:00")
    assert world.statuses(mine) == {"pending": 3, "queued": 1}
    assert world.row(people[1]).status == "queued"
    assert world.statuses(other) == {"pending": 4}
    told = problem(world, mine, "records.unreadable")
    assert told is not None
    assert (told.count, "Ada Wong's profiles" in told.text) == (1, True)
    reads = world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read' AND member_id = 1")[0][0]
    assert reads <= 3 + 8  # after 1, 2, 4, then 6 hours
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'provider.down'") == [(0,)]
    world.sandbox.clear_faults()
    world.until("2026-01-08 22:00")
    assert world.row(people[1]).status == "pending"
    assert problem(world, mine, "records.unreadable") is None


def test_an_unreadable_profile_of_somebody_invited_keeps_no_chat_unread(world: World) -> None:
    """One person is gone from the list and their profile cannot be read: the rest of the account is still checked."""
    world.member()
    people = world.source(2)
    world.accepts(people[0], after=timedelta(hours=2))
    world.accepts(people[1], after=timedelta(hours=2), replies=timedelta(hours=1))
    world.campaign(cohort=2, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 09:30")
    world.sandbox.fault("no_field", kind="profile", person=provider_id(people[0]))
    world.until("2026-01-08 22:00")
    assert world.row(people[1]).status == "replied"


def test_an_answer_that_is_no_answer_still_opens_the_circuit(world: World) -> None:
    world.member()
    world.source(4)
    campaign = world.campaign(cohort=2)
    world.sandbox.fault("html", start=at("2026-01-06 00:00"))
    world.until("2026-01-06 12:00")
    assert "provider.down" in world.codes(campaign)


def test_an_account_that_cannot_be_read_is_reported_after_a_day(world: World) -> None:
    world.member()
    world.source(4)
    campaign = world.campaign(cohort=2)
    world.sandbox.fault("bad_record", kind="account")
    world.until("2026-01-06 22:00")
    # The account's owner was never read, so nothing may leave through it, and its lists belong to no member.
    assert problem(world, campaign, "list.unread") is not None
    assert world.sql("SELECT sent_list_read_at IS NOT NULL FROM member") == [(0,)]
    assert world.ledger() == []


def test_a_known_owner_that_cannot_be_read_again_delays_nothing(world: World) -> None:
    world.member()
    world.source(8)
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("bad_record", kind="account")
    world.until("2026-01-07 22:00")
    assert len(world.ledger()) == 2

"""A limit answer may be about one person, or about the month's notes: the account rests only if it is about neither."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from core.services.members.member_view import list_members
from core.services.queue.pending_page import waiting
from core.store import person_waits
from core.store.fields import from_us
from tests.support.draft import INVITATION, slot
from tests.support.story import lived_once
from tests.support.world import World, at

BARE = INVITATION.__class__("invitation", 0, {})


def rests(world: World) -> bool:
    (member,) = list_members(world.ws)
    return member.cooldown_until is not None


@lived_once
def ready(
    world: World,
    count: int = 4,
    *,
    plan: str = "premium",
    note_rule: str = "without",
    approval: str = "every-message",
    day: str = "2026-01-06",
) -> tuple[list[str], str]:
    """Return `count` people approved for the next day's run, and the campaign; it is 22:00."""
    world.member(plan=plan)
    people = world.source(60)
    campaign = world.campaign(cohort=count, note_rule=note_rule, approval=approval, steps=(INVITATION,))
    if approval == "off":
        world.until(f"{day} 08:59")
    else:
        world.approve_drawn(day)
    return people, campaign


# -- one person


@pytest.mark.parametrize("what", ["cannot_resend_yet", "cannot_resend_within_24hrs"])
def test_a_person_refused_alone_waits_21_days_and_others_are_invited(world: World, what: str) -> None:
    people, campaign = ready(world)
    world.sandbox.fault(what, kind="invite", person=people[0], until=at("2026-01-20 08:00"))
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people[1:4])
    assert not rests(world)
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (4, 3, {"resend.refused": 1})
    row = world.row(people[0])
    assert (row.status, row.reason) == ("approved", "person.wait:2026-01-28")
    assert "2026-01-28" in str(row.why)
    world.reopen()
    for day in range(8, 28):
        world.approve_drawn(f"2026-01-{day:02}")
        assert not rests(world)
    # Every run sent its four, and the one who waits was not tried.
    assert world.sql("SELECT count(*) FROM delivery WHERE outreach_id = ?", int(row.id)) == [(1,)]
    world.until("2026-01-29 22:00")
    assert people[0] in world.invited()
    world.check()


def test_a_person_who_waits_gets_no_send_time(world: World) -> None:
    people, campaign = ready(world)
    world.sandbox.fault("cannot_resend_yet", kind="invite", person=people[0])
    world.approve_drawn("2026-01-07")
    world.until("2026-01-08 22:00")
    run = world.run(campaign, "2026-01-08")
    assert (run.invitations.planned, run.invitations.sent) == (4, 4)
    row = world.row(people[0])
    # The later run is not given as the reason: they were not eligible for it.
    assert (row.reason, row.left_out) == ("person.wait:2026-01-28", None)
    assert str(row.why).startswith("Not sent in the run of Wed 7 Jan 09:00: LinkedIn refused an invitation to them")
    world.check()


def test_refused_for_the_next_person_too_the_account_rests(world: World) -> None:
    people, campaign = ready(world)
    world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=2)
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    assert world.sql("SELECT count(*), count(DISTINCT outreach_id) FROM delivery") == [(2, 2)]
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"resend.refused": 1, "limit.network": 3}
    (cooldown,) = world.sql("SELECT cooldown_s FROM member")[0]
    assert cooldown == timedelta(hours=6).total_seconds()
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:4])  # a limit of the account makes nobody wait 21 days
    world.check()


def test_the_only_person_left_is_not_tried_for_ever(world: World) -> None:
    """With nobody else to try, the second refusal rests the account, as usual."""
    people, campaign = ready(world, 1)
    world.sandbox.fault("cannot_resend_yet", kind="invite", person=people[0])
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"resend.refused": 1}
    world.until("2026-01-08 22:00")
    assert world.run(campaign, "2026-01-08").invitations.not_sent == {"limit.network": 1}
    world.check()


def test_a_person_who_waits_does_so_in_every_campaign_of_the_member(world: World) -> None:
    people, _campaign = ready(world)
    world.sandbox.fault("cannot_resend_yet", kind="invite", person=people[0])
    world.until("2026-01-07 22:00")
    (person,) = world.sql("SELECT person FROM outreach WHERE id = ?", int(world.row(people[0]).id))[0]
    with world.ws.store.read() as store:
        until = person_waits.until(store, 1, person, world.now)
    assert until is not None
    assert until.date() == date(2026, 1, 28)
    assert world.sql("SELECT count(*) FROM person_wait WHERE until_at IS NULL") == [(0,)]


# -- the month's notes


def test_notes_spent_elsewhere_go_without_and_ask_again(world: World) -> None:
    people, campaign = ready(world, plan="basic")
    world.sandbox.fault("notes_spent")
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    assert not rests(world)
    # People approved with a note are asked again without one, with the rest of Wednesday's draw.
    asked = {entry.profile.rsplit("/", 1)[1]: entry for entry in waiting(world.ws).entries if entry.profile}
    assert set(people[:4]) <= set(asked)
    assert all(asked[slug].text is None and asked[slug].note_dropped for slug in people[:4])
    assert all(world.row(slug).revision == 2 for slug in people[:4])
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"limit.notes": 4}
    assert "notes.spent" in world.codes(campaign)
    world.approve()
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:4])
    assert {entry.text for entry in world.ledger("invite")} == {None}
    # New texts of this month have no note; from the 1st of the next on they do.
    world.approve_drawn("2026-01-09")
    assert {row.text for row in world.queue(status="pending")} <= {None}
    for day in ("2026-01-30", "2026-02-02"):
        world.approve_drawn(day)
    assert "notes.spent" not in world.codes(campaign)
    world.until("2026-02-03 22:00")
    assert any(row.text for row in world.queue() if row.status in ("pending", "approved"))
    world.check()


def test_with_approval_off_the_next_goes_without_a_note_at_once(world: World) -> None:
    people, campaign = ready(world, plan="basic", approval="off")
    world.sandbox.fault("notes_spent")
    world.until("2026-01-06 22:00")
    assert sorted(world.invited()) == sorted(people[1:4])
    assert {entry.text for entry in world.ledger("invite")} == {None}
    assert not rests(world)
    world.until("2026-01-07 22:00")
    assert set(people[:4]) <= set(world.invited())
    assert campaign
    world.check()


def test_refused_without_a_note_too_the_account_rests(world: World) -> None:
    _people, _campaign = ready(world, plan="basic", approval="off")
    world.sandbox.fault("limit_exceeded", kind="invite")
    world.until("2026-01-06 22:00")
    assert world.ledger() == []
    assert world.sql("SELECT text IS NOT NULL FROM delivery ORDER BY id") == [(1,), (0,)]
    assert world.sql("SELECT cooldown_s FROM member") == [(6 * 3600,)]
    world.check()


def test_a_resend_refusal_of_a_noted_one_is_tried_on_another_then_without_a_note(world: World) -> None:
    _people, _campaign = ready(world, plan="basic", approval="off")
    world.sandbox.fault("cannot_resend_yet", kind="invite")
    world.until("2026-01-06 22:00")
    assert world.sql("SELECT text IS NOT NULL FROM delivery ORDER BY id") == [(1,), (1,), (0,)]
    assert world.sql("SELECT count(DISTINCT outreach_id) FROM delivery") == [(3,)]
    assert world.sql("SELECT cooldown_s FROM member") == [(6 * 3600,)]
    world.check()


def test_a_campaign_that_keeps_its_notes_waits_and_warns(world: World) -> None:
    people, campaign = ready(world, plan="basic", note_rule="hold")
    world.sandbox.fault("notes_spent")
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    assert not rests(world)
    assert {(world.row(slug).status, world.row(slug).reason) for slug in people[:4]} == {("approved", "limit.notes")}
    health = world.view(campaign).summary.health
    (found,) = [entry for entry in health.problems if entry.code == "limit.notes"]
    assert found.severity == "warning"
    assert health.state == "warnings"
    assert world.sql("SELECT count(*) FROM delivery") == [(1,)]
    world.sandbox.clear_faults()
    world.until("2026-02-02 22:00")
    assert len(world.invited()) == 4
    assert "limit.notes" not in world.codes(campaign)
    world.check()


def test_notes_used_up_by_us_warn_too(world: World) -> None:
    people, campaign = ready(world, 8, plan="basic", note_rule="hold")
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people[:5])
    assert "limit.notes" in world.codes(campaign)
    world.check()


def test_a_paid_plan_has_no_notes_to_spend(world: World) -> None:
    _people, _campaign = ready(world)
    world.sandbox.fault("limit_exceeded", kind="invite", remaining=1)
    world.until("2026-01-07 22:00")
    assert rests(world) or world.sql("SELECT cooldown_s FROM member") == [(6 * 3600,)]
    assert world.sql("SELECT count(*) FROM hold") == [(0,)]
    world.check()


def test_invitations_without_a_text_are_no_matter_of_notes(world: World) -> None:
    world.member(plan="basic")
    world.source(20)
    world.campaign(cohort=3, approval="off", steps=(BARE,), slots=(slot("09:00", 60),))
    world.sandbox.fault("limit_exceeded", kind="invite", remaining=1)
    world.until("2026-01-06 22:00")
    assert world.ledger() == []
    (until,) = world.sql("SELECT cooldown_until FROM member")[0]
    assert isinstance(from_us(until), datetime)
    world.check()

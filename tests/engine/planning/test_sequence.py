"""After the invitation: when messages are due, and everything that ends a sequence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core import seeds
from core.engine.reading import account_sync
from core.network.gateway import Chat, Gateway, Message, Page
from core.network.sandbox import people as network_people
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.overview import replies
from core.services.queue import approvals, queue_edit
from tests.support.draft import INVITATION, WELCOME
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World, Worlds, at

SHORT = (INVITATION, WELCOME, StepDraft("follow-up", 1, {"en": "And another thing, {{ first_name }}"}))


@lived_once
def invited_one(world: World, *, after: timedelta | None = None, replies: timedelta | None = None) -> tuple[str, str]:
    """Invite one person on Wednesday the 7th; return the person and the campaign."""
    world.member()
    (person,) = world.source(1)
    if after is not None:
        world.accepts(person, after=after, replies=replies)
    campaign = world.campaign(cohort=1, approval="off", steps=SHORT)
    world.until("2026-01-06 12:00")
    assert world.invited() == [person]
    return person, campaign


def test_welcome_and_follow_up_days(world: World) -> None:
    person, _campaign = invited_one(world, after=timedelta(hours=2))
    # Accepted on Tuesday the 6th: welcome on the 7th, follow-up one day after it, on the 8th.
    world.until("2026-01-09 22:00")
    assert world.days("message") == {"2026-01-07": 1, "2026-01-08": 1}
    assert world.row(person).status == "finished"
    world.check()


def test_a_welcome_skips_days_without_a_slot(world: World) -> None:
    person, _campaign = invited_one(world, after=timedelta(days=3, hours=2))
    # Accepted on Friday the 9th after its run: due Saturday, the first run on or after that is Monday the 12th.
    world.until("2026-01-14 22:00")
    assert world.days("message") == {"2026-01-12": 1, "2026-01-13": 1}
    assert world.row(person).status == "finished"
    world.check()


def test_an_acceptance_seen_after_an_opening_waits_for_the_next_run(world: World) -> None:
    # Accepted in the night to Wednesday, while no engine ran until after Wednesday's slot.
    person, _campaign = invited_one(world, after=timedelta(hours=16))
    world.skip_to("2026-01-07 11:00")
    world.until("2026-01-07 22:00")
    assert world.ledger("message") == []
    assert world.row(person).step == 1
    world.until("2026-01-08 22:00")
    assert world.days("message") == {"2026-01-08": 1}
    world.check()


def test_a_relation_listed_late_keeps_linkedins_date(worlds: Worlds) -> None:
    # The list shows an acceptance up to three hours late here. The profile shows it at once, without its moment:
    # the welcome must still be due by the date on which it happened.
    world = worlds(relation_lag=timedelta(hours=3))
    world.member()
    person = max((f"late-person-{n}x" for n in range(200)), key=_lag)
    assert _lag(person) > 0.9  # so it is listed more than 0.81 x 3 h = 2 h 25 min late
    world.source([person])
    world.accepts(person, after=timedelta(hours=13, minutes=30))
    campaign = world.campaign(cohort=1, approval="off", steps=SHORT)
    world.until("2026-01-06 12:00")
    accepted = world.ledger()[0].at + timedelta(hours=13, minutes=30)
    # Sent between 09:00 and 10:30, so accepted between 22:30 and midnight of the 6th: due on the 7th.
    assert at("2026-01-06 22:30") <= accepted < at("2026-01-07 00:00")
    world.until("2026-01-07 00:10")
    look(world)
    assert world.row(person).status == "accepted"  # seen by the profile alone
    world.until("2026-01-07 22:00")
    assert world.days("message") == {"2026-01-07": 1}
    told = world.sql("SELECT accepted_at FROM outreach WHERE campaign_id = ?", int(campaign))
    assert abs(told[0][0] / 1e6 - accepted.timestamp()) < 1
    assert world.view(campaign).summary.conversion.accepted == 1
    world.check()


def look(world: World) -> None:
    """Let the engine check the account now."""
    with world.engine() as context:
        account_sync.sync_due(context, 1, world.now)


def _lag(slug: str) -> float:
    if any(network_people.connected_before("1", account, slug) for account in ("acc-ada", "acc-ben", "acc-cleo")):
        return 0.0
    return seeds.fraction("1", "lag", "acc-ada", slug)


def test_a_reply_ends_the_sequence(world: World) -> None:
    person, campaign = invited_one(world, after=timedelta(hours=2), replies=timedelta(hours=3))
    # Welcome on the 7th, answered three hours later; the follow-up of the 8th does not go.
    world.until("2026-01-10 22:00")
    assert world.days("message") == {"2026-01-07": 1}
    row = world.row(person)
    assert (row.status, row.reason) == ("replied", "replied")
    (reply,) = replies.listed(world.ws)
    assert (str(reply.profile).rsplit("/", 1)[1], str(reply.campaign_id)) == (person, campaign)
    world.check()


def test_a_reply_minutes_before_the_next_message(world: World) -> None:
    # The chat is read just before any message: an answer that no sync has seen yet ends the sequence too.
    person, campaign = invited_one(world, after=timedelta(hours=2), replies=timedelta(hours=23))
    world.until("2026-01-08 09:00")
    world.until("2026-01-08 22:00")
    welcome = world.ledger("message")[0].at
    answered = welcome + timedelta(hours=23)
    sent_after = [entry for entry in world.ledger("message") if entry.at > answered]
    assert sent_after == []
    assert world.row(person).status == "replied"
    assert world.run(campaign, "2026-01-08").messages.not_sent in ({"replied": 1}, {})
    world.check()


def test_a_message_by_the_member_outside_ends_the_sequence(world: World) -> None:
    person, _campaign = invited_one(world, after=timedelta(hours=2))
    world.until("2026-01-06 20:00")
    world.write_outside(person, "Lovely to meet you, shall we talk?")
    world.until("2026-01-09 22:00")
    row = world.row(person)
    assert (row.status, row.reason) == ("replied", "taken_over")
    assert [entry.text for entry in world.ledger("message")] == ["Lovely to meet you, shall we talk?"]
    world.check()


def test_an_answer_while_a_message_is_in_doubt_is_not_forgotten(world: World) -> None:
    # The welcome arrives, its answer is lost, and the person replies before the doubt is settled.
    person, campaign = invited_one(world, after=timedelta(hours=2), replies=timedelta(minutes=5))
    world.sandbox.fault("timeout_after", kind="message", remaining=1)
    world.until("2026-01-07 09:00")
    left = _send_moment(world, person)
    world.until(left + timedelta(minutes=8))
    assert world.row(person).status == "in_doubt"
    look(world)  # the account is checked within those minutes
    world.until("2026-01-10 22:00")
    # Found, so it was sent; they answered, so the follow-up does not go.
    assert len(world.ledger("message")) == 1
    assert world.row(person).status == "replied"
    run = world.run(campaign, "2026-01-07").messages
    assert (run.planned, run.sent, run.in_doubt) == (1, 1, 0)
    world.check()


def _send_moment(world: World, person: str) -> datetime:
    return datetime.fromisoformat(str(world.row(person).send_at))


def test_a_vanished_invitation(world: World) -> None:
    person, campaign = invited_one(world)
    # The member takes it back on LinkedIn: gone from the list, not connected.
    world.withdraw_outside()
    world.until("2026-01-08 22:00")
    row = world.row(person)
    assert row.status == "withdrawn"
    assert row.why is not None
    assert "There is a problem called" not in row.why
    assert world.view(campaign).summary.conversion.sent == 1
    world.check()


class Writing(Stub):
    """A network on which one person has written to the account."""

    def __init__(self, inner: Gateway, person: str, at: datetime) -> None:
        super().__init__(inner)
        self.person, self.at = person, at

    def chats(self, account_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Chat]:
        return Page((Chat("chat-1", self.person, self.at),), None)

    def messages(self, chat_id: str, after: datetime | None = None, cursor: str | None = None) -> Page[Message]:
        return Page((Message("m1", chat_id, "What was that?", self.at, ours=False, type="MESSAGE"),), None)


def test_a_requeued_person_who_writes_has_replied(world: World) -> None:
    """Their invitation was withdrawn, a person requeued them, and their profile is not read yet."""
    person, campaign = invited_one(world)
    world.withdraw_outside()
    world.until("2026-01-08 22:00")
    lifecycle.stop(world.ws, campaign)
    queue_edit.requeue(world.ws, [int(world.row(person).id)])
    world.gateway = Writing(world.gateway, network_people.provider_id(person), world.now)
    world.until("2026-01-09 22:00")
    assert world.row(person).status == "replied"
    world.check()


def test_a_lost_connection_ends_it(world: World) -> None:
    person, _campaign = invited_one(world, after=timedelta(hours=2))
    world.sandbox.fault("no_connection_with_recipient", kind="message")
    world.until("2026-01-08 22:00")
    row = world.row(person)
    assert (row.status, row.reason) == ("cancelled", "not.connected")
    world.check()


def test_a_step_added_later_does_not_reopen_finished_people(world: World) -> None:
    person, campaign = invited_one(world, after=timedelta(hours=2))
    world.until("2026-01-09 22:00")
    assert world.row(person).status == "finished"
    world.edit(campaign, steps=(*SHORT, StepDraft("follow-up", 1, {"en": "Third"})))
    world.until("2026-01-14 22:00")
    assert world.row(person).status == "finished"
    assert len(world.ledger("message")) == 2
    world.check()


def test_a_message_two_weeks_late_asks_again(world: World) -> None:
    person, campaign = invited_one(world, after=timedelta(hours=2))
    assert world.row(person).status in ("invited", "approved", "accepted")
    world.until("2026-01-06 22:00")
    assert (world.row(person).step, world.row(person).status) == (1, "approved")
    # Due on the 7th; no engine until the 22nd, 15 days late: the automatic approval no longer counts.
    world.skip_to("2026-01-22 08:00")
    world.until("2026-01-22 22:00")
    assert world.ledger("message") == []
    assert world.row(person).status == "pending"
    approvals.approve(world.ws, [int(world.row(person).id)])
    world.until("2026-01-23 22:00")
    assert world.days("message") == {"2026-01-23": 1}
    assert world.run(campaign, "2026-01-23").messages.sent == 1
    world.check()


def test_a_message_exactly_two_weeks_late_is_still_sent(world: World) -> None:
    person, _campaign = invited_one(world, after=timedelta(hours=2))
    world.until("2026-01-06 22:00")
    world.skip_to("2026-01-21 08:00")  # due on the 7th: 14 days
    world.until("2026-01-21 22:00")
    assert world.days("message") == {"2026-01-21": 1}
    assert world.row(person).step >= 1
    world.check()


def test_messages_are_rendered_two_days_ahead(world: World) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=2))
    steps = (INVITATION, StepDraft("welcome", 5, {"en": "Later, {{ first_name }}"}))
    world.campaign(cohort=1, steps=steps)
    world.approve_drawn("2026-01-06")
    # Accepted on Wednesday 7, due on Monday 12, asked about from Saturday 10, 00:00.
    world.until("2026-01-09 23:59")
    assert world.row(person).status == "accepted"
    world.until("2026-01-10 00:01")
    assert (world.row(person).status, world.row(person).text) == ("pending", "Later, People")
    world.approve()
    world.until("2026-01-12 22:00")
    assert world.days("message") == {"2026-01-12": 1}
    world.check()


def test_a_message_is_approved_before_the_opening_not_on_an_earlier_date(world: World) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=2))
    world.campaign(cohort=1, steps=(INVITATION, WELCOME))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-08 08:30")
    assert world.approve() == 1  # at 08:30 of the day itself
    world.until("2026-01-08 22:00")
    assert world.days("message") == {"2026-01-08": 1}
    world.check()


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        (2, "2026-01-09"),  # accepted on Tuesday 6; three days after the invitation is Friday 9
        (24 * 6, "2026-01-13"),  # accepted on Monday 12, long after: the date after the acceptance
    ],
)
def test_a_follow_up_without_a_welcome(world: World, hours: int, day: str) -> None:
    world.member()
    (person,) = world.source(1)
    world.accepts(person, after=timedelta(hours=hours))
    world.campaign(cohort=1, approval="off", steps=(INVITATION, StepDraft("follow-up", 3, {"en": "Hello again"})))
    world.until("2026-01-15 22:00")
    assert world.days() == {"2026-01-06": 1}
    assert world.days("message") == {day: 1}
    world.check()

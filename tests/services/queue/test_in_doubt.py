"""`queue resolve`: a person settles a doubt; the counts change accordingly, and nobody is contacted twice."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.services.campaigns import lifecycle
from core.services.maintenance.verify import verify
from core.services.overview.status import status
from core.services.queue import in_doubt, queue_edit
from core.services.queue.queue_page import page
from core.views.queue_view import QueueQuery
from tests.support.draft import INVITATION, WELCOME
from tests.support.story import approved, lived_once
from tests.support.world import World


@lived_once
def unresolved_message(world: World) -> tuple[str, str]:
    """Return a welcome in doubt: its request was lost, and two readings of the chat did not show it."""
    world.member()
    found = world.source(3)
    world.accepts(found[0])
    campaign = world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.sandbox.fault("timeout_before", kind="message", remaining=1)
    world.until("2026-01-07 22:00")
    assert world.row(found[0]).status == "unresolved"
    return found[0], campaign


@lived_once
def unresolved_invitation(world: World) -> tuple[str, str]:
    """Return an invitation in doubt that a person must decide: the account's list shows no known invitation."""
    world.member()
    found = world.source(1)
    campaign = world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("timeout_before", kind="invite", remaining=1)
    world.until("2026-01-08 22:00")
    assert world.row(found[0]).status == "unresolved"
    return found[0], campaign


def ident(world: World, slug: str) -> int:
    return int(world.row(slug).id)


def test_the_evidence_tells_what_is_known(world: World) -> None:
    person, _campaign = unresolved_message(world)
    known = in_doubt.evidence(world.ws, ident(world, person))
    assert known is not None
    assert (known.status, known.kind, known.attempt, known.looks_at) == ("unresolved", "message", 1, None)
    assert known.tried_at.date() == date(2026, 1, 7)
    assert known.absent_at is not None
    assert known.text
    in_doubt.resolve(world.ws, ident(world, person), "skip")
    assert in_doubt.evidence(world.ws, ident(world, person)) is None


def counted(world: World) -> set[int]:
    """Return the number of people in doubt, on which `status`, `verify` and the Queue must agree."""
    queue = page(world.ws, QueueQuery())
    shown = sum(queue.statuses.get(name, 0) for name in ("in_doubt", "unresolved"))
    return {status(world.ws).in_doubt, verify(world.ws).in_doubt, shown}


def test_status_verify_and_queue_count_one_number_of_doubts(world: World) -> None:
    person, _campaign = unresolved_message(world)
    assert counted(world) == {1}
    assert status(world.ws).unresolved == 1
    in_doubt.resolve(world.ws, ident(world, person), "skip")
    assert counted(world) == {0}


def test_while_the_engine_still_looks_it_is_the_same_number(world: World) -> None:
    approved(world, 2, cohort=2)
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    first = min(str(row.send_at) for row in world.queue(status="scheduled"))
    world.until(datetime.fromisoformat(first))
    assert counted(world) == {1}


def test_a_message_said_absent_goes_in_a_later_run_once(world: World) -> None:
    person, campaign = unresolved_message(world)
    row = in_doubt.resolve(world.ws, ident(world, person), "absent")
    assert row.status == "approved"
    assert (row.reason, row.left_out) == ("absent", None)
    assert row.why == "Not sent in the run of Wed 7 Jan 09:00: A person checked and decided that it did not arrive."
    assert world.run(campaign, "2026-01-07").messages.not_sent == {"absent": 1}
    world.until("2026-01-09 22:00")
    assert [entry.person for entry in world.ledger("message")] == [person]
    assert world.row(person).status == "finished"
    assert world.check().in_doubt == 0


def test_a_message_said_sent_is_never_sent_again(world: World) -> None:
    person, campaign = unresolved_message(world)
    assert in_doubt.resolve(world.ws, ident(world, person), "sent").status == "finished"
    run = world.run(campaign, "2026-01-07").messages
    assert (run.planned, run.sent, run.in_doubt) == (1, 1, 0)
    world.until("2026-01-12 22:00")
    assert world.ledger("message") == []
    found = world.sql("SELECT actor, kind FROM journal WHERE kind IN ('settled', 'sent') AND actor <> 'overture'")
    assert sorted(found) == [("tester", "sent"), ("tester", "settled")]


def test_somebody_skipped_is_left_alone_and_the_run_keeps_its_doubt(world: World) -> None:
    person, campaign = unresolved_message(world)
    row = in_doubt.resolve(world.ws, ident(world, person), "skip")
    assert (row.status, row.reason) == ("cancelled", "skipped")
    world.until("2026-01-12 22:00")
    assert world.ledger("message") == []
    run = world.run(campaign, "2026-01-07").messages
    assert (run.planned, run.sent, run.in_doubt) == (1, 0, 1)
    assert "unresolved" not in world.codes(campaign)
    world.check()


def test_an_invitation_said_absent_goes_again(world: World) -> None:
    person, campaign = unresolved_invitation(world)
    assert in_doubt.resolve(world.ws, ident(world, person), "absent").status == "approved"
    world.until("2026-01-09 22:00")
    assert world.invited() == [person]
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"absent": 1}
    world.check()


def test_whom_a_later_run_could_not_take_it_did_not_leave_out(world: World) -> None:
    person, campaign = unresolved_message(world)
    world.until("2026-01-08 22:00")  # a run opened meanwhile, and the day's 50 messages were not used up
    assert world.run(campaign, "2026-01-08").state == "closed"
    row = in_doubt.resolve(world.ws, ident(world, person), "absent")
    assert (row.reason, row.left_out) == ("absent", None)
    assert "50 messages" not in str(row.why)
    (shown,) = page(world.ws, QueueQuery(status="approved")).rows
    assert shown.why == row.why
    assert shown.action == "Nothing to do: it is sent in a later run."


def test_an_invitation_put_back_was_not_left_out_by_the_run_in_between(world: World) -> None:
    person, _campaign = unresolved_invitation(world)
    world.until("2026-01-09 10:00")
    row = in_doubt.resolve(world.ws, ident(world, person), "absent")
    assert (row.status, row.reason, row.left_out) == ("approved", "absent", None)


def test_an_invitation_said_sent_waits_for_its_answer(world: World) -> None:
    person, campaign = unresolved_invitation(world)
    assert in_doubt.resolve(world.ws, ident(world, person), "sent").status == "invited"
    assert world.run(campaign, "2026-01-07").invitations.sent == 1
    world.until("2026-01-09 22:00")
    assert world.ledger() == []


def test_somebody_skipped_is_not_invited_by_that_member_again(world: World) -> None:
    person, _campaign = unresolved_invitation(world)
    in_doubt.resolve(world.ws, ident(world, person), "skip")
    world.campaign(name="another", program="another", cohort=1)
    world.approve_drawn("2026-01-09")
    world.until("2026-01-12 22:00")
    assert world.invited() == []


def test_a_message_that_was_skipped_is_not_written_again(world: World) -> None:
    person, _campaign = unresolved_message(world)
    in_doubt.resolve(world.ws, ident(world, person), "skip")
    with pytest.raises(RefusedError, match="Nobody knows whether step 1"):
        queue_edit.requeue(world.ws, [ident(world, person)])
    assert world.row(person).status == "cancelled"


def test_a_doubt_may_be_settled_before_the_engine_has_looked(world: World) -> None:
    world.member()
    found = world.source(2)
    campaign = world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("timeout_after", kind="invite", remaining=1)
    world.until("2026-01-07 09:00")
    (scheduled,) = world.queue(status="scheduled")
    assert scheduled.send_at is not None
    world.until(scheduled.send_at)
    assert world.row(found[0]).status == "in_doubt"
    assert in_doubt.resolve(world.ws, ident(world, found[0]), "sent").status == "invited"
    world.until("2026-01-08 22:00")
    assert world.invited() == [found[0]]
    assert world.run(campaign, "2026-01-07").invitations.sent == 1
    world.check()


def test_an_archived_campaign_ends_with_its_doubts(world: World) -> None:
    person, campaign = unresolved_message(world)
    lifecycle.archive(world.ws, campaign)
    row = in_doubt.resolve(world.ws, ident(world, person), "absent")
    assert (row.status, row.reason) == ("cancelled", "archived")
    world.check()


def test_what_cannot_be_settled_is_said(world: World) -> None:
    person, _campaign = unresolved_message(world)
    with pytest.raises(NotFoundError):
        in_doubt.resolve(world.ws, 999, "sent")
    with pytest.raises(UsageError, match="sent, absent or skip"):
        in_doubt.resolve(world.ws, ident(world, person), "perhaps")
    in_doubt.resolve(world.ws, ident(world, person), "sent")
    with pytest.raises(RefusedError, match="no doubt to settle"):
        in_doubt.resolve(world.ws, ident(world, person), "absent")

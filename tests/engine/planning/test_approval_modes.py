"""Approval: the modes, a mode that changes, a text that changes, an approval that is undone."""

from __future__ import annotations

import pytest

from core.errors import RefusedError
from core.services.campaigns.draft import StepDraft
from core.services.queue import approvals
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, slot
from tests.support.story import approved
from tests.support.world import World, at


def test_approval_off_sends_in_the_very_run(world: World) -> None:
    world.member()
    people = world.source(50)
    campaign = world.campaign(cohort=5, approval="off")
    world.until("2026-01-05 23:59")
    assert world.queue() == []  # never on the creation day
    # The run of the 6th opens at 09:00; 12 hours before is 21:00 of the creation day, so the draw is at midnight.
    world.until("2026-01-06 08:59")
    assert world.statuses() == {"approved": 5}
    drawn = world.sql("SELECT min(drawn_at), max(drawn_at) FROM outreach")[0]
    midnight = int(at("2026-01-06 00:00").timestamp() * 1_000_000)
    assert drawn == (midnight, midnight)
    assert world.view(campaign).summary.today.expected == 5
    world.until("2026-01-06 22:00")
    assert world.invited() == people[:5]
    # From the second run on it is 12 hours before: Wednesday's cohort is there since 21:00 of Tuesday.
    assert world.statuses() == {"invited": 5, "approved": 5}
    assert [row.approved_by for row in world.queue(status="approved")] == ["mode"] * 5
    world.until("2026-01-07 22:00")
    assert world.days() == {"2026-01-06": 5, "2026-01-07": 5}
    world.check()


def test_approval_off_with_a_slot_soon_after_midnight(world: World) -> None:
    world.member()
    world.source(50)
    # The slot opens one minute after the creation day: two profiles at most are read by then, 15 s to 45 s apart.
    campaign = world.campaign(cohort=5, approval="off", slots=(slot("00:01", 60),))
    world.until("2026-01-06 22:00")
    run = world.run(campaign, "2026-01-06")
    assert 1 <= run.invitations.planned < 5
    # What was not resolved at the opening waits for the next run.
    left = 5 - run.invitations.planned
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").invitations.planned == 5
    assert world.invited()[run.invitations.planned : run.invitations.planned + left] == [
        str(row.contact.profile).rsplit("/", 1)[1] for row in world.queue()[run.invitations.planned : 5]
    ]
    world.check()


def test_approval_of_invitations_only(world: World) -> None:
    world.member()
    people = world.source(20)
    world.accepts(people[0])
    world.campaign(cohort=1, approval="invitations", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"pending": 1}
    world.approve()
    # Accepted at about 10:00 of the 7th; the welcome needs no approval and leaves on the 8th.
    world.until("2026-01-08 22:00")
    assert [entry.person for entry in world.ledger("message")] == [people[0]]
    assert world.row(people[0]).approved_by == "mode"
    world.check()


def test_texts_that_wait_still_wait_after_approval_is_turned_off(world: World) -> None:
    world.member()
    people = world.source(50)
    campaign = world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    effects = world.edit(campaign, approval="off")
    assert effects.asks_again == 0
    world.until("2026-01-07 22:00")
    # The three that wait still wait; the run of the 7th drew its own cohort at 21:00 or at the edit, and sent it.
    assert {world.row(slug).status for slug in people[:3]} == {"pending"}
    assert world.invited() == people[3:6]
    world.check()


def test_turning_approval_on_asks_for_texts_that_the_mode_approved(world: World) -> None:
    world.member()
    people = world.source(50)
    campaign = world.campaign(cohort=6, approval="off")
    world.until("2026-01-06 09:30")
    left = world.invited()
    assert 0 < len(left) < 6
    effects = world.edit(campaign, approval="every-message")
    # Of the six, those that have not left become pending, also the ones with a send time.
    assert effects.asks_again == 6 - len(left)
    world.until("2026-01-06 22:00")
    assert world.invited() == left
    run = world.run(campaign, "2026-01-06")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        6,
        len(left),
        {"revoked": 6 - len(left)},
    )
    assert all(world.row(slug).status == "pending" for slug in people[len(left) : 6])
    world.check()


def test_from_off_to_invitations_messages_stay_approved(world: World) -> None:
    world.member()
    people = world.source(50)
    world.accepts(people[0])
    campaign = world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-06 22:00")
    assert world.row(people[0]).step == 1
    assert world.row(people[0]).status == "approved"
    waiting = [row for row in world.queue(status="approved") if row.step == 0]
    effects = world.edit(campaign, approval="invitations")
    assert effects.asks_again == len(waiting)
    assert world.row(people[0]).status == "approved"
    world.check()


def test_new_texts_render_pending_again_and_leave_approved_alone(world: World) -> None:
    world.member()
    people = world.source(50)
    campaign = world.campaign(cohort=4)
    world.until("2026-01-06 22:00")
    ids = [int(row.id) for row in world.queue()]
    approvals.approve(world.ws, ids[:2])
    new = StepDraft("invitation", 0, {"en": "Hello {{ first_name }}!"})
    effects = world.edit(campaign, steps=(new, WELCOME, FOLLOW_UP))
    assert effects.rendered_again == 2
    assert [row.text for row in world.queue()] == ["Hi People"] * 2 + ["Hello People!"] * 2
    assert [row.revision for row in world.queue()] == [1, 1, 2, 2]
    # Approving the text before the change is refused; approving the new revision is accepted.
    with pytest.raises(RefusedError) as refused:
        approvals.approve(world.ws, ids[2:3], revision=1)
    assert refused.value.code == "revision"
    approvals.approve(world.ws, ids[2:], revision=2)
    world.until("2026-01-07 22:00")
    assert [(entry.person, entry.text) for entry in world.ledger()] == [
        (people[0], "Hi People"),
        (people[1], "Hi People"),
        (people[2], "Hello People!"),
        (people[3], "Hello People!"),
    ]
    world.check()


def test_a_removed_step_ends_people_who_wait_for_it(world: World) -> None:
    world.member()
    people = world.source(20)
    world.accepts(people[0])
    campaign = world.campaign(cohort=1, steps=(INVITATION, WELCOME))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert (world.row(people[0]).step, world.row(people[0]).status) == (1, "pending")
    world.edit(campaign, steps=(INVITATION,))
    assert world.row(people[0]).status in ("cancelled", "finished")
    world.until("2026-01-10 22:00")
    assert world.ledger("message") == []
    world.check()


def test_a_text_edited_by_hand_needs_approval_again(world: World) -> None:
    people, _campaign = approved(world, 20, cohort=2)
    ident = int(world.queue()[0].id)
    row = approvals.edit_text(world.ws, ident, "A word for you")
    assert (row.status, row.revision, row.text) == ("pending", 2, "A word for you")
    world.until("2026-01-07 22:00")
    assert world.invited() == [people[1]]
    approvals.approve(world.ws, [ident], revision=2)
    world.until("2026-01-08 22:00")
    assert world.ledger()[-1].text == "A word for you"
    world.check()


def test_an_approval_can_be_undone_until_the_send(world: World) -> None:
    world.member()
    people = world.source(20)
    campaign = world.campaign(cohort=3)
    world.approve_drawn("2026-01-06")
    first, second, third = (int(row.id) for row in world.queue())
    approvals.undo(world.ws, [first])
    assert world.row(people[0]).status == "pending"
    world.until("2026-01-07 09:00")
    # The other two have send times: undo takes one back, and the run says so.
    later = max(world.queue(status="scheduled"), key=lambda row: str(row.send_at))
    approvals.undo(world.ws, [int(later.id)])
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (2, 1, {"revoked": 1})
    sent = next(ident for ident in (second, third) if ident != int(later.id))
    with pytest.raises(RefusedError):
        approvals.undo(world.ws, [sent])
    with pytest.raises(RefusedError):
        approvals.approve(world.ws, [sent])
    world.check()


def test_rejected_with_a_send_time(world: World) -> None:
    _, campaign = approved(world, 20, cohort=2)
    world.until("2026-01-07 09:00")
    last = max(world.queue(status="scheduled"), key=lambda row: str(row.send_at))
    approvals.reject(world.ws, [int(last.id)])
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (2, 1, {"rejected": 1})
    world.check()


def test_approved_today_leaves_tomorrow(world: World) -> None:
    world.member()
    people = world.source(20)
    world.campaign(cohort=2, slots=(slot("09:00", 60), slot("18:00", 60)))
    # Drawn at 09:00 and approved at noon: the slot at 18:00 is of the same local date, so it does not take them.
    world.until("2026-01-06 12:00")
    assert world.approve() == 2
    world.until("2026-01-06 22:00")
    assert world.ledger() == []
    world.until("2026-01-07 12:00")
    assert world.invited() == people[:2]
    world.check()

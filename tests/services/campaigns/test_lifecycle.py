"""Creating, editing and cloning campaigns: checks against the store, and saves of either everything or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.errors import InvalidInputError, NotFoundError, RefusedError
from core.services.audience import sources
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, draft, slot
from tests.support.world import World


@pytest.fixture
def peopled(world: World) -> World:
    world.member()
    world.source(20)
    return world


def test_what_was_created_is_what_its_draft_says(peopled: World) -> None:
    plan = draft(slots=(slot("09:00", 90), slot("14:00", 30)), languages=("en", "fr"), cohort=7)
    ident = lifecycle.create(peopled.ws, plan)
    assert lifecycle.draft_of(peopled.ws, ident) == plan
    assert peopled.view(str(ident)).summary.active is False


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"sender": "nobody"}, "sender"),
        ({"source": "nothing"}, "source"),
        ({"steps": (StepDraft("invitation", 0, {"en": "Hi {{ nickname }}"}),)}, "steps[0].text.en"),
        ({"steps": (StepDraft("invitation", 0, {"en": "Hi {{ custom.team }}"}),)}, "steps[0].text.en"),
        ({"steps": (StepDraft("invitation", 0, {"en": "x" * 301}),)}, "steps[0].text.en"),
    ],
)
def test_what_only_the_store_can_tell(peopled: World, options: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        lifecycle.create(peopled.ws, draft(**options))  # type: ignore[arg-type]
    assert [fault.field for fault in refused.value.faults] == [field]
    assert peopled.sql("SELECT count(*) FROM campaign") == [(0,)]
    assert peopled.sql("SELECT count(*) FROM slot") == [(0,)]


def test_a_note_of_a_basic_member_is_shorter(world: World) -> None:
    world.member(plan="basic")
    world.source(3)
    fits = StepDraft("invitation", 0, {"en": "x" * 200})
    world.campaign(steps=(fits,))
    with pytest.raises(InvalidInputError):
        world.campaign(steps=(StepDraft("invitation", 0, {"en": "x" * 201}),))


def test_all_faults_at_once(peopled: World) -> None:
    with pytest.raises(InvalidInputError) as refused:
        lifecycle.create(peopled.ws, draft(sender="nobody", source="nothing"))
    assert [fault.field for fault in refused.value.faults] == ["sender", "source"]


def test_an_edit_that_is_refused_changes_nothing(peopled: World) -> None:
    campaign = peopled.campaign(cohort=2)
    peopled.until("2026-01-06 22:00")
    before = lifecycle.draft_of(peopled.ws, int(campaign))
    with pytest.raises(InvalidInputError):
        peopled.edit(campaign, name="other", source="nothing", slots=(slot("12:00"),))
    assert lifecycle.draft_of(peopled.ws, int(campaign)) == before
    peopled.check()


def test_the_sender_is_fixed_once_anybody_was_drawn(peopled: World) -> None:
    peopled.member("Ben Ito", "acc-ben")
    campaign = peopled.campaign(cohort=2)
    peopled.edit(campaign, sender="Ben Ito")
    peopled.until("2026-01-06 22:00")
    with pytest.raises(RefusedError) as refused:
        peopled.edit(campaign, sender="Ada Wong")
    assert refused.value.field == "sender"
    copy = lifecycle.clone(peopled.ws, campaign, sender="Ada Wong")
    assert lifecycle.draft_of(peopled.ws, copy).sender == "acc-ada"
    assert peopled.queue(str(copy)) == []


def test_the_source_counts_for_future_draws_only(peopled: World) -> None:
    others = peopled.source(20, "others")
    campaign = peopled.campaign(cohort=2)
    peopled.until("2026-01-06 22:00")
    peopled.edit(campaign, source="others")
    peopled.until("2026-01-07 22:00")
    profiles = [str(row.contact.profile).rsplit("/", 1)[1] for row in peopled.queue(campaign)]
    assert [slug.startswith("people") for slug in profiles] == [True, True, False, False]
    assert profiles[2:] == others[:2]


def test_names_need_not_be_unique_but_then_an_id_is_asked(peopled: World) -> None:
    one, two = peopled.campaign(), peopled.campaign()
    assert one != two
    with pytest.raises(NotFoundError) as refused:
        lifecycle.stop(peopled.ws, "founders")
    assert one in refused.value.text
    assert two in refused.value.text
    lifecycle.stop(peopled.ws, two)
    assert [peopled.view(ident).summary.active for ident in (one, two)] == [True, False]
    # An archived one is no candidate any more.
    lifecycle.archive(peopled.ws, one)
    assert lifecycle.stop(peopled.ws, "FOUNDERS") == int(two)


def test_start_and_stop_are_idempotent(peopled: World) -> None:
    campaign = peopled.campaign(cohort=2)
    lifecycle.start(peopled.ws, campaign)
    lifecycle.stop(peopled.ws, campaign)
    lifecycle.stop(peopled.ws, campaign)
    told = [row[0] for row in peopled.sql("SELECT kind FROM journal WHERE kind LIKE 'campaign.%' ORDER BY id")]
    assert told == ["campaign.created", "campaign.started", "campaign.stopped"]


def test_what_cannot_start(peopled: World) -> None:
    peopled.source(5, "old")
    campaign = peopled.campaign(source="old", start=False)
    sources.archive_source(peopled.ws, "old")
    with pytest.raises(RefusedError):
        lifecycle.start(peopled.ws, campaign)
    other = peopled.campaign(start=False)
    members.archive(peopled.ws, "Ada Wong")
    with pytest.raises(RefusedError):
        lifecycle.start(peopled.ws, other)
    assert peopled.view(campaign).summary.active is peopled.view(other).summary.active is False


def test_archived_things_are_not_found_by_a_new_campaign(peopled: World) -> None:
    peopled.source(5, "old")
    sources.archive_source(peopled.ws, "old")
    with pytest.raises(InvalidInputError):
        peopled.campaign(source="old")


def test_what_archiving_ends_is_told_before(peopled: World) -> None:
    campaign = peopled.campaign(cohort=3, steps=(INVITATION, WELCOME, FOLLOW_UP))
    peopled.approve_drawn("2026-01-06")
    peopled.until("2026-01-07 22:00")
    asked = lifecycle.what_ends(peopled.ws, campaign)
    assert asked.ends == {"queued": 0, "pending": 3, "approved": 0, "scheduled": 0}
    assert (asked.cancelled, asked.sent) == (3, 3)
    assert peopled.statuses() == {"invited": 3, "pending": 3}  # only a preview: nothing has changed


def test_an_edit_keeps_a_text_written_by_hand(world: World) -> None:
    """A text that a person wrote for somebody stays; the others follow the campaign's new text."""
    world.member()
    world.source(8)
    campaign = world.campaign()
    world.until("2026-01-06 12:00")
    first, second = (int(row.id) for row in world.queue(status="pending")[:2])
    approvals.edit_text(world.ws, first, "Dear founder, by hand.")
    plan = lifecycle.draft_of(world.ws, int(campaign))
    steps = (replace(plan.steps[0], texts={"en": "Another note."}), *plan.steps[1:])
    world.edit(campaign, steps=steps)
    texts = {int(row.id): row.text for row in world.queue(status="pending")}
    assert (texts[first], texts[second]) == ("Dear founder, by hand.", "Another note.")


def test_an_approved_text_of_a_removed_step_is_not_sent(world: World) -> None:
    """Day 1 draws, day 2 invites, people accept an hour later: the welcome is approved, then its step is removed."""
    world.member()
    people = world.source(4)
    campaign = world.campaign(draft(steps=(INVITATION, WELCOME)))
    world.accepts(*people, after=timedelta(hours=1))
    world.until("2026-01-06 22:00")
    world.approve()
    world.until("2026-01-07 23:00")
    world.approve()
    approved = [row for row in world.queue(status="approved") if row.step == 1]
    assert approved
    world.edit(campaign, steps=(INVITATION,))
    reasons = {row.reason for row in world.queue(status="cancelled") if row.step == 1}
    assert reasons == {"step.removed"}
    assert world.queue(status="approved") == []

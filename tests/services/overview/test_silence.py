"""Consecutive runs that plan or draw people and send nothing are reported with the most frequent reason."""

from __future__ import annotations

from core.rules.health import Problem
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from tests.support.draft import INVITATION, slot
from tests.support.world import World, connected_slugs, slugs

CODE = "nothing.sent"
TWO = (slot("09:00", 60), slot("14:00", 60))


def told(world: World, campaign: str) -> Problem | None:
    problems = world.view(campaign).summary.health.problems
    return next((problem for problem in problems if problem.code == CODE), None)


def nobody_found(world: World) -> str:
    """Return a campaign for whose people LinkedIn has no profile."""
    world.member()
    world.source(200)
    campaign = world.campaign(cohort=3, steps=(INVITATION,))
    world.sandbox.fault("not_found", kind="profile")
    return campaign


def test_two_silent_runs_are_a_warning_and_four_an_error(world: World) -> None:
    campaign = nobody_found(world)
    world.until("2026-01-07 22:00")
    assert told(world, campaign) is None  # nothing could leave on the first day, and one silent run is no problem
    world.until("2026-01-08 22:00")
    found = told(world, campaign)
    assert found is not None
    assert (found.severity, found.count) == ("warning", 2)
    assert found.text.startswith("The last 2 runs sent nothing, though there were people to contact; the main reason: ")
    # Five were not found, and since then nobody is read or drawn: the later runs count as silent, too.
    assert "LinkedIn shows Ada Wong's account no profiles" in found.text
    assert found.action.startswith("Open LinkedIn as the sender and look at a profile, then run")
    world.until("2026-01-09 22:00")
    found = told(world, campaign)
    assert found is not None
    assert found.severity == "warning"
    world.until("2026-01-12 22:00")
    found = told(world, campaign)
    assert found is not None
    assert (found.severity, found.count) == ("error", 4)
    assert world.view(campaign).summary.health.state == "errors"


def test_one_invitation_that_leaves_ends_it(world: World) -> None:
    campaign = nobody_found(world)
    world.until("2026-01-08 22:00")
    assert told(world, campaign) is not None
    world.sandbox.clear_faults()
    world.until("2026-01-09 22:00")
    world.approve()
    world.until("2026-01-12 22:00")
    assert world.ledger() != []
    assert told(world, campaign) is None


def test_refusals_of_what_was_planned_are_counted_with_who_was_drawn(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=2, approval="off", steps=(INVITATION,))
    world.sandbox.fault("invalid_recipient", kind="invite")
    world.until("2026-01-07 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "LinkedIn or the provider refused this person or this text" in found.text


def test_a_value_that_nobody_has_is_named(world: World) -> None:
    world.member()
    world.source(100)
    # The draw does not evaluate comparisons, so it takes people for whom the text has nothing to print.
    hello = "Hi {{ position if first_name == 'People' else first_name }}"
    texts = StepDraft("invitation", 0, {"en": hello})
    campaign = world.campaign(cohort=3, steps=(texts,))
    world.until("2026-01-08 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "The text uses position" in found.text


def test_texts_that_nobody_decides_are_the_reason(world: World) -> None:
    world.member()
    world.source(100)
    campaign = world.campaign(cohort=3, slots=TWO, steps=(INVITATION,))
    world.until("2026-01-07 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "12 texts are waiting" in found.text or "6 texts are waiting" in found.text


def test_whoever_only_waits_for_the_next_run_is_no_silence(world: World) -> None:
    world.member()
    world.source(100)
    campaign = world.campaign(cohort=3, slots=TWO, steps=(INVITATION,))
    world.until("2026-01-07 22:00")
    world.approve()
    assert told(world, campaign) is None


def test_a_pause_is_named_while_it_lasts_and_a_campaign_that_is_off_says_nothing(world: World) -> None:
    world.member()
    world.source(100)
    campaign = world.campaign(cohort=3, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    members.pause(world.ws, None, on=True)
    world.until("2026-01-08 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "paused" in found.text
    members.pause(world.ws, None, on=False)
    lifecycle.stop(world.ws, campaign)
    assert told(world, campaign) is None


def test_a_run_that_drew_and_planned_nobody_is_none_of_them(world: World) -> None:
    world.member()
    world.source(2)
    campaign = world.campaign(cohort=2, steps=(INVITATION,))
    world.until("2026-01-14 22:00")
    assert told(world, campaign) is None  # all are drawn and wait: `approvals.wanting` reports that
    assert "approvals.wanting" in world.codes(campaign)


def test_people_who_need_no_invitation_are_a_reason_too(world: World) -> None:
    world.member()
    world.source([*connected_slugs("acc-ada", 18), *slugs("people", 40)])
    campaign = world.campaign(cohort=3, steps=(INVITATION,))
    world.until("2026-01-08 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "already connected with the sender (12 of the people)" in found.text
    assert found.action == "Look in the Queue for what holds the people back."
    world.until("2026-01-09 22:00")
    world.approve()
    world.until("2026-01-12 22:00")
    assert world.ledger() != []
    assert told(world, campaign) is None


def test_a_hold_counts_no_more_people_as_refused_than_were(world: World) -> None:
    world.member()
    world.source(100)
    campaign = world.campaign(cohort=8, approval="off", steps=(INVITATION,))
    world.sandbox.fault("invalid_parameters", kind="invite")
    world.until("2026-01-09 22:00")
    found = told(world, campaign)
    assert found is not None
    assert "LinkedIn refused 6 invitations in a row with the same answer" in found.text

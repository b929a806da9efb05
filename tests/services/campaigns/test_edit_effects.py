"""Effects of saving an edit, in numbers: predicted without changing anything, and equal to the real ones after it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.rules.health import day_words
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft, StepDraft
from core.services.campaigns.edit_effects import Effects, effects
from core.services.queue import approvals
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, slot
from tests.support.story import lived_once
from tests.support.world import World

OTHER = StepDraft("invitation", 0, {"en": "Good day {{ first_name }}"})


@pytest.fixture
@lived_once
def campaign(world: World) -> str:
    """Return a campaign on Tuesday evening: five texts are drawn, two of them are approved."""
    world.member()
    world.source(30)
    world.source(4, "others")
    ident = world.campaign()
    world.until("2026-01-06 20:00")
    pending = [row[0] for row in world.sql("SELECT id FROM outreach WHERE status = 'pending' ORDER BY id")]
    approvals.approve(world.ws, pending[:2])
    return ident


def wanted(world: World, campaign: str, **changes: Any) -> CampaignDraft:
    """Return the campaign's draft with some fields changed."""
    return replace(lifecycle.draft_of(world.ws, int(campaign)), **changes)


def foretold(world: World, campaign: str, **changes: Any) -> Effects:
    """Return the effects of a change; nothing is written."""
    before = world.sql("SELECT count(*) FROM journal")
    found = effects(world.ws, int(campaign), wanted(world, campaign, **changes))
    assert world.sql("SELECT count(*) FROM journal") == before
    return found


def test_a_description_changes_nobody(world: World, campaign: str) -> None:
    found = foretold(world, campaign, description="new")
    assert not found.any
    assert found.sentences == []


def test_texts(world: World, campaign: str) -> None:
    steps = (OTHER, WELCOME, FOLLOW_UP)
    found = foretold(world, campaign, steps=steps)
    assert (found.rendered_again, found.keep, found.ended) == (3, 2, 0)
    assert found.sentences == [
        "3 texts waiting for approval: rendered again.",
        "2 texts approved before: they stay as approved, unless you ask for approval again.",
    ]
    told = world.edit(campaign, steps=steps)
    assert (told.rendered_again, told.asks_again) == (3, 0)
    texts = world.sql("SELECT status, text FROM outreach WHERE status IN ('pending', 'approved') ORDER BY id")
    assert [text.split()[0] for status, text in texts if status == "approved"] == ["Hi", "Hi"]
    assert {text.split()[0] for status, text in texts if status == "pending"} == {"Good"}


def test_asking_again(world: World, campaign: str) -> None:
    draft = wanted(world, campaign, steps=(OTHER, WELCOME, FOLLOW_UP))
    told = lifecycle.edit(world.ws, campaign, draft, ask_again=True)
    assert (told.rendered_again, told.asks_again) == (5, 2)
    found = world.sql("SELECT status, approved_by, text FROM outreach WHERE status <> 'queued'")
    assert {(status, by, text.split()[0]) for status, by, text in found} == {("pending", "", "Good")}


def test_people_without_a_value_would_end(world: World, campaign: str) -> None:
    found = foretold(world, campaign, steps=(StepDraft("invitation", 0, {"en": "At {{ company }}"}), WELCOME))
    assert (found.rendered_again, found.ended, found.keep) == (0, 3, 2)
    assert "3 people waiting for approval: not contacted" in found.sentences[0]


def test_another_follow_up_touches_no_invitation(world: World, campaign: str) -> None:
    found = foretold(world, campaign, steps=(INVITATION, WELCOME, FOLLOW_UP, FOLLOW_UP))
    assert not found.any


def test_slots(world: World, campaign: str) -> None:
    found = foretold(world, campaign, slots=(slot("15:00"),))
    told = world.edit(campaign, slots=(slot("15:00"),))
    assert found.slots_from is not None
    assert found.slots_from == told.slots_from
    assert found.sentences[0].startswith(f"Changed slots apply from {day_words(found.slots_from, year=True)}")


def test_approval_turned_off(world: World, campaign: str) -> None:
    found = foretold(world, campaign, approval="off")
    assert found.stay_pending == 3
    assert "3 people waiting for approval: still need it" in found.sentences[0]


def test_approval_turned_on(world: World) -> None:
    world.member()
    world.source(30)
    ident = world.campaign(approval="off")
    world.until("2026-01-06 08:30")
    found = foretold(world, ident, approval="every-message")
    assert found.asks_again == 5
    assert world.edit(ident, approval="every-message").asks_again == 5


def test_source(world: World, campaign: str) -> None:
    found = foretold(world, campaign, source="others")
    assert found.sentences == [f"Future draws come from “others”; {found.drawn} people already drawn stay."]
    assert found.drawn == 5


def test_notes_of_a_basic_account_are_counted_as_the_edit_counts_them(world: World) -> None:
    world.member(plan="basic")
    world.source(30)
    ident = world.campaign(cohort=8, steps=(StepDraft("invitation", 0, {}),))
    world.until("2026-01-06 20:00")
    steps = (OTHER,)
    found = foretold(world, ident, steps=steps)
    told = world.edit(ident, steps=steps)
    assert found.rendered_again == told.rendered_again == 5
    assert len(world.sql("SELECT id FROM outreach WHERE text IS NOT NULL")) == 5


def test_old_invitations_that_a_new_rule_takes_back(world: World, campaign: str) -> None:
    approvals.approve_all(world.ws, campaign)
    world.until("2026-01-15 22:00")
    sent = world.days()["2026-01-07"]
    found = foretold(world, campaign, withdraw_after_days=8)
    assert (found.withdrawn, found.sentences) == (
        sent,
        [f"{sent} invitations older than 8 days: withdrawn in the next slots, 20 a day at the most."],
    )
    assert foretold(world, campaign, withdraw_after_days=9).sentences == []
    world.edit(campaign, withdraw_after_days=8)
    assert foretold(world, campaign, withdraw_after_days=8).sentences == []
    assert foretold(world, campaign, withdraw_after_days=7).withdrawn == 0
    world.until("2026-01-16 22:00")
    assert len(world.ledger("withdraw")) == sent

"""Campaign drafts in one line, with plain defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time

from core.rules.schedule import WEEKDAYS
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft

WORKDAYS = WEEKDAYS[:5]
INVITATION = StepDraft("invitation", 0, {"en": "Hi {{ first_name }}"})
WELCOME = StepDraft("welcome", 1, {"en": "Thanks, {{ first_name }}"})
FOLLOW_UP = StepDraft("follow-up", 4, {"en": "Still there, {{ first_name }}?"})


def slot(start: str = "09:00", minutes: int = 90, days: Sequence[str] = WORKDAYS) -> SlotDraft:
    """Return a slot, by default on workdays."""
    return SlotDraft(tuple(days), time.fromisoformat(start), minutes)


def draft(
    *,
    name: str = "founders",
    program: str = "growth",
    sender: str = "acc-ada",
    source: str = "people",
    zone: str | None = "Europe/Paris",
    languages: Sequence[str] = ("en",),
    approval: str = "every-message",
    note_rule: str = "without",
    cohort: int = 5,
    slots: Sequence[SlotDraft] = (slot(),),
    steps: Sequence[StepDraft] = (INVITATION, WELCOME, FOLLOW_UP),
) -> CampaignDraft:
    """Return a campaign of five people per run, by default from 09:00 to 10:30 in Paris on workdays."""
    return CampaignDraft(
        name=name,
        program=program,
        description="",
        sender=sender,
        source=source,
        time_zone=zone,
        languages=tuple(languages),
        approval=approval,
        note_rule=note_rule,
        withdraw_after_days=0,
        cohort_size=cohort,
        slots=tuple(slots),
        steps=tuple(steps),
    )

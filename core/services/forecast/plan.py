"""The plan on which a forecast is based: campaigns, slots, members, pauses and holds, without values a send changes."""

from __future__ import annotations

from typing import NamedTuple

from core.rules.schedule import SlotRule
from core.store import campaign_days, campaign_steps, campaigns, holds, members, slots
from core.store.campaign_days import CampaignDays
from core.store.campaign_steps import TimedStep
from core.store.campaigns import NoteAndWithdrawal
from core.store.engine import engine_state
from core.store.engine.engine_state import Interruptions
from core.store.views import campaign_numbers
from core.store.views.campaign_numbers import CampaignLine
from core.workspace import Workspace


class Plan(NamedTuple):
    """The settings that people decided on; a forecast of another plan is out of date."""

    campaigns: list[CampaignLine]
    slots: list[tuple[int, SlotRule]]
    days_off: dict[int, CampaignDays]
    members: list[tuple[object, ...]]
    interruptions: Interruptions
    steps: list[TimedStep]
    rules: list[NoteAndWithdrawal]
    holds: list[tuple[int, str]]


def plan_of(workspace: Workspace) -> Plan:
    """Return the present plan, to compare it with that of a forecast. Raises UnreadableError."""
    with workspace.store.read() as store:
        return Plan(
            campaigns=campaign_numbers.lines(store, archived=False),
            slots=[(slot.id, slot.rule) for slot in slots.of_live_campaigns(store)],
            days_off=campaign_days.of_live_campaigns(store, {}),
            members=[
                (row.id, row.plan, row.time_zone, row.day_cap, row.ramp, row.spacing_s)
                for row in members.unarchived(store)
            ],
            interruptions=engine_state.interruptions(store),
            steps=campaign_steps.of_live_campaigns(store),
            rules=campaigns.note_and_withdrawal(store),
            holds=[(hold.id, hold.code) for hold in holds.every(store)],
        )

"""An edit of a campaign's zone or slots: changed slots end, new ones begin a safe time later (docs/design.md#edits)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from core.rules.schedule import WEEKDAYS, SlotRule, first_date_after_edit, local_date, openings_of_day
from core.services.campaigns.draft import CampaignDraft, SlotDraft
from core.store import campaigns, runs, slots
from core.store.database import Reading, Writing
from core.store.slots import SlotRow
from core.workspace import Workspace


@dataclass(frozen=True)
class SlotChange:
    """The effect of an edit of zone or slots: the slots that end, the new ones, and the date from which these open."""

    old: list[SlotRow]
    new: tuple[SlotDraft, ...]
    keep_today: bool
    """True if the old slots still open today, because the campaign is active or has run."""
    first: date | None
    """The first local date of the new slots; None if they open like those of a new campaign."""

    def last_date(self, slot: SlotRow, now: datetime) -> date:
        """Return the last local date of an old slot."""
        today = local_date(now, slot.rule.zone)
        return today if self.keep_today else today - timedelta(days=1)


def change_of(
    store: Reading, campaign: int, wanted: tuple[SlotDraft, ...], zone: str, now: datetime
) -> SlotChange | None:
    """Return the effect of saving these slots; None if zone and slots stay as they are."""
    stored = [slot for slot in slots.of_campaign(store, campaign) if slot.rule.last_date is None]
    old, new = _differing(stored, wanted, zone)
    if not old and not new:
        return None
    used = runs.exists_for(store, campaign)
    running = used or campaigns.get(store, campaign).active
    return SlotChange(old, new, running, _first_date(store, old, zone, now) if running else None)


def replace_slots(
    workspace: Workspace, store: Writing, campaign: int, draft: CampaignDraft, now: datetime
) -> date | None:
    """End the slots that an edit changes or removes, and add the new ones; return the new slots' first local date."""
    zone = draft.time_zone or workspace.stamp.time_zone
    change = change_of(store, campaign, draft.slots, zone, now)
    if change is None:
        return None
    for slot in change.old:
        slots.end(store, slot.id, change.last_date(slot, now))
    for new in change.new:
        slots.add(store, campaign, rule_of(new, zone, change.first))
    return change.first


def _differing(
    stored: list[SlotRow], wanted: tuple[SlotDraft, ...], zone: str
) -> tuple[list[SlotRow], tuple[SlotDraft, ...]]:
    """Return the slots in force that are no longer wanted, and the wanted ones that are not in force."""
    left = list(stored)
    new = []
    for draft in wanted:
        same = next((slot for slot in left if _plain(slot.rule) == _plain(rule_of(draft, zone))), None)
        if same is None:
            new.append(draft)
        else:
            left.remove(same)
    return left, tuple(new)


def _plain(rule: SlotRule) -> SlotRule:
    """Return a rule without its first date, since a slot counts as in force before it has reached that date."""
    return replace(rule, first_date=None)


def _first_date(store: Reading, old: list[SlotRow], zone: str, now: datetime) -> date:
    """Return the next local date that starts at least 12 hours after the old slots' last opening, today's included."""
    openings = [
        opening.opens
        for slot in old
        for _index, opening in openings_of_day([slot.rule], local_date(now, slot.rule.zone))
    ]
    last_run = runs.last_opening(store, [slot.id for slot in old])
    if last_run is not None:
        openings.append(last_run)
    return first_date_after_edit(local_date(now, zone), max(openings, default=None), zone)


def rule_of(slot: SlotDraft, zone: str, first: date | None = None) -> SlotRule:
    """Return the rule of a slot; `first` is the local date before which it does not open."""
    return SlotRule(frozenset(WEEKDAYS.index(day) for day in slot.days), slot.start, slot.minutes, zone, first)

"""An edit of zone or slots: the old rows end, the new ones begin a safe distance later (docs/design.md#edits)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.rules.schedule import WEEKDAYS, SlotRule, first_date_after_edit, local_date, openings_of_day
from core.services.campaigns.draft import CampaignDraft, SlotDraft
from core.store import campaigns, runs, slots
from core.store.database import Reading, Writing
from core.store.slots import SlotRow
from core.workspace import Workspace


@dataclass(frozen=True)
class SlotChange:
    """The effect of an edit of zone or slots: the rows that end, and the date from which the new ones open."""

    old: list[SlotRow]
    keep_today: bool
    """The old ones still open today: the campaign runs or ran."""
    first: date | None
    """The first local date of the new ones; None if they open as those of a new campaign do."""

    def last_date(self, slot: SlotRow, now: datetime) -> date:
        """Return the last local date of an old slot."""
        today = local_date(now, slot.rule.zone)
        return today if self.keep_today else today - timedelta(days=1)


def change_of(
    store: Reading, campaign: int, wanted: tuple[SlotDraft, ...], zone: str, now: datetime
) -> SlotChange | None:
    """Return what saving these slots would do; None if zone and slots stay as they are."""
    old = [slot for slot in slots.of_campaign(store, campaign) if slot.rule.last_date is None]
    if _same(old, wanted, zone):
        return None
    used = runs.exists_for(store, campaign)
    running = used or campaigns.get(store, campaign).active
    return SlotChange(old, running, _first_date(store, old, zone, now) if running else None)


def replace_slots(
    workspace: Workspace, store: Writing, campaign: int, draft: CampaignDraft, now: datetime
) -> date | None:
    """Close the old slots and open the new ones where zone or slots changed; return the first date of the new."""
    zone = draft.time_zone or workspace.stamp.time_zone
    change = change_of(store, campaign, draft.slots, zone, now)
    if change is None:
        return None
    for slot in change.old:
        slots.end(store, slot.id, change.last_date(slot, now))
    for new in draft.slots:
        slots.add(store, campaign, rule_of(new, zone, change.first))
    return change.first


def _same(old: list[SlotRow], new: tuple[SlotDraft, ...], zone: str) -> bool:
    """Return whether the slots in force are the wanted ones, in any order."""
    before = sorted((tuple(sorted(slot.rule.days)), slot.rule.start, slot.rule.minutes, slot.rule.zone) for slot in old)
    after = sorted(
        (tuple(sorted(WEEKDAYS.index(day) for day in slot.days)), slot.start, slot.minutes, zone) for slot in new
    )
    return before == after


def _first_date(store: Reading, old: list[SlotRow], zone: str, now: datetime) -> date:
    """Return the next date that starts at least 12 hours after the last opening, today's old ones included."""
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

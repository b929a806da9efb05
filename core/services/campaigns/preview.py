"""Preview of a campaign as if it were saved: texts for real people, openings, the sender's week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.engine.planning.render import text_of, values_of
from core.errors import UsageError
from core.rules.codes import describe
from core.rules.limits import WeekFit, note_limit, week_fit, week_need
from core.rules.message import Finding, StepText, check_template, length, lint, render
from core.rules.schedule import WEEKDAYS, Opening, SlotRule, local_date, openings_between, start_of_day
from core.services.campaigns.draft import SlotDraft
from core.services.campaigns.slot_edit import change_of
from core.services.queue.approvals import LONGEST_MESSAGE
from core.store import campaigns, notes, slots
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.people import source_people

PEOPLE = 50
"""Most contacts of a source for whom a text is shown."""
AHEAD = timedelta(days=60)
"""Period in which openings are searched: long, as an edit may postpone them, and a time zone may skip a date."""
WEEKS_A_MONTH = 52 / 12

__all__ = ["Finding", "Person", "Sample", "StepText", "fit", "lint", "note_share", "openings", "people", "sample"]


@dataclass(frozen=True)
class Person:
    """A contact for whom a text is shown."""

    id: int
    name: str
    language: str


@dataclass(frozen=True)
class Sample:
    """A step's text for one person; `words` says why there is none. `limit` counts UTF-16 code units."""

    text: str | None
    limit: int
    words: str = ""

    @property
    def length(self) -> int:
        return length(self.text or "")

    @property
    def too_long(self) -> bool:
        return self.length > self.limit


def people(store: Reading, source: int, limit: int = PEOPLE) -> list[Person]:
    """Return the first contacts of a source in the order of the import, without those who must not be contacted."""
    found = source_people.first_unblocked(store, source, limit)
    return [Person(*person) for person in found]


def sample(store: Reading, kind: str, template: str, contact: int, member: MemberRow) -> Sample:
    """Return a step's text for one contact as the engine would render it, by the limits of the member's plan."""
    limit = note_limit(member.plan) if kind == "invitation" else LONGEST_MESSAGE
    if not template.strip():
        return Sample(None, limit, "Goes without a note." if kind == "invitation" else "No text yet.")
    if faults := check_template(template, None):
        return Sample(None, limit, faults[0])
    text = text_of(store, kind, template, contact, member)
    if text.refusal == "text.too_long":
        return Sample(_overlong(store, template, contact, member), limit, "Too long: nobody gets it.")
    if text.refusal:
        return Sample(None, limit, describe(text.refusal)[0])
    return Sample(text.text, limit, "" if text.text else "Empty for this person: goes without a note.")


def _overlong(store: Reading, template: str, contact: int, member: MemberRow) -> str | None:
    """Return a text that is over its limit, to be shown all the same; None if it cannot be rendered at all."""
    try:
        return render(template, *values_of(store, contact, member.name)).text
    except UsageError:
        return None


def openings(
    store: Reading, slots: tuple[SlotDraft, ...], zone: str, now: datetime, *, campaign: int | None, count: int = 5
) -> list[Opening]:
    """Return the next openings, once these slots are saved and the campaign is started; none on its creation day."""
    if campaign is None:
        first_day, rules = local_date(now, zone) + timedelta(days=1), [_rule(slot, zone) for slot in slots]
    else:
        created = campaigns.get(store, campaign).created_at
        first_day = local_date(created, zone) + timedelta(days=1)
        rules = _rules_after_edit(store, campaign, slots, zone, now)
    start = max(now, start_of_day(first_day, zone))
    found = openings_between(rules, start, start + AHEAD)
    return [opening for _index, opening in found[:count]]


def _rule(slot: SlotDraft, zone: str) -> SlotRule:
    return SlotRule(frozenset(WEEKDAYS.index(day) for day in slot.days), slot.start, slot.minutes, zone)


def _rules_after_edit(
    store: Reading, campaign: int, wanted: tuple[SlotDraft, ...], zone: str, now: datetime
) -> list[SlotRule]:
    stored = slots.of_campaign(store, campaign)
    change = change_of(store, campaign, wanted, zone, now)
    if change is None:
        return [slot.rule for slot in stored]
    ending = {slot.id for slot in change.old}
    kept = [slot.rule for slot in stored if slot.id not in ending]
    kept += [replace(slot.rule, last_date=change.last_date(slot, now)) for slot in change.old]
    return kept + [replace(_rule(slot, zone), first_date=change.first) for slot in change.new]


def fit(store: Reading, member: MemberRow, cohort: int, slots: Sequence[SlotDraft], campaign: int | None) -> WeekFit:
    """Return whether these slots fit into the sender's week beside the sender's other active campaigns."""
    others = campaigns.weekly_invitations(store, member.id, but=campaign)
    wanted = week_need(cohort, sum(len(slot.days) for slot in slots))
    return week_fit(wanted, others, member.day_cap)


def note_share(store: Reading, plan: str, week: WeekFit | None) -> str:
    """Return a sentence about how many of a month's invitations can carry a note on this plan."""
    if plan != "basic":
        return f"On the plan {plan} every invitation can carry a note of {note_limit(plan)} characters."
    a_month = notes.a_month(store)
    share = f"{a_month} invitations a month can carry a note"
    if week is not None:
        month = round(min(week.wanted, week.available) * WEEKS_A_MONTH / 10) * 10
        share = f"{a_month} of about {max(10, month)} invitations a month can carry a note"
    return f"A basic account: {share} of up to {note_limit(plan)} characters."

"""The next opening of a slot, the number of its invitations, and their send times.

A slot's number is its share of the member's budget, calculated in the same way for the run that opens and for the
forecast. `runs` opens the run and gives the times to people.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.days_off import DaysOff
from core.engine.planning.budget import member_budget
from core.rules.planning import Want, draw_ahead_at, fair_shares, send_times
from core.rules.schedule import Opening, before_day, local_date, next_opening, opening_at, opening_on, start_of_day
from core.store import campaign_days, campaigns, outreach_counts, runs, slots
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.fields import LATEST
from core.store.members import MemberRow
from core.store.slots import SlotRow
from core.store.views import eligible, limit_usage

LAST_MOMENT = timedelta(seconds=30)
"""Time before the end of a slot in which no send time is given, so that no call crosses the end."""


@dataclass(frozen=True)
class Coming:
    """A slot that opens later today, and the number of invitations that its campaign wants to send in it."""

    slot: SlotRow
    want: int
    ready: int = 0
    """Approved invitations that its run may take, including those that an earlier slot takes."""


Guard = Callable[[SlotRow], AbstractContextManager[object]]
"""A function that returns a context in which one slot is counted; a failure there does not stop the other slots."""


def unguarded(_slot: SlotRow) -> AbstractContextManager[object]:
    """Return a context that catches nothing."""
    return nullcontext()


def end_of_day(member: MemberRow, now: datetime) -> datetime:
    """Return the last moment of a member's local day."""
    return before_day(local_date(now, member.time_zone) + timedelta(days=1), member.time_zone)


def coming_today(
    opening: Iterable[SlotRow],
    waiting_of: Callable[[SlotRow], int],
    cohort_of: Callable[[int], int],
    guard: Guard = unguarded,
) -> list[Coming]:
    """Return a member's slots that open by the end of the local day, soonest first, with their wanted numbers.

    A slot wants at most a cohort, and two slots of a campaign do not want the same people.
    """
    taken: dict[int, int] = {}
    found: list[Coming] = []
    for slot in opening:
        with guard(slot):
            ready = waiting_of(slot)
            waiting = ready - taken.get(slot.campaign_id, 0)
            want = max(0, min(waiting, cohort_of(slot.campaign_id)))
            taken[slot.campaign_id] = taken.get(slot.campaign_id, 0) + want
            found.append(Coming(slot, want, ready))
    return found


def eligible_count(store: Reading, slot: SlotRow, now: datetime) -> int:
    """Return how many approved invitations the slot's next run may take."""
    return eligible.count_invitations(store, slot.campaign_id, *run_moments(slot, slot.next_open_at or now, now))


def run_moments(slot: SlotRow, opens: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Return the start of a run's local date, and its opening; for a run that opens late, `now`."""
    return day_of(slot, opens), max(opens, now)


def date_of(slot: SlotRow, opens: datetime) -> date:
    """Return the local date of the run that opens at `opens`: daylight saving may shift an opening over midnight."""
    found = opening_at(slot.rule, opens)
    return local_date(opens, slot.rule.zone) if found is None else found.date


def day_of(slot: SlotRow, opens: datetime) -> datetime:
    """Return the UTC start of the local date of the run that opens at `opens`."""
    return start_of_day(date_of(slot, opens), slot.rule.zone)


@dataclass(frozen=True)
class Share:
    """The number that one slot may send now, and the limit that keeps it below the wanted number."""

    want: int
    count: int
    limit: str
    left: int = 0
    """Invitations that the member may still send."""
    ready: int | None = None
    """Approved invitations that the run may take; None where they could not be counted."""


def share_of(store: Reading, member: MemberRow, slot_id: int, now: datetime, guard: Guard = unguarded) -> Share:
    """Return the share of the member's budget for the slot that opens now."""
    coming = coming_today(
        slots.opening_by(store, member.id, end_of_day(member, now)),
        lambda slot: eligible_count(store, slot, now),
        lambda campaign: campaigns.get(store, campaign).cohort_size,
        guard,
    )
    amount = member_budget(store, member, now)
    served = limit_usage.last_served(store, {entry.slot.campaign_id for entry in coming if entry.want})
    shares = shares_of(coming, amount.left, served)
    own = next((entry for entry in coming if entry.slot.id == slot_id), None)
    count = shares.get(str(slot_id), 0)
    if own is None:
        return Share(0, count, amount.limit, amount.left)
    return Share(own.want, count, amount.limit, amount.left, own.ready)


def shares_of(coming: Sequence[Coming], left: int, served: Mapping[int, datetime]) -> dict[str, int]:
    """Return the share of each slot in the member's remaining budget, by its id as text.

    `served` has the time of each campaign's last invitation.
    """
    wants = [Want(str(entry.slot.id), entry.want, served.get(entry.slot.campaign_id)) for entry in coming if entry.want]
    return fair_shares(left, wants)


def schedule_next(store: Writing, slot_id: int, after: datetime, *, join: bool = False) -> None:
    """Store a slot's next opening (later than `after`), the time of its draw, and an earlier run on a day off.

    With `join`, an unused window that is open at `after` counts, since the campaign was just started. A slot never
    opens on the campaign's creation day, a date in the campaign's present zone.
    """
    slot = slots.get(store, slot_id)
    campaign = campaigns.get(store, slot.campaign_id)
    opens = draw = off = None
    if campaign.active and not campaign.archived:
        days = campaign_days.of_campaign(store, campaign.id).days
        opens = next_open(store, slot, campaign, days, after, join=join)
        off = _next_off(store, slot, campaign, days, after, opens)
    if opens is not None and campaign.approval == "off":
        draw = _draw_at(store, slot, campaign, opens)
    slots.schedule(store, slot_id, opens, draw, off)


def schedule_campaign(store: Writing, campaign_id: int, now: datetime) -> None:
    """Put every slot of a campaign on the agenda; take all of them off it if the campaign does not run.

    A slot with an overdue run stays as it is: the engine first records that run as open, missed or off.
    """
    campaign = campaigns.get(store, campaign_id)
    if not campaign.active or campaign.archived:
        slots.stop_campaign(store, campaign_id)
        return
    for slot in slots.of_campaign(store, campaign_id):
        coming = (slot.next_open_at, slots.next_off_at(store, slot.id))
        if all(at is None or at > now for at in coming):
            schedule_next(store, slot.id, now, join=True)


def _first_day(campaign: CampaignRow) -> date:
    return local_date(campaign.created_at, campaign.time_zone) + timedelta(days=1)


def _draw_at(store: Reading, slot: SlotRow, campaign: CampaignRow, opens: datetime) -> datetime | None:
    if outreach_counts.count_of_batch(store, campaign.id, batch_of(slot, opens)):
        return None
    return draw_ahead_at(opens, start_of_day(_first_day(campaign), campaign.time_zone))


def batch_of(slot: SlotRow, opens: datetime) -> str:
    """Return the name of the batch of people drawn for one run."""
    return f"{slot.id}:{date_of(slot, opens).isoformat()}"


def next_open(
    store: Reading, slot: SlotRow, campaign: CampaignRow, off: DaysOff, after: datetime, *, join: bool
) -> datetime | None:
    """Return when a slot of a campaign that runs opens next, later than `after` and on no day off; None if never.

    With `join`, an unused window that is open at `after` counts.
    """
    first = _first_day(campaign)
    open_now = _window_open_now(store, slot, off, after) if join else None
    if open_now is not None and local_date(open_now, campaign.time_zone) >= first:
        return open_now
    found = next_opening(slot.rule, _earliest(campaign, after))
    while found is not None and (found.date in off or runs.has_run(store, slot.id, found.date)):
        found = next_opening(slot.rule, found.opens)  # a date runs only once, also if the clock was set back over it
    return None if found is None else found.opens


def _earliest(campaign: CampaignRow, after: datetime) -> datetime:
    return max(after, before_day(_first_day(campaign), campaign.time_zone))


def _next_off(
    store: Reading, slot: SlotRow, campaign: CampaignRow, off: DaysOff, after: datetime, opens: datetime | None
) -> datetime | None:
    """Return when the next run on a day off would open, if that is later than `after` and before the next opening."""
    found = next_opening(slot.rule, _earliest(campaign, after)) if off.periods else None
    while found is not None and (opens is None or found.opens < opens):
        if found.date in off and not runs.has_run(store, slot.id, found.date):
            return found.opens
        found = next_opening(slot.rule, found.opens)
    return None


def follow_days_off(store: Writing, now: datetime, member: int | None = None) -> None:
    """Recalculate the coming openings of a member, or of all, after a change of days off; overdue openings stay."""
    for slot in slots.to_come(store, now, member):
        schedule_next(store, slot, now, join=True)


def _window_open_now(store: Reading, slot: SlotRow, off: DaysOff, now: datetime) -> datetime | None:
    today = local_date(now, slot.rule.zone)
    for day in (today - timedelta(days=1), today):
        found = opening_on(slot.rule, day)
        if found is None or day in off or not found.opens <= now < found.closes:
            continue
        if not runs.has_run(store, slot.id, found.date):
            return found.opens
    return None


def end_of(store: Reading, campaign: int, opening: Opening) -> datetime:
    """Return when a run can send no more: at its close, or where a day off begins before that."""
    return min(opening.closes, _next_day_off(store, campaign, opening.date + timedelta(days=1)))


def _next_day_off(store: Reading, campaign: int, *days: date) -> datetime:
    """Return the start, in the campaign's zone, of the first of `days` that is off; if none is, `LATEST`."""
    found = campaign_days.of_campaign(store, campaign)
    return next((start_of_day(day, found.time_zone) for day in days if day in found.days), LATEST)


def times_left(
    store: Reading, campaign: int, member: MemberRow, count: int, closes: datetime, now: datetime, *, seed: str
) -> list[datetime]:
    """Return send times in the rest of a slot, spaced from every other write of the member.

    A slot that runs into a day off ends with the day before, and on a day off there are none.
    """
    today = local_date(now, campaign_days.of_campaign(store, campaign).time_zone)
    closes = min(closes, _next_day_off(store, campaign, today, today + timedelta(days=1)))
    spacing = timedelta(seconds=member.spacing_s)
    taken = limit_usage.writes(store, member.id, now - spacing)
    return send_times(
        count=count,
        start=now,
        end=closes - LAST_MOMENT,
        spacing=spacing,
        taken=taken,
        seed=f"{member.account_id}:{closes.isoformat()}:{seed}",
    )

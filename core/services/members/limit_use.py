"""The limits of members: used, left, when they free, and how the campaigns of a member share them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from core.engine.planning.budget import Budget, day_cap_now, member_budget, send_dates
from core.errors import NotFoundError
from core.rules.limits import (
    HARD_WEEK,
    MESSAGES_PER_DAY,
    NOTES_PER_MONTH,
    RAMP_DAYS,
    READS_PER_DAY,
    SPACING_MIN,
    WEEK,
    next_month,
    ramp_day,
    week_need,
)
from core.rules.planning import Want, fair_shares
from core.rules.schedule import local_date, start_of_day
from core.services.lookup import find
from core.store import bookings, campaigns, members, notes, slots
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.views import journal_queries, limit_usage, sends
from core.views.limits_view import CampaignUse, Freed, LimitName, LimitUse, MemberLimits
from core.workspace import Workspace

DAYS = 7


def limits(workspace: Workspace, member: str | None = None, *, if_started: str | None = None) -> list[MemberLimits]:
    """Return the limits of one member, or of all who are not archived.

    With `if_started` return only those of that campaign's sender, and what each of the sender's campaigns would get if
    that campaign started. Raises NotFoundError for an unknown member or campaign, or a campaign of another sender.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        chosen = None if member is None else find(store, "member", member)
        started = None if if_started is None else campaigns.get(store, find(store, "campaign", if_started))
        if started is not None:
            if chosen not in (None, started.member_id):
                raise NotFoundError(f"“{started.name}” has another sender.", field="--if-started")
            chosen = started.member_id
        wanted = [row for row in members.unarchived(store) if chosen in (None, row.id)]
        return [_of_member(store, row, started, now) for row in wanted]


def _of_member(store: Reading, member: MemberRow, started: CampaignRow | None, now: datetime) -> MemberLimits:
    budget = member_budget(store, member, now)
    own = day_cap_now(store, member, now).own
    used = tuple(_limits(store, member, budget, own, now))
    shared = tuple(_campaigns(store, member, min(HARD_WEEK, DAYS * budget.cap), started, now))
    return MemberLimits(member.id, member.name, member.provider_id, used, shared)


def _limits(store: Reading, member: MemberRow, budget: Budget, own: int, now: datetime) -> Iterator[LimitUse]:
    today = local_date(now, member.time_zone)
    day_begins, day_ends = start_of_day(today, member.time_zone), _tomorrow(member, today)
    yield _use("week", budget.used_week, HARD_WEEK, frees=_week_frees(store, member, now))
    yield _use("day", budget.used_today, own, until=day_ends)
    if budget.cap < own:
        yield _use("ramp", budget.used_today, budget.cap, until=_ramp_ends(store, member, today, now))
    messages = limit_usage.messages_after(store, member.id, day_begins - timedelta(microseconds=1))
    yield _use("messages", messages + bookings.held(store, member.id, "message"), MESSAGES_PER_DAY, until=day_ends)
    if member.plan == "basic":
        month_ends = next_month(now, member.time_zone)
        until = notes.spent_until(store, member.id, now) or month_ends
        yield _use("notes", notes.used(store, member.id, member.time_zone, now), NOTES_PER_MONTH, until=until)
    reads = journal_queries.reads_since(store, member.id, day_begins)
    yield _use("reads", reads, READS_PER_DAY, until=day_ends)
    if member.cooldown_until is not None and member.cooldown_until > now:
        yield LimitUse("network", 0, 0, 0, until=member.cooldown_until)
    last = limit_usage.last_write(store, member.id)
    if last is not None and last + SPACING_MIN > now:
        yield LimitUse("spacing", 1, 1, 0, until=last + SPACING_MIN)


def _use(
    name: LimitName, used: int, of: int, *, frees: tuple[Freed, ...] = (), until: datetime | None = None
) -> LimitUse:
    return LimitUse(name, used, of, max(0, of - used), frees, until)


def _tomorrow(member: MemberRow, today: date) -> datetime:
    return start_of_day(today + timedelta(days=1), member.time_zone)


def _week_frees(store: Reading, member: MemberRow, now: datetime) -> tuple[Freed, ...]:
    """Return when invitations leave the window of 168 hours: per local date their number and the first moment."""
    found: dict[date, tuple[datetime, int]] = {}
    for sent in limit_usage.invitation_moments(store, member.id, now - WEEK):
        frees = sent + WEEK
        first, count = found.get(local_date(frees, member.time_zone), (frees, 0))
        found[local_date(frees, member.time_zone)] = (min(first, frees), count + 1)
    return tuple(Freed(at, count) for at, count in found.values())


def _ramp_ends(store: Reading, member: MemberRow, today: date, now: datetime) -> datetime:
    """Return when a warm-up ends if the member sends each day from today on."""
    day = ramp_day(send_dates(store, member.id, member.time_zone, now), today) or 0
    return start_of_day(today + timedelta(days=RAMP_DAYS + 1 - day), member.time_zone)


def _campaigns(
    store: Reading, member: MemberRow, week: int, started: CampaignRow | None, now: datetime
) -> Iterator[CampaignUse]:
    running = [campaigns.get(store, one.id) for one in campaigns.running_of_member(store, member.id)]
    wants = {one.id: _week_want(store, one, now) for one in running}
    gets = _shares(week, wants)
    with_it: dict[int, int] | None = None
    if started is not None:
        wants.setdefault(started.id, _week_want(store, started, now))
        with_it = _shares(week, wants)
        running += [] if any(one.id == started.id for one in running) else [started]
    for one in running:
        yield CampaignUse(
            id=one.id,
            name=one.name,
            sent=len(sends.moments_of_campaign(store, one.id, now - WEEK)),
            holding=len(bookings.planned(store, campaign=one.id, kind="invitation")),
            wants_per_day=_per_day(wants[one.id]),
            gets_per_day=_per_day(gets.get(one.id, 0)),
            would_get=None if with_it is None else _per_day(with_it[one.id]),
        )


def _week_want(store: Reading, campaign: CampaignRow, now: datetime) -> int:
    """Return the invitations that a campaign's slots could send in a week."""
    today = local_date(now, campaign.time_zone)
    rules = [slot.rule for slot in slots.of_campaign(store, campaign.id)]
    standing = [rule for rule in rules if rule.last_date is None or rule.last_date >= today]
    return week_need(campaign.cohort_size, sum(len(rule.days) for rule in standing))


def _shares(week: int, wants: dict[int, int]) -> dict[int, int]:
    """Share a week out as the planner shares a day out: by proportion."""
    found = fair_shares(week, [Want(str(ident), want, None) for ident, want in wants.items() if want])
    return {ident: found.get(str(ident), 0) for ident in wants}


def _per_day(week: int) -> float:
    return round(week / DAYS, 1)


def overbooked(view: MemberLimits) -> str:
    """Return the sentence for a member whose campaigns want more than the limits allow; empty if they fit."""
    wanted = round(sum(one.wants_per_day for one in view.campaigns), 1)
    fits = round(sum(one.gets_per_day for one in view.campaigns), 1)
    return f"{view.name}'s campaigns want {wanted:g} invitations a day, {fits:g} fit." if wanted > fits else ""


def sentences(views: Sequence[MemberLimits]) -> list[str]:
    """Return what is said of members who are overbooked."""
    return [words for view in views if (words := overbooked(view))]

"""The limits of members: the parts used and left, the times at which they free up, and the shares of campaigns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from core.engine.planning.budget import Budget, day_cap_now, member_budget, send_dates
from core.errors import NotFoundError
from core.rules.codes import describe
from core.rules.limits import (
    AFTER_WITHDRAWAL,
    DAYS,
    HARD_WEEK,
    MESSAGES_PER_DAY,
    RAMP_DAYS,
    READS_PER_DAY,
    SPACING_MIN,
    WEEK,
    next_month,
    per_day,
    ramp_day,
    week_need,
    week_room,
)
from core.rules.planning import Want, fair_shares
from core.rules.schedule import local_date, start_of_day
from core.services.lookup import find
from core.services.unshown import shown, skipping
from core.store import bookings, campaigns, members, notes, outreach_counts, slots
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.fields import to_us
from core.store.members import MemberRow
from core.store.slots import SlotRow
from core.store.views import campaign_numbers, journal_queries, lacking_values, limit_usage, sends
from core.views.limits_view import CampaignUse, Freed, LimitName, LimitUse, MemberLimits
from core.workspace import Workspace


def limits(workspace: Workspace, member: str | None = None, *, if_started: str | None = None) -> list[MemberLimits]:
    """Return the limits of one member, or of all who are not archived.

    With `if_started`, return only those of that campaign's sender, with the share that each of the sender's campaigns
    would get if that campaign started. Raises NotFoundError for an unknown member or campaign, or another sender's.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        chosen = None if member is None else find(store, "member", member)
        started = None if if_started is None else campaigns.get(store, find(store, "campaign", if_started))
        if started is not None:
            if chosen not in (None, started.member_id):
                raise NotFoundError(f"“{started.name}” has another sender.", field="--if-started")
            chosen = started.member_id
        wants = _Wants(workspace, store, now)
        if started is not None:
            wants.week(started)  # raises here if the campaign in question cannot be read
        wanted = [row for row in members.unarchived(store) if chosen in (None, row.id)]
        return [shown(partial(_of_member, wants, row, started, now), partial(_unshown, row)) for row in wanted]


def _unshown(member: MemberRow, _error: Exception) -> MemberLimits:
    """Return the entry of a member whose limits cannot be counted, because a stored value is invalid."""
    words = f"The limits of {member.name} cannot be counted: their stored data cannot be read."
    return MemberLimits(member.id, str(member.name), None, (), (), 0.0, 0.0, overbooked=False, unreadable=(words,))


def _of_member(wants: _Wants, member: MemberRow, started: CampaignRow | None, now: datetime) -> MemberLimits:
    store = wants.store
    budget = member_budget(store, member, now)
    own = day_cap_now(store, member, now).own
    used = tuple(_limits(store, member, budget, own, now))
    running: list[CampaignRow] = []
    wanted: dict[int, int] = {}
    odd: list[str] = []
    for one in campaigns.running_of_member(store, member.id):
        with skipping(partial(_leave_out, odd, one.name)):
            row = campaigns.get(store, one.id)
            wanted[one.id] = wants.week(row)
            running.append(row)
    total = sum(wanted.values())
    room = week_room(member.day_cap, member.account_id, local_date(now, member.time_zone))
    week = min(HARD_WEEK, DAYS * budget.cap)
    return MemberLimits(
        id=member.id,
        name=member.name,
        owner=member.provider_id,
        limits=used,
        campaigns=tuple(_campaigns(wants, running, wanted, week, started, now)),
        wants_per_day=per_day(total),
        fits_per_day=per_day(room),
        overbooked=total > room,
        unreadable=tuple(odd),
    )


def _leave_out(odd: list[str], name: str, _error: Exception) -> None:
    odd.append(f"“{name}” is left out: its stored data cannot be read.")


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
        used = notes.used(store, member.id, member.time_zone, now)
        yield _use("notes", used, notes.a_month(store), until=until)
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
    """Return, per local date, how many invitations leave the window of 168 hours, and the first such moment."""
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
    wants: _Wants,
    running: list[CampaignRow],
    wanted: dict[int, int],
    week: int,
    started: CampaignRow | None,
    now: datetime,
) -> Iterator[CampaignUse]:
    """Yield each active campaign's use of the member's week, and its share if `started` were active, too."""
    gets = _shares(week, wanted)
    with_it: dict[int, int] | None = None
    if started is not None and started.id not in wanted:
        running, wanted = [*running, started], {**wanted, started.id: wants.week(started)}
    if started is not None:
        with_it = _shares(week, wanted)
    for one in running:
        yield CampaignUse(
            id=one.id,
            name=one.name,
            sent=len(sends.moments_of_campaign(wants.store, one.id, now - WEEK)),
            holding=len(bookings.planned(wants.store, campaign=one.id, kind="invitation")),
            wants_per_day=per_day(wanted[one.id]),
            gets_per_day=per_day(gets.get(one.id, 0)),
            would_get=None if with_it is None else per_day(with_it[one.id]),
        )


class _Wants:
    """Computes the invitations that a campaign wants in a week: by its slots, and none if nobody is left to invite."""

    def __init__(self, workspace: Workspace, store: Reading, now: datetime) -> None:
        self.store = store
        self._dedupe = workspace.stamp.dedupe
        self._withdrawn_after = to_us(now - AFTER_WITHDRAWAL)

    def week(self, campaign: CampaignRow) -> int:
        """Return the invitations that a campaign's slots could send in a week; none once its source is used up."""
        found = slots.of_campaign(self.store, campaign.id)
        if not outreach_counts.any_uninvited(self.store, campaign.id) and not self._any_left(campaign.id):
            return 0
        return week_want(campaign.cohort_size, found)

    def _any_left(self, campaign: int) -> bool:
        return bool(
            campaign_numbers.left(
                self.store,
                campaign_numbers.line(self.store, campaign),
                dedupe=self._dedupe,
                withdrawn_after=self._withdrawn_after,
                most=1,
                lacks=lacking_values.lacks_of_campaign(self.store, campaign),
            )
        )


def week_want(cohort: int, found: Iterable[SlotRow]) -> int:
    """Return the invitations that a campaign's slots could send in a week; slots that an edit ends do not count."""
    return week_need(cohort, sum(len(slot.rule.days) for slot in found if slot.rule.last_date is None))


def _shares(week: int, wants: dict[int, int]) -> dict[int, int]:
    """Divide a week's invitations among campaigns in proportion to their wants, as the planner divides a day's."""
    found = fair_shares(week, [Want(str(ident), want, None) for ident, want in wants.items() if want])
    return {ident: found.get(str(ident), 0) for ident in wants}


def overbooked(view: MemberLimits) -> str:
    """Return the sentence for a member whose campaigns want more than the limits allow; empty if they fit."""
    if not view.overbooked:
        return ""
    numbers = {"wants": f"{view.wants_per_day:g}", "fits": f"{view.fits_per_day:g}"}
    return describe("member.overbooked", sender=view.name, member=view.name, **numbers)[0]


def sentences(views: Sequence[MemberLimits]) -> list[str]:
    """Return the sentences about overbooked members, and about limits and campaigns that cannot be counted."""
    return [words for view in views for words in (overbooked(view), *view.unreadable) if words]

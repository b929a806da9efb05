"""The view of members for every screen and command: state, week, today's cap, and campaigns."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from core.engine.planning.budget import send_dates
from core.errors import UnreadableError
from core.rules.codes import describe
from core.rules.limits import HARD_WEEK, WEEK, cap_of_day, frees_at
from core.rules.schedule import local_date
from core.services.dependents import campaigns_on
from core.services.members import member_problem
from core.store import members, owners
from core.store.database import Reading
from core.store.members import MemberDetails
from core.store.views import sends
from core.store.views.sends import MemberMoment
from core.text import clean
from core.views.members_view import DayUse, WeekUse
from core.views.members_view import Member as MemberView
from core.views.obstacle_view import Obstacle
from core.workspace import Workspace

LONGEST_SHOWN = 2_000
"""Most characters that are shown of a member's days off."""
Which = Literal["current", "archived", "all"]


def list_members(workspace: Workspace, which: Which = "current") -> list[MemberView]:
    """Return the members who send, the archived ones, or all, ordered by id."""
    with workspace.store.read() as store:
        odd: dict[int, UnreadableError] = {}
        found = members.every_details(store, odd)
        wanted = [row for row in found if which == "all" or row.archived == (which == "archived")]
        return _views(workspace, store, wanted, odd)


def one(workspace: Workspace, store: Reading, ident: int) -> MemberView:
    """Return one member."""
    (view,) = _views(workspace, store, [members.details(store, ident)], {})
    return view


def _views(
    workspace: Workspace, store: Reading, found: list[MemberDetails], odd: Mapping[int, UnreadableError]
) -> list[MemberView]:
    now = workspace.now()
    lanes = owners.lanes(store)
    sent = _grouped(sends.invitations(store, now - WEEK), lanes)
    used = campaigns_on(store, "member")
    return [
        _view(
            member,
            sent.get(lanes[member.id], []),
            send_dates(store, member.id, member.time_zone, now) if member.ramp else None,
            used.get(member.id, ()),
            _problem(store, member, odd.get(member.id)),
            now,
        )
        for member in found
    ]


def _problem(store: Reading, member: MemberDetails, odd: UnreadableError | None) -> Obstacle | None:
    if odd is not None:
        return Obstacle(odd.code, *describe(odd.code, what=f"“{member.name}”", place=odd.place))
    return member_problem.problem(store, member.id) if member.barred and not member.archived else None


def _grouped(moments: list[MemberMoment], lanes: dict[int, int]) -> dict[int, list[datetime]]:
    """Group moments by owner, because every limit is counted over all rows of an owner."""
    found: dict[int, list[datetime]] = {}
    for member, moment in moments:
        found.setdefault(lanes[member], []).append(moment)
    return found


def _view(
    member: MemberDetails,
    sent: list[datetime],
    days: list[date] | None,
    campaigns: tuple[str, ...],
    problem: Obstacle | None,
    now: datetime,
) -> MemberView:
    today = local_date(now, member.time_zone)
    sent_today = sum(local_date(moment, member.time_zone) == today for moment in sent)
    caps = cap_of_day(member.day_cap, member.account_id, today, days)
    return MemberView(
        id=member.id,
        name=member.name,
        account=member.account_id,
        owner=member.provider_id,
        plan=member.plan,
        time_zone=member.time_zone,
        day_cap=member.day_cap,
        ramp=member.ramp,
        days_off=clean(member.days_off or "", LONGEST_SHOWN),
        state="archived" if member.archived else member.state,
        provider_words=member.state_words,
        since=member.state_since,
        paused=member.paused,
        cooldown_until=member.cooldown_until if (member.cooldown_until or now) > now else None,
        checked=member.sent_list_was_read,
        week=WeekUse(len(sent), HARD_WEEK, _frees(sent, now)),
        today=DayUse(sent_today, caps.ramped, caps.ramped < caps.own),
        campaigns=campaigns,
        added=member.created_at,
        problem=problem,
    )


def _frees(sent: list[datetime], now: datetime) -> datetime | None:
    """Return when the 7-day limit next allows an invitation, in UTC.

    Below the limit, this is when the oldest counted invitation becomes 7 days old; None if none counts.
    """
    return frees_at(sent, now) or (min(sent) + WEEK if sent else None)

"""The day of a member: the invitations that each of its campaigns planned and sent, and the reasons for fewer."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.errors import NotFoundError
from core.rules.schedule import INSTANT, before_day, local_date
from core.services.explain.campaign_explained import past
from core.services.explain.readable import checked_line, checked_member
from core.services.lookup import find
from core.services.overview import campaign_list
from core.store import members
from core.store.database import Reading
from core.store.views import campaign_numbers
from core.text import clean
from core.views.explain_view import CampaignRuns, MemberDay
from core.workspace import Workspace


def member_named(workspace: Workspace, ref: str) -> str | None:
    """Return the time zone of the member whom a text names, also by one word of the name; None if it names a campaign.

    Raises NotFoundError if neither a campaign nor one member fits.
    """
    with workspace.store.read() as store:
        try:
            find(store, "campaign", ref)
        except NotFoundError as error:
            try:
                return checked_member(members.get(store, _member(store, ref))).time_zone
            except NotFoundError as unknown:
                raise (unknown if error.text.startswith("No ") else error) from None
        return None


def _member(store: Reading, ref: str) -> int:
    """Return the member with this id or name, or the only member whose name has this word. Raises NotFoundError."""
    try:
        return find(store, "member", ref)
    except NotFoundError:
        word = ref.strip().casefold()
        fits = [row.id for row in members.every(store) if word in row.name.casefold().split()]
        if len(fits) == 1:
            return fits[0]
        if fits:
            raise
        raise NotFoundError(
            f"No campaign or member is called “{clean(ref, 80)}”. `overture campaign list` and `overture member list` "
            "show them."
        ) from None


def explain_member(workspace: Workspace, ref: str, at: datetime | None = None) -> MemberDay:
    """Return the runs of a member's campaigns up to a moment, on the local date of that moment in the member's zone.

    For the last moment of a day, all runs of that date are returned, each by the date in its campaign's zone.

    Raises NotFoundError, and UsageError for a future moment.
    """
    now = workspace.now()
    moment = past(at, now) or now
    with workspace.store.read() as store:
        member = checked_member(members.get(store, _member(store, ref)))
        day = local_date(moment, member.time_zone)
        whole = local_date(moment + INSTANT, member.time_zone) != day
        every = (line for archived in (False, True) for line in campaign_numbers.lines(store, archived=archived))
        found = []
        for line in every:
            if line.member_id == member.id:
                checked_line(line)
                until = before_day(day + timedelta(days=1), line.time_zone) if whole else moment
                odd: list[int] = []
                runs = campaign_list.runs_until(store, line, until, odd=odd)
                own = tuple(run for run in runs if run.day == day)
                found.append(CampaignRuns(line.id, line.name, own, tuple(odd)))
    shown = tuple(one for one in found if one.runs or one.unreadable_runs)
    return MemberDay(member.id, member.name, member.time_zone, moment, shown)

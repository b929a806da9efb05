"""The day of a member: what each of its campaigns planned and sent, and why not more."""

from __future__ import annotations

from datetime import datetime

from core.errors import NotFoundError
from core.rules.schedule import local_date
from core.services.explain.campaign_explained import past
from core.services.lookup import find
from core.services.overview import campaign_list
from core.store import members
from core.store.views import campaign_numbers
from core.views.explain_view import CampaignRuns, MemberDay
from core.workspace import Workspace


def member_named(workspace: Workspace, ref: str) -> str | None:
    """Return the time zone of the member with this name; None if a campaign has the name, or no member."""
    with workspace.store.read() as store:
        try:
            find(store, "campaign", ref)
        except NotFoundError:
            try:
                return members.get(store, find(store, "member", ref)).time_zone
            except NotFoundError:
                return None
        return None


def explain_member(workspace: Workspace, ref: str, at: datetime | None = None) -> MemberDay:
    """Return the runs of a member's campaigns on the local date of a moment, up to that moment.

    Raises NotFoundError, and UsageError for a future moment.
    """
    now = workspace.now()
    moment = past(at, now) or now
    with workspace.store.read() as store:
        member = members.get(store, find(store, "member", ref))
        every = (line for archived in (False, True) for line in campaign_numbers.lines(store, archived=archived))
        found = []
        for line in every:
            if line.member_id == member.id:
                day = local_date(moment, line.time_zone)
                runs = campaign_list.runs_until(store, line, moment)
                found.append(CampaignRuns(line.id, line.name, tuple(run for run in runs if run.day == day)))
    return MemberDay(member.id, member.name, member.time_zone, moment, tuple(one for one in found if one.runs))

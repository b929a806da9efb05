"""Filters on lists that are read whole: parsing a filter for the workspace, and selecting the rows that match."""

from __future__ import annotations

from collections.abc import Sequence

from core.rules.filters import keys
from core.rules.filters.keys import FilteredList
from core.rules.filters.match import Cells, select
from core.rules.filters.parse import Filter, parse
from core.views.activity_view import Reply
from core.views.campaign_list_view import CampaignSummary
from core.views.exclusions_view import ExclusionRule
from core.views.members_view import Member
from core.views.needs_view import Need
from core.views.programs_view import ProgramSummary
from core.views.sources_view import Source
from core.workspace import Workspace

CAMPAIGNS: Cells[CampaignSummary] = {
    "id": lambda view: view.id,
    "name": lambda view: view.name,
    "program": lambda view: view.program,
    "sender": lambda view: view.sender,
    "source": lambda view: view.source,
    "health": lambda view: view.health.state,
    "problem": lambda view: [problem.code for problem in view.health.problems],
    "active": lambda view: view.active,
    "messages": lambda view: view.steps,
    "expected": lambda view: view.today.expected,
    "planned": lambda view: view.today.planned,
    "today": lambda view: view.today.sent,
    "sent": lambda view: view.conversion.sent,
    "accepted": lambda view: view.conversion.accepted,
    "ratio": lambda view: _percent(view.conversion.ratio),
    "next": lambda view: view.health.next,
}
MEMBERS: Cells[Member] = {
    "id": lambda view: view.id,
    "name": lambda view: view.name,
    "account": lambda view: view.account,
    "plan": lambda view: view.plan,
    "state": lambda view: view.state,
    "zone": lambda view: view.time_zone,
    "paused": lambda view: view.paused,
    "week": lambda view: view.week.sent,
    "today": lambda view: view.today.sent,
    "campaigns": lambda view: len(view.campaigns),
    "added": lambda view: view.added,
}
SOURCES: Cells[Source] = {
    "id": lambda view: view.id,
    "name": lambda view: view.name,
    "kind": lambda view: view.kind,
    "contacts": lambda view: view.contacts,
    "left": lambda view: view.left,
    "used": lambda view: len(view.used_by),
}
PROGRAMS: Cells[ProgramSummary] = {
    "name": lambda view: view.program,
    "campaigns": lambda view: view.totals.campaigns,
    "sent": lambda view: view.totals.sent,
    "accepted": lambda view: view.totals.accepted,
    "ratio": lambda view: _percent(view.totals.conversion.ratio),
}
EXCLUSIONS: Cells[ExclusionRule] = {
    "id": lambda view: view.id,
    "kind": lambda view: view.kind,
    "value": lambda view: view.value,
    "from": lambda view: view.origin,
    "reason": lambda view: view.reason,
    "actor": lambda view: view.actor,
    "holds": lambda view: view.holds,
    "added": lambda view: view.at,
}
REPLIES: Cells[Reply] = {
    "id": lambda view: view.id,
    "at": lambda view: view.at,
    "actor": lambda view: view.actor,
    "kind": lambda view: "taken_over" if view.ours else "replied",
    "code": lambda _view: "",
    "campaign": lambda view: view.campaign,
    "member": lambda view: view.member,
    "person": lambda view: view.person,
    "text": lambda view: view.text,
}
"""The values of a reply under the filter keys of the journal, which also filter replies."""
NEEDS: Cells[Need] = {
    "id": lambda view: view.key,
    "kind": lambda view: view.kind,
    "severity": lambda view: view.severity.value,
    "code": lambda view: view.code,
    "about": lambda view: view.about,
    "campaign": lambda view: view.campaign,
    "text": lambda view: view.text,
    "count": lambda view: view.count,
    "due": lambda view: view.due,
    "since": lambda view: view.since,
}


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio * 100, 1)


def filter_of(workspace: Workspace, text: str, wanted: FilteredList) -> Filter:
    """Parse the text of a filter; dates are in the workspace's time zone. Raises UsageError."""
    return parse(text, wanted, workspace.now(), workspace.stamp.time_zone)


def campaigns(workspace: Workspace, text: str, views: Sequence[CampaignSummary]) -> list[CampaignSummary]:
    """Return the campaigns that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.CAMPAIGNS), CAMPAIGNS)


def members(workspace: Workspace, text: str, views: Sequence[Member]) -> list[Member]:
    """Return the members that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.MEMBERS), MEMBERS)


def sources(workspace: Workspace, text: str, views: Sequence[Source]) -> list[Source]:
    """Return the sources that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.SOURCES), SOURCES)


def programs(workspace: Workspace, text: str, views: Sequence[ProgramSummary]) -> list[ProgramSummary]:
    """Return the programs that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.PROGRAMS), PROGRAMS)


def exclusions(workspace: Workspace, text: str, views: Sequence[ExclusionRule]) -> list[ExclusionRule]:
    """Return the rules and marked people that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.EXCLUSIONS), EXCLUSIONS)


def needs(workspace: Workspace, text: str, views: Sequence[Need]) -> list[Need]:
    """Return the needs that match a filter. Raises UsageError."""
    return select(views, filter_of(workspace, text, keys.NEEDS), NEEDS)

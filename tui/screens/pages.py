"""The class of each page; its module is imported when the page is first shown, so that the app starts sooner."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from tui.screens.page import PageScreen

PAGES = {
    "invites": "tui.screens.invites:InvitesScreen",
    "approvals": "tui.screens.approvals:ApprovalsScreen",
    "queue": "tui.screens.queue:QueueScreen",
    "needs": "tui.screens.needs:NeedsScreen",
    "sources": "tui.screens.sources:SourcesScreen",
    "contacts": "tui.screens.contacts:ContactsScreen",
    "members": "tui.screens.members:MembersScreen",
    "programs": "tui.screens.programs:ProgramsScreen",
    "forecast": "tui.screens.forecast:ForecastScreen",
    "activity": "tui.screens.activity:ActivityScreen",
    "settings": "tui.screens.settings:SettingsScreen",
}
OF_A_ROW = {
    "runs": "tui.screens.explaining.runs_page:RunsScreen",
    "why": "tui.screens.explaining.why_page:WhyScreen",
    "member_day": "tui.screens.explaining.member_day_page:MemberDayScreen",
}
"""Pages about one row of another page, from which they are opened: no sidebar lists them."""


def page_class(name: str) -> type[PageScreen[Any]]:
    """Return the class of a page. Raises KeyError."""
    module, _colon, attribute = {**PAGES, **OF_A_ROW}[name].partition(":")
    found: type[PageScreen[Any]] = getattr(import_module(module), attribute)
    return found

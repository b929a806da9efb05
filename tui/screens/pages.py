"""Which class shows which page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.screens.activity import ActivityScreen
from tui.screens.approvals import ApprovalsScreen
from tui.screens.contacts import ContactsScreen
from tui.screens.invites import InvitesScreen
from tui.screens.members import MembersScreen
from tui.screens.page import PageScreen
from tui.screens.programs import ProgramsScreen
from tui.screens.queue import QueueScreen
from tui.screens.settings import SettingsScreen
from tui.screens.sources import SourcesScreen

PAGES: dict[str, Callable[[], PageScreen[Any]]] = {
    "invites": InvitesScreen,
    "approvals": ApprovalsScreen,
    "queue": QueueScreen,
    "sources": SourcesScreen,
    "contacts": ContactsScreen,
    "members": MembersScreen,
    "programs": ProgramsScreen,
    "activity": ActivityScreen,
    "settings": SettingsScreen,
}

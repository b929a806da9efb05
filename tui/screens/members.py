"""Members."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Static

from core.workspace import Workspace
from tui.actions import bindings
from tui.screens.page import PageScreen


class MembersScreen(PageScreen[None]):
    """Members."""

    page = "members"
    BINDINGS: ClassVar[list[BindingType]] = bindings("members")

    def content(self) -> ComposeResult:
        yield Static("", classes="pane")

    def load(self, workspace: Workspace, asked: Any) -> None:
        """Nothing yet."""

    def show(self, data: None) -> None:
        """Nothing yet."""

"""Preferences of the app that are stored in the workspace: the theme."""

from __future__ import annotations

from core.store import named_values
from core.workspace import Workspace

_THEME = "app.theme"


def theme(workspace: Workspace) -> str | None:
    """Return the name of the theme that was chosen, or None."""
    with workspace.store.read() as store:
        return named_values.get(store, _THEME)


def store_theme(workspace: Workspace, name: str) -> None:
    """Store the theme for the next start of the app in this workspace."""
    with workspace.store.write() as store:
        named_values.put(store, _THEME, name)

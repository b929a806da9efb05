"""What the app keeps for a workspace beside its work: the theme."""

from __future__ import annotations

from core.workspace import Workspace

_THEME = "app.theme"


def theme(workspace: Workspace) -> str | None:
    """The name of the theme that was chosen, or None."""
    with workspace.store.read() as store:
        found = store.scalar("SELECT value FROM setting WHERE key = ?", _THEME)
    return None if found is None else str(found)


def keep_theme(workspace: Workspace, name: str) -> None:
    """Remember the theme for the next time the app opens here."""
    with workspace.store.write() as store:
        store.change(
            "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            _THEME,
            name,
        )

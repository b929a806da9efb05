"""The age of the last backup, in real time, independent of the workspace's clock."""

from __future__ import annotations

from datetime import timedelta

from core.clock import real_now
from core.store.upkeep import kept_backups
from core.views.status_view import BackupState
from core.workspace import Workspace


def state(workspace: Workspace) -> BackupState:
    """Return when the last backup was made, and whether it is too old."""
    return BackupState(kept_backups.last_at(workspace.home), hours_too_old(workspace))


def hours_too_old(workspace: Workspace) -> int:
    """Return the age of the last backup (without one, of the store) in hours if it is too old, else 0."""
    if not workspace.store.durable or not workspace.store.in_file:
        return 0  # a throw-away workspace has no backups, and a server makes its own
    made = kept_backups.made_at(workspace.stamp.clock)
    age = real_now() - (kept_backups.last_at(workspace.home) or made)
    return int(age / timedelta(hours=1)) if age > kept_backups.TOO_OLD else 0

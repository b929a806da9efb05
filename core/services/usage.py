"""Which campaigns stand on a member or a source: what stops when it is archived."""

from __future__ import annotations

from typing import Literal

from core.services.lookup import find
from core.store.database import Store
from core.workspace import Workspace

Ground = Literal["member", "source"]


def campaigns_on(store: Store, ground: Ground) -> dict[int, list[str]]:
    """The names of the active campaigns by member or source; inside a door."""
    found: dict[int, list[str]] = {}
    for ident, name in store.rows(
        f"SELECT {ground}_id, name FROM campaign WHERE active = 1 AND archived_at IS NULL ORDER BY name, id"
    ):
        found.setdefault(ident, []).append(name)
    return found


def would_stop(workspace: Workspace, ground: Ground, ref: str) -> list[str]:
    """The names of the active campaigns that archiving this member or source would stop."""
    with workspace.store.read() as store:
        return campaigns_on(store, ground).get(find(store, ground, ref), [])

"""Whether there is anything to draw: a change in the store, another engine, or a full minute."""

from __future__ import annotations

from typing import NamedTuple

from core.services.engine_alive import life
from core.workspace import Workspace

MINUTE_S = 60


class News(NamedTuple):
    """What the pages depend on: while none of it changes, nothing on them does."""

    version: int
    """Of the store: another one after each commit."""
    minute: int
    """Of the workspace's clock: what changes by time alone is drawn then."""
    damaged: bool
    """Whether damage of the store is known: the engine writes no row for that."""
    engine: tuple[object, ...]
    """Who holds the engine's place, and whether they are silent: no commit tells that an engine died."""


def news(workspace: Workspace) -> News:
    """How it is at this moment; opens no connection."""
    alive = life(workspace)
    minute = int(workspace.now().timestamp()) // MINUTE_S
    return News(workspace.store.version(), minute, workspace.home.damaged.exists(), (alive.holder, alive.silent))

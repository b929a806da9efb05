"""Check for changes that need a redraw: in the store, in the engine, or a full minute."""

from __future__ import annotations

from typing import NamedTuple

from core.services.engine_alive import life
from core.workspace import Workspace

MINUTE_S = 60
STEP_S = 5
"""Seconds between two drawings of a takeover's time."""


class News(NamedTuple):
    """The state on which pages depend: while it is the same, they need no redraw."""

    version: int
    """Version of the store, which each commit changes."""
    minute: int
    """Minute of the workspace's clock: what changes with time alone is drawn once a minute."""
    damaged: bool
    """True if damage of the store is known: the engine writes no row for that."""
    engine: tuple[object, ...]
    """The holder of the engine, whether it is silent, and the standbys: an engine that died commits nothing."""


def news(workspace: Workspace) -> News:
    """Return the state at this moment. Raises the errors of `Store.version`.

    A file is asked by a connection that stays open. A store on a server is asked over the network, which may take as
    long as the server does not answer: never call this in an event loop for such a store.
    """
    alive = life(workspace)
    minute = int(workspace.now().timestamp()) // MINUTE_S
    takes_over = None if alive.taking_over_s is None else int(alive.taking_over_s) // STEP_S
    engine = (alive.holder, alive.silent, alive.standbys, takes_over)
    return News(workspace.store.version(), minute, workspace.home.damaged.exists(), engine)

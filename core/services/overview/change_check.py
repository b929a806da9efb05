"""The check for changes that need a redraw: in the store, in the engine, or a new minute."""

from __future__ import annotations

from typing import NamedTuple

from core.services.engine_alive import life
from core.workspace import Workspace

MINUTE_S = 60
STEP_S = 5
"""Seconds between two redraws while a standby takes over."""


class News(NamedTuple):
    """The state on which pages depend: while it is the same, they need no redraw."""

    version: int
    """Version of the store, which each commit changes."""
    minute: int
    """Minute of the workspace's clock: values that change with time alone are drawn once a minute."""
    damaged: bool
    """True if damage of the store is recorded: in a file of its own, so `version` stays the same."""
    engine: tuple[object, ...]
    """The holder of the engine, whether it is silent, and the standbys; `version` stays the same if an engine dies."""


def news(workspace: Workspace) -> News:
    """Return the state at this moment. Raises the errors of `Store.version`.

    For a file, an open connection is asked, which is quick. A store on a server is asked over the network, and the call
    waits while the server does not answer: never call it in an event loop for such a store.
    """
    alive = life(workspace)
    minute = int(workspace.now().timestamp()) // MINUTE_S
    takes_over = None if alive.taking_over_s is None else int(alive.taking_over_s) // STEP_S
    engine = (alive.holder, alive.silent, alive.standbys, takes_over)
    return News(workspace.store.version(), minute, workspace.home.damaged.exists(), engine)

"""The role of a daemon: a standby, or the engine."""

from __future__ import annotations

from typing import Literal

from core.clock import boot_seconds
from core.engine.context import Context
from core.workspace import Workspace

RoleName = Literal["engine", "standby"]
ROLES: tuple[RoleName, ...] = ("engine", "standby")


class Role:
    """A daemon's role; it may change once, as a standby takes the engine over."""

    def __init__(self, workspace: Workspace, context: Context | None = None) -> None:
        """Take the engine's context, or None in a standby."""
        self.workspace = workspace
        self.context = context
        self._looked_at = boot_seconds()

    @property
    def name(self) -> RoleName:
        """The role now."""
        return "standby" if self.context is None else "engine"

    @property
    def silent_s(self) -> float:
        """Real seconds since the standby looked for the engine."""
        return boot_seconds() - self._looked_at

    def looked(self) -> None:
        """Record that the standby looked for the engine, whether the server answered or not."""
        self._looked_at = boot_seconds()

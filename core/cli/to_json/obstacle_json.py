"""The JSON of obstacles to a member's or a finder's work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.views.obstacle_view import Obstacle


def obstacle(view: Obstacle | None) -> dict[str, Any] | None:
    """Return code, sentence and remedy, None without an obstacle."""
    return None if view is None else {"code": view.code, "text": view.text, "action": view.action}

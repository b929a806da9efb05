"""Obstacles that keep a member or a finder from working, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.views.obstacle_view import Obstacle


def obstacle(view: Obstacle | None) -> dict[str, Any] | None:
    """Return code, sentence and remedy, None if nothing is in the way."""
    return None if view is None else {"code": view.code, "text": view.text, "action": view.action}

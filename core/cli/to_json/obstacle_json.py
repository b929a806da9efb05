"""The JSON of the problem that keeps a member from sending, or a finder from searching."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.views.obstacle_view import Obstacle


def obstacle(view: Obstacle | None) -> dict[str, Any] | None:
    """Return the problem's code, sentence and remedy; None without a problem."""
    return None if view is None else {"code": view.code, "text": view.text, "action": view.action}

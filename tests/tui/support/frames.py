"""Frames are drawn where a test looks, not in between: nobody sees them, and they cost a third of each app's time."""

from __future__ import annotations

from typing import Final

from rich.console import RenderableType
from textual._compositor import Compositor
from textual.app import App
from textual.screen import Screen

DRAW: Final = Compositor.render_update


def later(
    compositor: Compositor,
    full: bool = False,
    screen_stack: list[Screen[object]] | None = None,
    simplify: bool = False,
) -> RenderableType | None:
    """Draw nothing yet, unless it is a whole picture that is asked for; what is to be drawn stays noted."""
    return DRAW(compositor, full, screen_stack, simplify) if full else None


def draw(app: App[None]) -> None:
    """Draw what changed on the top screen since it was drawn last. Raises what a widget raises."""
    compositor = app.screen._compositor
    if compositor._dirty_regions:
        DRAW(compositor, screen_stack=app._background_screens)

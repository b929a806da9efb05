"""Drawing only once the app rests: without a terminal, nobody sees the pictures in between.

These took half of a test's processor time, and a slow machine drew even more of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen

from tui.app import OvertureApp

draw_each_change: Callable[[Screen[Any]], None] = Screen._compositor_refresh
"""Textual's own drawing of each change; for tests that count what is written."""


def draw_when_settled(screen: Screen[Any]) -> None:
    """Do nothing in place of `Screen._compositor_refresh`: `draw` draws all changes of the app's top screen later."""
    app = screen.app
    if isinstance(app, OvertureApp) and app.is_headless and screen is app.screen:
        screen._dirty_widgets.clear()  # the compositor already knows their regions, and draws them later
        app._update_mouse_over(screen)
    else:
        draw_each_change(screen)


def draw(app: OvertureApp) -> None:
    """Draw all that changed since the last picture; an error of a widget fails the test here."""
    if app.is_running and app.screen.size:
        draw_each_change(app.screen)

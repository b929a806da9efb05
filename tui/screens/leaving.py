"""The question before the key that goes back quits the app."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from tui.app_base import around


def ask_to_leave(page: Screen[Any]) -> None:
    """Ask, then quit as ctrl+q does."""
    from tui.dialogs.confirm import ConfirmDialog

    app = around(page)
    here = app.host is not None and app.host.running
    words = "The engine runs here. Once you quit, nothing is sent until Overture or a daemon runs." if here else ""

    def decided(yes: bool | None) -> None:
        if yes:
            app.call_later(app.action_quit)

    app.push_screen(ConfirmDialog("Quit Overture?", words, yes="Quit"), decided)

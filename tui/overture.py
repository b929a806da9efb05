"""What pages, dialogs and widgets may ask of the app around them; the app itself stands above them all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from core.services.heading import Heading
from core.workspace import Workspace
from tui.engine_host import EngineHost
from tui.look import Palette, palette
from tui.terminal_driver import TerminalDriver


class Overture(App[None]):
    """The app, as seen from below."""

    workspace: Workspace
    host: EngineHost | None
    around: Heading | None

    @property
    def terminal(self) -> TerminalDriver | None:
        """The terminal that the app runs at, or None for none, as in a test."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def colours(self) -> Palette:
        """The colours of the theme that is on."""
        return palette(self.current_theme)

    def show_page(self, name: str) -> Screen[Any]:
        """Switch to a page and read it."""
        raise NotImplementedError

    def refresh_page(self) -> None:
        """Read the page on top again, as soon as the keys are quiet; however often asked, once."""
        raise NotImplementedError

    def hold_keys(self) -> Callable[[], None]:
        """Keep the keys that follow for a dialog that is on its way; call what is returned once it is there."""
        raise NotImplementedError

    def act(self, service: partial[Any], done: str = "") -> None:
        """Run a service in a thread, then say what it did and refresh. Rules that refuse are said in words."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        """A line that goes by itself; never markup."""
        raise NotImplementedError

    def say_error(self, text: str) -> None:
        """Something did not work, with what to do."""
        raise NotImplementedError


def stands(screen: Screen[Any]) -> bool:
    """Whether a page or a dialog is there to be drawn on: not before it is composed, nor once it was closed."""
    return screen.is_mounted and screen.app.is_running and screen in screen.app.screen_stack


def around(node: DOMNode) -> Overture:
    """The app in which a page, a dialog or a widget lives."""
    app = node.app
    assert isinstance(app, Overture)  # noqa: S101 - they live in no other app
    return app

"""An app that reads and draws its page again and again although nothing changed, so that its output can be counted."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

from textual import on

import tui.app
from tui.app import OvertureApp
from tui.screens import pages

PAGES = list(pages.PAGES)
POLL_S = 0.02


class RestlessApp(OvertureApp):
    """An app that writes a byte, the number of the page, to a descriptor each time that the page was drawn."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))  # a relative one is looked for beside this file
    drawn: ClassVar[int] = -1

    @on(OvertureApp.Loaded)
    def tell(self, message: OvertureApp.Loaded) -> None:
        """Show the page as the app does, then write the byte once the whole page is on the terminal."""
        if message.screen is self.screen:
            number = PAGES.index(message.screen.page) + 1
            message.screen.call_after_refresh(os.write, self.drawn, str(number).encode())


@contextlib.contextmanager
def restless(drawn: int) -> Iterator[None]:
    """Make every check for changes find one."""
    RestlessApp.drawn = drawn
    with (
        patch("tui.process.run.OvertureApp", RestlessApp),
        patch("tui.live_app.POLL_S", POLL_S),
        patch("tui.live_app.REST", 0),
        patch("tui.live_app.news", lambda _workspace: object()),
    ):
        yield

"""An app that reads and draws its page again without end, though nothing is new: so that its bytes can be counted."""

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
    """An app that writes the number of a page to a descriptor each time that it was drawn."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))  # a relative one is looked for beside this file
    drawn: ClassVar[int] = -1

    @on(OvertureApp.Loaded)
    def tell(self, message: OvertureApp.Loaded) -> None:
        """Let the page be shown first; then, once all of it is on the terminal, write the byte."""
        if message.screen is self.screen:
            number = PAGES.index(message.screen.page) + 1
            message.screen.call_after_refresh(os.write, self.drawn, str(number).encode())


@contextlib.contextmanager
def restless(drawn: int) -> Iterator[None]:
    """Make every check find news."""
    RestlessApp.drawn = drawn
    with (
        patch("tui.process.run.OvertureApp", RestlessApp),
        patch("tui.live_app.POLL_S", POLL_S),
        patch("tui.live_app.REST", 0),
        patch("tui.live_app.news", lambda _workspace: object()),
    ):
        yield

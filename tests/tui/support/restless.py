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
    """Writes the number of a page to a descriptor each time that it was drawn."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))  # a relative one is looked for beside this file
    drawn: ClassVar[int] = -1

    @on(OvertureApp.Loaded)
    def tell(self, message: OvertureApp.Loaded) -> None:
        """The page itself is shown right after; then, once all of it is on the terminal, the byte is written."""
        if message.screen is self.screen:
            number = PAGES.index(message.screen.page) + 1
            message.screen.call_after_refresh(os.write, self.drawn, str(number).encode())


@contextlib.contextmanager
def restless(drawn: int) -> Iterator[None]:
    """Every look finds news."""
    RestlessApp.drawn = drawn
    with (
        patch("tui.process.run.OvertureApp", RestlessApp),
        patch("tui.app.POLL_S", POLL_S),
        patch("tui.app.news", lambda _workspace: object()),
        patch("tui.screens.invites.news", lambda _workspace: object()),
    ):
        yield

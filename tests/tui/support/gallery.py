"""The app as a process that shows every dialog with hostile texts, one after the other, and then ends."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import textual._wait
from textual.pilot import Pilot

import tui.app
import tui.live_app
from tests.tui.conftest import IDLE_S
from tests.tui.support.dialogs import GALLERY, show
from tests.tui.support.driving import settled
from tests.tui.support.hostile import SHARPEST, check
from tui.app import OvertureApp


class GalleryApp(OvertureApp):
    """An app that presses its own keys and checks its own screen; the test only reads the terminal's output."""

    CSS_PATH = str(Path(tui.app.__file__).with_name("app.tcss"))  # a relative one is looked for beside this file

    def on_ready(self) -> None:
        """Begin once the first page is shown; not in a worker, since the walk waits until no worker is running."""
        self._walking = asyncio.create_task(self._walk())
        self._walking.add_done_callback(self._walked)

    async def _walk(self) -> None:
        tui.live_app.QUIET_S = 0.0  # nobody types here
        textual._wait.SLEEP_GRANULARITY, textual._wait.SLEEP_IDLE = IDLE_S, IDLE_S / 20
        pilot = Pilot(self)
        self.show_page("settings")
        await settled(pilot)
        for shown in GALLERY:
            await show(pilot, shown, SHARPEST, partial(check, self))

    def _walked(self, walking: asyncio.Task[None]) -> None:
        error = walking.exception()
        if isinstance(error, Exception):
            self._handle_exception(error)
        self.exit()

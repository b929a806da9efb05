"""Textual's driver, extended to tell a paste from typing and to leave the terminal as it was."""

from __future__ import annotations

import os
import selectors
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import Any, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.key_parser import KeyParser
from tui.terminal.modes import FollowedFile, Modes
from tui.terminal.pasted_read import PasteWatch

READ_SIZE = 4096
"""Bytes: as many as a terminal's line discipline holds, so that one read takes all that has arrived."""
POLL_S = 0.1
"""Real seconds after which the input thread checks whether it is to end."""


class TerminalDriver(LinuxDriver):
    """A driver that treats all keys of one read together, and records each mode turned on, to turn it off again."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.modes = Modes()
        self.suspend: Callable[[], None] | None = None
        """Function for SIGTSTP; called in the main thread."""
        if self._file is not None:
            self._file = cast("Any", FollowedFile(self._file, self.modes))

    # -- what arrives

    def run_input_thread(self) -> None:
        """Wait for input and hand it on, each read as a whole."""
        parser, watch = KeyParser(self._debug), PasteWatch()
        decode = getincrementaldecoder("utf-8")(
            errors="replace"
        ).decode  # a byte that is not UTF-8 must not end the app
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(POLL_S)
                data = os.read(self.fileno, READ_SIZE) if ready else b""
                text = decode(data)
                if ready and not data:  # at its end, a pipe is always ready
                    self.exit_event.wait(POLL_S)
                for message in watch.sort(list(parser.feed(text)) if text else [], time.monotonic()):
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)

    # -- the mouse

    @property
    def takes_mouse(self) -> bool:
        """Return whether the mouse is reported to the app."""
        return self._mouse

    def give_mouse(self, *, to_app: bool) -> None:
        """Report the mouse to the app, or leave it to the terminal, which then selects text with it."""
        if not to_app:
            self._disable_mouse_support()
        self._mouse = to_app
        if to_app:
            self._enable_mouse_support()

    def _enable_mouse_support(self) -> None:
        super()._enable_mouse_support()
        if self._mouse_pixels:
            self._enable_mouse_pixels()

    def _disable_mouse_support(self) -> None:
        super()._disable_mouse_support()
        if self._mouse and self._mouse_pixels:
            self.write("\x1b[?1016l")

    # -- being suspended

    def _sigtstp_application(self, *_: object) -> None:
        """Suspend in an orderly way: the engine ends its call first."""
        if self.suspend is not None:
            self.suspend()

    def _sigcont_application(self, *_: object) -> None:
        """Do nothing: the shell continues the stopped process by itself."""

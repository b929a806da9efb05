"""Textual's driver, extended to tell a paste from typing and to leave the terminal as it was."""

from __future__ import annotations

import contextlib
import os
import selectors
import termios
import time
from codecs import getincrementaldecoder
from collections.abc import Callable
from typing import IO, Any, cast

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

from tui.terminal.key_parser import KeyParser
from tui.terminal.modes import CUT, FollowedFile, Modes
from tui.terminal.pasted_read import PasteWatch

READ_SIZE = 4096
"""Bytes: as many as a terminal's line discipline holds, so that one read takes all that has arrived."""
BEHIND_S = 0.1
"""Real seconds after which a terminal that has not taken all output is slow."""
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
        self._followed = FollowedFile(cast("IO[str]", self._file), self.modes)
        self._file = cast("Any", self._followed)
        self._sent = 0
        self._behind_since = 0.0

    # -- what leaves

    def write(self, data: str) -> None:
        """Queue output for the thread that writes it."""
        if self._sent == self._followed.taken:
            self._behind_since = time.monotonic()
        self._sent += len(data)
        super().write(data)

    @property
    def behind(self) -> bool:
        """Return whether the terminal has not taken output for `BEHIND_S`: another picture would only queue up."""
        waits = self._sent != self._followed.taken
        return waits and time.monotonic() - self._behind_since > BEHIND_S

    def stop_application_mode(self) -> None:
        """Restore the terminal; pictures that it has not taken yet are dropped: they would take long."""
        if self._writer_thread is not None:
            self._followed.drop()
            with contextlib.suppress(OSError, termios.error):
                termios.tcflush(self.fileno, termios.TCOFLUSH)
            self.write(CUT)
        super().stop_application_mode()

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

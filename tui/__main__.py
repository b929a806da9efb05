"""The entry point of `overture`: open the app if no sub-command is given, else run the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from core.cli.main import main as command_line

if TYPE_CHECKING:  # `overture --version` must not cost more than Python itself
    from core.home import Home

ESCAPE_MS = "30"
"""Milliseconds after an escape byte within which further bytes belong to its sequence. With Textual's default of 100,
a key typed soon after esc was taken for a part of that sequence."""


class Terminal:
    """The front of the command line that opens the app; the app's modules are loaded only then."""

    def open(self, home: Home, *, readonly: bool) -> None:
        """Open the app on a home; with `readonly` the app changes nothing there."""
        os.environ.setdefault("ESCDELAY", ESCAPE_MS)  # Textual reads it as it is imported
        from tui.process.run import run

        run(home, readonly=readonly)

    def demo(self, seed: int) -> None:
        """Open the app on the demo's workspace."""
        os.environ.setdefault("ESCDELAY", ESCAPE_MS)
        from tui.process.demo import run_demo

        run_demo(seed)


def main() -> None:
    """Run the command line, or the app."""
    command_line(front=Terminal())


if __name__ == "__main__":
    main()

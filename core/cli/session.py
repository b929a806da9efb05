"""The state of one run of the command line: the home, the choice of JSON, the opened workspace."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from core.cli.output import streams

if TYPE_CHECKING:
    from core.home import Home
    from core.workspace import Workspace


class Front(Protocol):
    """The functions by which the command line opens the app; `core` also runs without an app."""

    def open(self, home: Home, *, readonly: bool) -> None:
        """Open the app on a home; with `readonly` it changes nothing there."""

    def demo(self, seed: int) -> None:
        """Open the app on the demo's throw-away workspace."""


@dataclass
class Session:
    """One run of the command line, with its options and its output; each command gets it from click."""

    json: bool = False
    home_option: str | None = None
    readonly: bool = False
    """True if no file of the home may be changed, not even its log."""
    front: Front | None = None
    opened: Workspace | None = None
    """The app's workspace if the command runs inside the app; None in a shell."""

    @property
    def terminal(self) -> Front | None:
        """The app, if there is one and a person at a terminal can see it."""
        at_terminal = self.opened is None and sys.stdout.isatty() and sys.stdin.isatty()
        return self.front if at_terminal and not self.json else None

    @property
    def home(self) -> Home:
        """The home folder of this command."""
        if self.opened is not None:
            return self.opened.home
        from core.home import locate

        return locate(self.home_option)

    @contextlib.contextmanager
    def workspace(self) -> Iterator[Workspace]:
        """Open the workspace; the program's log messages go into the home's log, never to the person."""
        if self.opened is not None:
            with self.opened.store.session():
                yield self.opened
            return
        from core.logs import dropped, into
        from core.workspace import opened

        home = self.home
        with opened(home, readonly=self.readonly) as workspace, dropped() if self.readonly else into(home.log):
            if workspace.stamp.moved_to:
                self.say(workspace.moved())
            if not workspace.store.in_file and (warning := workspace.clock_warning()):
                self.say(warning)
            yield workspace

    def show(self, value: object, lines: Callable[[], Iterable[str]]) -> None:
        """Print data on stdout, as JSON or as lines for people."""
        if self.json:
            streams.write_json(value)
        else:
            streams.write_lines(lines())

    def say(self, *sentences: str) -> None:
        """Print sentences on stderr for a person; with --json nothing is printed, as stderr is then for errors only."""
        if not self.json:
            streams.say(*sentences)

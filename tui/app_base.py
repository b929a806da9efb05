"""The part of the app that pages, dialogs and widgets may use; the app itself is above them all."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from rich.text import Text
from textual.app import App
from textual.dom import DOMNode
from textual.notifications import Notify, SeverityLevel
from textual.screen import Screen

from core.errors import OvertureError
from core.secrets import unexpected, without_secrets
from core.services.home.home_list import CachedList, HomeList
from core.services.overview.change_check import News
from core.text import clean
from core.views.status_view import Heading
from core.workspace import Workspace
from tui.actions import Action
from tui.engine_host import EngineHost
from tui.line_history import LineHistory
from tui.needs_board import NeedsBoard
from tui.notification import SafeNotification
from tui.style.theme import Palette, palette
from tui.terminal.driver import TerminalDriver
from tui.thread_errors import ExplainsErrors
from tui.undo import Undo

log = logging.getLogger("overture.app")


class Overture(ExplainsErrors, App[None]):
    """The app, as pages, dialogs and widgets see it."""

    workspace: Workspace
    host: EngineHost | None
    around: Heading | None
    board: NeedsBoard
    campaigns: CachedList
    """The campaigns as they were read last, by any page."""
    news: News | None = None
    """The state of the store when a list was last read; if it is the same now, nothing has changed since."""
    lines: LineHistory
    """The lines typed after `:`."""
    sidebar_hidden: bool = False
    """True if the person hid the list of pages, on all of them."""

    @property
    def searched(self) -> Workspace:
        return self.workspace

    @property
    def terminal(self) -> TerminalDriver | None:
        """The terminal of the app, or None if there is none, as in a test."""
        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def colours(self) -> Palette:
        """The colours of the present theme."""
        return palette(self.current_theme)

    def _fatal_error(self) -> None:
        """Leave after an unhandled exception: one sentence at the terminal, the traceback in the home's log.

        Textual's own traceback shows local variables, which may hold the provider's key or people's texts.
        """
        error = self._exception
        log.error("The app ended because of an error in Overture.", exc_info=error)
        what = f"{type(error).__name__}: {clean(str(error), 200)}" if error is not None else "unknown"
        self.panic(
            Text(
                f"This is an error in Overture: {without_secrets(what)}. The details are in "
                f"{self.workspace.home.log}; please report it."
            )
        )

    _logged = ""
    """The unexpected error that was logged last."""
    keymap: Mapping[str, tuple[str, ...]]
    """The keys that `[keys]` of config.toml gives to actions, by their ids."""

    def keys_of(self, action: Action) -> tuple[str, ...]:
        """Return the keys of an action: those of `[keys]` in config.toml, else its own; the shown one first."""
        return self.keymap.get(action.id, action.keys)

    def page(self, name: str) -> Screen[Any]:
        """Return a page by name; it is made when it is first asked for."""
        raise NotImplementedError

    def show_page(self, name: str) -> Screen[Any]:
        """Switch to a page and read it; the key for back returns to the previous page."""
        raise NotImplementedError

    def go_to_page(self, name: str) -> None:
        """Switch to a page in its last state; on that page already, remove the restriction that another page set."""
        raise NotImplementedError

    def go_back(self) -> bool:
        """Switch to the previous page; return False if there is none."""
        raise NotImplementedError

    def recall(self, page: Screen[Any]) -> None:
        """Restore the state that a page had in the last session; later calls do nothing."""
        raise NotImplementedError

    def remember(self, act: Undo) -> None:
        """Record how to undo the last act; may be called from any thread."""
        raise NotImplementedError

    def note_closed(self) -> None:
        """Note that a dialog or page closed: an answer typed right after is meant for it, and is ignored."""
        raise NotImplementedError

    def read_campaigns(self, *, archived: bool = False) -> HomeList:
        """Read the campaigns and the items that need a person, whose count the list of pages shows; in any thread."""
        number = self.board.begin()
        found = self.campaigns.read(self.workspace, archived=archived)
        self.board.take(found.needs, number)
        return found

    def refresh_page(self, *, anew: bool = True) -> None:
        """Read the page on top again as soon as the keys are quiet; calls made until then share one read.

        If `anew` is false, the page may keep the list that it read last, and read only the highlighted row.
        """
        raise NotImplementedError

    def hold_keys(self) -> Callable[[], None]:
        """Queue the keys that follow for a dialog that is about to open; call the returned function once it is open."""
        raise NotImplementedError

    def act(self, service: partial[Any], done: str | Callable[[Any], str] = "", *, final: str = "") -> None:
        """Run a service in a thread, then show its result and refresh. A refusal is shown in words.

        `done` is the message, or a function that makes it from the service's result. `final`: why `u` cannot undo this
        act, in sentences that name it and say what is possible instead.
        """
        raise NotImplementedError

    def words_of(self, error: BaseException | None) -> str:
        """Return the text that is shown for an error; the traceback of an unexpected error goes into the log.

        If it was raised in a thread, `ExplainsErrors` has searched for its cause there.
        """
        if isinstance(error, OvertureError):
            return error.text
        words = unexpected(error)
        if words != self._logged:  # log it once: a page is read every second
            self._logged = words
            log.error("An error in Overture is shown in the app.", exc_info=error)
        return words

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = True,
    ) -> None:
        """Show a line for `timeout` seconds as Textual does, but as a `SafeNotification`, which cannot stop the app."""
        seconds = self.NOTIFICATION_TIMEOUT if timeout is None else timeout
        self.post_message(Notify(SafeNotification(message, title, severity, seconds, markup=markup)))

    def say(self, text: str) -> None:
        """Show a line that disappears by itself; never markup."""
        raise NotImplementedError

    def say_error(self, text: str) -> None:
        """Show an error with its remedy."""
        raise NotImplementedError


def stands(screen: Screen[Any]) -> bool:
    """Return whether a page or a dialog can be drawn: it is composed and not closed."""
    return screen.is_mounted and screen.app.is_running and screen in screen.app.screen_stack


def around(node: DOMNode) -> Overture:
    """Return the app of a page, a dialog or a widget."""
    app = node.app
    assert isinstance(app, Overture)  # noqa: S101 - Overture is the only app
    return app

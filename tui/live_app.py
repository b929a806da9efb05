"""The live refresh of the page on top: a check each second, and one read at a time in a thread."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from textual import on, work
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.worker import Worker, WorkerState, get_current_worker

from core.errors import DamagedError, NewerStoreError, NotFoundError, OvertureError
from core.services.home.home_list import CachedList
from core.services.overview.change_check import News, news
from core.services.overview.status_line import heading
from core.store.upkeep import damage
from core.views.status_view import Heading
from tui import keymap
from tui.app_base import Overture, stands
from tui.dialogs.base import Dialog
from tui.key_queue import KeyQueue
from tui.row_keys import Turn, turn
from tui.screens.page import UNREAD, PageScreen
from tui.widgets.status_line import StatusLine

POLL_S = 1.0
"""Seconds between two checks whether the store changed."""
REST = 15.0
"""Factor between a read's processor time and the pause after it in which the store is not checked for changes; the
pause is `REST_S` at most. Reads for keys and for the person's own changes do not wait."""
REST_S = 0.7
"""Most seconds of that pause: with a check each second, a change is read within two seconds. Reads of up to 47 ms
then take a sixteenth of a core at most; longer reads take a larger share."""
QUIET_S = 0.15
"""Seconds after the last key for which a refresh waits."""
KEEP_S = 0.2
"""Seconds after the last key at which the state of the page is stored for the next start."""
PATIENCE_S = 2.0
"""Most seconds by which keys delay a refresh."""
REFRESH = "refresh"
"""The workers that read the page on top."""
NEWS = "news"
"""The worker that asks a database server whether the store changed."""


class LiveApp(Overture):
    """The part of the app that keeps the page on top up to date."""

    class Loaded(Message):
        """The result of a page's read."""

        def __init__(self, screen: PageScreen[Any], data: Any, around: Heading) -> None:
            super().__init__()
            self.screen = screen
            self.data = data
            self.around = around

    class ServerNews(Message):
        """The answer of a database server that was asked whether the store changed."""

        def __init__(self, news: News | None) -> None:
            super().__init__()
            self.news = news

    class RowGone(Message):
        """A page could not be read, since the row that it is about no longer exists."""

        def __init__(self, screen: PageScreen[Any], words: str) -> None:
            super().__init__()
            self.screen = screen
            self.words = words

    _keys: KeyQueue
    own_keys: frozenset[str] = frozenset()
    """The keys of the person's own actions."""

    def __init__(self) -> None:
        super().__init__()
        self.around: Heading | None = None
        self.campaigns = CachedList()
        self._anew = False
        """True if the read that is due must read the whole list again, not only the highlighted row."""
        self._rests_until = 0.0
        self._typed_at = 0.0
        self._wanted_since: float | None = None
        self._awaited: PageScreen[Any] | None = None
        """The page whose read is under way."""
        self._keeping: Timer | None = None
        self._fault = ""
        self._engine_fault = ""

    def start_polling(self) -> None:
        """Check once a second, from now on, whether the store changed."""
        self.set_interval(POLL_S, self._poll)

    def _poll(self) -> None:
        self.keep_session()
        if time.monotonic() < self._rests_until:
            return
        if self.workspace.store.in_file:
            self._read_if_new(self._news_now())
        elif not self._under_way(NEWS):
            self._ask_server()

    @work(thread=True, group=NEWS, exit_on_error=False, description="ask the server for news")
    def _ask_server(self) -> None:
        """Ask a database server for changes in a thread: while it does not answer, keys must not wait."""
        self.post_message(self.ServerNews(self._news_now()))

    @on(ServerNews)
    def _compare(self, message: ServerNews) -> None:
        self._read_if_new(message.news)

    def _read_if_new(self, found: News | None) -> None:
        # Not during a read: a new one would cancel it, and slow reads would never be shown.
        if not self.reading and found != self.news:
            self.refresh_page()

    def _news_now(self) -> News | None:
        with contextlib.suppress(OvertureError):  # reading the page reports the error
            return news(self.workspace)
        return self.news

    def keep_session(self) -> None:
        """Store the state of the page on top for the next start, if it changed."""
        raise NotImplementedError

    # -- keys for the list on top

    def hold_keys(self) -> Callable[[], None]:
        """Queue the keys that follow for a dialog that is about to open; call the returned function once it is open."""
        return self._keys.hold()

    def answers(self, key: Key) -> bool:
        """Return whether a key answers a question; in a dialog also if it has another use on the pages."""
        scopes = self.screen.scopes if isinstance(self.screen, Dialog) else ()
        return key.key in keymap.answers(self.keymap, *scopes)

    def turn_of(self, key: Key) -> Turn:
        """Return when a key acts on the list of the page on top."""
        page = self.screen
        if not isinstance(page, PageScreen):
            return "now"
        awaited = self._wanted_since is not None or self._awaited is page
        return turn(page, self.focused, key, self.own_keys, awaited=awaited)

    def tell_unread(self) -> None:
        """Say why a key did nothing."""
        self.say(UNREAD)

    # -- reading

    def _note_typing(self) -> None:
        """Delay refreshes, and store the page's state once the keys are quiet, so that a killed app loses little."""
        self._typed_at = time.monotonic()
        if self._keeping is None:
            self._keeping = self.set_timer(KEEP_S, self._keep_when_quiet)

    def _keep_when_quiet(self) -> None:
        self._keeping = None
        if time.monotonic() - self._typed_at < KEEP_S:
            self._keeping = self.set_timer(KEEP_S, self._keep_when_quiet)
        else:
            self.keep_session()

    def refresh_page(self, *, anew: bool = True) -> None:
        """Read the page on top again as soon as the keys are quiet; calls before that share one read.

        If `anew` is false, the page may keep the list that it read last, and read only the highlighted row.
        """
        self._anew |= anew
        if self._wanted_since is None:
            self._wanted_since = time.monotonic()
            self._read_when_quiet()

    def _read_when_quiet(self) -> None:
        now = time.monotonic()
        asked = self._wanted_since or now
        typing = now - self._typed_at < QUIET_S and not self._keys.waits_for_list
        if typing and now - asked < PATIENCE_S:
            self.set_timer(QUIET_S, self._read_when_quiet)
            return
        self._wanted_since = None
        anew, self._anew = self._anew, False
        screen = self.top_page()
        # Not yet mounted: the page asks again once it is shown. Being removed: the app quits.
        if screen is not None and stands(screen):
            self._awaited = screen
            self._load(screen, screen.asks(), anew)
        else:
            self._anew |= anew

    @property
    def reading(self) -> bool:
        """Return whether a read of the page is under way."""
        return self._under_way(REFRESH)

    def _under_way(self, *groups: str) -> bool:
        return any(worker.group in groups and not worker.is_finished for worker in self.workers)

    def top_page(self) -> PageScreen[Any] | None:
        """Return the page that is shown, or is below the dialogs."""
        found = [screen for screen in self.screen_stack if isinstance(screen, PageScreen)]
        return found[-1] if found else None

    @work(thread=True, exclusive=True, group=REFRESH, exit_on_error=False, description="read the page")
    def _load(self, screen: PageScreen[Any], asked: Any, anew: bool) -> None:
        began, worker = time.thread_time(), get_current_worker()
        if anew:
            found = self._news_now()
            if not worker.is_cancelled:  # a cancelled read shows nothing, so the next check must find the change again
                self.news = found
        with self.workspace.store.session():
            self.workspace.refuse_newer()
            self.workspace.take_values()
            try:
                data = screen.load(self.workspace, asked)
            except NotFoundError as error:
                if not screen.about_a_row:
                    raise
                if not worker.is_cancelled:  # another page or row is wanted by now
                    self.post_message(self.RowGone(screen, error.text))
                return
            if self.around is not None and self.board.stale:  # not at the start, so that the first page shows sooner
                self.read_campaigns()
            around = heading(self.workspace)
        self._rests_until = time.monotonic() + min(REST * (time.thread_time() - began), REST_S)
        if not worker.is_cancelled:  # a later read is under way: what it shows is newer
            self.post_message(self.Loaded(screen, data, around))

    @on(Loaded)
    def _show(self, message: Loaded) -> None:
        counts = {**message.around.counts, "needs": self.board.count}
        first, self.around = self.around is None, replace(message.around, counts=counts)
        self._fault = ""
        if stands(message.screen):
            with self.batch_update():
                message.screen.show_around(self.around, self.host)
                if message.screen.takes(message.data):
                    message.screen.show(message.data)
                    message.screen.note_read()
            if not message.screen.unread:
                self._awaited = None
                self._keys.list_read(message.screen)
        self._tell_engine_fault()
        if first and self.board.stale:
            self.refresh_page(anew=False)
        if self.board.take_news() and self.workspace.config.notify.bell:
            self.bell()

    @on(RowGone)
    def _leave_row(self, message: RowGone) -> None:
        """Show the list instead of a page whose row no longer exists."""
        if self.top_page() is message.screen:
            self.say_error(message.words)
            self._keys.list_failed()
            self._awaited = None
            message.screen.leave_row()

    def _tell_engine_fault(self) -> None:
        """Show once, in full, why the engine cannot run here: the status line has room for the beginning only."""
        fault = self.host.fault if self.host is not None else ""
        if fault != self._engine_fault:
            self._engine_fault = fault
            if fault:
                self.say_error(fault)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report a failed read once; the next refresh tries again."""
        if event.state is not WorkerState.ERROR:
            return
        error = event.worker.error
        text = self.words_of(error)
        if isinstance(error, NewerStoreError):
            self.exit(return_code=error.exit_code, message=text)
            return
        if isinstance(error, DamagedError):
            self._show_damage()
        if event.worker.group == REFRESH:
            self._keys.list_failed()
            self._awaited = None
            page = self.top_page()
            if page is not None and page.unread:
                self.news = None  # the next check reads again what the page still waits for
        if event.worker.group != REFRESH:
            self.say_error(text)
        elif text != self._fault:
            self._fault = text
            self.say_error(text)

    def _show_damage(self) -> None:
        """Show the damage above the page, which cannot be read, until it is repaired."""
        page = self.top_page()
        if page is not None and stands(page):
            found = damage.known(self.workspace.home)
            page.query_one(StatusLine).show_damage(self.colours, found.short_remedy if found is not None else "")

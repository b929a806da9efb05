"""The base class of all pages: it lays out status line, sidebar, content and footer, and reads and shows the data."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, ClassVar, Generic, TypeVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.events import Key, Resize, ScreenResume
from textual.screen import Screen
from textual.widgets import DataTable
from textual.worker import Worker, WorkerState

from core.errors import OvertureError
from core.rules.filters.keys import FilteredList
from core.views.status_view import Heading
from core.workspace import Workspace
from tui.actions import bindings, of_scope
from tui.app_base import Overture, around
from tui.browser import copy, open_profile
from tui.engine_host import EngineHost
from tui.memory import text_of
from tui.opening_screen import OpensOnce
from tui.screens.leaving import ask_to_leave
from tui.style.theme import Palette
from tui.thread_errors import ExplainsErrors
from tui.widgets.border_title import entitle
from tui.widgets.filter_line import FilterLine
from tui.widgets.keyed_table import KeyedTable
from tui.widgets.page_footer import PageFooter
from tui.widgets.sidebar import Sidebar
from tui.widgets.status_line import StatusLine

Data = TypeVar("Data")
SIDEBAR_FROM = 100
"""Width of a terminal from which the list of pages is always there."""
BORDER = 6
"""Cells of a border line that its words must leave free."""
OLD = "-old"
"""The class of a pane whose rows are not those asked for."""
SEARCHING = "Searching …"
SEARCH_S = 0.3
"""Seconds after which a read shows that it is under way; a usual one has ended by then."""
UNREAD = "This list has not been read yet."
HINT = "0-9 pages · b list of pages · ctrl+q quit"


class PageScreen(ExplainsErrors, OpensOnce, Screen[None], Generic[Data]):
    """A page. For each read, `asks` is called on the event loop, `load` in a thread, then `show` on the event loop."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("page")
    page: ClassVar[str] = ""
    place: ClassVar[str] = ""
    """The page of the sidebar to which this page belongs; empty for a page that the sidebar lists itself."""
    filtered: ClassVar[FilteredList | None] = None
    """The list whose filter is typed on the page; None for a page without a filter."""
    kept_row: ClassVar[str] = ""
    """Name of the row's id in the page's stored state; empty for a page that is not about one row."""
    about: ClassVar[str] = ""
    """The purpose of the page, for the help."""
    hint_on: ClassVar[str] = "#list"
    """The pane whose lower border shows the ways to other pages while the list of pages is hidden."""
    unread = True
    """True until the page shows what is asked for: the list on the screen, if any, is another one."""
    read_at = 0.0
    """The monotonic time, in seconds, at which the list was last shown after it was unread."""
    _greyed: tuple[str, ...] | None = None
    """The actions that were disabled when the footer was drawn."""
    _below = ""

    @property
    def overture(self) -> Overture:
        """The app, typed."""
        return around(self)

    @property
    def colours(self) -> Palette:
        return self.overture.colours

    @property
    def workspace(self) -> Workspace:
        return self.overture.workspace

    @property
    def searched(self) -> Workspace:
        return self.workspace

    @property
    def composed(self) -> bool:
        """Return whether the widgets exist: they do not before the page is first shown, nor while the app quits."""
        return self.is_mounted and self.app.is_running

    def compose(self) -> ComposeResult:
        yield StatusLine()
        with Horizontal(id="body"):
            yield Sidebar(self.place or self.page)
            with Vertical(id="content"):
                yield from self.content()
        yield PageFooter()

    @abstractmethod
    def content(self) -> ComposeResult:
        """Yield the widgets of the page."""

    def asks(self) -> Any:
        """Return the state of the widgets that `load` needs: a filter, the highlighted row."""
        return None

    @abstractmethod
    def load(self, workspace: Workspace, asked: Any) -> Data:
        """Read the data that the page shows; called in a thread, inside an open session, and touches no widget."""

    @abstractmethod
    def show(self, data: Data) -> None:
        """Show the data that `load` returned."""

    def takes(self, data: Data) -> bool:
        """Return whether `data` is what is asked for now; else another read is due, and `show` is not called."""
        del data
        return True

    def note_read(self) -> None:
        """Note that the page shows what is asked for: keys act on its rows from now on."""
        if self.unread:
            self.unread, self.read_at = False, monotonic()
            self.query_one(self.hint_on).remove_class(OLD)

    def ask_anew(self) -> None:
        """Read another list; until it is shown, no key acts on the present one."""
        self.expect_another()
        self.overture.refresh_page()

    def expect_another(self) -> None:
        """Note that the list on the screen is not the one that is asked for; if that one takes long, show so."""
        self.unread = True
        if self.is_attached:
            self.set_timer(SEARCH_S, self._show_old)

    def _show_old(self) -> None:
        """Dim the rows on the screen, and say that others are being searched for."""
        if self.unread and self.composed:
            pane = self.query_one(self.hint_on)
            pane.add_class(OLD)
            entitle(pane, SEARCHING)

    def forget(self) -> None:
        """Draw everything again at the next `show`: the theme changed."""

    def show_around(self, around: Heading, host: EngineHost | None) -> None:
        """Show the frame around the page."""
        self.query_one(StatusLine).show(around.state, host, self.colours)
        self.query_one(Sidebar).show_counts(around.counts)
        self.show_below()

    @property
    def fault(self) -> str:
        """Return why the filter cannot be read, in a sentence; empty if it can."""
        return ""

    @property
    def below(self) -> str:
        """Return the words in the lower border: the keys to other pages, if nothing else on the screen shows them."""
        if self.fault:
            room = self.query_one(self.hint_on).size.width - BORDER
            return self.fault if cell_len(self.fault) <= room else self.fault.rpartition(". ")[2]
        return "" if self.query_one(Sidebar).display else HINT

    def show_below(self) -> None:
        """Write the lower border, if it changed."""
        if self.composed and self.below != self._below:
            self._below = self.below
            style = self.colours.error if self.fault else ""
            self.query_one(self.hint_on).border_subtitle = Content.styled(self._below, style)

    def on_resize(self, _event: Resize) -> None:
        """Show or hide the list of pages to fit the width."""
        self.call_after_refresh(self.show_below)

    def on_screen_resume(self, _event: ScreenResume) -> None:
        """Mark the page in the sidebar and read it, when it comes to the top."""
        if self.composed:
            self.overture.recall(self)
            self._restored = True
            requests, self._requests = self._requests, ()
            for request in requests:
                request()
            self._show_only()
            if self.app.size.width >= SIDEBAR_FROM:
                self.set_class(self.overture.sidebar_hidden, "-no-sidebar")
            self.query_one(Sidebar).mark(self.place or self.page)
            self.refresh_bindings()
            if self.unread and self.overture.around is not None:
                self.show_around(self.overture.around, self.overture.host)
            self.overture.refresh_page()

    def show_table(self, table: DataTable[Any], wanted: bool) -> None:
        """Show or hide the table; the focus comes back with it, and goes nowhere else meanwhile."""
        if table.display == wanted:
            return
        if not wanted and self.focused is table:
            self.set_focus(None)
        table.display = wanted
        if wanted and self.focused is None:
            table.focus()

    # -- what is kept for the next start

    def kept(self) -> dict[str, Any]:
        """Return the state of the page to store: its filter with its order, the row of the cursor.

        `at`, where a page has it, is the place in the list at which the loaded rows begin.
        """
        line = next(iter(self.query(FilterLine)), None)
        table = next(iter(self.query(KeyedTable)), None)
        return {
            "filter": line.value if line is not None and line.is_open else "",
            "cursor": table.key_at_cursor if table is not None else None,
        }

    def recall(self, kept: Mapping[str, Any]) -> None:
        """Restore the stored state; called once the widgets exist."""
        text = text_of(kept, "filter")
        line = next(iter(self.query(FilterLine)), None)
        if text and line is not None:
            line.show_value(text)
        table = next(iter(self.query(KeyedTable)), None)
        if table is not None:
            table.stand_at(text_of(kept, "cursor"))

    # -- back

    def action_back(self) -> None:
        """Close what is open, else drop the marks, else the filter, else go to the previous page."""
        if not (self.close_open() or self.drop_marks() or self.drop_filter()):
            self.overture.go_back()

    def action_leave(self) -> None:
        """Go to the previous page; on the first one, ask whether to quit."""
        if not self.overture.go_back():
            ask_to_leave(self)

    @on(Sidebar.Left)
    def leave_sidebar(self) -> None:
        """Give the focus back to the list; a list of pages that was opened only for a choice is hidden."""
        if self.app.size.width < SIDEBAR_FROM:
            self.remove_class("-no-sidebar")
        table = next((table for table in self.query(DataTable) if table.display), None)
        self.set_focus(table)
        self.overture.refresh_page()

    def toggle_sidebar(self) -> None:
        """Go to the list of pages, showing it where it is hidden; from there hide it."""
        sidebar = self.query_one(Sidebar)
        if sidebar.display and not sidebar.choosing:
            sidebar.choose()
            return
        self.toggle_class("-no-sidebar")
        if self.app.size.width >= SIDEBAR_FROM:
            self.overture.sidebar_hidden = self.has_class("-no-sidebar")
        if sidebar.choosing:
            self.set_focus(next((table for table in self.query(DataTable) if table.display), None))
        else:
            self.call_after_refresh(sidebar.choose)
        self.overture.refresh_page()  # columns follow the width

    def close_open(self) -> bool:
        """Leave the list of pages or the filter line; a filter line with a text stays open, an empty one closes."""
        if self.query_one(Sidebar).choosing:
            self.leave_sidebar()
            return True
        line = next(iter(self.query(FilterLine)), None)
        if line is None or self.focused is not line:
            return False
        if line.value:
            line.leave()
        else:
            line.close()
        return True

    def drop_marks(self) -> bool:
        """Remove every mark; return False if there is none."""
        return False

    def drop_filter(self) -> bool:
        """Show all rows again; return False if none is hidden."""
        line = next(iter(self.query(FilterLine)), None)
        if line is None or not line.is_open:
            return False
        line.close()
        return True

    def opened_by_key(self) -> None:
        """React when a person opens the page by its key, rather than returns to it."""

    def show_whole(self) -> None:
        """Remove the restriction that another page set."""

    @property
    def about_a_row(self) -> bool:
        """Return whether the page is about one row of another page, such as a campaign, and only what belongs to it."""
        return bool(self.kept_row)

    def leave_row(self) -> None:
        """Go to the list, since the row of this page no longer exists."""
        self.overture.show_page(self.place)

    _restored = False
    """True once the stored state was restored."""
    _requests: tuple[Callable[[], None], ...] = ()

    def once_restored(self, request: Callable[[], None]) -> None:
        """Carry out another page's request once the stored state is restored, which would otherwise overwrite it."""
        if self._restored:
            request()
        else:
            self._requests = (*self._requests, request)

    _only: tuple[str, str] | None = None
    """The filter and the row that another page requested, until the widgets exist."""

    def show_only(self, where: str, row: str = "") -> None:
        """Show what another page requested: the rows of a filter, or all of them with the cursor on one."""
        self._only = where, row
        if self.composed and self.app.screen is self:
            self._show_only()

    def _show_only(self) -> None:
        only, self._only = self._only, None
        if only is None:
            return
        where, row = only
        self.drop_marks()
        if not where:
            self.drop_filter()
        self.recall({**self.kept(), "filter": where, "cursor": row, "at": None})

    def go_to_line(self, line: int) -> None:
        """Put the cursor on a line of the list, the first being 1; on the last one if there are fewer."""
        table = next(iter(self.query(KeyedTable)), None)
        if table is not None and table.row_count:
            table.move_cursor(row=max(0, min(line, table.row_count) - 1), animate=False)

    # -- what the highlighted row is

    def copied(self) -> str | None:
        """Return the text that `c` copies of the highlighted row; None if there is none."""
        return None

    def profile(self) -> str | None:
        """Return the address of the highlighted person's profile, if it is known."""
        return None

    def action_copy(self) -> None:
        """Copy the id or address of the highlighted row to the terminal's clipboard."""
        copy(self.overture, self.copied())

    def action_browse(self) -> None:
        """Open the highlighted person's profile in the browser; without a browser, copy its address."""
        open_profile(self.overture, self.profile())

    def why_not(self, action: str) -> str | None:
        """Return why an action cannot be done now, or None if it can."""
        del action
        return None

    def ask_after(self, question: Callable[[], Any], ask: Callable[[Any], None]) -> None:
        """Run `question` in a thread, then call `ask` with the result to open a dialog; show a refusal in words.

        Keys wait meanwhile: they are meant for the dialog, and would have another effect on the page.
        """
        self._read(question, ask, self.overture.hold_keys())

    @work(thread=True, group="ask", exit_on_error=False, description="read what a dialog asks about")
    def _read(self, question: Callable[[], Any], ask: Callable[[Any], None], go_on: Callable[[], None]) -> None:
        try:
            with self.workspace.store.session():
                found = question()
            self.app.call_from_thread(ask, found)
        except OvertureError as error:
            self.app.call_from_thread(self.overture.say_error, error.text)
        finally:
            self.app.call_from_thread(go_on)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Report an error in a thread of the page."""
        if event.state is WorkerState.ERROR:
            self.overture.say_error(self.overture.words_of(event.worker.error))

    def regrey(self) -> None:
        """Draw the footer again if the disabled keys changed; it is not cheap, as Textual collects all keys for it."""
        greyed = tuple(entry.name for entry in of_scope(self.page) if self.why_not(entry.name) is not None)
        if greyed != self._greyed:
            self._greyed = greyed
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Disable what cannot be done now."""
        del parameters
        known = {entry.name for entry in of_scope(self.page)}
        if action in known and (not self.composed or self.why_not(action) is not None):
            return None
        return True

    def on_key(self, event: Key) -> None:
        """Show why a disabled key does nothing."""
        for entry in of_scope(self.page):
            if not {event.key, event.name, event.character}.isdisjoint(self.overture.keys_of(entry)):
                reason = self.why_not(entry.name)
                if reason is not None:
                    event.stop()
                    self.overture.say(UNREAD if self.unread else reason)
                return

"""The App: pages, palette, themes, and one live refresh. It contains no business rule."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import on, work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, Provider
from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver
from textual.events import DescendantBlur, Event, Key, Paste, Resize
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input, TextArea

from core.errors import OvertureError
from core.services.overview import preferences
from core.text import clean
from core.workspace import Workspace
from tui import keymap
from tui.action_lists import elsewhere, palette_of, show_help, show_messages
from tui.actions import bindings
from tui.engine_host import EngineHost
from tui.key_queue import KeyDone, KeyQueue
from tui.key_table import key_name
from tui.live_app import NEWS, REFRESH, LiveApp
from tui.memory import Memory
from tui.page_trail import FIRST, PageTrail
from tui.screen_picture import write_picture
from tui.screens import pages
from tui.screens.need_places import go_to_next
from tui.screens.page import PageScreen
from tui.screens.session import Session
from tui.screens.shared import commanding, palette_actions
from tui.style.ascii_filter import PlainSigns
from tui.style.cells import ASCII
from tui.style.theme import DARK, THEMES
from tui.suspension import Suspension
from tui.terminal.driver import TerminalDriver
from tui.terminal.paste_guard import PasteGuard
from tui.terminal.pasted_read import RawPaste
from tui.terminal.screen_cells import Picture
from tui.undo import History, Undo

CATCH_UP_S = 0.05
"""Real seconds between two looks whether a slow terminal has taken its pictures."""
ENDLESS = frozenset(("_loader", NEWS))
"""Groups of workers that `busy` ignores: Textual's tree of folders keeps a worker for as long as it exists, and the
check of a server for changes may wait for its answer without end."""
KEPT_MESSAGES = 50
"""The last messages of this session that can be read again."""
PLAIN_SIGNS = PlainSigns()
FIND = "Find an action, campaign, person, member, program or source"
FROM_TEXTUAL = ("Theme", "Screenshot")
"""The commands of Textual that the palette offers; for Textual's others the app has actions of its own."""
LEAVING = "Quitting after the current request …"
HELD = "{} was held down, so it acted once."
MARKS_DROPPED = (
    "The store was restored, adopted or moved since the app was last open, so its rows are not marked any more."
)
READING_S, WRITING_S = 5.0, 90.0
"""Seconds for which the process, at its end, waits for threads: `READING_S` if all of them only read, else
`WRITING_S`, since one may write to the store or call the provider."""
READERS = frozenset((*ENDLESS, REFRESH, "leave"))
"""Groups of workers whose threads may be ended at any time: “leave” ends the app only after the engine is closed."""
MOUSE_GIVEN = "The terminal has the mouse now: drag selects text. M gives it back to the app."


def _find_anything() -> type[Provider]:
    """Import the palette's search when the palette is first opened, so that the app starts sooner."""
    from tui.screens.shared.find_anything import FindAnything

    return FindAnything


class OvertureApp(LiveApp):
    """Overture at the terminal."""

    TITLE = "Overture"
    CSS_PATH = "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("app")
    COMMAND_PALETTE_BINDING = "ctrl+p"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_find_anything}
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-normal"), (132, "-wide")]  # noqa: RUF012 - as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (32, "-high")]  # noqa: RUF012

    _drawn_later = False
    """True while a picture waits until a slow terminal has taken those before it."""

    def __init__(self, workspace: Workspace, *, host: EngineHost | None = None, memory: Memory | None = None) -> None:
        super().__init__()
        self.leaving: Callable[[int, float], None] = lambda _code, _within_s: None
        """Function called when the app begins to end, with its exit code and the seconds its threads may still run."""
        self.workspace = workspace
        self.host = host
        self._pages: dict[str, PageScreen[Any]] = {}
        self._trail = PageTrail()
        self.keymap = keymap.read(workspace.config.keys)
        self.set_keymap({ident: ",".join(keys) for ident, keys in self.keymap.items()})
        own = keymap.own_keys(workspace.config.actions, self.keymap)
        self.own_keys = frozenset(own)
        for key, action in own.items():
            self.bind(
                key, f"own({workspace.config.actions.index(action)})", description=clean(action.name, 60), show=False
            )
        guard = PasteGuard(self, self.say)
        self.once_keys = keymap.once(self.keymap) | self.own_keys
        self._keys = KeyQueue(
            self,
            super().on_event,
            guard,
            self.answers,
            self.turn_of,
            self.tell_unread,
            once=lambda key: key.key in self.once_keys,
            tell_held=lambda key: self.say(HELD.format(key_name(key.key))),
        )
        self._history = History()
        self._session = Session(memory, workspace.store_generation() if memory is not None else "")
        self.board = self._session.board
        self.lines = self._session.lines
        self.sidebar_hidden = self._session.sidebar_hidden
        self._suspension = Suspension(self)
        self._picture = Picture()
        self._said: deque[tuple[datetime, str]] = deque(maxlen=KEPT_MESSAGES)
        for theme in THEMES:
            self.register_theme(theme)
        kept = preferences.theme(workspace)
        self.theme = kept if kept in self.available_themes else DARK.name

    # -- pages

    def on_mount(self) -> None:
        """Open the page of the last session, or the first page, and begin to watch the store."""
        first = self.page(self._session.page((*pages.PAGES, *pages.OF_A_ROW), FIRST))
        self.push_screen(self.page(first.place) if self._session.lacks_row(first) else first)
        self.start_polling()
        if self.workspace.stamp.moved_to:
            self.say_error(self.workspace.moved())
        if self._session.marks_dropped:
            self.say(MARKS_DROPPED)
        self.theme_changed_signal.subscribe(self, lambda _theme: self._theme_changed())
        self.app_resume_signal.subscribe(self, lambda _app: self._picture.forget())

    def page(self, name: str) -> PageScreen[Any]:
        """Return a page by name; it is made when it is first asked for."""
        if name not in self._pages:
            self._pages[name] = pages.page_class(name)()
            # Textual removes a screen that is not installed when it is left, with its filter and cursor.
            self.install_screen(self._pages[name], name)
        return self._pages[name]

    def action_page(self, name: str) -> None:
        """Show a page; dialogs on top stay as they are."""
        self.go_to_page(name)

    def go_to_page(self, name: str) -> None:
        """Switch to a page in its last state; on that page already, remove the restriction that another page set."""
        here = self.screen
        if isinstance(here, PageScreen) and here.page == name:
            here.show_whole()
        else:
            self.show_page(name).opened_by_key()

    def show_page(self, name: str) -> PageScreen[Any]:
        """Switch to a page and read it; the way back has each page at most once."""
        wanted, here = self.page(name), self.screen
        if isinstance(here, PageScreen) and here is not wanted:
            self._trail.go(here.page, name)
            self._switch(wanted)
        return wanted

    def go_back(self) -> bool:
        """Switch to the previous page; return False if there is none."""
        here = self.screen
        before = self._trail.back(here.page) if isinstance(here, PageScreen) else None
        if before is not None:
            self._switch(self.page(before))
        return before is not None

    def _switch(self, page: PageScreen[Any]) -> None:
        self.keep_session()  # only the page on top is stored, and this page is about to be left
        self.note_closed()
        self.switch_screen(page)

    def keep_session(self) -> None:
        top = self.top_page()
        if top is not None:
            self._session.keep(top)

    def note_closed(self) -> None:
        """Note that a dialog or page closed: an answer typed right after is meant for it, and is ignored."""
        self._keys.note_closed(time.monotonic())

    def _theme_changed(self) -> None:
        for screen in self._pages.values():
            screen.forget()
        self.refresh_page()

    # -- keys

    async def on_event(self, event: Event) -> None:
        """Delay refreshes while keys arrive, and process keys one at a time; every event passes here first."""
        if isinstance(event, Resize):
            self._picture.forget()  # a terminal that shrank and grew again has lost cells
            self.call_later(self.refresh)  # nothing else draws them if the size is as before
        if isinstance(event, Key | RawPaste):
            self._note_typing()
        if isinstance(event, Key | Paste | RawPaste) and not event.is_forwarded:
            await self._keys.take(event)
        else:
            await super().on_event(event)

    @on(KeyDone)
    def _key_done(self, message: KeyDone) -> None:
        self._keys.follow(message)

    async def _on_key(self, event: Key) -> None:
        """Act on a key that no widget took; say what one that has no use on this page is for, and where."""
        event.prevent_default()
        if not await self._check_bindings(event.key):
            words = elsewhere(self.screen, self.focused, event.key)
            if words:
                self.say(words)

    def get_driver_class(self) -> type[Driver]:
        """Return the driver: on Linux our own, which tells a paste from typing and restores the terminal."""
        found = super().get_driver_class()
        return TerminalDriver if found is LinuxDriver else found

    @on(DescendantBlur)
    def _show_beginning(self, event: DescendantBlur) -> None:
        """Scroll a field back to its beginning once it loses the focus: a long text was scrolled to its end."""
        if isinstance(event.widget, Input):
            event.widget.scroll_to(x=0, animate=False)

    def undo_modes(self) -> str:
        """Return the sequence that restores the terminal's modes; safe in a signal handler."""
        return self.terminal.modes.undo() if self.terminal is not None else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ctrl+z to a text area that has the focus: there it undoes typing."""
        if action == "suspend" and isinstance(self.focused, TextArea):
            return False
        return super().check_action(action, parameters)

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Write only the cells that differ: an unchanged page writes no byte."""
        writes = self._running and not self._closed and not self._batch_count and not self.is_headless
        if writes and self.terminal is not None and self.terminal.behind:
            self._draw_later()
            return
        shown = self._picture.changes(renderable, screen, self.size) if writes else renderable
        super()._display(screen, shown)

    def _draw_later(self) -> None:
        """Draw the screen once the terminal has taken the pictures before: those in between are never written."""
        if not self._drawn_later:
            self._drawn_later = True
            self.set_timer(CATCH_UP_S, self._catch_up)

    def _catch_up(self) -> None:
        self._drawn_later = False
        if self.terminal is not None and self.terminal.behind:
            self._draw_later()
        else:
            self.refresh()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return Textual's filters and, if plain signs are wanted, the filter for them; here, once for all pages."""
        return [*super().get_line_filters(), PLAIN_SIGNS] if ASCII else super().get_line_filters()

    @property
    def busy(self) -> bool:
        """Return whether a read is due, or a worker, key or message is under way; for code that drives the app."""
        working = any(not worker.is_finished and worker.group not in ENDLESS for worker in self.workers)
        waiting = self.message_queue_size + self.screen.message_queue_size
        return working or self._keys.busy or self._wanted_since is not None or waiting > 0

    @property
    def only_reads(self) -> bool:
        """Return whether no worker is under way that may change something."""
        return all(worker.is_finished or worker.group in READERS for worker in self.workers)

    # -- acting

    def act(self, service: partial[Any], done: str | Callable[[Any], str] = "", *, final: str = "") -> None:
        """Run a service in a thread, then show its result and refresh. A refusal is shown in words."""
        self._act(service, done, final)

    @work(thread=True, group="act", exit_on_error=False, description="act")
    def _act(self, service: partial[Any], done: str | Callable[[Any], str], final: str) -> None:
        try:
            with self.workspace.store.session():
                result = service()
        except OvertureError as error:
            self.call_from_thread(self.say_error, error.text)
            return
        if final:
            self.remember(Undo(final=final))
        words = done(result) if callable(done) else done
        if words:
            self.call_from_thread(self.say, words)
        self.call_from_thread(self.refresh_page)

    def recall(self, page: Screen[Any]) -> None:
        """Restore the state that a page had in the last session; later calls do nothing."""
        if isinstance(page, PageScreen):
            self._session.recall(page)

    def remember(self, act: Undo) -> None:
        """Record how to undo the last act; may be called from any thread."""
        self._history.remember(act)

    def action_undo(self) -> None:
        """Undo the last act of this session that can still be undone."""
        words = self._history.take_back()
        if words:
            self.say(words)

    def say(self, text: str) -> None:
        """Show a line that disappears by itself; never markup."""
        self._said.append((self.workspace.now(), clean(text, 400)))
        for earlier in [one for one in self._notifications if one.severity == "information"]:
            self._unnotify(earlier, refresh=False)  # one line at a time: m shows the earlier ones
        self.notify(clean(text, 400), timeout=3, markup=False)

    def say_error(self, text: str) -> None:
        """Show an error, with what to do."""
        self._said.append((self.workspace.now(), clean(text, 600)))
        self.notify(clean(text, 600), severity="error", timeout=8, markup=False)

    def action_pause_all(self) -> None:
        """Pause or resume everything, after a question."""
        from tui.screens.pausing import ask_to_pause

        page = self.top_page()
        if page is not None:
            ask_to_pause(page, None, "everything", on=not (self.around.state.paused if self.around else False))

    def get_key_display(self, binding: Binding) -> str:
        """Return a key in the spelling used everywhere."""
        return binding.key_display or key_name(binding.key)

    def action_mouse(self) -> None:
        """Leave the mouse to the terminal, which selects text with it, or take it back."""
        if self.terminal is not None:
            taken = not self.terminal.takes_mouse
            self.terminal.give_mouse(to_app=taken)
            self.say("The mouse works in the app again." if taken else MOUSE_GIVEN)

    def action_command_palette(self) -> None:
        """Find anything by its name: actions, campaigns, people, members, programs, sources."""
        if not self.screen.has_class("--textual-command-palette"):
            self.push_screen(CommandPalette(id="--command-palette", placeholder=FIND))

    def action_command_line(self) -> None:
        """Open the line in which a command is typed."""
        page = self.top_page()
        if page is not None:
            commanding.open_command_line(page)

    def action_own(self, number: int) -> None:
        """Start one of the person's own actions, by its place in `config.toml`."""
        page = self.screen
        if isinstance(page, PageScreen):
            palette_actions.start(page, self.workspace.config.actions[number])

    def action_messages(self) -> None:
        """Show the last messages again, the newest first."""
        show_messages(self, tuple(self._said))

    def action_next_need(self) -> None:
        """Go to the next thing that needs a person, from any page."""
        page = self.top_page()
        if page is not None:
            go_to_next(page)

    def action_suspend(self) -> None:
        """Stop the process as ctrl+z in a shell does, once the engine here has ended and released its lock."""
        self._suspension.begin()

    def action_sidebar(self) -> None:
        """Go to the list of pages; from there hide it."""
        page = self.top_page()
        if page is not None:
            page.toggle_sidebar()

    def action_help(self) -> None:
        """Show the help of the page or the dialog on top; a second call closes it."""
        show_help(self)

    def action_help_in_text(self) -> None:
        """Do what `action_help` does, by a key that is never text."""
        self.action_help()

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Yield two of Textual's commands, the person's own, then each action offered for the top screen."""
        yield from (one for one in super().get_system_commands(screen) if one.title in FROM_TEXTUAL)
        yield from palette_actions.offered(screen)
        for action in palette_of(screen):
            target = self if action.scope == "app" else screen
            yield SystemCommand(
                f"{action.scope}: {action.label}", action.help, partial(self.run_action, action.name, target)
            )

    def deliver_screenshot(
        self, filename: str | None = None, path: str | None = None, time_format: str | None = None
    ) -> str | None:
        """Write a picture of the screen into the home and say where; Textual would need a folder ~/Downloads."""
        del filename, path, time_format
        return write_picture(self)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """End the app; a thread that waits for a server delays the end of the process only for a limited time."""
        self.leaving(return_code, READING_S if self.only_reads else WRITING_S)
        super().exit(result, return_code, message)

    async def action_quit(self) -> None:
        """Quit; the engine ends its request under way first."""
        self.keep_session()
        if self.host is not None:
            self.say(LEAVING)
            self._close_engine()
        else:
            self.exit()

    @work(thread=True, group="leave", exit_on_error=False, description="close the engine")
    def _close_engine(self) -> None:
        if self.host is not None:
            self.host.close()
        self.call_from_thread(self.exit)

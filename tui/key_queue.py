"""A queue that processes keys one after the other: text typed right after "/" goes to the filter, however fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Container
from functools import partial
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message import Message
from textual.widget import Widget
from textual.widgets import DataTable, Input, TextArea

from tui.terminal.paste_guard import PasteGuard
from tui.terminal.pasted_read import RawPaste

PATIENCE_S = 2.0
"""Most real seconds for which a key delays the next one: if its dialog closed, its end may never be reported."""


CLOSED_S = 0.3
"""Real seconds after a dialog closed in which a pressed key that answers does nothing: it was meant for that dialog."""
STEPS = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "j", "k", "g", "G", "ctrl+d", "ctrl+u"})
"""Keys that move no focus in a table: repeated ones are drawn together."""


class KeyDone(Message):
    """A marker that follows a key through every queue; once it is back at the app, the key has been acted on."""

    def __init__(self, serial: int) -> None:
        super().__init__()
        self.serial = serial


class KeyQueue:
    """A queue that sends each key to the widget that has the focus once the key before it was processed.

    Textual gives a key to the widget that has the focus when the key arrives, though the key before may be about to
    move the focus. Over a slow line keys come in a burst: the "m" of "/my text" would open the last messages. Here a
    key waits until the key before it was processed, any page or dialog it opened is shown, and the focus has moved.
    """

    def __init__(
        self,
        app: App[Any],
        handle: Callable[[Key | Paste], Awaitable[None]],
        guard: PasteGuard,
        answers: Container[str] = (),
        unread: Callable[[Key], bool] = lambda _key: False,
    ) -> None:
        """`answers`: keys that answer a question; they do nothing right after a dialog or page closed.

        `unread`: function that returns whether a key acts on a list that is still being read, so that it has to wait.
        """
        self._app = app
        self._handle = handle
        self._guard = guard
        self._waiting: deque[Key | Paste | RawPaste] = deque()
        self._serial = 0
        self._under_way = False
        self._answers = answers
        self._unread = unread
        self._waits_for_list: Key | None = None
        self._closed_at = float("-inf")

    def note_closed(self, at: float) -> None:
        """Note the monotonic time, in seconds, at which a dialog, a page or a filter closed."""
        self._closed_at = at

    def _too_soon(self, event: Key | Paste, focused: Widget) -> bool:
        """Return whether a key was pressed before a dialog or page closed, or right after: it was meant for it."""
        if not isinstance(event, Key) or isinstance(focused, Input | TextArea) or event.key not in self._answers:
            return False
        if event.time - self._closed_at >= CLOSED_S:
            return False
        self._closed_at = max(self._closed_at, event.time)  # a key that is held down answers nothing until it is let go
        return True

    @property
    def busy(self) -> bool:
        """Return whether a key is still being processed."""
        return self._under_way

    async def take(self, event: Key | Paste | RawPaste) -> None:
        """Process a key or a paste, or keep it until those before it are done."""
        self._waiting.append(event)
        await self._go_on()

    async def _go_on(self) -> None:
        """Process waiting keys, up to the first one whose effect must be visible before the next."""
        while self._waiting and not self._under_way and self._app.is_running and self._app.screen_stack:
            event = self._waiting.popleft()
            if isinstance(event, Key):
                if event is not self._waits_for_list and self._unread(event):
                    self._waits_for_list = event
                    self._waiting.appendleft(event)
                    self._block()
                else:
                    await self._act(event)
                continue
            found = self._guard.events(event)  # only now: keys before it may have moved the focus
            first = found[0] if found else None
            if isinstance(first, Paste):
                await self._act(first)
                found = found[1:]
            self._waiting.extendleft(reversed(found))

    def hold(self) -> Callable[[], None]:
        """Keep the keys that follow for a dialog that is about to open; calling the returned function releases them."""
        self._block()
        return partial(self.follow, KeyDone(self._serial))

    def _block(self) -> None:
        """Let no key pass until the present one is done, or `PATIENCE_S` is over."""
        self._under_way = True
        self._serial += 1
        self._app.set_timer(PATIENCE_S, partial(self._next, self._serial))

    def list_read(self) -> None:
        """Go on with a key that waits for its list, which was read, or cannot be."""
        if self._under_way and self._waiting and self._waiting[0] is self._waits_for_list:
            self.follow(KeyDone(self._serial))

    async def _act(self, event: Key | Paste) -> None:
        target = self._app.focused or self._app.screen
        if self._too_soon(event, target):
            return
        if stays(event, target):
            await self._handle(event)
            return
        self._block()
        await self._handle(event)
        if not target.post_message(KeyDone(self._serial)):
            self.follow(KeyDone(self._serial))

    def follow(self, done: KeyDone) -> None:
        """Process the next key once the page or dialog on top is shown and the focus is set."""
        after = partial(self._app.call_later, self._next, done.serial)
        if not self._app.screen_stack or not self._app.screen.call_later(after):
            self._app.call_later(self._next, done.serial)

    async def _next(self, serial: int) -> None:
        if serial != self._serial or not self._under_way:
            return
        self._under_way = False
        await self._go_on()


def stays(event: Key | Paste, focused: Widget) -> bool:
    """Return whether a key never moves the focus: a step in a table, a character typed into a text."""
    if not isinstance(event, Key):
        return False
    typed = event.is_printable and isinstance(focused, Input | TextArea)
    return typed or (event.key in STEPS and isinstance(focused, DataTable))

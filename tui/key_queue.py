"""A queue that processes keys one after the other: text typed right after "/" goes to the filter, however fast."""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from functools import partial
from time import monotonic
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Input, TextArea

from tui import held_key
from tui.held_key import HeldKey
from tui.row_keys import Turn
from tui.terminal.paste_guard import PasteGuard
from tui.terminal.pasted_read import RawPaste

PATIENCE_S = 2.0
"""Most real seconds for which a key delays the next one: if its dialog closed, its end may never be reported."""


CLOSED_S = 0.3
"""Real seconds after a dialog closed in which a key that answers does nothing, since it was meant for that dialog."""
STEPS = frozenset({"up", "down", "pageup", "pagedown", "home", "end", "j", "k", "g", "G", "ctrl+d", "ctrl+u"})
"""Keys that move no focus in a table: repeated ones are drawn together."""


class KeyDone(Message):
    """A marker that follows a key through every queue; once it is back at the app, the key has been acted on."""

    def __init__(self, serial: int) -> None:
        super().__init__()
        self.serial = serial


class KeyQueue:
    """A queue that sends each key to the widget that has the focus once the key before it was processed.

    Textual gives a key to the widget that has the focus when the key arrives, although the previous key may be about to
    move the focus. Over a slow line keys come in a burst: the "m" of "/my text" would open the last messages. Here a
    key waits until the previous key was processed, any page or dialog that it opened is shown, and the focus has moved.
    """

    def __init__(
        self,
        app: App[Any],
        handle: Callable[[Key | Paste], Awaitable[None]],
        guard: PasteGuard,
        answers: Callable[[Key], bool] = lambda _key: False,
        turn: Callable[[Key], Turn] = lambda _key: "now",
        tell_unread: Callable[[], None] = lambda: None,
        once: Callable[[Key], bool] = lambda _key: False,
        tell_held: Callable[[Key], None] = lambda _key: None,
    ) -> None:
        """Take functions of the app.

        `answers` returns whether a key answers a question; such a key does nothing right after a dialog or page closed.
        `turn` returns when a key acts on the list on top. `tell_unread` tells the person that this list is not read.
        `once` returns whether a key acts once however long it is held down; `tell_held` tells the person so.
        """
        self._app = app
        self._handle = handle
        self._guard = guard
        self._waiting: deque[Key | Paste | RawPaste] = deque()
        self._serial = 0
        self._under_way = False
        self._answers = answers
        self._turn = turn
        self._tell_unread = tell_unread
        self._once = once
        self._tell_held = tell_held
        self._pressed = HeldKey()
        self._opener = ""
        """The last key pressed outside text fields: while it is held, it is not typed into a field that it opened."""
        self._judged: Key | None = None
        """The last key that was found to be pressed by hand; it is not asked again if it had to wait."""
        self._unsure: Key | None = None
        """The first waiting key, if it may be the repeat of a held one: the next keys, or `REPEAT_S`, will tell."""
        self._unsure_serial = 0
        """Number of the block that waits for this."""
        self._held: Screen[Any] | None = None
        """The page whose list the first key waits for."""
        self._lost: Screen[Any] | None = None
        """The page whose list the keys waited for in vain: no further key waits for that read."""
        self._closed_at = float("-inf")

    def note_closed(self, at: float) -> None:
        """Note the monotonic time, in seconds, at which a dialog, a page or a filter closed."""
        self._closed_at = at

    def _too_soon(self, event: Key | Paste, focused: Widget) -> bool:
        """Return whether a key was pressed before a dialog or page closed, or right after, and was meant for that."""
        if not isinstance(event, Key) or isinstance(focused, Input | TextArea) or not self._answers(event):
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
        if self._held is not None and self._held is not self._top:
            self._waiting.clear()  # a page or dialog came on top: this key is for it, those before it are not
            self._held, self._under_way = None, False
        self._waiting.append(event)
        if self._unsure is not None and self._serial == self._unsure_serial:
            self._under_way = False  # only the wait for this key, not that for a dialog which opens meanwhile
        await self._go_on()

    async def _go_on(self) -> None:
        """Process waiting keys, up to the first one whose effect must be visible before the next."""
        while self._waiting and not self._under_way and self._app.is_running and self._app.screen_stack:
            event = self._waiting.popleft()
            if isinstance(event, Key):
                if self._by_hand(event):
                    self._judged = event
                    await self._take_turn(event)
                continue
            found = self._guard.events(event)  # only now: keys before it may have moved the focus
            first = found[0] if found else None
            if isinstance(first, Paste):
                await self._act(first)
                found = found[1:]
            self._waiting.extendleft(reversed(found))

    def _by_hand(self, event: Key) -> bool:
        """Return whether a key is to be acted on; a held one acts once, and one that is unsure waits at the front."""
        if event is self._judged:
            return True
        typed, opener = isinstance(self._app.focused, Input | TextArea), self._opener
        if event is self._unsure:
            self._unsure = None
        else:
            press = self._pressed.press(event.key, event.time)
            judged = event.key == opener if typed else self._once(event)
            if not judged or press == "first":
                self._opener = "" if typed else event.key
                return True
            if press == "repeat":
                return False
        later = self._followers(event)
        held = self._pressed.judge(later)
        left = held_key.REPEAT_S - (monotonic() - (later[-1] if later else event.time))
        if held is None and left > 0:
            self._waiting.appendleft(event)
            self._unsure = event
            self._block(wait_s=left)
            self._unsure_serial = self._serial
            return False
        if held:
            self._tell_held(event)
            return False
        self._opener = "" if typed else event.key
        return True

    def _followers(self, event: Key) -> list[float]:
        """Return the moments of the waiting presses of the same key that follow at once; infinity for another key."""
        found: list[float] = []
        for one in self._waiting:
            same = isinstance(one, Key) and one.key == event.key
            found.append(one.time if same else float("inf"))
            if not same:
                break
        return found

    async def _take_turn(self, event: Key) -> None:
        """Act on a key, or let it and those behind it wait for the list on top, or drop it with a message."""
        when = self._turn(event)
        if when == "now":
            await self._act(event)
        elif when == "wait" and self._lost is not self._top:
            self._waiting.appendleft(event)
            self._held = self._top
            self._block(self._give_up)
        else:
            self._tell_unread()

    @property
    def _top(self) -> Screen[Any] | None:
        return self._app.screen_stack[-1] if self._app.screen_stack else None

    def hold(self) -> Callable[[], None]:
        """Keep the keys that follow for a dialog that is about to open; calling the returned function releases them."""
        self._block()
        return partial(self.follow, KeyDone(self._serial))

    def _block(self, then: Callable[[int], Awaitable[None]] | None = None, *, wait_s: float = PATIENCE_S) -> None:
        """Let no key pass until the present one is done, or `wait_s` is over; then go on, by `then` if given."""
        self._under_way = True
        self._serial += 1
        self._app.set_timer(wait_s, partial(then or self._next, self._serial))

    @property
    def waits_for_list(self) -> bool:
        """Return whether a key waits for a list."""
        return self._held is not None

    def list_read(self, page: Screen[Any]) -> None:
        """Go on with the keys that wait for the list of this page."""
        if self._lost is page:
            self._lost = None
        if self._held is page:
            self.follow(KeyDone(self._serial))

    def list_failed(self) -> None:
        """Drop the keys that wait for a list, since it cannot be read."""
        if self._held is not None:
            self._drop_row_keys()
            self.follow(KeyDone(self._serial))

    async def _give_up(self, serial: int) -> None:
        """Drop the keys that waited for a list, once `PATIENCE_S` is over."""
        if serial == self._serial and self._held is not None:
            self._lost = self._held
            self._drop_row_keys()
            await self._next(serial)

    def _drop_row_keys(self) -> None:
        """Drop every waiting key for the rows of the page: without those before it, one would act on another row."""
        if self._held is self._top:
            self._tell_unread()
            while self._waiting and isinstance(self._waiting[0], Key) and self._turn(self._waiting[0]) != "now":
                self._waiting.popleft()

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
        held, self._held = self._held, None
        if held is not None:
            self.note_closed(monotonic())  # an answer was pressed before anybody saw what it is about
            if held is not self._top:
                self._waiting.clear()
        await self._go_on()


def stays(event: Key | Paste, focused: Widget) -> bool:
    """Return whether a key never moves the focus: a step in a table, a character typed into a text."""
    if not isinstance(event, Key):
        return False
    typed = event.is_printable and isinstance(focused, Input | TextArea)
    return typed or (event.key in STEPS and isinstance(focused, DataTable))

"""One execution slot on one line: its days, its start, its minutes."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static

from core.rules.schedule import WEEKDAYS
from core.typed_time import typed_time
from tui.widgets.chips import Chips
from tui.widgets.field import FieldNote
from tui.widgets.line_input import LineInput


class SlotRow(Vertical):
    """A row that edits one slot; it posts a message at every change, and its parent then reads the values."""

    class Changed(Message):
        """Days, start or minutes have changed."""

        def __init__(self, row: SlotRow) -> None:
            super().__init__()
            self.row = row

    class Removed(Message):
        """The message that this slot was removed."""

        def __init__(self, row: SlotRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, days: tuple[str, ...], start: str, minutes: str) -> None:
        super().__init__(classes="slot-row")
        self._days = Chips(WEEKDAYS, days, several=True)
        self._start = LineInput(start, compact=True, max_length=5, classes="short", select_on_focus=True)
        self._minutes = LineInput(minutes, compact=True, max_length=4, classes="short", select_on_focus=True)
        self._said = FieldNote()

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field-row"):
            yield self._days
            yield Static(Text(" at "), classes="unit")
            yield self._start
            yield Static(Text("for"), classes="unit")
            yield self._minutes
            yield Static(Text("min"), classes="unit")
            yield Button(Text("Remove"), compact=True, classes="small")
        yield self._said

    @property
    def days(self) -> tuple[str, ...]:
        """The chosen days in the order of the week."""
        return tuple(day for day in WEEKDAYS if day in self._days.chosen)

    @property
    def start(self) -> str:
        """The typed start; a short form is written in full: 09:00 for 9, 09:30 for 930."""
        return typed_time(self._start.value)

    @property
    def minutes(self) -> str:
        """The minutes as typed."""
        return self._minutes.value

    @property
    def words(self) -> str:
        """The fault shown below the line; empty if there is none."""
        return self._said.words

    def fault(self, text: str) -> None:
        """Show a fault, or nothing."""
        self._said.say(text, fault=True)

    def go_to(self, part: str) -> None:
        """Put the cursor on the days, the start or the minutes."""
        {"start": self._start, "minutes": self._minutes}.get(part, self._days).focus()

    @on(Input.Blurred)
    def _write_out(self, event: Input.Blurred) -> None:
        """Write a short time out once the field is left."""
        if event.input is self._start and self.start != self._start.value:
            self._start.value = self.start

    @on(Chips.Changed)
    @on(Input.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.post_message(self.Changed(self))

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.post_message(self.Removed(self))

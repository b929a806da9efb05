"""A time zone, found by typing any part of its name."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from core.services.campaigns.editor_data import zones
from tui.widgets.line_input import LineInput


class ZoneField(Vertical):
    """A field for a time zone: down moves into the results, enter takes one; until then the typed text stays."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "into", "Choose", show=False)]

    def __init__(self, value: str) -> None:
        super().__init__()
        self._input = LineInput(value, compact=True, id="zone", select_on_focus=True, placeholder="type a city")
        self._list = OptionList(id="zones", compact=True, markup=False)
        self._list.display = False

    def compose(self) -> ComposeResult:
        yield self._input
        yield self._list

    def focus(self, scroll_visible: bool = True) -> ZoneField:
        """Focus the text input."""
        self._input.focus(scroll_visible)
        return self

    @property
    def value(self) -> str:
        """The zone as typed."""
        return self._input.value

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Show the zones that contain the typed text; the tab that owns the value gets the message, too."""
        found = zones(event.value) if event.value.strip() and self._input.has_focus else []
        if event.value in found:
            found = []
        self._list.clear_options()
        self._list.add_options([Option(Text(name), id=name) for name in found])
        self._list.display = bool(found)

    def action_into(self) -> None:
        """Move the focus into the list of zones that were found."""
        if self._list.display:
            self._list.focus()
            self._list.highlighted = 0

    @on(Input.Submitted)
    def _first(self, event: Input.Submitted) -> None:
        """Take the first zone that was found; without any, enter moves on as in every other field."""
        if self._list.display:
            event.stop()
            self._take(str(self._list.get_option_at_index(0).id))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self._take(str(event.option_id))

    def _take(self, name: str) -> None:
        self._list.display = False
        self._input.focus()
        self._input.value = name
        self._input.cursor_position = len(name)

"""The steps of a campaign in order, and the keys that change them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual.binding import BindingType
from textual.widgets.option_list import Option

from tui.actions import bindings
from tui.style.cells import glyph
from tui.style.theme import Palette
from tui.widgets.choices import Choices


@dataclass(frozen=True)
class StepLine:
    """One step as the list shows it."""

    words: str
    wait: str
    fault: bool


class StepList(Choices):
    """The list of a campaign's steps; the highlighted step is edited beside the list."""

    BINDINGS: ClassVar[list[BindingType]] = bindings("steps")

    def __init__(self, ask: Callable[[str], None]) -> None:
        """Make the list; `ask` adds, moves or removes a step at once, since the next key may be for its text."""
        super().__init__(id="steps", compact=True, markup=False)
        self._ask = ask
        self._shown: list[StepLine] = []

    def show(self, lines: Sequence[StepLine], at: int, colours: Palette) -> None:
        """Rebuild the list of steps if they changed, and select one."""
        if list(lines) != self._shown:
            self._shown = list(lines)
            self.clear_options()
            self.add_options([Option(self._option(line, colours), id=str(place)) for place, line in enumerate(lines)])
        if self.highlighted != at:
            self.highlighted = at

    def _option(self, line: StepLine, colours: Palette) -> Text:
        text = Text(f"{line.words:<12}", no_wrap=True)
        text.append(f"{line.wait:>6} ", style=colours.dim)
        return text.append(glyph("warnings") if line.fault else " ", style=colours.warning)

    def action_ask(self, what: str) -> None:
        """Ask the owner of the list to add, remove or move a step."""
        self._ask(what)

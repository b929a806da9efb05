"""Help about the page: what it is for, and every key that works there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from tui.actions import EDITOR, Action, key_name, of_scope
from tui.style.cells import ASCII

PLAIN = (
    "Plain signs are drawn: OVERTURE_ASCII asks for them, or LC_ALL, LANG or TERM tell of a terminal without others. "
    "OVERTURE_ASCII=0 draws all signs."
)


class HelpDialog(ModalScreen[None]):
    """Read and close."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,question_mark,q", "dismiss", "Close")]

    def __init__(self, page: str, about: str) -> None:
        super().__init__()
        self.page = page
        self.about = about

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Text(self.page.capitalize())
            box.border_subtitle = " esc closes "
            yield Static(Text(self.about + "\n"))
            yield Static(self._keys(of_scope(self.page)))
            if self.page == "invites":
                yield Static(Text("\nIn the editor", style="bold"))
                yield Static(self._keys(EDITOR))
            yield Static(Text("\nEverywhere", style="bold"))
            yield Static(self._keys(of_scope("app")))
            if ASCII:
                yield Static(Text(f"\n{PLAIN}", style="dim"))

    def _keys(self, actions: Sequence[Action]) -> Table:
        table = Table.grid(padding=(0, 2))
        for action in actions:
            table.add_row(Text(key_name(action.key), style="bold"), Text(action.label), Text(action.help, style="dim"))
        return table

"""Help about the page: its purpose, and every key that works there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.rules.filters.keys import FilteredList
from tui.actions import Action, bindings
from tui.app_base import around
from tui.dialogs.base import WordsDialog
from tui.key_table import names_of
from tui.style.cells import ASCII

PLAIN = (
    "Only plain ASCII signs are drawn: OVERTURE_ASCII is set, or LC_ALL, LC_CTYPE, LANG or TERM say that the terminal "
    "has no others. OVERTURE_ASCII=0 draws all signs."
)


class HelpDialog(WordsDialog[None]):
    """A dialog with the help of a page or of another dialog."""

    scopes = ("words",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(
        self,
        title: str,
        about: str,
        sections: Sequence[tuple[str, Sequence[Action]]],
        filtered: FilteredList | None = None,
    ) -> None:
        """Take headings with their actions (the first heading is empty), and the list that the page filters."""
        super().__init__()
        self._filtered = filtered
        self._heading = title
        self._about = about
        self._sections = sections

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Text(self._heading)
            box.border_subtitle = " esc closes "
            yield Static(Text(self._about + "\n"))
            for heading, actions in self._sections:
                if heading:
                    yield Static(Text(f"\n{heading}", style="bold"))
                yield Static(self._keys(actions))
                if not heading and self._filtered is not None:
                    yield Static(Text("\nIn the filter", style="bold"))
                    yield Static(_filter_keys(self._filtered))
            if ASCII:
                yield Static(Text(f"\n{PLAIN}", style="dim"))

    def _keys(self, actions: Sequence[Action]) -> Table:
        table = Table.grid(padding=(0, 2))
        table.add_column(no_wrap=True)
        table.add_column(no_wrap=True)
        table.add_column()
        for action in actions:
            table.add_row(
                Text(names_of(around(self).keys_of(action)), style="bold"),
                Text(action.label),
                Text(action.help, style="dim"),
            )
        return table


def _filter_keys(filtered: FilteredList) -> Table:
    """Return the keys of a filter with their meaning and, where they are few, their values."""
    table = Table.grid(padding=(0, 2))
    for key in filtered.keys:
        values = f" {', '.join(key.choices)}." if key.choices else ""
        table.add_row(Text(f"{key.name}:", style="bold"), Text(f"{key.help}{values}", style="dim"))
    if filtered.custom:
        table.add_row(Text("custom.…:", style="bold"), Text("A column of a contact file.", style="dim"))
    table.add_row(
        Text("sort:", style="bold"), Text("One of these names; put - before it for the highest first.", style="dim")
    )
    return table

"""The list of pages with their counts."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.actions import PAGES, key_of_page
from tui.app_base import around
from tui.key_table import key_name
from tui.style.cells import glyph
from tui.widgets.choices import Choices

WIDTH = 16
DIGITS = {page: key_name(key_of_page(page)) for _group, page, _label in PAGES}
"""The key of each page, as the app binds it."""


class Sidebar(Choices):
    """A list of the pages; one is chosen with the arrows and enter, with a digit, or with the mouse."""

    def __init__(self, page: str) -> None:
        super().__init__(id="sidebar")
        self._page = page
        self._counts: dict[str, int] = {}
        self.border_title = "Overture"
        self.border_subtitle = "b hides"

    def on_mount(self) -> None:
        """Write the entries."""
        self._write()

    def _write(self) -> None:
        self.clear_options()
        heading = None
        for group, page, label in PAGES:
            if group != heading:
                heading = group
                self.add_option(Option(Content(group), disabled=True))
            self.add_option(Option(self._prompt(page, label), id=page))
        self.mark(self._page)

    def _prompt(self, page: str, label: str) -> Content:
        count = short(self._counts[page]) if page in self._counts else ""
        sign = glyph("mark") if page == self._page else " "
        name = f" {label:<{WIDTH - len(DIGITS[page]) - 1 - len(count)}}{count}"
        return Content.assemble(sign, (DIGITS[page], "dim"), name)

    def mark(self, page: str) -> None:
        """Highlight a page without choosing it."""
        self._page = page
        with self.prevent(OptionList.OptionHighlighted):
            self.highlighted = self.get_option_index(page)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        """Show the counts, where they changed."""
        for _group, page, label in PAGES:
            if self._counts.get(page) != counts.get(page) and page in counts:
                self._counts[page] = counts[page]
                self.replace_option_prompt(page, self._prompt(page, label))

    @on(OptionList.OptionSelected)
    def _choose(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None:
            around(self).go_to_page(event.option_id)


def short(count: int) -> str:
    """Return a count in at most four cells: 1.2k, 34k, 1.1M."""
    if count < 1000:
        return str(count)
    if count < 100_000:
        return f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"

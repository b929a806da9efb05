"""The list of pages with their counts."""

from __future__ import annotations

from collections.abc import Mapping

from textual import on
from textual.content import Content
from textual.events import Blur, Key
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from tui.actions import LETTERS, PAGES, key_of_page
from tui.app_base import around
from tui.key_table import key_name
from tui.style.cells import glyph
from tui.widgets.choices import Choices

WIDTH = 16
DIGITS = {page: key_name(key_of_page(page)) for _group, page, _label in PAGES}
"""The key of each page, as the app binds it."""


AWAY, HERE = "b for letters", "b hides"
"""The words of the border: how to get into the list, and, once it has the focus, out of it."""


class Sidebar(Choices):
    """A list of the pages; one is chosen with the arrows and enter, with a digit, a letter, or with the mouse."""

    def __init__(self, page: str) -> None:
        super().__init__(id="sidebar")
        self._page = page
        self._counts: dict[str, int] = {}
        self._choosing = False
        """True if the list was opened by its key, so that letters choose a page; it may have the focus without that."""
        self.border_title = "Overture"
        self.border_subtitle = AWAY

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
        key = LETTERS[page] if self._choosing else DIGITS[page]
        name = f" {label:<{WIDTH - len(key) - 1 - len(count)}}{count}"
        return Content.assemble(sign, (key, "bold" if self._choosing else "dim"), name)

    @property
    def choosing(self) -> bool:
        """Return whether a letter goes to a page now."""
        return self._choosing

    def choose(self) -> None:
        """Take the focus, and choose a page by a letter; letters are then shown in place of the digits."""
        self.focus()
        self._show_letters(letters=True)

    def on_blur(self, _event: Blur) -> None:
        """Show the digits again."""
        self._show_letters(letters=False)

    def _show_letters(self, *, letters: bool) -> None:
        if letters != self._choosing:
            self._choosing = letters
            self.border_subtitle = HERE if letters else AWAY
            for _group, page, label in PAGES:
                self.replace_option_prompt(page, self._prompt(page, label))

    def on_key(self, event: Key) -> None:
        """Go to the page of a letter."""
        page = next((page for page, letter in LETTERS.items() if letter == event.key), None)
        if page is not None and self._choosing:
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self))
            around(self).go_to_page(page)

    class Left(Message):
        """A page was chosen: the list is not needed any more."""

        def __init__(self, sidebar: Sidebar) -> None:
            super().__init__()
            self.sidebar = sidebar

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
            self.post_message(self.Left(self))
            around(self).go_to_page(event.option_id)


def short(count: int) -> str:
    """Return a count in at most four cells: 1.2k, 34k, 1.1M."""
    if count < 1000:
        return str(count)
    if count < 100_000:
        return f"{count / 1000:.1f}k" if count < 10_000 else f"{count // 1000}k"
    return f"{count // 1000}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"

"""The base of pages with a filtered list: filter, order, views and columns, and their storing for the next start."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.widgets import Input

from core.services.saved_views import SavedView
from tui.memory import names_of, text_of
from tui.screens.filtering import TypedFilter
from tui.screens.marked_page import MarkedPage
from tui.screens.page import Data
from tui.screens.shared.list_order import ask_to_sort
from tui.screens.shared.list_views import ask_for_view
from tui.widgets.filter_line import FilterLine


class FilteredPage(MarkedPage[Data]):
    """A page whose list is filtered by the text in its filter line."""

    sorted_by: ClassVar[str] = ""
    """The key to press to sort the list, if a filter cannot sort it."""

    def __init__(self) -> None:
        super().__init__()
        self.typed = None if self.filtered is None else TypedFilter(self.filtered, sorted_by=self.sorted_by)

    @property
    def filter_text(self) -> str:
        """The filter by which rows are shown."""
        return self.typed.text if self.typed is not None else ""

    @property
    def fault(self) -> str:
        return self.typed.fault if self.typed is not None else ""

    @abstractmethod
    def filter_changed(self) -> None:
        """Show the rows that match the changed filter."""

    @abstractmethod
    def columns_changed(self) -> None:
        """Draw the list with the columns that were chosen."""

    def action_filter(self) -> None:
        """Open the filter line."""
        self.query_one(FilterLine).open()

    @on(Input.Changed, "FilterLine")
    def _typed(self, event: Input.Changed) -> None:
        if self.typed is not None:
            changed = self.typed.take(self.workspace, event.value)
            self.query_one(FilterLine).tell_wrong(self.typed.fault)
            self.show_below()
            if changed:
                self.filter_changed()

    def set_filter(self, text: str) -> None:
        """Replace the filter, and show the rows that match."""
        self.query_one(FilterLine).show_chosen(text)

    def action_sort(self) -> None:
        """Ask for the key by which to sort the list."""
        if self.filtered is not None:
            ask_to_sort(self, self.filtered, self.filter_text, self.set_filter)

    # -- views and columns

    def action_views(self) -> None:
        """Show the views of the list."""
        ask_for_view(self, self)

    @property
    def column_names(self) -> Sequence[str]:
        """The columns from which a person can choose."""
        return [column.key for column in self.marked_table.declared]

    def view_now(self) -> tuple[str, Sequence[str]]:
        """Return the filter and the chosen columns."""
        return self.filter_text, self.marked_table.chosen

    def show_view(self, view: SavedView) -> None:
        """Show the rows and columns of a view."""
        self.choose_columns(view.columns)
        if view.where != self.filter_text:
            self.set_filter(view.where)

    def choose_columns(self, names: Sequence[str]) -> None:
        """Show these columns in their order; without any, the usual ones."""
        self.marked_table.choose(names)
        self.columns_changed()

    # -- what is kept for the next start

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "columns": list(self.marked_table.chosen)}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self.marked_table.choose(names_of(kept, "columns"))
        super().recall(kept)
        if self.typed is not None and self.typed.take(self.workspace, text_of(kept, "filter")):
            self.filter_changed()

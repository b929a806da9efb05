"""The filter of a list as it is typed: the language of `--where`, and its faults."""

from __future__ import annotations

from core.errors import UsageError
from core.rules.filters.keys import FilteredList
from core.rules.filters.parse import Filter
from core.services.list_filters import filter_of
from core.workspace import Workspace


class TypedFilter:
    """The last valid filter text, which chooses the rows, and the fault of the text typed now."""

    def __init__(self, wanted: FilteredList, *, sorted_by: str = "") -> None:
        """Take the key that sorts the list as `sorted_by`, if a filter cannot sort it."""
        self._wanted = wanted
        self._sorted_by = sorted_by
        self.text = ""
        self.fault = ""
        """A sentence; empty if the text is valid."""

    def take(self, workspace: Workspace, text: str) -> bool:
        """Process a typed text; return False if the rows stay, because it is invalid or has not changed."""
        text = text.strip()
        try:
            self.read(workspace, text)
        except UsageError as error:
            self.fault = error.text
            return False
        self.fault = ""
        before, self.text = self.text, text
        return text != before

    def read(self, workspace: Workspace, text: str) -> Filter:
        """Return the filter of a text. Raises UsageError."""
        found = filter_of(workspace, text, self._wanted)
        if self._sorted_by and found.order is not None:
            raise UsageError(f"This list is sorted by the key {self._sorted_by}, not by its filter.")
        return found

    def forget(self) -> None:
        """Drop the text and its fault, so that every row matches."""
        self.text = self.fault = ""

    @property
    def sorts(self) -> bool:
        """Return whether the filter has an order of its own."""
        return "sort:" in self.text

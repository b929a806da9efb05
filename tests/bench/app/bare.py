"""The least that an app costs: Textual with a table, and nothing else. `python -m tests.bench.app.bare ROWS`."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.widgets import DataTable

COLUMNS = ("Sender", "Name / Program", "Health", "Today", "Conversion", "Active")


class Bare(App[None]):
    """An app with Textual's own table."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self._rows = rows

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns(*COLUMNS)
        for row in range(self._rows):
            table.add_row("Ada Wong", f"campaign {row}", "Scheduled", "0/2", "37 %  4/11", "on")


if __name__ == "__main__":
    Bare(int(sys.argv[1])).run()

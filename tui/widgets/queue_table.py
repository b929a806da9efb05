"""The queue: one line per person; a tooltip has the exact reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.coordinate import Coordinate

from core.rules.coming import past_words
from core.rules.health import moment_words
from core.rules.states import Status
from core.services.overview.journal_text import step_words
from core.text import clean
from core.views.queue_view import QueueEntry
from tui.style.cells import cut, glyph
from tui.style.format import joined
from tui.style.theme import Palette
from tui.widgets.appending_table import AppendingTable
from tui.widgets.column import PADDING, Column, fitted, spread
from tui.widgets.keyed_table import Row

FIXED = {"status": 11, "time": 19, "step": 11}
OPTIONAL = (("campaign", 20), ("reason", 20), ("owner", 12))
"""Columns that are added in this order as far as the width allows, with their widths."""
CONTACT = 18
COLUMNS = (
    Column("status", "Status", FIXED["status"]),
    Column("time", "Time", FIXED["time"]),
    Column("contact", "Contact", CONTACT, grow=1),
    Column("step", "Step", FIXED["step"]),
    Column("campaign", "Campaign", 20),
    Column("owner", "Sender", 12),
    Column("reason", "Reason", 20, grow=1),
)
LEAST = {"contact": CONTACT, **dict(OPTIONAL)}
"""Least widths of the columns that take cells from each other."""
HOVERED = ("status", "reason")


class QueueTable(AppendingTable):
    """The people of the Queue: status, time, contact, step, campaign, sender and reason."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, id="queue")
        self._views: dict[str, QueueEntry] = {}

    def show(self, views: Sequence[QueueEntry], now: datetime, zone: str, colours: Palette, *, narrowed: bool) -> None:
        """Show the rows in the given order. With `narrowed` they are all of one campaign, whose column is hidden."""
        widths = fitted(self._widths(narrowed=narrowed), LEAST, _longest(views))
        labels = {column.key: column.label for column in COLUMNS}
        self.set_columns([(name, Text(labels[name], style=colours.dim), width) for name, width in widths.items()])
        self._views = {str(view.id): view for view in views}
        self.put([_row(view, widths, now, zone, colours) for view in views])

    def _widths(self, *, narrowed: bool) -> dict[str, int]:
        """Return the widths of the chosen columns, else of those that fit.

        The contact and the reason share the remaining width.
        """
        room = self.size.width - 1
        if self.chosen:
            return spread(self.chosen_columns, room)
        chosen = {**FIXED, "contact": CONTACT}
        for name, width in OPTIONAL:
            used = sum(chosen.values()) + PADDING * (len(chosen) + 1)
            if used + width <= room and not (narrowed and name == "campaign"):
                chosen[name] = width
        spare = max(0, room - sum(chosen.values()) - PADDING * len(chosen))
        growing = [name for name in ("contact", "reason") if name in chosen]
        for index, name in enumerate(growing):
            chosen[name] += spare // len(growing) + (spare % len(growing) if index == 0 else 0)
        return {name: chosen[name] for name in (column.key for column in COLUMNS) if name in chosen}

    def action_scroll_top(self) -> None:
        """Go to the first row of all."""
        self.post_message(self.Jumped(to_end=False))

    def action_scroll_bottom(self) -> None:
        """Go to the last row of all."""
        self.post_message(self.Jumped(to_end=True))

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        """Show a tooltip only over the status and the reason."""
        super().watch_hover_coordinate(old, value)
        self.tooltip = None
        if not self.is_valid_coordinate(value):
            return
        key = self.coordinate_to_cell_key(value)
        if key.column_key.value in HOVERED and key.row_key.value in self._views:
            self.tooltip = Content(explained(self._views[key.row_key.value]))


def _longest(views: Sequence[QueueEntry]) -> dict[str, int]:
    """Return the cells of the longest value in each column of names, cleaned as they are shown."""
    texts = {
        "contact": {view.contact.name for view in views},
        "campaign": {view.campaign for view in views},
        "owner": {view.sender for view in views},
        "reason": {view.why or "" for view in views},
    }
    return {key: max((cell_len(clean(text)) for text in found), default=0) for key, found in texts.items()}


def _row(view: QueueEntry, widths: dict[str, int], now: datetime, zone: str, colours: Palette) -> Row:
    cells = {
        "status": status_cell(view.status, colours),
        "time": time_cell(view, now, zone, colours),
        "step": Text(cut(step_words(view.kind, view.number, view.step), FIXED["step"]), style=colours.dim),
    }
    contact = view.contact.name or "(no name)"
    for name, words in (("contact", contact), ("reason", view.why or ""), ("campaign", view.campaign)):
        if name in widths:
            cells[name] = Text(cut(words, widths[name]))
    if "owner" in widths:
        cells["owner"] = Text(cut(view.sender, widths["owner"]), style=colours.dim)
    return str(view.id), [cells[name] for name in widths]


def status_cell(status: Status, colours: Palette) -> Text:
    """Return a status as a word: a good one is quiet, one that needs a person is highlighted."""
    style = {
        Status.PENDING: colours.warning,
        Status.IN_DOUBT: colours.warning,
        Status.FAILED: colours.error,
        Status.UNRESOLVED: f"bold {colours.error}",
        Status.SCHEDULED: colours.accent,
        Status.SENDING: colours.accent,
        Status.QUEUED: colours.dim,
        Status.CANCELLED: colours.dim,
        Status.REJECTED: colours.dim,
        Status.WITHDRAWN: colours.dim,
        Status.FINISHED: colours.dim,
        Status.REPLIED: colours.success,
        Status.ACCEPTED: colours.success,
    }.get(status, colours.text)
    return Text(status.replace("_", " "), style=style)


def time_cell(view: QueueEntry, now: datetime, zone: str, colours: Palette) -> Text:
    """Return the send time, else the time at which the step was sent, answered or ended; a dash for a waiting text."""
    if view.at is None:
        return Text(glyph("dash"), style=colours.dim)
    words = moment_words(view.at, zone, zone, now)  # without "in 5 min", which would redraw the table every minute
    if view.due in ("now", "overdue"):
        words = past_words(view.at, zone, zone, now, view.due)
    return Text(cut(words, FIXED["time"]), style=colours.text if view.send_at else colours.dim)


def explained(view: QueueEntry) -> str:
    """Return the meaning of the status, the exact reason, and the remedy."""
    words = joined(clean(view.means, 200), clean(view.why or "", 300), by="\n")
    if view.action:
        words += f"\n{glyph('arrow')} {clean(view.action, 200)}"
    if view.provider_words:
        words += f"\nProvider's answer: {clean(view.provider_words, 300)}"
    return words

"""The campaigns: one line each where it is narrow, two where there is room."""

from __future__ import annotations

from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.coordinate import Coordinate
from textual.events import Resize

from core.text import clean
from core.views.campaign_list_view import CampaignSummary
from tui.style.cells import active_cell, conversion_cell, cut, glyph, health_cell, health_sentence, today_cell
from tui.style.theme import Palette
from tui.widgets.keyed_table import KeyedTable, Row

SORTS = ("name", "sender", "health", "today", "conversion", "active")
PADDING = 2
TALL_WIDTH, TALL_HEIGHT = 88, 16
"""Least size of the table for rows of two lines: the terminal decides, not the number of campaigns."""
WORST_FIRST = ("stopped", "errors", "warnings", "created", "scheduled", "running", None)


def sort_key(view: CampaignSummary, column: str) -> tuple[Any, ...]:
    """Return the sort key of a column; the id settles ties, so that rows never swap by themselves."""
    ident = view.id
    if column == "sender":
        return (view.sender.casefold(), view.program.casefold(), view.name.casefold(), ident)
    if column == "health":
        return (WORST_FIRST.index(view.health.state), ident)
    if column == "today":
        return (-(view.today.percent or -1.0), ident)
    if column == "conversion":
        return (-(view.conversion.ratio if view.conversion.ratio is not None else -1.0), ident)
    if column == "active":
        return (not view.active, ident)
    return (view.name.casefold(), view.program.casefold(), view.sender.casefold(), ident)


class Drawn(NamedTuple):
    """A campaign, and the cells that show it."""

    view: CampaignSummary
    cells: list[Text]


class CampaignTable(KeyedTable):
    """The table of campaigns; a tooltip shows the details of a health."""

    def __init__(self) -> None:
        super().__init__(id="campaigns")
        self._views: dict[str, CampaignSummary] = {}
        self._drawn: dict[str, Drawn] = {}
        self._drawn_for: tuple[object, ...] = ()
        self._told: tuple[list[CampaignSummary], Palette, str] | None = None

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns after the room changed, also at the first layout."""
        if self._told is not None:
            views, colours, sort = self._told
            self.show(views, colours, sort=sort)

    def show(self, views: list[CampaignSummary], colours: Palette, *, sort: str) -> None:
        """Show campaigns in their order; columns follow the width."""
        self._told = (views, colours, sort)
        widths = self._widths()
        self.set_columns([(name, self._label(name, sort, colours), width) for name, width in widths.items()])
        tall = self.size.width >= TALL_WIDTH and self.size.height >= TALL_HEIGHT
        self._views = {str(view.id): view for view in views}
        self.put(self._rows(views, widths, colours, tall=tall), height=2 if tall else 1)

    def _rows(self, views: list[CampaignSummary], widths: dict[str, int], colours: Palette, *, tall: bool) -> list[Row]:
        """Return the rows, drawing again only those of changed campaigns: of five hundred, few change in a second."""
        drawn_for = (tuple(widths.items()), colours, tall)
        before = self._drawn if drawn_for == self._drawn_for else {}
        self._drawn, self._drawn_for = {}, drawn_for
        for view in views:
            known = before.get(str(view.id))
            if known is None or known.view != view:
                cells = [self._cell(view, name, width, colours, tall=tall) for name, width in widths.items()]
                known = Drawn(view, cells)
            self._drawn[str(view.id)] = known
        return [(ident, drawn.cells) for ident, drawn in self._drawn.items()]

    def _widths(self) -> dict[str, int]:
        """Return column widths for the room; under 92 cells no counts and surnames, under 64 no conversion."""
        room = self.size.width - 1
        fixed = {"health": 12, "today": 13, "conversion": 14, "active": 6}
        sender = 11
        if room < 92:
            fixed = {"health": 11, "today": 11, "conversion": 8, "active": 5}
            sender = 8
        if room < 64:
            fixed.pop("conversion")
        name = room - sum(fixed.values()) - sender - PADDING * (len(fixed) + 2)
        return {"sender": sender, "name": max(12, name), **fixed}

    def _label(self, name: str, sort: str, colours: Palette) -> Text:
        words = {
            "name": "Name / Program",
            "sender": "Sender",
            "health": "Health",
            "today": "Today",
            "conversion": "Conversion",
            "active": "Active",
        }
        if name == "conversion" and self.size.width < 92:
            words[name] = "Conv."
        if name == "active" and self.size.width < 92:
            words[name] = "On"
        text = Text(words[name], style=colours.dim)
        if name == sort:
            text.append(" " + glyph("bad"), style=colours.accent)
        return text

    def _cell(self, view: CampaignSummary, name: str, width: int, colours: Palette, *, tall: bool) -> Text:
        if name == "sender":
            words = clean(view.sender, 60)
            return Text(cut(words if width >= 11 else words.split(" ")[0], width))
        if name == "name":
            return self._name_cell(view, width, colours, tall=tall)
        if name == "health":
            return health_cell(view.health.state, colours)
        if name == "today":
            return today_cell(view.today, width, colours)
        if name == "conversion":
            return conversion_cell(view.conversion, colours, numbers=width >= 14)
        return active_cell(view.active, colours, archived=view.archived)

    def _name_cell(self, view: CampaignSummary, width: int, colours: Palette, *, tall: bool) -> Text:
        suffix = _suffix(view, width if tall else width - cell_len(view.name) - 2)
        text = Text(cut(view.name, width), no_wrap=True, overflow="ellipsis")
        if tall:
            text.append("\n" + cut(suffix, width), style=colours.dim)
        elif width - text.cell_len > 12:
            text.append("  " + cut(suffix, width - text.cell_len - 2), style=colours.dim)
        return text

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        """Show a tooltip over the health column alone."""
        super().watch_hover_coordinate(old, value)
        self.tooltip = None
        if not self.is_valid_coordinate(value):
            return
        key = self.coordinate_to_cell_key(value)
        if key.column_key.value == "health" and key.row_key.value in self._views:
            self.tooltip = Content(tip(self._views[key.row_key.value]))


def _suffix(view: CampaignSummary, width: int) -> str:
    """Return program, number of messages and source; the program is cut first, being the longest and the most alike."""
    rest = f" {glyph('dot')} {view.steps} msg {glyph('dot')} {cut(view.source, 16)}"
    room = width - cell_len(rest)
    return cut(view.program, room) + rest if room >= 6 else rest[3:]


def tip(view: CampaignSummary) -> str:
    """Return the health of a campaign in a few lines."""
    health = view.health
    told = any(health.detail.startswith(problem.text) for problem in health.problems)  # below, with its remedy
    lines = [health_sentence(health.state, "" if told else health.detail)]
    lines += [
        f"{glyph('dot')} {clean(problem.text, 200)} {clean(problem.action, 200)}" for problem in health.problems[:4]
    ]
    return "\n".join(lines)

"""The campaigns: one line each on a narrow screen, two on a wide one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.content import Content
from textual.coordinate import Coordinate
from textual.events import Resize

from core.rules.filters.natural_order import natural
from core.text import clean
from core.views.campaign_list_view import CampaignSummary
from tui.style.cells import active_cell, conversion_cell, cut, glyph, health_cell, health_sentence, today_cell
from tui.style.theme import Palette
from tui.widgets.campaign_groups import CampaignGroup, CampaignRow
from tui.widgets.column import PADDING, Column, fitted, spread
from tui.widgets.keyed_table import KeyedTable, Row

WIDE_FROM = 106
"""Width of the table from which program, messages and source are columns: that of a terminal of 132."""
TALL_FROM = 88
"""Least width for rows of two lines, which are drawn only where all of them fit."""
FIXED = {"health": 12, "today": 13, "conversion": 16, "active": 6}
ROOMY_FROM = 100
"""Cells for the columns of names from which the other columns are wide enough for all that they could say."""
TODAY_WITH_BAR = 18
"""Width at which today's numbers have their bar, too, where more is expected than planned."""
NARROW = {"health": 11, "today": 11, "conversion": 8, "active": 5}
COLUMNS = (
    Column("sender", "Sender", 11, grow=1),
    Column("name", "Name", 16, grow=3),
    Column("program", "Program", 12, grow=2),
    Column("steps", "Messages", 3, short="Msg"),
    Column("source", "Source", 12, grow=1),
    Column("health", "Health", FIXED["health"]),
    Column("today", "Today", FIXED["today"]),
    Column("conversion", "Conversion", FIXED["conversion"]),
    Column("active", "Active", FIXED["active"]),
)
"""The columns from which a person can choose, with their widths then."""
LEAST = {column.key: column.width for column in COLUMNS if column.grow}
"""Least widths of the columns of names, which take cells from each other."""
DECLARED = {column.key: column for column in COLUMNS}
SORTS = {
    "name": "name",
    "sender": "sender",
    "program": "program",
    "steps": "messages",
    "source": "source",
    "health": "health",
    "today": "today",
    "conversion": "ratio",
    "active": "active",
}
"""The filter's key that sorts by each column."""
FALLS = frozenset(("today", "ratio", "active", "messages"))
"""Keys that sort with the highest first unless reversed."""
Order = tuple[str, bool]
"""The filter's key to sort by, and whether the highest comes first."""


def by_name(view: CampaignSummary) -> tuple[Any, ...]:
    """Return the sort key of the usual order; the id settles ties, so that rows never swap by themselves."""
    return (natural(view.name), natural(view.program), natural(view.sender), view.id)


class Drawn(NamedTuple):
    """A campaign, and the cells that show it."""

    view: CampaignSummary
    cells: list[Text]


class CampaignTable(KeyedTable):
    """The table of campaigns; a tooltip over the health shows its details."""

    def __init__(self) -> None:
        super().__init__(COLUMNS, id="campaigns")
        self._views: dict[str, CampaignSummary] = {}
        self._drawn: dict[str, Drawn] = {}
        self._drawn_for: tuple[object, ...] = ()
        self.many = 0
        """Number of campaigns that the page shows without a filter; it decides how high the rows are."""
        self._told: tuple[Sequence[CampaignRow], Palette, Order] | None = None
        self._longest: dict[str, int] = {}
        """Cells of the longest value in each column of names."""

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns after the room changed, also at the first layout."""
        if self._told is not None:
            rows, colours, order = self._told
            self.show(rows, colours, order=order)

    def show(self, rows: Sequence[CampaignRow], colours: Palette, *, order: Order = ("name", False)) -> None:
        """Show campaigns and groups in their order; columns follow the width."""
        self._told = (rows, colours, order)
        self._longest = _longest(rows) if self.size.width > WIDE_FROM else {}
        widths = fitted(self._widths(), LEAST, self._longest) if self._longest else self._widths()
        fits = 2 * max(self.many, len(rows)) < self.size.height  # less than: the labels need one line
        tall = fits and not self.chosen and TALL_FROM <= self.size.width <= WIDE_FROM
        self.set_columns([(name, self._label(name, order, colours, tall), width) for name, width in widths.items()])
        self._views = {str(row.id): row for row in rows if isinstance(row, CampaignSummary)}
        self.put(self._rows(rows, widths, colours, tall=tall), height=2 if tall else 1)

    def _rows(self, rows: Sequence[CampaignRow], widths: dict[str, int], colours: Palette, *, tall: bool) -> list[Row]:
        """Return the rows, drawing again only those of changed campaigns: of five hundred, few change in a second."""
        drawn_for = (tuple(widths.items()), colours, tall)
        before = self._drawn if drawn_for == self._drawn_for else {}
        self._drawn, self._drawn_for = {}, drawn_for
        found: list[Row] = []
        for row in rows:
            if isinstance(row, CampaignGroup):
                found.append((row.key, [group_cell(row, name, width, colours) for name, width in widths.items()]))
                continue
            known = before.get(str(row.id))
            if known is None or known.view != row:
                known = Drawn(row, [self._cell(row, name, width, colours, tall=tall) for name, width in widths.items()])
            self._drawn[str(row.id)] = known
            found.append((str(row.id), known.cells))
        return found

    def _widths(self) -> dict[str, int]:
        """Return column widths for the room; under 92 cells no counts and surnames, under 64 no conversion."""
        room = self.size.width - 1
        if self.chosen:
            return spread(self.chosen_columns, room)
        if room >= WIDE_FROM:
            return _wide(room, sum(self._longest.values()))
        fixed = dict(FIXED if room >= 92 else NARROW)
        sender = 11 if room >= 92 else 8
        if room < 64:
            fixed.pop("conversion")
        name = room - sum(fixed.values()) - sender - PADDING * (len(fixed) + 2)
        return {"sender": sender, "name": max(12, name), **fixed}

    def _label(self, name: str, order: Order, colours: Palette, tall: bool) -> Text:
        width = self._widths()[name]
        words = DECLARED[name].label_for(width)
        if name == "name" and tall:
            words = "Name / Program"
        if name == "conversion" and width < FIXED["conversion"]:
            words = "Conv."
        if name == "active" and width < FIXED["active"]:
            words = "On"
        if SORTS[name] == order[0]:  # the sign is never cut off: it tells the order
            room = max(0, width - 2)
            text = Text(words[:room].rjust(room) if name == "steps" else words[:room], style=colours.dim)
            return text.append(" " + glyph("bad" if order[1] else "good"), style=colours.accent)
        return Text(words.rjust(width) if name == "steps" else words, style=colours.dim)

    def _cell(self, view: CampaignSummary, name: str, width: int, colours: Palette, *, tall: bool) -> Text:
        if name == "sender":
            words = clean(view.sender, 60)
            return Text(cut(words if width >= 11 else words.split(" ")[0], width))
        if name == "name":
            return _name_cell(view, width, colours, tall=tall)
        if name in ("program", "source"):
            return Text(cut(view.program if name == "program" else view.source, width), style=colours.dim)
        if name == "steps":
            return Text(f"{view.steps:>{width}}", style=colours.dim)
        if name == "health":
            return health_cell(view.health.state, colours)
        if name == "today":
            return today_cell(view.today, width, colours)
        if name == "conversion":
            return conversion_cell(view.conversion, colours, width)
        return active_cell(view.active, colours, archived=view.archived)

    def watch_hover_coordinate(self, old: Coordinate, value: Coordinate) -> None:
        """Show a tooltip over the health column only."""
        super().watch_hover_coordinate(old, value)
        self.tooltip = None
        if not self.is_valid_coordinate(value):
            return
        key = self.coordinate_to_cell_key(value)
        if key.column_key.value == "health" and key.row_key.value in self._views:
            self.tooltip = Content(tip(self._views[key.row_key.value]))


def _longest(rows: Sequence[CampaignRow]) -> dict[str, int]:
    """Return the cells of the longest value in each column of names, as they are shown; groups cut their own words."""
    views = [row for row in rows if isinstance(row, CampaignSummary)]
    texts = {
        "sender": {view.sender for view in views},
        "name": {view.name for view in views},
        "program": {view.program for view in views},
        "source": {view.source for view in views},
    }
    return {key: max((cell_len(clean(text)) for text in found), default=0) for key, found in texts.items()}


def _wide(room: int, names: int) -> dict[str, int]:
    """Return the widths of all columns; conversion loses its counts before names become unreadable.

    `names`: the cells that all columns of names want; only what they leave widens the other columns.
    """
    fixed = dict(FIXED)
    steps = DECLARED["steps"].width
    rest = room - sum(fixed.values()) - steps - 9 * PADDING
    if rest < 56:
        fixed["conversion"] = 8
        rest += FIXED["conversion"] - 8
    wider = TODAY_WITH_BAR - fixed["today"] + len(DECLARED["steps"].label) - steps
    if rest - wider >= max(ROOMY_FROM, names):
        fixed["today"], steps = TODAY_WITH_BAR, len(DECLARED["steps"].label)
        rest -= wider
    sender, source = max(11, min(20, rest // 5)), min(24, rest // 5)
    program = min(32, rest * 11 // 40)
    name = rest - sender - source - program
    return {"sender": sender, "name": name, "program": program, "steps": steps, "source": source, **fixed}


def _name_cell(view: CampaignSummary, width: int, colours: Palette, *, tall: bool) -> Text:
    text = Text(cut(view.name, width), no_wrap=True, overflow="ellipsis")
    if tall:
        text.append("\n" + cut(_suffix(view, width), width), style=colours.dim)
    return text


def group_cell(group: CampaignGroup, name: str, width: int, colours: Palette) -> Text:
    """Return a cell of a group's line: its name with a sign for folded or not, its worst health, its sums."""
    if name == "name":
        text = Text(f"{glyph('unfolded' if group.open else 'folded')} ", style=colours.accent)
        count = f" ({len(group.views):,})"
        text.append(cut(group.name or "no program", width - 2 - len(count)), style="bold")
        return text.append(count, style=colours.dim)
    if name == "health":
        return health_cell(group.worst, colours)
    if name == "today":
        return today_cell(group.today, width, colours)
    if name == "conversion":
        return conversion_cell(group.conversion, colours, width)
    if name == "active":
        on, words = f"{group.active}", f"{group.active}/{len(group.views)}"
        return Text(words if len(words) <= width else on, style=colours.dim)
    return Text("")


def _suffix(view: CampaignSummary, width: int) -> str:
    """Return program, number of messages and source; the program is cut first: it is the longest and varies least."""
    rest = f" {glyph('dot')} {view.steps} msg {glyph('dot')} {cut(view.source, 16)}"
    room = width - cell_len(rest)
    return cut(view.program, room) + rest if room >= 6 else rest[3:]


def tip(view: CampaignSummary) -> str:
    """Return the health of a campaign in a few lines."""
    health = view.health
    told = any(health.detail.startswith(problem.text) for problem in health.problems)  # shown below with its remedy
    lines = [health_sentence(health.state, "" if told else health.detail)]
    lines += [
        f"{glyph('dot')} {clean(problem.text, 200)} {clean(problem.action, 200)}" for problem in health.problems[:4]
    ]
    return "\n".join(lines)

"""Forecast: the sends expected on the coming days, by date or by campaign, and the limits on them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.health import day_words
from core.rules.short_words import short_words
from core.services.forecast.forecast import DAYS, forecast
from core.services.forecast.forecast_words import band_words, sentences
from core.services.forecast.plan import Plan, plan_of
from core.text import clean
from core.views.forecast_view import Forecast, ForecastDay, ForecastSum, summed
from core.workspace import Workspace
from tui.actions import bindings
from tui.screens.list_page import ListPage
from tui.style.cells import bar, cut, glyph, plain
from tui.widgets.border_title import NAME
from tui.widgets.column import Column
from tui.widgets.list_table import Line

KEEP_S = 60.0
"""Seconds for which a forecast is shown before it is calculated again, which simulates all coming runs."""
MOST_LINES = 1_000
"""Most lines inside unfolded rows: a table draws about a thousand rows in a second."""
PLOT = 12
"""Width, in cells, of the bar that compares a row's invitations with the largest expected number of any row."""


class ShownForecast(NamedTuple):
    """A forecast, and when it was calculated: `at` on the monotonic clock in seconds, `now` on the workspace's."""

    view: Forecast
    at: float
    now: datetime
    plan: Plan
    """The campaigns, slots and members on which it is based."""


class ForecastScreen(ListPage[ShownForecast]):
    """A table with a row for each date, or for each campaign; enter shows the date's campaigns, or its dates, below."""

    page = "forecast"
    about = (
        "The coming 30 days, calculated by the engine's own rules. Expected is the number of invitations that the "
        "slots could send, Invit. the number that is likely to be sent. Acceptances and messages have a range that "
        "holds in 80 % of the cases. The last column says why not more is sent. "
        "Enter unfolds a row, z all of them; l shows campaigns instead of dates. A forecast is at most a minute old, "
        "and is calculated again as soon as a campaign starts, stops or changes. "
        "`overture forecast` prints the same."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("forecast")
    columns = (
        Column("name", "Day / Campaign", 22, grow=1),
        Column("expected", "Expected", 8, right=True),
        Column("plot", "", PLOT, from_room=110),
        Column("invitations", "Invitations", 6, right=True, short="Invit."),
        Column("accepted", "Accepted", 16, grow=1, right=True, from_room=94),
        Column("messages", "Messages", 16, grow=1, right=True, from_room=66),
        Column("follow_ups", "Follow-ups", 10, right=True, from_room=150),
        Column("short", "Why not more", 14, grow=3),
    )

    def __init__(self) -> None:
        super().__init__()
        self._by_campaign = False
        self._open: set[str] = set()
        """Keys of the rows that are unfolded."""

    # -- reading and showing

    def asks(self) -> ShownForecast | None:
        return self.data

    def load(self, workspace: Workspace, asked: ShownForecast | None) -> ShownForecast:
        now, plan = workspace.now(), plan_of(workspace)
        kept = timedelta(seconds=KEEP_S)
        if asked is not None and time.monotonic() - asked.at < KEEP_S and now - asked.now < kept and plan == asked.plan:
            return asked  # both clocks, since a sandbox's may run faster
        return ShownForecast(forecast(workspace, days=DAYS), time.monotonic(), now, plan)

    def lines(self, data: ShownForecast) -> list[Line]:
        found: list[Line] = []
        groups = self._groups(data.view)
        top = max((summed(rows).cohort for rows in groups.values()), default=0)
        for key, rows in groups.items():
            sign = glyph("unfolded" if key in self._open else "folded")
            found.append((key, self._cells(f"{sign} {self._row_name(rows[0])}", summed(rows), top)))
            if key in self._open:
                found += [
                    (self._inner(key, row), self._cells(f"    {self._inner_row_name(row)}", row, 0)) for row in rows
                ]
        return found

    def _groups(self, view: Forecast) -> dict[str, tuple[ForecastDay, ...]]:
        if self._by_campaign:
            return {str(ident): rows for ident, rows in view.by_campaign.items()}
        return {str(day): rows for day, rows in view.by_date.items()}

    def _row_name(self, row: ForecastDay) -> str:
        return f"{row.campaign} {glyph('dot')} {row.sender}" if self._by_campaign else day_words(row.date)

    def _inner_row_name(self, row: ForecastDay) -> str:
        return day_words(row.date) if self._by_campaign else f"{row.campaign} {glyph('dot')} {row.sender}"

    @staticmethod
    def _inner(key: str, row: ForecastDay) -> str:
        return f"{key}/{row.campaign_id}/{row.date!s}"

    def _cells(self, name: str, row: ForecastSum | ForecastDay, top: int) -> dict[str, Text]:
        dim = self.colours.dim
        lead = len(name) - len(name.lstrip(" "))  # `plain` leaves no two spaces in a row
        quiet = "" if top else dim
        plot = Text(bar(row.invitations / top, PLOT) if top else "", style=self.colours.accent)
        return {
            "name": Text(" " * lead, end="") + plain(name, quiet),
            "expected": Text(f"{row.cohort:,}", style=dim),
            "plot": plot,
            "invitations": Text(f"{row.invitations:,}", style=quiet),
            "accepted": Text(band_words(row.accepted), style=quiet),
            "messages": Text(band_words(row.messages), style=quiet),
            "follow_ups": Text(f"{row.follow_ups:,}", style=quiet),
            "short": plain(short_words(row.short), dim) if row.short else Text(glyph("dash"), style=dim),
        }

    def heading(self, data: ShownForecast) -> str:
        whole, view = data.view.whole, data.view
        days = (view.end - view.start).days + 1
        return (
            f"Forecast ─ {days} {plural(days, 'day')} to {day_words(view.end)}: {whole.invitations:,} of "
            f"{whole.cohort:,} invitations"
        )

    def empty(self, data: ShownForecast) -> str:
        del data
        return "No active campaign has a run to come. Press 1, then r, to start one."

    def detail(self, data: ShownForecast) -> tuple[str, Text] | None:
        rows = self._groups(data.view).get((self.key or "").partition("/")[0], ())
        inner = [row for row in rows if self._inner(self._key_of(rows), row) == self.key]
        if not rows:
            return None
        shown = inner or list(rows)
        title = self._row_name(shown[0]) + (f", {self._inner_row_name(shown[0])}" if inner else "")
        text = Text(clean(_limit_words(summed(shown)), 600), style=self.colours.text)
        for line in sentences(data.view):
            text.append(f"\n{clean(line, 600)}", style=self.colours.dim)
        return cut(title, 2 * NAME), text

    def _key_of(self, rows: Sequence[ForecastDay]) -> str:
        return str(rows[0].campaign_id) if self._by_campaign else str(rows[0].date)

    # -- what can be done

    def copied(self) -> str | None:
        told = None if self.data is None else self.detail(self.data)
        return None if told is None else f"{told[0]}: {told[1].plain.partition(chr(10))[0]}"

    @on(DataTable.RowSelected, "#rows")
    def _unfold(self) -> None:
        key = (self.key or "").partition("/")[0]
        if key:
            self._open ^= {key}
            if self._unfolded_lines(self._open) > MOST_LINES:
                self._open = {key}
            self.draw()
            self.table.stand_at(key)

    def action_fold(self) -> None:
        """Unfold every row, or fold all of them again."""
        if self.data is not None:
            wanted = set() if self._open else set(self._groups(self.data.view))
            if (lines := self._unfolded_lines(wanted)) > MOST_LINES:
                self.overture.say(f"{lines:,} lines are too many to unfold at once. Enter unfolds one.")
                return
            self._open = wanted
            self.draw()

    def _unfolded_lines(self, keys: set[str]) -> int:
        """Return the number of lines inside the unfolded rows."""
        groups = {} if self.data is None else self._groups(self.data.view)
        return sum(len(groups[key]) for key in keys if key in groups)

    def action_other_view(self) -> None:
        """Group the rows by campaign instead of by date, or back."""
        self._by_campaign = not self._by_campaign
        self._open = set()
        self.draw()


def _limit_words(whole: ForecastSum) -> str:
    """Return why not more invitations are expected, as a sentence."""
    words = short_words(whole.short)
    if words:
        return f"Not more: {words}."
    return "Every slot is full." if whole.cohort else "No slot opens."

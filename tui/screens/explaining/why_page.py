"""The explanation of a campaign: its gates, problems, last runs and people, now or at a past moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.rules.schedule import in_zone
from core.services.audience.contact_list import Reason
from core.services.explain.campaign_explained import explain
from core.services.members.week_share import if_started
from core.services.overview import campaign_list
from core.text import clean
from core.views.campaign_list_view import CampaignSummary
from core.views.explain_view import Explanation
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import Overture
from tui.dialogs.run_dialog import RunDialog
from tui.memory import text_of
from tui.screens.explaining.ask_moment import ask_for_moment
from tui.screens.explaining.places import open_place, show_people
from tui.screens.explaining.why_rows import WhyRow, rows
from tui.screens.list_page import ListPage
from tui.style.cells import cut, glyph, plain
from tui.style.moment_text import date_time, short_time
from tui.widgets.column import Column
from tui.widgets.list_table import Line

LONGEST = 600
"""Most cells of one sentence."""


class Asked(NamedTuple):
    """The campaign that is explained, and the past moment; None for now."""

    ident: str | None
    at: datetime | None


class Why(NamedTuple):
    """The explanation that was read, and the request for it."""

    asked: Asked
    view: Explanation
    summary: CampaignSummary
    share: list[str]
    """Sentences on the member's week if the campaign were started; empty for an active campaign."""
    opened: set[datetime]
    """The openings of the last runs, of those before the moment, and of the first one after it."""
    all_from: datetime | None
    """The opening from which on `opened` lacks no run; None if the campaign has no run."""


def show_why(app: Overture, ident: str | None) -> None:
    """Go to the explanation of a campaign as it is now; do nothing for None."""
    if ident is not None:
        page = app.show_page("why")
        assert isinstance(page, WhyScreen)  # noqa: S101 - registered so
        page.explain(ident, None)


class WhyScreen(ListPage[Why | None]):
    """The page with a table of everything that decides whether one campaign sends."""

    page = "why"
    place = "invites"
    kept_row = "campaign"
    about = (
        "Why a campaign sends or does not: the next send, its problems, the gates that hold it back (▸ is the first), "
        "its last runs with their reasons, everybody of its source by reason, and the gates that are open. Enter goes "
        "to the thing: the run, the people behind a number, the member, the source, the texts to approve. [ and ] go "
        "from run to run, @ to any past moment."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("why")
    columns = (
        Column("part", "Part", 8),
        Column("what", "What", 22, grow=1),
        Column("state", "State", 9, right=True),
        Column("since", "Since", 12, from_room=136),
        Column("until", "Until", 12, from_room=118),
        Column("words", "Why", 20, grow=3),
    )

    def __init__(self) -> None:
        super().__init__()
        self._asked = Asked(None, None)
        self._opened: set[datetime] = set()
        """The openings of the campaign's runs, as far as they were read."""
        self._rows: list[WhyRow] = []

    # -- reading and showing

    def explain(self, ident: str, at: datetime | None) -> None:
        """Show a campaign, now or at a past moment."""
        if ident != self._asked.ident:
            self._opened = set()
            self._rows = []
            self.clear()
        self._asked = Asked(ident, at)
        self.overture.refresh_page()

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), self.kept_row: self._asked.ident}

    def recall(self, kept: Mapping[str, Any]) -> None:
        if self._asked.ident is None:
            self._asked = Asked(text_of(kept, self.kept_row) or None, None)
        super().recall(kept)

    def asks(self) -> Asked:
        return self._asked

    def load(self, workspace: Workspace, asked: Asked) -> Why | None:
        if asked.ident is None:
            return None
        view = explain(workspace, asked.ident, asked.at)
        detail = campaign_list.campaign(workspace, asked.ident)
        summary = detail.summary
        idle = not summary.active and not summary.archived and asked.at is None
        share = if_started(workspace, asked.ident) if idle else []
        opened = {run.opens for run in (*view.history, *detail.runs) if run.opens <= view.now}
        if view.followed is not None:
            opened.add(view.followed)
        return Why(asked, view, summary, share, opened, min((run.opens for run in detail.runs), default=None))

    def takes(self, data: Why | None) -> bool:
        return data is not None and data.asked == self._asked

    def show(self, data: Why | None) -> None:
        if data is not None:
            self._opened |= data.opened
            self._rows = rows(data.view, data.summary, data.share, self.workspace.stamp.time_zone)
            super().show(data)

    def lines(self, data: Why | None) -> list[Line]:
        parts = ["", *(row.part for row in self._rows)]
        return [
            (row.key, self._cells(row, "" if row.part == before else row.part, data))
            for row, before in zip(self._rows, parts, strict=False)
        ]

    def _cells(self, row: WhyRow, part: str, data: Why | None) -> dict[str, Text]:
        style = self.colours.dim if row.quiet else ""
        loud = self.colours.warning if row.blocks else style
        return {
            "part": plain(part, self.colours.dim),
            "what": plain(row.what, style),
            "state": plain(row.state, loud),
            "since": self._moment(row.since, data),
            "until": self._moment(row.until, data),
            "words": plain(row.words, style),
        }

    def _moment(self, moment: datetime | None, data: Why | None) -> Text:
        if moment is None or data is None:
            return Text(glyph("dash"), style=self.colours.dim)
        zone = data.view.time_zone
        return Text(short_time(in_zone(moment, zone), in_zone(data.view.now, zone)))

    def heading(self, data: Why | None) -> str:
        if data is None:
            return "Why"
        view = data.view
        zone = "" if view.time_zone == self.workspace.stamp.time_zone else f", {clean(view.time_zone, 30)}"
        blocking = sum(gate.state == "blocks" for gate in view.gates)
        gates = f"{blocking} of {len(view.gates)} gates closed"
        when = "now" if view.next is not None else f"as it was on {date_time(in_zone(view.at, view.time_zone))}"
        return f"Why: {cut(view.name, self.name_room)} ─ {when}, {gates}{zone}"

    def empty(self, data: Why | None) -> str:
        del data
        return "Press 1, highlight a campaign, then press w."

    def detail(self, data: Why | None) -> tuple[str, Text] | None:
        row = self._highlighted()
        if data is None or row is None:
            return None
        text = Text(clean(row.words or row.state, LONGEST), style=self.colours.text)
        if row.action:
            text.append(f"\n{glyph('arrow')} {clean(row.action, LONGEST)}", style=self.colours.dim)
        what = cut(row.what, 40) if row.what.startswith(row.part) else f"{row.part}: {cut(row.what, 40)}"
        return f"{what} ─ enter goes there" if row.place else what, text

    # -- what can be done

    def _highlighted(self) -> WhyRow | None:
        return next((row for row in self._rows if row.key == self.key), None)

    def copied(self) -> str | None:
        row = self._highlighted()
        return None if row is None else f"{row.what}: {row.words} {row.action}"

    @on(DataTable.RowSelected, "#rows")
    def _open(self) -> None:
        row, data = self._highlighted(), self.data
        if row is None or data is None:
            return
        if row.run is not None:
            dialog = RunDialog(self.workspace, data.view.id, data.view.name, row.run)
            self.app.push_screen(dialog, lambda found: show_people(self.overture, found))
        elif row.place == "runs":
            self.action_runs()
        elif row.place == "people":
            self._open_people(row.code, data)
        elif row.place:
            open_place(self.overture, row.place, data.view)

    def _open_people(self, code: str, data: Why) -> None:
        from tui.screens.contacts import ContactsScreen

        page = self.overture.show_page("contacts")
        assert isinstance(page, ContactsScreen)  # noqa: S101 - registered so
        at = data.asked.at
        then = "" if at is None else date_time(in_zone(at, data.view.time_zone))
        reason = Reason(str(data.view.id), code, at)
        page.once_restored(partial(page.narrow, reason, data.view.name, then))

    def drop_filter(self) -> bool:
        if self._asked.at is None:
            return False
        self._go(None)
        return True

    def action_run_before(self) -> None:
        """Show how everything was when the previous run opened."""
        if not self._knows_neighbours():
            return
        at = self._asked.at
        before = max((opens for opens in self._opened if at is None or opens < at), default=None)
        if before is not None:
            self._go(before)
        else:
            self.overture.say("No earlier run is known.")

    def action_run_after(self) -> None:
        """Show how everything was when the next run opened; after the last run, show the present."""
        if not self._knows_neighbours():
            return
        at = self._asked.at
        self._go(min((opens for opens in self._opened if at is not None and opens > at), default=None))

    def _knows_neighbours(self) -> bool:
        """Return whether the runs before and after the moment are known; if it is long past, they are read with it."""
        data, at = self.data, self._asked.at
        if data is None:
            return False
        return data.asked == self._asked or (at is not None and data.all_from is not None and at >= data.all_from)

    def action_moment(self) -> None:
        """Ask for a past moment."""
        if self.data is not None:
            ask_for_moment(self, self.data.view.time_zone, self._asked.at, self._go)

    def _go(self, at: datetime | None) -> None:
        if self._asked.ident is not None:
            self.explain(self._asked.ident, at)

    def action_runs(self) -> None:
        """Show the runs of the campaign as a table."""
        from tui.screens.explaining.runs_page import show_runs

        show_runs(self.overture, self._asked.ident)

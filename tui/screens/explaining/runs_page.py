"""Runs: each run of a campaign, with the numbers that it could have sent and did send, and why not more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.short_words import short_words
from core.services.explain.explained_words import outside_runs, run_sentence, unreadable_runs
from core.services.overview import campaign_list
from core.text import clean
from core.views.campaign_detail_view import CampaignDetail, Run
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import Overture
from tui.dialogs.run_dialog import RunDialog
from tui.memory import text_of
from tui.screens.explaining.places import show_people
from tui.screens.list_page import ListPage
from tui.style.cells import cut, glyph, plain
from tui.style.moment_text import clock_time, short_date
from tui.widgets.column import Column
from tui.widgets.list_table import Line


def show_runs(app: Overture, ident: str | None) -> None:
    """Go to the page of a campaign's runs; do nothing for None."""
    if ident is None:
        return
    page = app.show_page("runs")
    assert isinstance(page, RunsScreen)  # noqa: S101 - registered so
    page.show_campaign(ident)


class RunsScreen(ListPage[CampaignDetail | None]):
    """A table with a row for each run of one campaign, newest first."""

    page = "runs"
    place = "invites"
    kept_row = "campaign"
    about = (
        "The runs of one campaign, newest first: one line for each slot and date. Expected is the number that the run "
        "could have sent: those planned and those short. Each planned one was sent, is in doubt, is still to come, or "
        "was not sent. Enter opens a run: how everything was when it opened, and the people behind each number."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("runs")
    columns = (
        Column("day", "Run", 12),
        Column("state", "State", 6),
        Column("expected", "Expected", 8, right=True),
        Column("planned", "Planned", 7, right=True),
        Column("sent", "Sent", 4, right=True),
        Column("doubt", "In doubt", 8, right=True, from_room=150),
        Column("messages", "Messages", 8, right=True, from_room=118),
        Column("short", "Short, by reason", 16, grow=3),
        Column("not_sent", "Not sent, by reason", 19, grow=2, from_room=92),
    )

    def __init__(self) -> None:
        super().__init__()
        self._ident: str | None = None

    # -- reading and showing

    def show_campaign(self, ident: str) -> None:
        """Show the runs of another campaign."""
        if ident != self._ident:
            self._ident = ident
            self.clear()
        self.overture.refresh_page()

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), self.kept_row: self._ident}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self._ident = self._ident or text_of(kept, self.kept_row) or None
        super().recall(kept)

    def asks(self) -> str | None:
        return self._ident

    def load(self, workspace: Workspace, asked: str | None) -> CampaignDetail | None:
        return None if asked is None else campaign_list.campaign(workspace, asked)

    def takes(self, data: CampaignDetail | None) -> bool:
        return data is not None and str(data.summary.id) == self._ident

    def lines(self, data: CampaignDetail | None) -> list[Line]:
        return [(str(run.id), self._cells(run)) for run in _runs(data)]

    def _cells(self, run: Run) -> dict[str, Text]:
        sums, dim = run.invitations, self.colours.dim
        missed = run.state == "missed"
        beside = run.messages
        due = max(run.messages_due, beside.planned)
        return {
            "day": Text(f"{short_date(run.day):>6} {clock_time(run.slot)}"),
            "state": Text(run.state, style=self.colours.warning if missed else dim),
            "expected": Text(str(run.cohort)),
            "planned": Text(str(sums.planned)),
            "sent": Text(str(sums.sent)),
            "doubt": Text(str(sums.in_doubt), style=self.colours.error) if sums.in_doubt else self._none(),
            "messages": Text(f"{beside.sent}/{due}") if due else self._none(),
            "short": self._reasons(run.short),
            "not_sent": self._reasons(sums.not_sent),
        }

    def _none(self) -> Text:
        return Text(glyph("dash"), style=self.colours.dim)

    def _reasons(self, found: Mapping[str, int]) -> Text:
        return plain(short_words(found)) if found else self._none()

    def heading(self, data: CampaignDetail | None) -> str:
        if data is None:
            return "Runs"
        count = len(data.runs)
        zone = data.summary.time_zone
        own = "" if zone == self.workspace.stamp.time_zone else f", {clean(zone, 30)}"
        return f"Runs of {cut(data.summary.name, self.name_room)} ─ {count} {plural(count, 'run')}{own}"

    def empty(self, data: CampaignDetail | None) -> str:
        if data is None:
            return "Press 1, highlight a campaign, then press l."
        if data.unreadable_runs:
            return unreadable_runs(data.unreadable_runs)
        return "No run has opened yet. The first one opens on the day after the campaign was created."

    def detail(self, data: CampaignDetail | None) -> tuple[str, Text] | None:
        run = self._highlighted()
        if data is None or run is None:
            return None
        text = Text(clean(run_sentence(run), 1000), style=self.colours.text)
        if data.outside_runs:
            text.append(f"\n{outside_runs(data.outside_runs)}", style=self.colours.dim)
        if data.unreadable_runs:
            text.append(f"\n{unreadable_runs(data.unreadable_runs)}", style=self.colours.warning)
        return "enter opens it", text

    # -- what can be done

    def _highlighted(self) -> Run | None:
        return next((run for run in _runs(self.data) if str(run.id) == self.key), None)

    def copied(self) -> str | None:
        run = self._highlighted()
        return None if run is None else run_sentence(run)

    @on(DataTable.RowSelected, "#rows")
    def _open(self) -> None:
        run = self._highlighted()
        if run is not None and self.data is not None:
            dialog = RunDialog(self.workspace, self.data.summary.id, self.data.summary.name, run)
            self.app.push_screen(dialog, lambda found: show_people(self.overture, found))

    def action_campaigns(self) -> None:
        """Go back to the list of campaigns."""
        self.overture.show_page("invites")

    def action_why(self) -> None:
        """Show why the campaign sends or does not, now."""
        from tui.screens.explaining.why_page import show_why

        show_why(self.overture, self._ident)


def _runs(data: CampaignDetail | None) -> tuple[Run, ...]:
    return () if data is None else data.runs

"""The day of a member: what each run of its campaigns planned and sent, and why not more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.rules.filters.natural_order import natural
from core.rules.schedule import before_day, in_zone, local_date
from core.services.explain.explained_words import member_sentence, run_reasons, run_sentence, unreadable_runs
from core.services.explain.member_explained import explain_member
from core.text import clean
from core.views.campaign_detail_view import Run
from core.views.explain_view import CampaignRuns, MemberDay
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import Overture
from tui.dialogs.run_dialog import RunDialog
from tui.memory import text_of
from tui.screens.explaining.ask_moment import ask_for_moment
from tui.screens.explaining.places import show_people
from tui.screens.list_page import ListPage
from tui.style.cells import cut, plain
from tui.style.moment_text import clock_time, date_at_time
from tui.widgets.column import Column
from tui.widgets.list_table import Line


class AskedDay(NamedTuple):
    """The member whose day is shown, and the moment at which the shown part of the day ends; None for now."""

    ident: str | None
    at: datetime | None


class Day(NamedTuple):
    """The day that was read, and the request for it."""

    asked: AskedDay
    view: MemberDay


def show_member_day(app: Overture, ident: str) -> None:
    """Go to a member's day, at today."""
    page = app.show_page("member_day")
    assert isinstance(page, MemberDayScreen)  # noqa: S101 - registered so
    page.explain(ident, None)


class MemberDayScreen(ListPage[Day | None]):
    """A table with a row for each run of a member's campaigns on one date."""

    page = "member_day"
    place = "members"
    kept_row = "member"
    about = (
        "What a member's campaigns sent on one day, run by run. Expected is the number that the run could have sent; "
        "the last column says why not more. [ and ] go to the previous and the next day, @ to any date; enter opens a "
        "run with the people behind its numbers."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("member_day")
    columns = (
        Column("campaign", "Campaign", 20, grow=1),
        Column("slot", "Run", 5),
        Column("state", "State", 6, from_room=92),
        Column("expected", "Expected", 8, right=True),
        Column("planned", "Planned", 7, right=True),
        Column("sent", "Sent", 4, right=True),
        Column("words", "Result", 20, grow=3),
    )

    def __init__(self) -> None:
        super().__init__()
        self._asked = AskedDay(None, None)

    # -- reading and showing

    def explain(self, ident: str, at: datetime | None) -> None:
        """Show the day of a member until a moment; until now for None."""
        if ident != self._asked.ident:
            self.clear()
        self._asked = AskedDay(ident, at)
        self.overture.refresh_page()

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), self.kept_row: self._asked.ident}

    def recall(self, kept: Mapping[str, Any]) -> None:
        if self._asked.ident is None:
            self._asked = AskedDay(text_of(kept, self.kept_row) or None, None)
        super().recall(kept)

    def asks(self) -> AskedDay:
        return self._asked

    def load(self, workspace: Workspace, asked: AskedDay) -> Day | None:
        return None if asked.ident is None else Day(asked, explain_member(workspace, asked.ident, asked.at))

    def takes(self, data: Day | None) -> bool:
        return data is not None and data.asked == self._asked

    def lines(self, data: Day | None) -> list[Line]:
        return [(str(run.id), self._cells(of, run)) for of, run in _runs(data)]

    def _cells(self, of: CampaignRuns, run: Run) -> dict[str, Text]:
        missed = run.state == "missed"
        return {
            "campaign": plain(of.name),
            "slot": Text(clock_time(run.slot)),
            "state": Text(run.state, style=self.colours.warning if missed else self.colours.dim),
            "expected": Text(str(run.cohort)),
            "planned": Text(str(run.invitations.planned)),
            "sent": Text(str(run.invitations.sent)),
            "words": plain(run_reasons(run)),
        }

    def heading(self, data: Day | None) -> str:
        if data is None:
            return "Day of a member"
        view = data.view
        local = in_zone(view.at, view.time_zone)
        zone = "" if view.time_zone == self.workspace.stamp.time_zone else f" {clean(view.time_zone, 30)}"
        until = f"{date_at_time(local)}{zone}"
        sums = f"{view.sent} sent of {view.planned} planned, {view.cohort} expected"
        return f"{cut(view.name, self.name_room)} until {until} ─ {sums}"

    def empty(self, data: Day | None) -> str:
        if data is None:
            return "Press 6, highlight a member, then press w."
        if data.view.unreadable_runs:
            return unreadable_runs(data.view.unreadable_runs)
        return "No run of this member's campaigns had opened on this day. [ shows the day before."

    def detail(self, data: Day | None) -> tuple[str, Text] | None:
        found = self._highlighted()
        if data is None or found is None:
            return None
        when = date_at_time(in_zone(data.view.at, data.view.time_zone))
        text = Text(clean(run_sentence(found[1]), 1000), style=self.colours.text)
        text.append(f"\n{clean(member_sentence(data.view, when), 300)}", style=self.colours.dim)
        return f"{cut(found[0].name, self.name_room)} ─ enter opens the run", text

    # -- what can be done

    def _highlighted(self) -> tuple[CampaignRuns, Run] | None:
        return next(((of, run) for of, run in _runs(self.data) if str(run.id) == self.key), None)

    def copied(self) -> str | None:
        found = self._highlighted()
        return None if found is None else f"{found[0].name}: {run_sentence(found[1])}"

    @on(DataTable.RowSelected, "#rows")
    def _open(self) -> None:
        found = self._highlighted()
        if found is not None:
            dialog = RunDialog(self.workspace, found[0].id, found[0].name, found[1])
            self.app.push_screen(dialog, lambda people: show_people(self.overture, people))

    def drop_filter(self) -> bool:
        if self._asked.at is None:
            return False
        self._go(None)
        return True

    def action_day_before(self) -> None:
        """Show the whole previous day."""
        self._step(0)

    def action_day_after(self) -> None:
        """Show the next day; today is shown until now."""
        self._step(2)

    def _step(self, days: int) -> None:
        if self.data is not None:
            zone = self.data.view.time_zone
            at = before_day(local_date(self.data.view.at, zone) + timedelta(days=days), zone)
            self._go(None if at >= self.workspace.now() else at)

    def action_moment(self) -> None:
        """Ask for a past moment."""
        if self.data is not None:
            ask_for_moment(self, self.data.view.time_zone, self._asked.at, self._go)

    def _go(self, at: datetime | None) -> None:
        if self._asked.ident is not None:
            self.explain(self._asked.ident, at)


def _runs(data: Day | None) -> list[tuple[CampaignRuns, Run]]:
    """Return the runs of a day, in the order of their openings."""
    found = [] if data is None else [(of, run) for of in data.view.campaigns for run in of.runs]
    return sorted(found, key=lambda pair: (pair[1].opens, natural(pair[0].name), pair[1].id))

"""Programs: campaigns summed by program and name, and the steps that their people reached."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.filters import keys
from core.services import list_filters
from core.services.overview import programs
from core.services.overview.programs import Chosen
from core.views.campaign_detail_view import DayCount
from core.views.programs_view import CampaignTotals, Funnel, FunnelSteps, ProgramSummary
from core.workspace import Workspace
from tui.actions import bindings
from tui.screens.list_page import ListPage
from tui.style.cells import PERCENT_ONLY, bar, conversion_cell, cut, glyph, plain, sparkline
from tui.widgets.border_title import NAME
from tui.widgets.column import Column
from tui.widgets.list_table import Line

FUNNEL_BAR = 30


class Programs(NamedTuple):
    """The programs that were read, and the highlighted one as a funnel."""

    views: list[ProgramSummary]
    funnel: Funnel | None


def key_of_program(program: str, name: str | None = None) -> str:
    """Return the key of a program's row, or of one name within it."""
    return json.dumps([program, name])


class ProgramsScreen(ListPage[Programs]):
    """A table with a row for each program, followed by rows for the names of its campaigns."""

    page = "programs"
    about = (
        "Campaigns summed by program, and within it by name: several members may run a campaign of the same name. "
        "Archived campaigns count too. Conversion is accepted divided by sent; green from 40 %. Below are the steps "
        "that the people of the highlighted line have reached. “To go” are people who were drawn, and whose invitation "
        "or message is not sent yet."
    )
    CSS_PATH = "programs.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("programs")
    filter_hint = "words, or keys such as ratio>40 sort:-sent"
    filtered = keys.PROGRAMS
    columns = (
        Column("name", "Program / Name", 20, grow=6),
        Column("members", "Members", 7, grow=1, right=True, from_room=92),
        Column("campaigns", "Campaigns", 5, grow=1, right=True, short="Camp."),
        Column("sent", "Sent", 6, grow=1, right=True),
        Column("accepted", "Accepted", 8, grow=1, right=True),
        Column("conversion", "Conversion", 7, grow=1, right=True, short="Conv."),
        Column("replied", "Replied", 7, grow=1, right=True),
        Column("waiting", "To go", 7, grow=1, right=True),
    )

    def __init__(self) -> None:
        super().__init__()
        self._chosen: dict[str, Chosen] = {}
        self._folded = False
        """True while only the programs are listed, without the names within them."""

    # -- reading and showing

    def asks(self) -> Chosen | None:
        return self._chosen.get(self.key or "")

    def load(self, workspace: Workspace, asked: Chosen | None) -> Programs:
        views = programs.programs(workspace)
        wanted = asked or (Chosen(views[0].program) if views else None)
        return Programs(views, programs.funnel(workspace, wanted) if wanted else None)

    def lines(self, data: Programs) -> list[Line]:
        found: list[Line] = []
        self._chosen = {}
        for view in list_filters.programs(self.workspace, self.filter_text, data.views):
            found.append(self._line(Chosen(view.program), view.totals))
            names = () if self._folded else view.names
            found += [self._line(Chosen(view.program, one.name), one.totals) for one in names]
        return found

    def _line(self, chosen: Chosen, totals: CampaignTotals) -> Line:
        key = key_of_program(chosen.program, chosen.name)
        self._chosen[key] = chosen
        whole = chosen.name is None
        counts = {
            "members": totals.members,
            "campaigns": totals.campaigns,
            "sent": totals.sent,
            "accepted": totals.accepted,
            "replied": totals.replied,
            "waiting": totals.waiting,
        }
        cells = {name: Text(f"{count:,}", style="bold" if whole else "") for name, count in counts.items()}
        program = plain(chosen.program or "no program", "bold")
        cells["name"] = program if whole else Text("  ") + plain(chosen.name)
        cells["conversion"] = conversion_cell(totals.conversion, self.colours, PERCENT_ONLY)
        return key, cells

    def heading(self, data: Programs) -> str:
        campaigns = sum(view.totals.campaigns for view in data.views)
        ended = sum(view.totals.ended for view in data.views)
        words = f"Programs ─ {len(data.views)}, {campaigns:,} {plural(campaigns, 'campaign')}"
        return f"{words}, {ended} archived" if ended else words

    def empty(self, data: Programs) -> str:
        del data
        return "No program yet: every campaign belongs to one. Press 1, then n, to create a campaign."

    def detail(self, data: Programs) -> tuple[str, Text] | None:
        funnel, chosen = data.funnel, self._chosen.get(self.key or "")
        if funnel is None or chosen is None or (funnel.program, funnel.name) != (chosen.program, chosen.name):
            return self._shown
        program = cut(chosen.program, NAME) or "no program"
        title = f"{cut(program, self.name_room)} / {cut(chosen.name, NAME)}" if chosen.name else program
        self._shown = title, Text("\n").join([*self._funnel(funnel.steps), self._trend(funnel.days)])
        return self._shown

    _shown: tuple[str, Text] | None = None
    """The last funnel, shown until that of the next line is read, so that nothing flickers."""

    def _funnel(self, steps: FunnelSteps) -> list[Text]:
        """Return a bar for each step, all measured against the number of people drawn."""
        counts = {
            "drawn": steps.drawn,
            "invited": steps.invited,
            "accepted": steps.accepted,
            "messaged": steps.messaged,
            "replied": steps.replied,
        }
        top = max(steps.drawn, 1)
        width = max(8, min(FUNNEL_BAR, self.room - 34))
        found, before = [], None
        for name, count in counts.items():
            line = Text.assemble((f"{name:<9} ", self.colours.dim), (bar(count / top, width), self.colours.accent))
            line.append(f" {count:>6,}", style=self.colours.text)
            if before:
                line.append(f"  {100 * count / before:>3.0f} % of the line above", style=self.colours.dim)
            before = count
            found.append(line)
        return found

    def _trend(self, days: Sequence[DayCount]) -> Text:
        sent, accepted = [day.sent for day in days], [day.accepted for day in days]
        dim = self.colours.dim
        return Text.assemble(
            ("14 days   ", dim),
            (sparkline(sent), self.colours.accent),
            (f" {sum(sent)} sent {glyph('dot')} ", dim),
            (sparkline(accepted), self.colours.success),
            (f" {sum(accepted)} accepted", dim),
        )

    def moved(self) -> None:
        """Show the funnel of the highlighted line."""
        self.overture.refresh_page()

    # -- what can be done

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "folded": self._folded}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self._folded = kept.get("folded") is True
        super().recall(kept)

    def action_fold(self) -> None:
        """List only the programs, or the names within them again; the cursor stays on its program."""
        chosen = self._chosen.get(self.key or "")
        self._folded = not self._folded
        if chosen is not None and self._folded:
            self.table.stand_at(key_of_program(chosen.program))
        self.draw()
        self.overture.say("Programs alone; z shows the names again." if self._folded else "Programs with their names.")

    def copied(self) -> str | None:
        chosen = self._chosen.get(self.key or "")
        return None if chosen is None else chosen.name or chosen.program

    @on(DataTable.RowSelected, "#rows")
    def _open_queue(self) -> None:
        """Open the queue of the highlighted program."""
        from tui.screens.queue import QueueScreen

        chosen = self.asks()
        if chosen is not None:
            page = self.overture.show_page("queue")
            assert isinstance(page, QueueScreen)  # noqa: S101 - registered so
            page.once_restored(partial(page.narrow, program=chosen.program, title=chosen.program))

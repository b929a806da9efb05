"""Activity: the journal of the whole workspace, live, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable, Input

from core.plural import plural
from core.rules.schedule import in_zone
from core.services.overview import activity, replies
from core.store.journal import ENGINE
from core.text import clean, clean_block
from core.views.activity_view import JournalEntry, Reply
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.journey import JourneyDialog
from tui.screens.growing import Growing
from tui.screens.list_page import ListPage
from tui.style.cells import cut, glyph, plain
from tui.style.moment_text import date_time_second, journal_time
from tui.widgets.filter_line import FilterLine
from tui.widgets.list_table import Column, Line

Row = JournalEntry | Reply
ALARMING = ("failed", "held", "in_doubt", "unresolved", "problem", "limit.network", "provider.down", "key.refused")
SAID_LINES = 6


class ActivityQuery(NamedTuple):
    """The choice of rows: everything or replies, and of which campaigns."""

    replies: bool = False
    campaign: str = ""
    """Part of a campaign's name; if empty, all rows, also those without a campaign."""
    limit: int = activity.LIMIT


class Activity(NamedTuple):
    """The rows that were read: journal rows, or replies."""

    rows: Sequence[Row]
    asked: ActivityQuery
    now: datetime

    @property
    def replies(self) -> bool:
        return self.asked.replies


class ActivityScreen(ListPage[Activity]):
    """The page of events and their actors."""

    page = "activity"
    about = (
        "Every line of the journal, newest first, as it happens, of all campaigns or of some by name; older lines are "
        "read as the cursor comes to the end. Profile reads are not shown. Replies are what people wrote back, and "
        "what a sender wrote outside Overture. Times are in the workspace's zone. A contact's journey (i) shows all "
        "lines, however old."
    )
    filter_hint = "campaigns whose name contains"
    BINDINGS: ClassVar[list[BindingType]] = bindings("activity")
    columns = (
        Column("time", "Time", 12),
        Column("actor", "Who", 8, grow=1),
        Column("campaign", "Campaign", 13, grow=3),
        Column("contact", "Contact", 13, grow=3),
        Column("what", "What", 20, grow=6),
    )

    def __init__(self) -> None:
        super().__init__()
        self._asked = ActivityQuery()
        self._growing = Growing(activity.LIMIT)

    # -- reading and showing

    def asks(self) -> ActivityQuery:
        return self._asked

    def load(self, workspace: Workspace, asked: ActivityQuery) -> Activity:
        found: Sequence[Row]
        if asked.replies:
            found = replies.listed(workspace, campaign=asked.campaign, limit=asked.limit)
        else:
            found = activity.latest(workspace, asked.campaign, asked.limit)
        return Activity(found, asked, workspace.now())

    def show(self, data: Activity) -> None:
        if data.asked == self._asked:
            self._growing.take(data.asked.limit)
            super().show(data)

    def lines(self, data: Activity) -> list[Line]:
        zone = self.workspace.stamp.time_zone
        now = in_zone(data.now, zone)
        return [(_key(row), self._cells(row, zone, now)) for row in data.rows]

    def _cells(self, row: Row, zone: str, now: datetime) -> dict[str, Text]:
        colours = self.colours
        style = colours.warning if isinstance(row, JournalEntry) and row.kind in ALARMING else ""
        return {
            "time": Text(journal_time(in_zone(row.at, zone), now), style=colours.dim),
            "actor": plain("engine" if row.actor == ENGINE else row.actor, colours.dim),
            "campaign": plain(row.campaign or glyph("dash")),
            "contact": plain(_about(row) or ("no name" if row.contact_id is not None else glyph("dash"))),
            "what": plain(row.text, style),
        }

    def heading(self, data: Activity) -> str:
        count = len(data.rows)
        words = f"{count:,} " + (plural(count, "reply", "replies") if data.replies else plural(count, "line"))
        title = "Replies" if data.replies else "Activity"
        if data.asked.campaign:
            title += f" of campaigns called “{cut(data.asked.campaign, 20)}”"
        return f"{title} ─ the last {words}" if _more(data) else f"{title} ─ {words}, all there are"

    def empty(self, data: Activity) -> str:
        if data.asked.campaign:
            what = "was written back" if data.replies else "happened"
            return f"Nothing {what} in a campaign called “{cut(data.asked.campaign, 40)}”. Escape shows all."
        if data.replies:
            return "Nobody has written back yet. Press l to see everything that happened."
        return "Nothing has happened yet. Press 1, then n, to create a campaign."

    def detail(self, data: Activity) -> tuple[str, Text] | None:
        row = self._row_of(data)
        if row is None:
            return None
        local = in_zone(row.at, self.workspace.stamp.time_zone)
        text = self._entry(row) if isinstance(row, JournalEntry) else self._reply(row)
        who = "the engine" if row.actor == ENGINE else cut(row.actor, 30)
        title = f"{cut(row.person, 30)} {glyph('dot')} " if row.person else ""
        return f"{title}{date_time_second(local)}, {who}", text

    def _entry(self, row: JournalEntry) -> Text:
        text = Text(clean(row.text, 400), style=self.colours.text)
        context = _joined(row.member, row.campaign, row.source)
        text.append(("\n" if text.plain else "") + context, style=self.colours.dim)
        if row.reason:
            text.append(f"\n{row.reason} {row.action or ''}")
        if row.words:
            text.append(f"\nProvider's answer: {clean(row.words, 300)}", style=self.colours.dim)
        return text.append_text(self._said(row.said or ""))

    def _reply(self, row: Reply) -> Text:
        text = Text("", style=self.colours.text)
        text.append(_joined(row.member, row.campaign), style=self.colours.dim)
        return text.append_text(self._said(row.text))

    def _said(self, words: str) -> Text:
        """Return the first lines of a message."""
        text = Text()
        if words:
            said = clean_block(words, 2000).split("\n")
            text.append("".join(f"\n│ {line}" for line in said[:SAID_LINES]), style=self.colours.text)
            more = f"\n… {len(said) - SAID_LINES} more lines: i" if len(said) > SAID_LINES else ""
            text.append(more, style=self.colours.dim)
        return text

    # -- what can be done

    def _highlighted(self) -> Row | None:
        return None if self.data is None else self._row_of(self.data)

    def _row_of(self, data: Activity) -> Row | None:
        return next((row for row in data.rows if _key(row) == self.key), None)

    def why_not(self, action: str) -> str | None:
        if action != "journey":
            return None
        row = self._highlighted()
        return "This line does not concern a contact." if row is None or row.contact_id is None else None

    def action_replies(self) -> None:
        """Show only replies, or everything."""
        self._ask(self._asked._replace(replies=not self._asked.replies))

    def action_filter(self) -> None:
        """Open the filter line."""
        self.query_one(FilterLine).open()

    @on(Input.Changed, "FilterLine")
    def _filtered(self, event: Input.Changed) -> None:
        self._ask(self._asked._replace(campaign=event.value.strip()))

    def _ask(self, asked: ActivityQuery) -> None:
        if asked != self._asked:
            self._growing.restart()
            self._again(asked)

    def _again(self, asked: ActivityQuery) -> None:
        self._asked = asked._replace(limit=self._growing.limit)
        self.overture.refresh_page()

    def moved(self) -> None:
        if self.data is None or self.data.asked != self._asked:
            return
        if self._growing.follow(self.table.cursor_row, len(self.data.rows), more=_more(self.data)):
            self._again(self._asked)

    @on(DataTable.RowSelected, "#rows")
    def action_journey(self) -> None:
        """Show all events of the contact of this line."""
        row = self._highlighted()
        if row is not None and row.contact_id is not None:
            self.app.push_screen(JourneyDialog(self.workspace, str(row.contact_id)))
        else:
            self.overture.say("This line does not concern a contact.")


def _more(data: Activity) -> bool:
    return len(data.rows) == data.asked.limit


def _key(row: Row) -> str:
    return f"r{row.id}" if isinstance(row, Reply) else f"j{row.id}"


def _about(row: Row) -> str | None:
    """Return the subject of a row: a person, else a member or a source."""
    if isinstance(row, Reply):
        return row.person
    return row.person or (row.member if row.contact_id is None else None) or row.source


def _joined(*names: str | None) -> str:
    return f" {glyph('dot')} ".join(clean(name, 80) for name in names if name)

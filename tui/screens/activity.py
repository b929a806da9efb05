"""Activity: the journal of the whole workspace, live, newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.filters import keys
from core.rules.schedule import in_zone
from core.services.overview import activity, replies
from core.store.journal import ENGINE
from core.text import clean, clean_block
from core.views.activity_view import JournalEntry, Reply
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.journey import JourneyDialog
from tui.memory import numbers_of
from tui.screens.growing import Growing, Part
from tui.screens.list_page import ListPage
from tui.style.cells import cut, glyph, plain
from tui.style.moment_text import date_time_second, journal_time
from tui.widgets.column import Column
from tui.widgets.list_table import Line, ListTable

Row = JournalEntry | Reply
ALARMING = ("failed", "held", "in_doubt", "unresolved", "problem", "limit.network", "provider.down", "key.refused")
SAID_LINES = 6


class ActivityQuery(NamedTuple):
    """The rows to read: everything or only replies, a filter, and a part of the rows that match it."""

    replies: bool = False
    where: str = ""
    part: Part = Part(0, activity.LIMIT)


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
        "Every line of the journal, newest first, as it happens, or those that match a filter; older lines are read as "
        "the cursor comes to the end, and G goes to the oldest. Words, text: and an order search the last 100,000 "
        "lines, other keys all of them. Profile reads are not shown. Replies are what people wrote back, and what a "
        "sender wrote outside Overture. Times are in the workspace's zone."
    )
    filter_hint = "words, or keys such as campaign:paris kind:replied at<2d"
    filtered = keys.ACTIVITY
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
        self._to_row: int | None = None
        """The row, counted in the whole list, to which the cursor goes once that row is read; None for no move."""

    # -- reading and showing

    def asks(self) -> ActivityQuery:
        return self._asked

    def load(self, workspace: Workspace, asked: ActivityQuery) -> Activity:
        found: Sequence[Row]
        skip, limit = asked.part
        if asked.replies:
            found = replies.listed(workspace, where=asked.where, limit=limit, skip=skip)
        else:
            found = activity.latest(workspace, asked.where, limit=limit, skip=skip)
        return Activity(found, asked, workspace.now())

    def takes(self, data: Activity) -> bool:
        return data.asked == self._asked

    def show(self, data: Activity) -> None:
        self._growing.take(data.asked.part)
        super().show(data)
        if self._to_row is not None:
            self.table.move_cursor(row=self._to_row - data.asked.part.skip, animate=False)
            self._to_row = None
        if not data.rows and data.asked.part.skip:  # the list became shorter
            self._growing.restart()
            self._again(self._asked)

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "replies": self._asked.replies, "at": [self._growing.part.skip]}

    def recall(self, kept: Mapping[str, Any]) -> None:
        super().recall(kept)
        self._growing.begin_at(*numbers_of(kept, "at", 1))
        self._asked = ActivityQuery(kept.get("replies") is True, self.filter_text, self._growing.part)

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
        count, skip = len(data.rows), data.asked.part.skip
        title = "Replies" if data.replies else "Activity"
        if data.asked.where:
            title += f" matching “{cut(data.asked.where, 30)}”"
        words = plural(count, "reply", "replies") if data.replies else plural(count, "line")
        if not skip and not _more(data):
            return f"{title} ─ {count:,} {words} in all"
        if not skip and "sort:" not in data.asked.where:
            return f"{title} ─ the last {count:,} {words}"
        return f"{title} ─ {words} {skip + 1:,} to {skip + count:,}" + ("" if _more(data) else ", the end")

    def empty(self, data: Activity) -> str:
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
        """Return the first lines of a text that was sent or received."""
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
        if action not in ("journey", "browse"):
            return None
        row = self._highlighted()
        return "This line does not concern a contact." if row is None or row.contact_id is None else None

    def copied(self) -> str | None:
        row = self._highlighted()
        return None if row is None else _about(row) or row.campaign

    def profile(self) -> str | None:
        row = self._highlighted()
        return None if row is None else row.profile

    def action_replies(self) -> None:
        """Show only replies, or everything."""
        self._ask(self._asked._replace(replies=not self._asked.replies))

    def filter_changed(self) -> None:
        self._ask(self._asked._replace(where=self.filter_text))

    def _ask(self, asked: ActivityQuery) -> None:
        if asked != self._asked:
            self._growing.restart()
            self.expect_another()
            self._again(asked)

    def _again(self, asked: ActivityQuery) -> None:
        self._asked = asked._replace(part=self._growing.part)
        self.overture.refresh_page()

    def moved(self) -> None:
        if self.data is None or self.data.asked != self._asked:
            return
        if self._growing.follow(self.table.cursor_row, len(self.data.rows), more=_more(self.data)):
            self._again(self._asked)

    @on(ListTable.Jumped)
    def _jump(self, event: ListTable.Jumped) -> None:
        """Go to the newest or the oldest line, whether it is loaded or not."""
        if not event.to_end:
            self._go_to(0)
        elif self.data is not None and _more(self.data):
            self._go_to_counted(None)

    def go_to_line(self, line: int) -> None:
        """Go to a line of the list, whether it is loaded or not."""
        if self.data is not None and line > self.data.asked.part.skip + len(self.data.rows):
            self._go_to_counted(line)
        else:
            self._go_to(line - 1)

    def _go_to_counted(self, line: int | None) -> None:
        """Go to a line of the list; to the last one if `line` is None or beyond the end."""
        count = replies.count if self._asked.replies else activity.count
        wanted = partial(count, self.workspace, self._asked.where)
        self.ask_after(wanted, lambda found: self._go_to((found if line is None else min(line, found)) - 1))

    def _go_to(self, row: int) -> None:
        if self._growing.jump(max(0, row)):
            self._to_row = max(0, row)
            self._again(self._asked)
        else:
            self.table.move_cursor(row=row - self._growing.part.skip, animate=False)

    @on(DataTable.RowSelected, "#rows")
    def action_journey(self) -> None:
        """Show all events of the contact of this line."""
        row = self._highlighted()
        if row is not None and row.contact_id is not None:
            self.app.push_screen(JourneyDialog(self.workspace, str(row.contact_id)))
        else:
            self.overture.say("This line does not concern a contact.")


def _more(data: Activity) -> bool:
    return len(data.rows) == data.asked.part.limit


def _key(row: Row) -> str:
    return f"r{row.id}" if isinstance(row, Reply) else f"j{row.id}"


def _about(row: Row) -> str | None:
    """Return the subject of a row: a person, else a member or a source."""
    if isinstance(row, Reply):
        return row.person
    return row.person or (row.member if row.contact_id is None else None) or row.source


def _joined(*names: str | None) -> str:
    return f" {glyph('dot')} ".join(cut(name, 80) for name in names if name)

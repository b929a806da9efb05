"""Activity: the journal of the whole workspace, live, newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import DataTable, Input

from core.rules.schedule import in_zone, local_date
from core.services import activity
from core.store.journal import ENGINE
from core.text import clean, clean_block
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.journey import JourneyDialog
from tui.look import cut, glyph, plain
from tui.screens.list_page import ListPage
from tui.screens.words import plural
from tui.widgets.list_table import Column, Line

ALARMING = ("failed", "held", "in_doubt", "unresolved", "problem", "limit.network", "provider.down", "key.refused")
SAID_LINES = 6


class Asked(NamedTuple):
    """What is read: everything or replies, and of which campaigns."""

    replies: bool = False
    campaign: str = ""
    """Part of a name; empty: whatever campaign, or none."""


class Activity(NamedTuple):
    """What was read: journal rows, or replies."""

    events: list[dict[str, Any]]
    asked: Asked
    now: datetime

    @property
    def replies(self) -> bool:
        return self.asked.replies


class ActivityScreen(ListPage[Activity]):
    """What happened, and who did it."""

    page = "activity"
    about = (
        f"Every line of the journal, newest first, as it happens; the last {activity.LIMIT} are shown, or the last of "
        "campaigns by name. Only the reading of profiles is left out. Replies are what people wrote back, and what a "
        "sender wrote by hand. Times are in the workspace’s zone. A contact’s journey has all of its lines, however "
        "old."
    )
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
        self._asked = Asked()

    # -- reading and showing

    def above(self) -> ComposeResult:
        yield Input(placeholder="campaigns whose name contains", id="find", select_on_focus=False)

    def asks(self) -> Asked:
        return self._asked

    def load(self, workspace: Workspace, asked: Asked) -> Activity:
        read = activity.written if asked.replies else activity.latest
        return Activity(read(workspace, asked.campaign), asked, workspace.now())

    def show(self, data: Activity) -> None:
        if data.asked == self._asked:
            super().show(data)

    def lines(self, data: Activity) -> list[Line]:
        zone = self.workspace.stamp.time_zone
        today = local_date(data.now, zone)
        return [(event["id"], self._cells(event, zone, today.isoformat())) for event in data.events]

    def _cells(self, event: dict[str, Any], zone: str, today: str) -> dict[str, Text]:
        local = in_zone(datetime.fromisoformat(event["at"]), zone)
        colours = self.colours
        style = colours.warning if event["kind"] in ALARMING else ""
        about = event["person"] or (event["member"] if event["contact"] is None else None) or event["source"]
        return {
            "time": Text(f"{local:%H:%M:%S}" if local.date().isoformat() == today else f"{local:%d %b %H:%M}",
                         style=colours.dim),
            "actor": plain("engine" if event["actor"] == ENGINE else event["actor"], colours.dim),
            "campaign": plain(event["campaign"] or glyph("dash")),
            "contact": plain(about or ("no name" if event["contact"] else glyph("dash"))),
            "what": plain(event["text"], style),
        }  # fmt: skip

    def heading(self, data: Activity) -> str:
        count = len(data.events)
        words = plural(count, "reply", "replies") if data.replies else plural(count, "line")
        title = "Replies" if data.replies else "Activity"
        if data.asked.campaign:
            title += f" of campaigns called “{cut(data.asked.campaign, 20)}”"
        return f"{title} ─ the last {words}" if count == activity.LIMIT else f"{title} ─ {words}, all there are"

    def empty(self, data: Activity) -> str:
        if data.asked.campaign:
            what = "was written back" if data.replies else "happened"
            return f"Nothing {what} in a campaign called “{cut(data.asked.campaign, 40)}”. Escape shows all."
        if data.replies:
            return "Nobody has written back yet. Press r to see everything that happened."
        return "Nothing has happened yet. Press 1, then n, to create a campaign."

    def detail(self, data: Activity) -> tuple[str, Text] | None:
        event = next((event for event in data.events if event["id"] == self.key), None)
        if event is None:
            return None
        local = in_zone(datetime.fromisoformat(event["at"]), self.workspace.stamp.time_zone)
        dim = self.colours.dim
        text = Text(clean(event["text"], 400) if not data.replies else "", style=self.colours.text)
        names = [event["member"], event["campaign"], event["source"]]
        context = f" {glyph('dot')} ".join(clean(name, 80) for name in names if name)
        text.append(("\n" if text.plain else "") + context, style=dim)
        if event["reason"]:
            text.append(f"\n{event['reason']} {event['action'] or ''}")
        if event["words"]:
            text.append(f"\nIn the provider’s words: {clean(event['words'], 300)}", style=dim)
        if event["said"]:
            said = clean_block(event["said"], 2000).split("\n")
            text.append("".join(f"\n│ {line}" for line in said[:SAID_LINES]))
            text.append(f"\n… {len(said) - SAID_LINES} more lines: j" if len(said) > SAID_LINES else "", style=dim)
        who = "the engine" if event["actor"] == ENGINE else cut(event["actor"], 30)
        title = f"{cut(event['person'], 30)} {glyph('dot')} " if event["person"] else ""
        return f"{title}{local:%a %d %b %H:%M:%S}, {who}", text

    # -- what can be done

    def _highlighted(self) -> dict[str, Any] | None:
        events = self.data.events if self.data is not None else []
        return next((event for event in events if event["id"] == self.key), None)

    def why_not(self, action: str) -> str | None:
        if action != "journey":
            return None
        event = self._highlighted()
        return "This line is about no contact." if event is None or event["contact"] is None else None

    def action_replies(self) -> None:
        """Only what people wrote back, or everything."""
        self._ask(self._asked._replace(replies=not self._asked.replies))

    def action_filter(self) -> None:
        """Open the filter line."""
        find = self.query_one("#find", Input)
        find.add_class("-on")
        find.focus()

    @on(Input.Changed, "#find")
    def _filtered(self, event: Input.Changed) -> None:
        self._ask(self._asked._replace(campaign=event.value.strip()))

    @on(Input.Submitted, "#find")
    def _filter_done(self) -> None:
        self.set_focus(self.table if self.table.display else None)

    def key_escape(self) -> None:
        """Every campaign again."""
        find = self.query_one("#find", Input)
        find.value = ""
        find.remove_class("-on")
        self.table.focus()

    def _ask(self, asked: Asked) -> None:
        if asked != self._asked:
            self._asked = asked
            self.overture.refresh_page()

    @on(DataTable.RowSelected, "#rows")
    def action_journey(self) -> None:
        """Everything that happened with the contact of this line."""
        event = self._highlighted()
        if event is not None and event["contact"] is not None:
            self.app.push_screen(JourneyDialog(self.workspace, event["contact"]))
        else:
            self.overture.say("This line is about no contact.")

"""Needs a person: a list of everything that waits for a person, headed by the items that the next run would miss."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import DataTable

from core.plural import plural
from core.rules.filters import keys
from core.rules.problem_codes.code import Severity
from core.rules.schedule import in_zone
from core.services import list_filters
from core.text import clean
from core.views.needs_view import Need, NeedKind, Needs
from core.workspace import Workspace
from tui.actions import bindings, of_scope
from tui.key_table import names_of
from tui.screens.list_page import ListPage
from tui.screens.need_places import go_to
from tui.style.cells import glyph, plain
from tui.style.moment_text import short_time
from tui.undo import Undo
from tui.widgets.column import Column
from tui.widgets.list_table import Line

WORDS: dict[NeedKind, str] = {
    "approvals": "Approvals",
    "doubt": "In doubt",
    "reply": "Reply",
    "account": "Account",
    "source": "Source",
    "exclusions": "Excluded",
    "problem": "Problem",
}


NEXT = next(action for action in of_scope("app") if action.name == "next_need")


class NeedsScreen(ListPage[Needs]):
    """The page with a row for each item that waits for a person; enter goes to the item."""

    page = "needs"
    about = (
        "Everything that waits for a person. At the top are the things that the next run would miss if nobody acts, "
        "with the time of that run. Enter goes to the thing itself, and . goes to the next one from any page. x marks "
        "a row as seen: it is hidden until it changes, an error for 24 hours at most. A row disappears once its cause "
        "has ended."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("needs")
    filter_hint = "words, or keys such as kind:doubt,reply severity:error"
    filtered = keys.NEEDS
    columns = (
        Column("due", "Next run", 12),
        Column("kind", "What", 9),
        Column("about", "About", 16, grow=2),
        Column("text", "Why", 30, grow=5),
        Column("campaign", "Campaign", 14, grow=1, from_room=120),
        Column("since", "Since", 12, from_room=100),
    )

    def on_mount(self) -> None:
        """Name the two keys that go to the items: enter belongs to the table, so the footer does not show it."""
        super().on_mount()
        keys = names_of(self.overture.keys_of(NEXT))
        self.query_one("#detail").border_subtitle = Content(f"enter goes to it · {keys} to the next")

    _to_first = False

    def opened_by_key(self) -> None:
        """Put the cursor on the most urgent item, wherever it was before."""
        self._to_first = True

    def show(self, data: Needs) -> None:
        super().show(data)
        if self._to_first:
            self._to_first = False
            self.table.action_scroll_top()

    def load(self, workspace: Workspace, asked: object) -> Needs:
        del workspace, asked
        return self.overture.read_campaigns().needs

    def _items(self) -> Sequence[Need]:
        if self.data is None:
            return ()
        return list_filters.needs(self.workspace, self.filter_text, self.overture.board.open(self.data))

    def lines(self, data: Needs) -> list[Line]:
        return [(one.key, self._cells(one, data)) for one in self._items()]

    def _cells(self, one: Need, data: Needs) -> dict[str, Text]:
        dim, zone = self.colours.dim, self.workspace.stamp.time_zone
        now = in_zone(data.now, zone)
        none = Text(glyph("dash"), style=dim)
        return {
            "due": none if one.due is None else Text(short_time(in_zone(one.due, zone), now)),
            "kind": Text(WORDS[one.kind], style=self._style(one.severity)),
            "about": plain(one.about),
            "text": plain(one.text),
            "campaign": self._campaigns(one) or none,
            "since": none if one.since is None else Text(short_time(in_zone(one.since, zone), now), style=dim),
        }

    def _campaigns(self, one: Need) -> Text | None:
        """Return the campaign's name, or the number of campaigns; None if the line is about the campaign itself."""
        if one.campaigns > 1:
            return Text(f"{one.campaigns:,} campaigns", style=self.colours.dim)
        return plain(one.campaign) if one.campaign not in ("", one.about) else None

    def _style(self, severity: Severity) -> str:
        if severity.rank >= Severity.ERROR.rank:
            return self.colours.error
        return self.colours.warning if severity is Severity.WARNING else self.colours.dim

    def heading(self, data: Needs) -> str:
        shown = len(self.overture.board.open(data))
        hidden = len(data.items) - shown
        words = f"Needs a person ─ {self.part}{shown:,} {plural(shown, 'thing')}"
        if data.more:
            words += f", {data.more:,} more {plural(data.more, 'doubt')} to follow"
        return f"{words}, {hidden:,} seen" if hidden else words

    def empty(self, data: Needs) -> str:
        hidden = len(data.items)
        if hidden:
            return f"Nothing new needs you; {hidden:,} {plural(hidden, 'thing is', 'things are')} marked as seen."
        return "Nothing needs you."

    def detail(self, data: Needs) -> tuple[str, Text] | None:
        del data
        one = self._highlighted()
        if one is None:
            return None
        text = Text(clean(one.text, 600), style=self._style(one.severity))
        text.append(f"\n{glyph('arrow')} {clean(one.action, 600)}", style=self.colours.text)
        if one.campaigns > 1:
            text.append(f"\n{one.campaigns:,} campaigns are concerned.", style=self.colours.dim)
        elif one.campaign:
            text.append(f"\nCampaign: {clean(one.campaign, 100)}", style=self.colours.dim)
        return f"{WORDS[one.kind]}: {clean(one.about, 60)}", text

    # -- what can be done

    def _highlighted(self) -> Need | None:
        return next((one for one in self._items() if one.key == self.key), None)

    def _chosen(self) -> list[Need]:
        """Return the marked items, else the highlighted one."""
        marked: set[str | None] = {*self.marked} or {self.key}
        return [one for one in self._items() if one.key in marked]

    def why_not(self, action: str) -> str | None:
        if action in ("seen", "mark", "mark_range", "mark_all") and self._highlighted() is None:
            return "Nothing needs you."
        one = self._highlighted()
        if action in ("journey", "browse") and (one is None or one.contact_id is None):
            return "This line does not concern a person."
        return None

    def copied(self) -> str | None:
        one = self._highlighted()
        return None if one is None else one.about

    def profile(self) -> str | None:
        one = self._highlighted()
        return None if one is None else one.profile

    def action_journey(self) -> None:
        """Show all events of the person whom the highlighted line concerns."""
        from tui.dialogs.journey import JourneyDialog

        one = self._highlighted()
        if one is not None and one.contact_id is not None:
            self.app.push_screen(JourneyDialog(self.workspace, str(one.contact_id)))

    @on(DataTable.RowSelected, "#rows")
    def _open(self) -> None:
        one = self._highlighted()
        if one is not None:
            self.overture.board.visit(one)
            go_to(self.overture, one)

    def action_seen(self) -> None:
        """Hide the marked items, or the highlighted one, until they change."""
        chosen = self._chosen()
        if self.data is None or not chosen:
            return
        self.overture.board.see(chosen, self.data.now)
        self.overture.remember(Undo(partial(self._show_again, [one.key for one in chosen])))
        self.marked_table.clear_marks()
        self.draw()
        self.overture.refresh_page()

    def _show_again(self, keys: Sequence[str]) -> None:
        self.overture.board.show_again(keys)
        self.draw()
        self.overture.refresh_page()

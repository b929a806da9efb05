"""Members: the accounts that send, their state, and the use of their limits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.filters import keys
from core.services import list_filters
from core.services.dependents import sentences, what_archiving_ends
from core.services.members import members
from core.services.members.member_view import list_members
from core.services.overview import overbooked
from core.services.overview.overbooked import Overbooked
from core.views.archiving_view import ArchivingEnds
from core.views.members_view import Member, WeekUse
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.connect import ConnectDialog
from tui.dialogs.member import MemberDialog
from tui.dialogs.text_dialog import TextDialog
from tui.screens.list_page import ListPage
from tui.screens.marked_page import Done, over
from tui.screens.pausing import ask_to_pause
from tui.style.cells import bar, cut, plain
from tui.style.format import listed
from tui.undo import Undo
from tui.widgets.border_title import NAME
from tui.widgets.column import Column
from tui.widgets.list_table import Line
from tui.widgets.member_text import OFF, member_words, state_cell

FULL_FROM = 0.9
"""Share of a limit from which its gauge is highlighted."""


class Team(NamedTuple):
    """The members that were read, and whether they are the archived ones."""

    views: list[Member]
    archived: bool
    overbooked: dict[int, Overbooked]
    """The members whose campaigns want to send more than the limits allow, by id."""


class MembersScreen(ListPage[Team]):
    """The page of the members, whose accounts send."""

    page = "members"
    about = (
        "A member is a person whose LinkedIn account sends. The week counts all invitations of the last 168 hours, "
        "those sent outside Overture included; 100 is the limit, and no setting raises it. Today's cap is 85 to 100 % "
        "of the day cap, and less while a new or idle account warms up over 13 days."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("members")
    filter_hint = "words, or keys such as state:disconnected plan:basic week>80"
    filtered = keys.MEMBERS
    columns = (
        Column("name", "Name", 12, grow=3),
        Column("account", "Account", 12, grow=2, from_room=118),
        Column("plan", "Plan", 9),
        Column("state", "State", 14),
        Column("week", "Week", 13),
        Column("today", "Today", 6, right=True),
        Column("zone", "Time zone", 14, grow=1, from_room=92),
        Column("campaigns", "Campaigns", 6, right=True, short="Camp."),
    )

    def __init__(self) -> None:
        super().__init__()
        self._archived = False

    # -- reading and showing

    def asks(self) -> bool:
        return self._archived

    def load(self, workspace: Workspace, asked: bool) -> Team:
        return Team(list_members(workspace, "archived" if asked else "current"), asked, overbooked.by_member(workspace))

    def takes(self, data: Team) -> bool:
        return data.archived == self._archived

    def lines(self, data: Team) -> list[Line]:
        shown = list_filters.members(self.workspace, self.filter_text, data.views)
        return [(str(view.id), self._cells(view)) for view in shown]

    def _cells(self, view: Member) -> dict[str, Text]:
        dim = self.colours.dim
        return {
            "name": plain(view.name),
            "account": plain(view.account, dim),
            "plan": plain("sales nav" if view.plan == "sales-navigator" else view.plan, dim),
            "state": state_cell(view, self.colours, overbooked=self._overbooked(view) is not None),
            "week": self._week(view.week),
            "today": Text(f"{view.today.sent}/{view.today.cap}"),
            "zone": plain(view.time_zone, dim),
            "campaigns": Text(str(len(view.campaigns))),
        }

    def _week(self, week: WeekUse) -> Text:
        share = week.sent / week.limit
        style = self.colours.warning if share >= FULL_FROM else self.colours.accent
        return Text.assemble((bar(share, 5), style), f" {week.sent}/{week.limit}")

    def heading(self, data: Team) -> str:
        if data.archived:
            return f"Archived members ─ {self.part}{len(data.views)}"
        able = sum(
            view.state == "ok"
            and view.problem is None
            and view.checked
            and not view.paused
            and view.cooldown_until is None
            for view in data.views
        )
        return f"Members ─ {self.part}{len(data.views)}, {able} able to send"

    def empty(self, data: Team) -> str:
        if data.archived:
            return "Nobody is archived. Press A to go back."
        return "No member yet. Press C to connect the first account that sends, or n if you know its id."

    def detail(self, data: Team) -> tuple[str, Text] | None:
        view = next((view for view in data.views if str(view.id) == self.key), None)
        if view is None:
            return None
        return cut(view.name, NAME), self._words(view, short=True)

    def _overbooked(self, view: Member) -> Overbooked | None:
        return None if self.data is None else self.data.overbooked.get(view.id)

    def _words(self, view: Member, *, short: bool = False) -> Text:
        now, full = self.workspace.now(), self._overbooked(view)
        return member_words(view, now, self.colours, overbooked=full, short=short)

    # -- what can be done

    def _highlighted(self) -> Member | None:
        views = self.data.views if self.data is not None else []
        return next((view for view in views if str(view.id) == self.key), None)

    def why_not(self, action: str) -> str | None:
        if action not in ("edit", "pause", "archive") or (self.marked and action != "edit"):
            return None
        view = self._highlighted()
        if view is None:
            return "No member is highlighted."
        return "This member is archived: nothing more is sent from the account." if view.state == "archived" else None

    def copied(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.account

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "archived": self._archived}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self._archived = kept.get("archived") is True
        super().recall(kept)

    def action_archived(self) -> None:
        """Show the archived members, or the others."""
        self._archived = not self._archived
        self.ask_anew()

    def show_whole(self) -> None:
        """Show the members that are not archived."""
        if self._archived:
            self.action_archived()

    def action_add(self) -> None:
        """Open the form of a new member."""
        self.app.push_screen(MemberDialog(self.workspace), self._saved)

    def action_edit(self) -> None:
        """Open the form of the highlighted member."""
        view = self._highlighted()
        if view is not None:
            self.app.push_screen(MemberDialog(self.workspace, view), self._saved)

    def action_connect(self) -> None:
        """Connect the highlighted account again if it is off; else a new one."""
        view = self._highlighted()
        again = view is not None and view.state in OFF
        self.app.push_screen(ConnectDialog(self.workspace, view.name if view and again else ""), self._connected)

    def _connected(self, name: str | None) -> None:
        if name is not None:
            self.overture.say(f"The account of {cut(name, 40)} is connected.")
            final = f"u does not disconnect the account of {cut(name, 40)}; p pauses the member."
            self.overture.remember(Undo(final=final))
        self.overture.refresh_page()

    def _saved(self, name: str | None) -> None:
        if name is not None:
            self.overture.say(f"{cut(name, 40)} is saved.")
            self.overture.remember(
                Undo(final=f"u does not undo what was saved of {cut(name, 40)}; e changes it again.")
            )
            self.overture.refresh_page()

    @on(DataTable.RowSelected, "#rows")
    def _tell(self) -> None:
        view = self._highlighted()
        if view is not None:
            self.app.push_screen(TextDialog(view.name, self._words(view)))

    def action_why(self) -> None:
        """Show what the highlighted member's campaigns sent today, and why not more."""
        from tui.screens.explaining.member_day_page import show_member_day

        view = self._highlighted()
        if view is not None:
            show_member_day(self.overture, str(view.id))

    def action_pause(self) -> None:
        """Pause or resume the highlighted member, after a question."""
        view = self._highlighted()
        if self.marked:
            self._pause_marked()
        elif view is not None:
            ask_to_pause(self, str(view.id), view.name, on=not view.paused)

    def _pause_marked(self) -> None:
        """Pause those marked members that are not paused, after one question; if all are paused, resume them."""
        chosen = [view for view in self.data.views if str(view.id) in self.marked] if self.data is not None else []
        sending = [view for view in chosen if not view.paused]
        on, some = bool(sending), sending or chosen
        ids = [str(view.id) for view in some]
        people = f"{len(some):,} {plural(len(some), 'member')}"
        title = f"Pause {people}?" if on else f"Resume {people}?"
        words = f"{listed([view.name for view in some], 8)}." + (
            "\nNothing is sent while they are paused." if on else ""
        )
        act = partial(over, ids, partial(members.pause, self.workspace, on=on))
        told = "paused" if on else "resumed"
        undo = self._go_on if on else f"u does not pause the {people} that were resumed; mark them and press p."
        self.ask_over((title, words, "Pause" if on else "Resume"), act, lambda found: found.words(told), undo)

    def _go_on(self, done: Done) -> None:
        """Resume several members, as the undo of a pause."""
        act = partial(over, done.keys, partial(members.pause, self.workspace, on=False))
        self.overture.act(partial(act), lambda found: found.words("resumed"))

    def action_archive(self) -> None:
        """Archive the member that was highlighted at the key press, after a question that names what stops."""
        if self.marked:
            self.ask_to_archive(("member", "members"), partial(members.archive, self.workspace))
            return
        view = self._highlighted()
        if view is None:
            return
        ident, name = str(view.id), cut(view.name, 40)
        act = partial(members.archive, self.workspace, ident)

        def ask(ends: ArchivingEnds) -> None:
            dialog = ConfirmDialog(f"Archive {name}?", _words(ends), yes="Archive")
            final = f"{name} is archived for good: nothing is sent from this member again. A shows it."
            self.app.push_screen(
                dialog, lambda yes: self.overture.act(act, f"{name} is archived.", final=final) if yes else None
            )

        self.ask_after(partial(what_archiving_ends, self.workspace, "member", ident), ask)


def _words(ends: ArchivingEnds) -> str:
    named = [f"Active campaigns: {listed(ends.campaigns, 8)}."] if ends.campaigns else []
    return "\n".join(
        [
            *sentences(ends, "member"),
            *named,
            "What was sent stays in the history. This cannot be undone.",
        ]
    )

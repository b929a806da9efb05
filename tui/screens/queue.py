"""Queue: each person's status, in one campaign, in a program, or everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.events import Resize
from textual.widgets import DataTable, Input, Static

from core.rules.filters.keys import QUEUE
from core.rules.states import DOUBTFUL, NOT_YET_OUT, REQUEUEABLE, Status
from core.services.queue import queue_edit, requeue_reason, withdrawals
from core.services.queue.queue_page import WINDOW, earlier, ending, every_id, key_at, page
from core.services.saved_views import SavedView
from core.views.queue_view import Key, Order, QueueEntry, QueuePage, QueueQuery
from core.workspace import Workspace
from tui.actions import bindings
from tui.memory import numbers_of, text_of
from tui.screens.ask_to_block import ask_to_block
from tui.screens.filtered_page import FilteredPage
from tui.screens.marked_page import MOST_MARKED
from tui.screens.queue_marks import (
    ask_over_marked,
    ask_to_requeue_left_out,
    not_withdrawn,
    remember_removal,
    resolve_each,
    resolve_marked,
)
from tui.screens.queue_words import nothing_words, title_words
from tui.screens.shared.list_views import ALL, ask_for_view
from tui.screens.text_edit import edit_text_of
from tui.style.cells import cut
from tui.widgets.border_title import entitle, write
from tui.widgets.filter_line import FilterLine
from tui.widgets.queue_pane import QueuePane
from tui.widgets.queue_table import QueueTable

ACTS = ("remove", "requeue", "withdraw", "resolve", "journey", "block", "copy", "browse", "edit_text", "why")
"""Actions on the highlighted person."""
STATUS = "status:"
STEP = 70
"""Rows by which the window moves; it does so when the cursor is nearer than this many rows to an end of the window."""


class Wanted(NamedTuple):
    """A window to read; `move`: "back" for one that begins `STEP` rows earlier, "end" for the last one."""

    query: QueueQuery
    move: str


class Read(NamedTuple):
    """A window that was read, and the request for it."""

    wanted: Wanted
    page: QueuePage


class QueueScreen(FilteredPage[Read]):
    """A window over the queue that moves with the cursor, for any number of rows."""

    page = "queue"
    about = (
        "Each row is a person in a campaign, with the status and its reason. The time is when the next step is sent, "
        "or else when the last one was sent, answered, withdrawn or ended; a text that waits for approval has no time. "
        "The line below says what to do. Only people queued, pending, approved or scheduled can be removed; cancelled, "
        "rejected, withdrawn or refused ones can be put back; an unanswered invitation can be withdrawn. Opened from a "
        "campaign, the queue shows only that campaign's people; 3 shows everybody again. The list of pages counts the "
        "people still to be contacted, the title everybody who was ever drawn."
    )
    CSS_PATH = "queue.tcss"
    filtered = QUEUE
    sorted_by = "s"
    BINDINGS: ClassVar[list[BindingType]] = bindings("queue")

    def __init__(self) -> None:
        super().__init__()
        self._query = QueueQuery()
        self._scope = ""
        self._page: QueuePage | None = None
        self._move = ""
        self._moving = False
        self._to_row: int | None = None
        """The row to which the cursor goes once a new query is read; -1 for the last row, None for no move."""

    def content(self) -> ComposeResult:
        with Vertical(classes="pane", id="list"):
            table = QueueTable()
            yield FilterLine(table, "words, or keys such as company:acme status:invited sent<2d", self._query.where)
            yield table
            yield Static("", classes="empty", id="empty")
        yield QueuePane()

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one(QueueTable).focus()

    def narrow(
        self, *, campaign: str | None = None, program: str | None = None, title: str = "", status: str | None = None
    ) -> None:
        """Show only one campaign (its id) or one program; with neither, everything."""
        self._scope = title or program or ""
        if self.typed is not None:
            self.typed.forget()
        order: Order = "latest" if status else self._query.order
        self._ask(QueueQuery(campaign, program, status, order=order))
        if self.composed:
            line = self.query_one(FilterLine)
            with line.prevent(Input.Changed):
                line.close()

    def _ask(self, query: QueueQuery, move: str = "", *, at: Key | None = None, row: int = 0) -> None:
        """Read another query from its beginning, its end, or a key; then go to a row of the window."""
        self._query = replace(query, at=at)
        self._move, self._moving = move, bool(move)
        self._to_row = -1 if move == "end" else row
        self.expect_another()
        if self.is_attached:
            self.overture.refresh_page()

    @property
    def marked_table(self) -> QueueTable:
        return self.query_one(QueueTable)

    def show_marks(self) -> None:
        self._draw()

    def every_key(self, then: Callable[[Sequence[str]], None]) -> None:
        found = partial(every_id, self.workspace, self._query, limit=MOST_MARKED + 1)
        self.ask_after(found, lambda ids: then([str(ident) for ident in ids]))

    # -- reading and showing

    def asks(self) -> Wanted:
        return Wanted(self._query, self._move)

    def load(self, workspace: Workspace, asked: Wanted) -> Read:
        query = asked.query
        if asked.move:
            at = ending(workspace, query, limit=WINDOW) if asked.move == "end" else earlier(workspace, query, STEP)
            query = replace(query, at=at)
        return Read(asked, page(workspace, query, limit=WINDOW))

    def takes(self, data: Read) -> bool:
        return data.wanted == self.asks()

    def show(self, data: Read) -> None:
        self._page = data.page
        self._query = data.page.query
        self._move, self._moving = "", False
        self._draw()
        if self._to_row is not None and data.page.rows:
            self.query_one(QueueTable).move_cursor(row=self._to_row % len(data.page.rows), animate=False)
        self._to_row = None

    def forget(self) -> None:
        if self.composed:
            self.query_one(QueueTable).forget()

    def _draw(self) -> None:
        if self._page is None or not self.composed:
            return
        table = self.query_one(QueueTable)
        self.show_table(table, bool(self._page.rows))
        zone = self.workspace.stamp.time_zone
        narrowed = self._query.campaign is not None
        table.show(self._page.rows, self._page.now, zone, self.colours, narrowed=narrowed)
        empty = self.query_one("#empty", Static)
        empty.display = not self._page.rows
        if not self._page.rows:
            write(empty, Text(nothing_words(self._query)))
        entitle(self.query_one("#list", Vertical), title_words(self._page, self._scope, len(self.marked)))
        self._draw_row()

    def _draw_row(self) -> None:
        self.query_one(QueuePane).show(self._highlighted(), self.colours)
        self.regrey()

    def _highlighted(self) -> QueueEntry | None:
        if self._page is None or not self.composed:
            return None
        key = self.query_one(QueueTable).key_at_cursor
        return next((view for view in self._page.rows if str(view.id) == key), None)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._draw_row()
        self._move_window()

    def _move_window(self) -> None:
        """Read the window that begins further on, or further back, if the cursor is near an end."""
        if self._page is None or self._moving:
            return
        row, shown = self.query_one(QueueTable).cursor_row, len(self._page.rows)
        if row >= shown - STEP and self._page.before + shown < self._page.total:
            self._query = replace(self._query, at=self._page.keys[STEP])
        elif row < STEP and self._page.before:
            self._move = "back"
        else:
            return
        self._moving = True
        self.overture.refresh_page()

    @on(QueueTable.Jumped)
    def _jump(self, event: QueueTable.Jumped) -> None:
        """Jump to the very first or last row, which may not be loaded yet."""
        found = self._page
        if found is None:
            return
        held = found.before + len(found.rows) == found.total if event.to_end else not found.before
        if held:
            self.query_one(QueueTable).move_cursor(row=len(found.rows) - 1 if event.to_end else 0, animate=False)
        else:
            self._ask(self._query, "end" if event.to_end else "")

    def go_to_line(self, line: int) -> None:
        """Go to the person at a place in the queue, whether it is loaded or not."""
        if self._page is None:
            return
        line, query = max(1, min(line, self._page.total)), self._query
        first = max(1, line - WINDOW // 2)
        found = partial(key_at, self.workspace, query, first)
        self.ask_after(found, lambda at: self._ask(query, at=at, row=line - first))

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self._draw)

    # -- what can be done

    def why_not(self, action: str) -> str | None:
        if action not in ACTS or (self.marked and action in ("remove", "requeue", "withdraw", "resolve")):
            return None
        view = self._highlighted()
        if view is None:
            return "Nobody is highlighted."
        status = view.status.replace("_", " ")
        if action == "remove" and view.status not in NOT_YET_OUT:
            return queue_edit.not_removed(view.status)
        if action == "requeue" and view.status not in REQUEUEABLE:
            return f"Only people cancelled, rejected, withdrawn or refused can be put back; this one is {status}."
        if action == "withdraw" and view.status != Status.INVITED:
            return f"Only an unanswered invitation can be withdrawn; this one is {status}."
        if action == "withdraw" and view.reason == withdrawals.ASKED:
            return "Their invitation is already to be withdrawn."
        if action == "edit_text" and view.status != Status.PENDING:
            return f"Only a text that waits for approval can be changed; this one is {status}."
        if action == "resolve" and view.status not in DOUBTFUL:
            return f"Only a send in doubt can be decided; this one is {status}."
        return None

    def action_remove(self) -> None:
        """Ask about the person who was highlighted when the key was pressed, or about all marked ones."""
        from tui.dialogs.confirm import ConfirmDialog

        view = self._highlighted()
        if self.marked:
            ask_over_marked(self, "remove")
            return
        if view is None:
            return
        name = cut(view.contact.name or "this person", 40)
        words = (
            f"{name} is {view.status} in “{cut(view.campaign, 60)}” and will not be contacted by it, nor by "
            "another campaign of the same name and program.\nt puts a removed person back."
        )
        act = partial(queue_edit.remove, self.workspace, [view.id])

        def told(_done: object) -> str:
            remember_removal(self, view.id, name)
            return f"{name} is removed from the queue."

        def decided(yes: bool | None) -> None:
            if yes:
                self.overture.act(act, told)

        self.app.push_screen(ConfirmDialog(f"Remove {name} from the queue?", words, yes="Remove"), decided)

    def action_requeue(self) -> None:
        """Requeue the highlighted person; if a value was missing, ask, then requeue all who have it now."""
        view = self._highlighted()
        if self.marked:
            ask_over_marked(self, "requeue")
        elif view is not None and (view.reason or "").partition(":")[0] == requeue_reason.MISSING:
            found = partial(requeue_reason.left_out, self.workspace, str(view.campaign_id), requeue_reason.MISSING)
            self.ask_after(found, partial(ask_to_requeue_left_out, self, str(view.campaign_id)))
        elif view is not None:
            name = cut(view.contact.name or "This person", 40)
            act = partial(queue_edit.requeue, self.workspace, [view.id])
            final = f"u does not take {name} out of the queue again; x does."
            self.overture.act(act, f"{name} is back in the queue.", final=final)

    def action_withdraw(self) -> None:
        """Ask about the person who was highlighted when the key was pressed, or about all marked ones."""
        from tui.dialogs.confirm import ConfirmDialog

        view = self._highlighted()
        if self.marked:
            ask_over_marked(self, "withdraw")
            return
        if view is None:
            return
        name = cut(view.contact.name or "this person", 40)
        words = (
            f"The invitation to {name} from “{cut(view.campaign, 60)}” is withdrawn, unless they have accepted "
            "meanwhile.\nLinkedIn then accepts no invitation to them from this member for three weeks."
        )
        act = partial(withdrawals.withdraw, self.workspace, [view.id])

        def decided(yes: bool | None) -> None:
            if yes:
                self.overture.act(act, f"The invitation to {name} is to be withdrawn.", final=not_withdrawn(name))

        self.app.push_screen(ConfirmDialog(f"Withdraw the invitation to {name}?", words, yes="Withdraw"), decided)

    def action_edit_text(self) -> None:
        """Change the highlighted person's waiting text."""
        view = self._highlighted()
        if view is not None:
            edit_text_of(self, view.id)

    def action_resolve(self) -> None:
        """Show the evidence of the doubt and ask for the person's answer; of marked ones, one after the other."""
        view = self._highlighted()
        if self.marked:
            resolve_marked(self)
        elif view is not None:
            resolve_each(self, [view])

    @on(DataTable.RowSelected)
    def action_journey(self) -> None:
        """Show all events of the highlighted contact."""
        from tui.dialogs.journey import JourneyDialog

        view = self._highlighted()
        if view is not None:
            self.app.push_screen(JourneyDialog(self.workspace, str(view.contact.id)))

    def action_why(self) -> None:
        """Show why the highlighted person is not contacted yet, or how their outreach ended."""
        from tui.screens.explaining.person_why import show_person_why

        view = self._highlighted()
        if view is not None:
            show_person_why(self, view.campaign_id, view.contact.id)

    # -- filters

    def action_views(self) -> None:
        """Show the views of the queue: each status that anybody is in, and those that were saved."""
        there = self._page.statuses if self._page else {}
        usual = [SavedView(self.page, ALL, "")]
        for status in Status:
            if there.get(status):
                name = f"{status.replace('_', ' ')} ({there[status]:,})"
                usual.append(SavedView(self.page, name, f"{STATUS}{status.value}"))
        ask_for_view(self, self, usual)

    def view_now(self) -> tuple[str, Sequence[str]]:
        """Return the filter, with the status that is shown, and the chosen columns."""
        status = f"{STATUS}{self._query.status}" if self._query.status else ""
        return f"{self._query.where} {status}".strip(), self.marked_table.chosen

    def show_view(self, view: SavedView) -> None:
        """Show the rows and columns of a view; the campaign from which the queue was opened stays."""
        self.choose_columns(view.columns)
        status = view.where.removeprefix(STATUS)
        if view.where.startswith(STATUS) and status in set(Status):
            self.set_filter("")
            self.show_status(status)
        elif view.where != self.view_now()[0]:
            self._query = replace(self._query, status=None)
            self.set_filter(view.where)
            self.filter_changed()

    def show_status(self, status: str | None) -> None:
        """Show only one status, or all of them."""
        self._ask(replace(self._query, status=status))

    def filter_changed(self) -> None:
        self._ask(replace(self._query, where=self.filter_text))

    def columns_changed(self) -> None:
        self._draw()

    def drop_filter(self) -> bool:
        """Clear the text filter, else the status filter; the campaign from which the queue was opened stays."""
        if super().drop_filter():
            return True
        if self._query.status is None:
            return False
        self._ask(replace(self._query, status=None))
        return True

    def show_whole(self) -> None:
        """Show the queue of every campaign and status again."""
        if self._query.campaign is not None or self._query.program is not None:
            self.narrow()
        elif self._query.status is not None:
            self.show_status(None)

    @property
    def about_a_row(self) -> bool:
        return self._query.campaign is not None

    def leave_row(self) -> None:
        self.narrow()

    def kept(self) -> dict[str, Any]:
        query, at = self._query, self._page.query.at if self._page is not None else None
        scope = {"campaign": query.campaign, "program": query.program, "scope": self._scope}
        return {**super().kept(), **scope, "order": query.order, "status": query.status, "at": at}

    def recall(self, kept: Mapping[str, Any]) -> None:
        super().recall(kept)
        order: Order = "next" if kept.get("order") == "next" else "latest"
        status = text_of(kept, "status")
        campaign, program = text_of(kept, "campaign"), text_of(kept, "program")
        self._scope = text_of(kept, "scope") if campaign or program else ""
        known = status if status in set(Status) else None
        term, ident = numbers_of(kept, "at", 2) or (None, 0)
        at = None if term is None else (term, ident)
        self._query = QueueQuery(campaign or None, program or None, known, self.filter_text, order, at=at)
        self._to_row = None

    def copied(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.contact.profile or view.contact.name

    def profile(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.contact.profile

    def action_block(self) -> None:
        """Block or unblock the highlighted person, after a question."""
        view = self._highlighted()
        if view is not None:
            ask_to_block(self, view.contact.id)

    @on(DataTable.HeaderSelected)
    def action_sort(self) -> None:
        """Sort by the latest first, or in the order of the queue."""
        self._ask(replace(self._query, order="latest" if self._query.order == "next" else "next"))

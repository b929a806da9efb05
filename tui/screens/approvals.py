"""Approvals: approval or rejection by the sender, one text after the other, as fast as they can be read."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property, partial
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.widgets import DataTable, Input, Static

from core.rules.filters.keys import QUEUE
from core.services.queue.pending_page import PAGE, revisions, waiting
from core.services.saved_views import SavedView
from core.views.pending_view import PendingPage, PendingText
from core.workspace import Workspace
from tui.actions import bindings
from tui.screens.approval_decisions import Decider, Decision, Decisions
from tui.screens.ask_to_block import ask_to_block
from tui.screens.filtering import TypedFilter
from tui.screens.growing import Growing
from tui.screens.page import PageScreen
from tui.screens.shared.list_order import ask_to_sort
from tui.screens.shared.list_views import ask_for_view
from tui.screens.text_edit import edit_text
from tui.style.cells import cut
from tui.undo import Undo
from tui.widgets.border_title import entitle, write
from tui.widgets.filter_line import FilterLine
from tui.widgets.pending_pane import PendingPane
from tui.widgets.pending_table import PendingTable, nothing_words, title_words


class Wanted(NamedTuple):
    """The texts to read."""

    serial: int
    """The number of decisions carried out before."""
    where: str
    """The filter."""
    limit: int


class Read(NamedTuple):
    """The texts that were read."""

    wanted: Wanted
    waiting: PendingPage


class ApprovalsScreen(PageScreen[Read]):
    """The page of waiting texts: a row disappears once it is decided, and returns with a sentence if a rule refuses."""

    page = "approvals"
    about = (
        "Each row is a text that waits for approval. y approves and n rejects the highlighted text, or all marked "
        "ones, and goes to the next. An invitation approved today is sent on a later date, a message in the first run "
        "on or after its day; u undoes decisions, the last one first, until they are sent. Your approval never sends "
        "a text that changed after you read it."
    )
    CSS_PATH = "approvals.tcss"
    BINDINGS: ClassVar[list[BindingType]] = bindings("approvals")

    def __init__(self) -> None:
        super().__init__()
        self._waiting: PendingPage | None = None
        self._typed = TypedFilter(QUEUE)
        self._growing = Growing(PAGE)
        self._marked: set[int] = set()
        self._last_mark: int | None = None
        self._back_to: int | None = None

    @cached_property
    def _decider(self) -> Decider:
        return Decider(self.workspace, start=self._start_worker, settled=self._call_settled)

    @cached_property
    def _decisions(self) -> Decisions:
        return Decisions(self._decider)

    def content(self) -> ComposeResult:
        with Container(id="deciding"):
            with Vertical(classes="pane", id="list"):
                table = PendingTable()
                yield FilterLine(table, "words, or keys such as campaign:paris sender:ada step:0 language:fr")
                yield table
                yield Static("", classes="empty", id="empty")
            yield PendingPane()

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one(PendingTable).focus()

    # -- reading and showing

    def asks(self) -> Wanted:
        return Wanted(self._decisions.serial, self._typed.text, self._growing.limit)

    def load(self, workspace: Workspace, asked: Wanted) -> Read:
        return Read(asked, waiting(workspace, where=asked.where, limit=asked.limit))

    def show(self, data: Read) -> None:
        if data.wanted.where != self._typed.text or not self._growing.take(data.wanted.limit):
            return
        self._waiting = data.waiting
        here = {entry.id for entry in data.waiting.entries}
        self._decisions.seen(data.wanted.serial, here)
        self._marked &= here
        self._draw()
        if self._back_to is not None and self._back_to in here:
            self.query_one(PendingTable).go_to(str(self._back_to))
            self._back_to = None

    @property
    def fault(self) -> str:
        return self._typed.fault

    def action_filter(self) -> None:
        """Open the filter line."""
        self.query_one(FilterLine).open()

    @on(Input.Changed, "FilterLine")
    def _filtered(self, event: Input.Changed) -> None:
        changed = self._typed.take(self.workspace, event.value)
        self.query_one(FilterLine).tell_wrong(self._typed.fault)
        self.show_below()
        if changed:
            self._growing.restart()
            self.overture.refresh_page()

    def action_sort(self) -> None:
        """Ask by what the texts are sorted."""
        ask_to_sort(self, QUEUE, self._typed.text, self._set_filter)

    def action_views(self) -> None:
        """Show the views of the list."""
        ask_for_view(self, self)

    def view_now(self) -> tuple[str, None]:
        """Return the filter; the columns follow the width."""
        return self._typed.text, None

    def show_view(self, view: SavedView) -> None:
        """Show the texts of a view."""
        self._set_filter(view.where)

    def _set_filter(self, text: str) -> None:
        self.query_one(FilterLine).show_chosen(text)

    def forget(self) -> None:
        if self.composed:
            self.query_one(PendingTable).forget()

    @property
    def _entries(self) -> list[PendingText]:
        """Return the waiting texts that were not decided here."""
        return [] if self._waiting is None else [one for one in self._waiting.entries if one.id not in self._decisions]

    def _draw(self) -> None:
        if self._waiting is None or not self.composed:
            return
        entries = self._entries
        table = self.query_one(PendingTable)
        table.display = bool(entries)
        zone, returned = self.workspace.stamp.time_zone, self._decisions.returned
        table.show(entries, self._waiting.now, zone, self.colours, marked=self._marked, returned=returned)
        self._draw_around()

    def _draw_around(self) -> None:
        """Draw the frame of the table: title, empty state, the highlighted text, greyed keys."""
        if self._waiting is None or not self.composed:
            return
        entries = self._entries
        self._draw_title(self._waiting, len(entries))
        empty = self.query_one("#empty", Static)
        empty.display = not entries
        if not entries:
            self.query_one(PendingTable).display = False
            fits = f"No text that waits fits “{cut(self._typed.text, 40)}”. Escape shows all."
            nothing = nothing_words(self._waiting, self.workspace.stamp.time_zone)
            write(empty, Text(fits if self._typed.text and not self._waiting.total else nothing))
        self._draw_text(self._waiting.now)
        self.regrey()

    def _draw_title(self, found: PendingPage, shown: int) -> None:
        total = found.total - sum(entry.id in self._decisions for entry in found.entries)
        pane = self.query_one("#list", Vertical)
        entitle(pane, title_words(total, shown, len(self._marked)))
        self.show_below()

    @property
    def below(self) -> str:
        under_way = self._decisions.under_way
        return f" {under_way} being saved " if under_way else super().below

    def _draw_text(self, now: datetime) -> None:
        entry, zone = self._highlighted(), self.workspace.stamp.time_zone
        returned = self._decisions.returned.get(entry.id, "") if entry else ""
        self.query_one(PendingPane).show(entry, now, zone, self.colours, returned=returned)

    def _highlighted(self) -> PendingText | None:
        key = self.query_one(PendingTable).key_at_cursor
        return next((entry for entry in self._entries if str(entry.id) == key), None)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._draw_around()
        found, row = self._waiting, self.query_one(PendingTable).cursor_row
        if found is None:
            return
        more = found.total > len(found.entries)
        if self._growing.follow(row, len(self._entries), more=more, keep=bool(self._marked)):
            self.overture.refresh_page()

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self._draw)

    # -- what can be done

    def why_not(self, action: str) -> str | None:
        if action in ("filter", "sort", "views"):
            return None
        if not self.composed or self._highlighted() is None:
            return "Nothing waits for your approval."
        if action == "mark_range" and self._last_mark is None:
            return "Mark the first text with space, then press v on the last one."
        return None

    def action_approve(self) -> None:
        """Approve the marked texts, else the highlighted one."""
        self._decide("approve")

    def action_reject(self) -> None:
        """Reject the marked texts, else the highlighted one."""
        self._decide("reject")

    def _decide(self, verb: str) -> None:
        """Decide on the texts that were shown when the key was pressed, with their revisions."""
        chosen = [entry for entry in self._entries if entry.id in self._marked]
        highlighted = self._highlighted()
        if not chosen and highlighted is not None:
            chosen = [highlighted]
        if chosen:
            self._submit(Decision.over(verb, chosen))

    def _submit(self, decision: Decision) -> None:
        """Remove the rows at once; the service saves the decisions later, in order."""
        self._decisions.decide(decision)
        self.overture.remember(
            Undo(partial(self._take_back, decision), partial(self._decisions.history.__contains__, decision))
        )
        self._marked.clear()
        self._last_mark = None
        if self.composed:
            self.query_one(PendingTable).drop(str(ident) for ident in decision.ids)
        self._draw_around()

    def _take_back(self, decision: Decision) -> None:
        self._decisions.undo(decision)
        self._draw_around()

    def _start_worker(self) -> None:
        """Start the worker; it belongs to the app and continues when the page is left."""
        self.overture.run_worker(
            self._decider.work, thread=True, group="decide", exit_on_error=False, description="carry out decisions"
        )

    def _call_settled(self) -> None:
        """Continue in the app's thread; called in the worker's."""
        self.overture.call_later(self._settle)

    def _settle(self) -> None:
        """Show refused texts with their sentence, and undone ones as waiting again."""
        found = self._decisions.settle()
        if found.refused:
            more = f" And {len(found.refused) - 1} more." if len(found.refused) > 1 else ""
            self.overture.say_error(f"{found.refused[0]}{more}")
        if found.asked_again:
            self._back_to = found.asked_again[0]
        self.overture.refresh_page()

    def copied(self) -> str | None:
        entry = self._highlighted()
        return None if entry is None else entry.profile or entry.name

    def profile(self) -> str | None:
        entry = self._highlighted()
        return None if entry is None else entry.profile

    def action_block(self) -> None:
        """Block the contact of the highlighted text, after a question."""
        entry = self._highlighted()
        if entry is not None:
            ask_to_block(self, entry.contact_id)

    # -- marks

    def drop_marks(self) -> bool:
        marked = bool(self._marked)
        self._marked.clear()
        self._last_mark = None
        if marked:
            self._draw()
        return marked

    def action_mark(self) -> None:
        """Mark or unmark the highlighted text, and go to the next."""
        entry = self._highlighted()
        if entry is not None:
            self._marked ^= {entry.id}
            self._last_mark = entry.id if entry.id in self._marked else None
            table = self.query_one(PendingTable)
            table.move_cursor(row=table.cursor_row + 1, animate=False)
            self._draw()

    def action_mark_all(self) -> None:
        """Mark all texts that are shown."""
        self._marked.update(entry.id for entry in self._entries)
        self._draw()

    def action_mark_range(self) -> None:
        """Mark everything from the last mark to the cursor."""
        entries = self._entries
        ids = [entry.id for entry in entries]
        entry = self._highlighted()
        if entry is None or self._last_mark not in ids:
            return
        first, last = sorted((ids.index(self._last_mark), ids.index(entry.id)))
        self._marked.update(ids[first : last + 1])
        self._last_mark = entry.id
        self._draw()

    # -- dialogs

    def action_approve_all(self) -> None:
        """Approve all texts that wait in the campaign of the highlighted text, after a question."""
        entry = self._highlighted()
        if entry is not None:
            self.ask_after(partial(revisions, self.workspace, entry.campaign_id), partial(self._ask_all, entry))

    def _ask_all(self, entry: PendingText, found: list[tuple[int, int]]) -> None:
        """Ask the question with the count; the answer is for these texts in their present revision."""
        from tui.dialogs.confirm import ConfirmDialog

        found = [(ident, revision) for ident, revision in found if ident not in self._decisions]
        names = {one.id: one.name for one in self._entries}
        unseen = sum(ident not in names for ident, _revision in found)
        words = f"{len(found)} texts wait in it; each is approved as it is now."
        if unseen:
            words += f" {unseen} of them are not in the list yet."
        words += "\nu undoes this until they are sent."

        def decided(yes: bool | None) -> None:
            if yes:
                self._submit(Decision("approve", [(ident, rev, names.get(ident, "")) for ident, rev in found]))

        title = f"Approve all of “{cut(entry.campaign, 40)}”?"
        self.app.push_screen(ConfirmDialog(title, words, yes=f"Approve {len(found)}"), decided)

    def action_edit_outside(self) -> None:
        """Decide on the texts that are shown, or on the marked ones, in the person's own editor."""
        from tui.screens.shared.edit_outside import decide_in_editor

        decide_in_editor(self, [one for one in self._entries if one.id in self._marked] or self._entries)

    def action_edit_text(self) -> None:
        """Change the highlighted text; it stays pending under a new revision."""
        entry = self._highlighted()
        if entry is not None:
            edit_text(self, entry, partial(self._decisions.returned.pop, entry.id, None))

    @on(DataTable.RowSelected)
    def action_journey(self) -> None:
        """Show all events of the highlighted contact."""
        from tui.dialogs.journey import JourneyDialog

        entry = self._highlighted()
        if entry is not None:
            self.app.push_screen(JourneyDialog(self.workspace, str(entry.contact_id)))

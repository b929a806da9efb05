"""Approvals: approval or rejection by the sender, one text after the other, as fast as they can be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property, partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical
from textual.events import Resize
from textual.widgets import DataTable, Static

from core.plural import plural
from core.rules.filters.keys import QUEUE
from core.services.queue.pending_page import PAGE, revisions, texts_of, waiting
from core.views.pending_view import PendingPage, PendingText
from core.workspace import Workspace
from tui.actions import bindings
from tui.memory import numbers_of
from tui.screens.approval_decisions import Decider, Decision, Decisions
from tui.screens.ask_to_block import ask_to_block
from tui.screens.filtered_page import FilteredPage
from tui.screens.growing import Growing, Part
from tui.screens.marked_page import MOST_MARKED
from tui.screens.shared.marked_texts import MarkedTexts
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
    """`Decisions.serial` when the read was requested."""
    where: str
    """The filter."""
    part: Part
    marked: tuple[int, ...] = ()
    """Ids of texts that were marked in the last session and were not read yet in this one."""


class Read(NamedTuple):
    """The texts that were read."""

    wanted: Wanted
    waiting: PendingPage
    marked: list[PendingText]


class ApprovalsScreen(FilteredPage[Read]):
    """The page of waiting texts: a decided row disappears, and returns with the reason if the decision is refused."""

    page = "approvals"
    about = (
        "Each row is a text that waits for approval. y approves and n rejects the highlighted text, or all marked "
        "ones, and goes to the next. An invitation approved today is sent on a later date, a message in the first run "
        "on or after its day; u undoes decisions, the last one first, until they are sent. Your approval never sends "
        "a text that changed after you read it."
    )
    CSS_PATH = "approvals.tcss"
    filtered = QUEUE
    BINDINGS: ClassVar[list[BindingType]] = bindings("approvals")

    def __init__(self) -> None:
        super().__init__()
        self._waiting: PendingPage | None = None
        self._growing = Growing(PAGE)
        self._texts = MarkedTexts()
        self._back_to: int | None = None
        self._to_row: int | None = None
        """The row, counted in the whole list, to which the cursor goes once that row is read; None for no move."""

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
        return Wanted(self._decisions.serial, self.filter_text, self._growing.part, self._texts.unread)

    def load(self, workspace: Workspace, asked: Wanted) -> Read:
        skip, limit = asked.part
        found = waiting(workspace, where=asked.where, limit=limit, skip=skip)
        return Read(asked, found, texts_of(workspace, asked.marked) if asked.marked else [])

    def takes(self, data: Read) -> bool:
        return data.wanted.where == self.filter_text and data.wanted.part == self._growing.part

    def show(self, data: Read) -> None:
        self._growing.take(data.wanted.part)
        self._waiting = data.waiting
        here = {entry.id for entry in data.waiting.entries}
        self._decisions.seen(data.wanted.serial, here)
        self._check_marks(data)
        self._draw()
        if not here and data.waiting.total and self._growing.jump(data.waiting.total - 1):  # the list became shorter
            self.overture.refresh_page()
        if self._to_row is not None:
            self.marked_table.move_cursor(row=self._to_row - data.wanted.part.skip, animate=False)
            self._to_row = None
        if self._back_to is not None and self._back_to in here:
            self.marked_table.go_to(str(self._back_to))
            self._back_to = None

    def _check_marks(self, data: Read) -> None:
        """Drop the marks of texts that are decided, or that have changed since they were marked."""
        now = {str(entry.id): entry for entry in (*data.waiting.entries, *data.marked)}
        changed = self._texts.take(now)
        whole = not data.wanted.part.skip and len(data.waiting.entries) == data.waiting.total
        known = {str(text.id) for text in self._texts.of(self.marked)}
        gone = {key for key in self.marked if key not in known or (whole and key not in now)}
        self.marked_table.unmark(gone | changed)
        self._texts.keep(self.marked)
        if changed:
            count = len(changed)
            words = plural(count, "marked text has changed and is", "marked texts have changed and are")
            self.overture.say(f"{count} {words} not marked any more.")

    def show_marks(self) -> None:
        """Record the marked texts as they are shown."""
        self._texts.know({str(entry.id): entry for entry in self._entries})
        self._texts.keep(self.marked)
        self._draw()

    def every_key(self, then: Callable[[Sequence[str]], None]) -> None:
        def found(page: PendingPage) -> None:
            texts = {str(entry.id): entry for entry in page.entries if entry.id not in self._decisions}
            shown = {str(entry.id): entry for entry in self._entries}
            self._texts.know({**texts, **shown})  # the shown revision counts: the person has read that one
            then(list(texts))

        self.ask_after(partial(waiting, self.workspace, where=self.filter_text, limit=MOST_MARKED + 1), found)

    def filter_changed(self) -> None:
        self._growing.restart()
        self.ask_anew()

    def columns_changed(self) -> None:
        self._draw()

    @property
    def marked_table(self) -> PendingTable:
        return self.query_one(PendingTable)

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
        table.show(entries, self._waiting.now, zone, self.colours, returned=returned)
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
            fits = f"No waiting text matches “{cut(self.filter_text, 40)}”. Escape shows all."
            nothing = nothing_words(self._waiting, self.workspace.stamp.time_zone)
            write(empty, Text(fits if self.filter_text and not self._waiting.total else nothing))
        self._draw_text(self._waiting.now)
        self.regrey()

    def _draw_title(self, found: PendingPage, shown: int) -> None:
        total = found.total - sum(entry.id in self._decisions for entry in found.entries)
        pane = self.query_one("#list", Vertical)
        entitle(pane, title_words(total, self._growing.part.skip, shown, len(self.marked)))
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
        more = found.total > self._growing.part.skip + len(found.entries)
        if self._growing.follow(row, len(self._entries), more=more):
            self.overture.refresh_page()

    @on(PendingTable.Jumped)
    def _jump(self, event: PendingTable.Jumped) -> None:
        """Go to the first or the last text, whether it is loaded or not."""
        if self._waiting is not None:
            self.go_to_line(self._waiting.total if event.to_end else 1)

    def go_to_line(self, line: int) -> None:
        """Go to the text at a place in the list, whether it is loaded or not."""
        if self._waiting is None or not self._waiting.total:
            return
        row = max(0, min(line, self._waiting.total) - 1)
        if self._growing.jump(row):
            self._to_row = row
            self.overture.refresh_page()
        else:
            self.marked_table.move_cursor(row=row - self._growing.part.skip, animate=False)

    def on_resize(self, _event: Resize) -> None:
        """Fit the columns to the width."""
        self.call_after_refresh(self._draw)

    # -- what can be done

    def why_not(self, action: str) -> str | None:
        if action in ("filter", "sort", "views"):
            return None
        if not self.composed or self._highlighted() is None:
            return "Nothing waits for your approval."
        return None

    def action_approve(self) -> None:
        """Approve the marked texts, else the highlighted one."""
        self._decide("approve")

    def action_reject(self) -> None:
        """Reject the marked texts, else the highlighted one."""
        self._decide("reject")

    def _decide(self, verb: str) -> None:
        """Decide on the texts that were shown when the key was pressed, with their revisions."""
        chosen = self._marked_texts()
        highlighted = self._highlighted()
        if not chosen and highlighted is not None:
            chosen = [highlighted]
        here = {entry.id for entry in self._entries}
        unseen = sum(entry.id not in here for entry in chosen)
        if unseen:
            self._ask_unseen(verb, chosen, unseen)
        elif chosen:
            self._submit(Decision.over(verb, chosen))

    def _ask_unseen(self, verb: str, chosen: list[PendingText], unseen: int) -> None:
        """Ask before texts outside the loaded part of the list are decided."""
        from tui.dialogs.confirm import ConfirmDialog

        def decided(yes: bool | None) -> None:
            if yes:
                self._submit(Decision.over(verb, chosen))

        count = f"{len(chosen):,} {plural(len(chosen), 'text')}"
        words = f"{unseen:,} of them {plural(unseen, 'is', 'are')} outside the part of the list that is loaded."
        words += "\nu undoes this until they are sent."
        title = f"{verb.capitalize()} {count}?"
        self.app.push_screen(ConfirmDialog(title, words, yes=f"{verb.capitalize()} {len(chosen):,}"), decided)

    def _marked_texts(self) -> list[PendingText]:
        """Return the marked texts as they were shown, those in the table in their order, then the others."""
        return self._texts.of(self.marked)

    def _submit(self, decision: Decision) -> None:
        """Remove the rows at once; the service saves the decisions later, in order."""
        self._decisions.decide(decision)
        self.overture.remember(
            Undo(partial(self._take_back, decision), partial(self._decisions.history.__contains__, decision))
        )
        if len(decision.ids) > 1:
            doing = "Approving" if decision.verb == "approve" else "Rejecting"
            self.overture.say(f"{doing} {len(decision.ids):,} texts; u undoes it until they are sent.")
        if self.composed:
            self.drop_marks()
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

    # -- what is kept for the next start

    def kept(self) -> dict[str, Any]:
        found = super().kept()
        return {**found, "marks": self._texts.kept(found["marks"]), "at": [self._growing.part.skip]}

    def recall(self, kept: Mapping[str, Any]) -> None:
        super().recall({**kept, "marks": self._texts.recall(kept)})
        self._growing.begin_at(*numbers_of(kept, "at", 1))

    # -- dialogs

    def action_approve_all(self) -> None:
        """Approve all texts that wait in the campaign of the highlighted text, after a question."""
        entry = self._highlighted()
        if entry is not None:
            self.ask_after(partial(revisions, self.workspace, entry.campaign_id), partial(self._ask_all, entry))

    def _ask_all(self, entry: PendingText, found: list[tuple[int, int]]) -> None:
        """Ask with the count of the texts; a yes is for exactly these texts in their present revisions."""
        from tui.dialogs.confirm import ConfirmDialog

        found = [(ident, revision) for ident, revision in found if ident not in self._decisions]
        names = {one.id: one.name for one in self._entries}
        unseen = sum(ident not in names for ident, _revision in found)
        words = f"{len(found)} {plural(len(found), 'text')} of this campaign: each is approved as it is now."
        if unseen:
            words += f" {unseen} of them are not in the list yet."
        words += "\nu undoes this until they are sent."

        def decided(yes: bool | None) -> None:
            if yes:
                self._submit(Decision("approve", [(ident, rev, names.get(ident, "")) for ident, rev in found]))

        title = f"Approve all of “{cut(entry.campaign, 40)}”?"
        self.app.push_screen(ConfirmDialog(title, words, yes=f"Approve {len(found)}"), decided)

    def action_edit_outside(self) -> None:
        """Open the shown texts, or the marked ones, in the person's own editor; carry out the decisions made there."""
        from tui.screens.shared.edit_outside import decide_in_editor

        decide_in_editor(self, self._marked_texts() or self._entries)

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

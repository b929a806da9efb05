"""Contacts: the people, a page at a time, and their blocks."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.binding import BindingType
from textual.widgets import DataTable

from core.plural import plural
from core.rules.filters import keys
from core.services.audience import contact_list, contact_page, forget
from core.services.audience.contact_list import Move, Reason
from core.views.erasure_view import ErasureCounts, ErasureResult
from core.views.people_view import Contact, ContactPage, Journey
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.contact import ContactDialog
from tui.dialogs.journey import JourneyDialog
from tui.dialogs.typed_confirm import TypedConfirmDialog
from tui.memory import numbers_of
from tui.screens.ask_to_block import ask_to_block, ask_to_block_many
from tui.screens.list_page import ListPage
from tui.screens.marked_page import MOST_MARKED
from tui.style.cells import cut, glyph, plain
from tui.style.format import listed
from tui.undo import EDITED, Undo
from tui.widgets.column import Column
from tui.widgets.list_table import Line, ListTable


class ContactsQuery(NamedTuple):
    """The contacts to read: a filter, and a page of those who match it."""

    search: str
    at: int = 0
    """Id of the contact after which the page begins, or, with `move` "back", before which it ends; 0 for the first."""
    move: Move = ""
    first: int = 1
    """Number of the page's first row in the list, from 1, as far as it is known."""
    reason: Reason | None = None
    """The reason, in a campaign, to which another page has restricted the list; None for everybody."""


class Contacts(NamedTuple):
    """The contacts that were read."""

    asked: ContactsQuery
    page: ContactPage


class ContactsScreen(ListPage[Contacts]):
    """The page of all people, in the order of their import."""

    page = "contacts"
    about = (
        "Everybody who was ever imported or found, each once, 100 to a page; below the last row the cursor continues "
        "on the next page. A search for words looks at names, companies, positions and profile addresses. “Do not "
        "contact” applies to every member and every campaign, and survives imports and restores."
    )
    filter_hint = 'words, or keys such as company:acme title:"head of" status:replied'
    filtered = keys.CONTACTS
    whole = False
    BINDINGS: ClassVar[list[BindingType]] = bindings("contacts")
    columns = (
        Column("name", "Name", 13, grow=3),
        Column("position", "Position", 10, grow=3),
        Column("company", "Company", 10, grow=3),
        Column("location", "Location", 12, grow=1, from_room=96),
        Column("address", "Address", 12, grow=2, from_room=118),
        Column("language", "Language", 4, from_room=66, short="Lang"),
        Column("state", "State", 22),
    )

    def __init__(self) -> None:
        super().__init__()
        self._asked = ContactsQuery("")
        self._scope = ""
        """Name of the campaign to which the reason belongs."""
        self._then = ""
        """The past moment for which the reason holds, in words; empty for now."""
        self._to_row: int | None = None
        """The row for the cursor on the next page, once that page is read; -1 for the last row, None for no move."""

    def every_key(self, then: Callable[[Sequence[str]], None]) -> None:
        asked = self._asked
        found = partial(contact_list.every_id, self.workspace, asked.search, asked.reason, limit=MOST_MARKED + 1)
        self.ask_after(found, lambda ids: then([str(ident) for ident in ids]))

    # -- reading and showing

    def narrow(self, reason: Reason, name: str, then: str) -> None:
        """Show only the people of a campaign's source with one reason; `then` is its past moment in words, or empty."""
        self._scope = name
        self._then = then
        self.show_only("")
        self._go(ContactsQuery("", reason=reason))

    def show_whole(self) -> None:
        if self._asked.reason is not None:
            self._go(ContactsQuery(self.filter_text))

    @property
    def about_a_row(self) -> bool:
        return self._asked.reason is not None

    def leave_row(self) -> None:
        self.show_whole()

    def asks(self) -> ContactsQuery:
        return self._asked

    def load(self, workspace: Workspace, asked: ContactsQuery) -> Contacts:
        page = contact_list.contact_page(
            workspace, asked.search, asked.at, asked.move, asked.first, reason=asked.reason
        )
        return Contacts(asked, page)

    def takes(self, data: Contacts) -> bool:
        return data.asked == self._asked

    def show(self, data: Contacts) -> None:
        super().show(data)
        if self._to_row is not None and self.table.row_count:
            self.table.move_cursor(row=self._to_row % self.table.row_count, animate=False)
        self._to_row = None

    def kept(self) -> dict[str, Any]:
        found = self.data.page if self.data is not None and self._asked.reason is None else None
        return {**super().kept(), "at": None if found is None else [found.after, found.first]}

    def recall(self, kept: Mapping[str, Any]) -> None:
        super().recall(kept)
        after, first = numbers_of(kept, "at", 2) or (0, 1)
        self._asked = ContactsQuery(self.filter_text, after, "", first, self._asked.reason)
        self._to_row = None

    def lines(self, data: Contacts) -> list[Line]:
        return [(str(view.id), self._cells(view)) for view in data.page.people]

    def _cells(self, view: Contact) -> dict[str, Text]:
        dim = self.colours.dim
        return {
            "name": plain(view.name) if view.name else Text("no name", style=dim),
            "position": plain(view.position),
            "company": plain(view.company),
            "location": plain(view.location, dim),
            "address": plain((view.profile or "").rpartition("/in/")[2], dim),
            "language": plain(view.language, dim),
            "state": self._state(view),
        }

    def _state(self, view: Contact) -> Text:
        if view.blocked:
            rule = None if any(one.id.startswith("person:") for one in view.held_by) else next(iter(view.held_by), None)
            words = "do not contact" if rule is None else f"excluded: {rule.value}".rstrip(": ")
            return plain(f"{glyph('stopped')} {words}", self.colours.error)
        if view.merged_into is not None:
            return plain(f"same person as {view.same_as or 'another contact'}", self.colours.dim)
        if view.open_in:
            return Text(f"open in {view.open_in:,} {plural(view.open_in, 'campaign')}")
        return Text(glyph("dash"), style=self.colours.dim)

    def heading(self, data: Contacts) -> str:
        count, first = len(data.page.people), data.page.first
        range_words = f"{first:,} to {first + count - 1:,}" if count else "none"
        more = ", ] for more" if data.page.more else ""
        if data.asked.search:
            return f"Contacts{self._of} ─ {range_words} who match{more}"
        if data.asked.reason is not None:
            return f"Contacts{self._of} ─ {range_words}{more}"
        total = self.overture.around.counts["contacts"] if self.overture.around else 0
        return f"Contacts ─ {range_words} of {total:,}"

    @property
    def _of(self) -> str:
        reason = self._asked.reason
        if reason is None:
            return ""
        then = f" on {self._then}" if self._then else ""
        return f" of {cut(self._scope, 24)}, {cut(reason.code, 24)}{then}"

    def empty(self, data: Contacts) -> str:
        if data.asked.reason is not None:
            return f"Nobody {'had this reason then' if self._then else 'has this reason any more'}. 5 shows everybody."
        return "Nobody here yet. Press 4, then n, to import a contact file."

    def detail(self, data: Contacts) -> tuple[str, Text] | None:
        del data
        return None

    # -- what can be done

    def _highlighted(self) -> Contact | None:
        found = self.data.page.people if self.data is not None else []
        return next((view for view in found if str(view.id) == self.key), None)

    def why_not(self, action: str) -> str | None:
        if action in ("journey", "edit", "block", "forget", "copy", "browse"):
            view = self._highlighted()
            if self.marked and action in ("block", "forget"):
                return None
            if view is None:
                return "Nobody is highlighted."
            if view.name == forget.NAME and action != "journey":
                return "This person is already forgotten."
            return None
        if action == "next_page" and not (self.data is not None and self.data.page.more):
            return "This is the last page."
        if action == "previous_page" and not (self.data is not None and self.data.page.after):
            return "This is the first page."
        return None

    def filter_changed(self) -> None:
        self._go(ContactsQuery(self.filter_text, reason=self._asked.reason))

    def no_row_fits(self) -> str:
        return f"Nobody matches “{cut(self.filter_text, 40)}”. Escape shows everybody."

    def copied(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.profile or view.name

    def profile(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.profile

    def action_next_page(self) -> None:
        """Show the next page of contacts."""
        if self.data is not None and self.data.page.more:
            found = self.data.page
            self._go(self._asked._replace(at=found.people[-1].id, move="", first=found.first + len(found.people)))

    def action_previous_page(self) -> None:
        """Show the previous page of contacts."""
        if self.data is not None and self.data.page.after:
            found = self.data.page
            first = found.first - contact_list.PAGE
            self._go(self._asked._replace(at=found.people[0].id, move="back", first=first))

    @on(ListTable.Passed)
    def _over_the_edge(self, event: ListTable.Passed) -> None:
        """Go to the next or the previous page."""
        if self.data is None or self.data.asked != self._asked:  # the next page is not read yet
            return
        if event.down:
            self.action_next_page()
        elif self.data.page.after:
            self.action_previous_page()
            self._to_row = -1

    @on(ListTable.Jumped)
    def _jump(self, event: ListTable.Jumped) -> None:
        """Go to the first or the last contact, whether it is loaded or not."""
        if self.data is None or self.data.asked != self._asked:
            return
        if event.to_end and self.data.page.more:
            self._go_behind(self._asked, 0, None)
        elif not event.to_end and self.data.page.after:
            self._go(self._asked._replace(at=0, move="", first=1))

    def go_to_line(self, line: int) -> None:
        """Go to the contact at a place in the list, whether it is loaded or not; to the last one if there are fewer."""
        asked = self._asked
        wanted = partial(contact_list.row_at, self.workspace, asked.search, line, asked.reason)
        self.ask_after(wanted, partial(self._go_behind, asked, line))

    def _go_behind(self, asked: ContactsQuery, line: int, at: int | None) -> None:
        """Show the page after the contact with the id `at`; the last page if `at` is None."""
        if at is not None:
            self._go(asked._replace(at=at, move="", first=line if at else 1))
            return
        self._go(asked._replace(at=0, move="end"))
        self._to_row = -1

    def _go(self, asked: ContactsQuery) -> None:
        if asked != self._asked:
            self._asked, self._to_row = asked, 0
            self.ask_anew()

    @on(DataTable.RowSelected, "#rows")
    def action_journey(self) -> None:
        """Show all events of the highlighted contact."""
        if self.key is not None:
            self.app.push_screen(JourneyDialog(self.workspace, self.key))

    def action_edit(self) -> None:
        """Open the form of the highlighted person's values."""
        view = self._highlighted()
        if view is not None:
            self.ask_after(partial(contact_page.journey, self.workspace, str(view.id)), self._edit)

    def _edit(self, found: Journey) -> None:
        self.app.push_screen(ContactDialog(self.workspace, found), self._edited)

    def _edited(self, words: str | None) -> None:
        if words:
            self.overture.say(words)
            self.overture.remember(Undo(final=EDITED))
            self.overture.refresh_page()

    def action_forget(self) -> None:
        """Erase the contact that was highlighted at the key press, or the marked ones, after a question with counts."""
        view = self._highlighted()
        ids = self.marked or ([str(view.id)] if view is not None else [])
        if ids:
            self.ask_after(partial(forget.what_it_erases, self.workspace, *ids), partial(self._ask_to_forget, ids))

    def _ask_to_forget(self, ids: list[str], goes: ErasureCounts) -> None:
        name = cut(goes.name or "this contact", 40) if len(ids) == 1 else f"{len(ids):,} people"
        act = partial(forget.forget, self.workspace, *ids)
        replies = f"{goes.replies:,} {plural(goes.replies, 'reply', 'replies')}"
        words = (
            f"Name and texts are erased for good: {goes.sent} sent, {replies}. "
            f"Only a keyed hash remains, so that no member invites them again. {forget.BACKUPS}"
        )

        def decided(yes: bool | None) -> None:
            if yes:
                self.drop_marks()
                final = "The erasure of a person cannot be undone: name and texts are gone."
                self.overture.act(act, partial(_forgotten, len(ids)), final=final)

        dialog = TypedConfirmDialog(f"Erase {name} for good?", words, word="erase", yes="Erase")
        self.app.push_screen(dialog, decided)

    def action_block(self) -> None:
        """Block or unblock the contact that was highlighted at the key press, after a question."""
        view = self._highlighted()
        if self.marked:
            ask_to_block_many(self, [int(key) for key in self.marked])
        elif view is not None:
            ask_to_block(self, view.id)


def _forgotten(count: int, result: ErasureResult) -> str:
    """Return the words after an erasure, with the places where data of the person may remain."""
    copies = "" if result.compacted else " Copies remain in the store itself for now."
    names = [Path(path).name for path in result.files]
    files = f" These files contain, or may contain, data about them: {listed(names, 5)}." if names else ""
    who = "The person is" if count == 1 else f"{count:,} people are"
    return f"{who} forgotten.{copies}{files}"

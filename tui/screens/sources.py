"""Sources: where contacts come from, and how many are left in each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual.binding import BindingType

from core.rules.filters import keys
from core.rules.schedule import in_zone
from core.services import list_filters
from core.services.audience import sources
from core.services.audience.import_words import importing
from core.services.dependents import sentences, what_archiving_ends
from core.services.members.member_view import list_members
from core.text import clean
from core.views.archiving_view import ArchivingEnds
from core.views.sources_view import Finder, Source
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.import_file import ImportDialog
from tui.dialogs.source import FinderDialog, FinderEditDialog, SegmentDialog
from tui.screens.list_page import ListPage
from tui.style.cells import cut, glyph, plain
from tui.style.format import listed
from tui.style.moment_text import date_at_time
from tui.undo import Undo
from tui.widgets.border_title import NAME
from tui.widgets.column import Column
from tui.widgets.list_table import Line

KINDS = (
    ("file", "File: import contacts from CSV, Excel or OpenDocument"),
    ("segment", "Filter: all contacts that match it"),
    ("finder", "Search: LinkedIn is searched in a slot of its own"),
)
"""The kinds of source."""


class Sources(NamedTuple):
    """The sources that were read, and whether they are the archived ones."""

    views: list[Source]
    archived: bool


class SourcesScreen(ListPage[Sources]):
    """The page of the sources, with the number of people left in each."""

    page = "sources"
    about = (
        "A source is a named set of people that feeds campaigns. “Left” are people whom no campaign has drawn yet "
        "and who may be contacted. Importing a file into a source again adds only new people; nobody is in it twice."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("sources")
    filter_hint = "words, or keys such as kind:list left<100 used>0"
    filtered = keys.SOURCES
    columns = (
        Column("name", "Name", 16, grow=2),
        Column("kind", "Kind", 7, from_room=70),
        Column("contacts", "Contacts", 8, right=True),
        Column("left", "Left", 8, right=True),
        Column("used", "Used by", 14, grow=3),
        Column("state", "State", 8),
    )

    def __init__(self) -> None:
        super().__init__()
        self._archived = False

    # -- reading and showing

    def asks(self) -> bool:
        return self._archived

    def load(self, workspace: Workspace, asked: bool) -> Sources:
        views = sources.list_sources(workspace, archived=asked)
        return Sources([view for view in views if view.archived is asked], asked)

    def takes(self, data: Sources) -> bool:
        return data.archived == self._archived

    def lines(self, data: Sources) -> list[Line]:
        shown = list_filters.sources(self.workspace, self.filter_text, data.views)
        return [(str(view.id), self._cells(view)) for view in shown]

    def _cells(self, view: Source) -> dict[str, Text]:
        colours = self.colours
        word, style = self._state(view)
        used = view.used_by
        by = plain(f"{len(used)}: {', '.join(dict.fromkeys(used))}") if used else Text(glyph("dash"), style=colours.dim)
        return {
            "name": plain(view.name),
            "kind": plain(view.kind, colours.dim),
            "contacts": Text(f"{view.contacts:,}"),
            "left": Text(f"{view.left:,}", style=style if view.left == 0 else ""),
            "used": by,
            "state": Text(word, style=style),
        }

    def _state(self, view: Source) -> tuple[str, str]:
        """Return the state and its style; "used up" is highlighted only if a campaign draws from the source."""
        if view.archived:
            return "archived", self.colours.dim
        if view.importing is not None:
            return "importing", self.colours.warning
        if view.left == 0:
            return ("used up" if view.contacts else "empty"), self.colours.warning if view.used_by else ""
        return ("in use", "") if view.used_by else ("unused", self.colours.dim)

    def heading(self, data: Sources) -> str:
        what = "Archived sources" if data.archived else "Sources"
        people = sum(view.contacts for view in data.views)
        left = sum(view.left for view in data.views)
        return f"{what} ─ {self.part}{len(data.views)}, {people:,} entries, {left:,} left"

    def empty(self, data: Sources) -> str:
        if data.archived:
            return "Nothing is archived. Press A to go back."
        return "No source yet. Press n to import a contact file."

    def detail(self, data: Sources) -> tuple[str, Text] | None:
        view = next((view for view in data.views if str(view.id) == self.key), None)
        if view is None:
            return None
        text = Text(f"{view.left:,} of {view.contacts:,} are left for campaigns to draw.")
        used = view.used_by
        text.append(f"\nActive campaigns: {listed(used, 8)}." if used else "\nNo active campaign draws from it.")
        if view.importing is not None:
            text.append(f"\nThe source is {importing(view.importing)}", style=self.colours.warning)
        text.append(self._search(view.finder, archived=view.archived))
        if view.excluded:
            text.append(f"\n{view.excluded:,} are excluded by rules: `overture exclude list` shows them.")
        if view.left == 0 and used:
            text.append("\nNobody is left to draw: press n and import more people into it.", style=self.colours.warning)
        return cut(view.name, NAME), text

    def _search(self, finder: Finder | None, *, archived: bool) -> Text:
        """Return when a finder searches next, or what prevents it."""
        if finder is None:
            return Text()
        if finder.problem:
            said = f"{finder.problem.text} {finder.problem.action}"
            return Text("\n" + clean(said, 400), style=self.colours.warning)
        if not finder.active and not archived:
            return Text("\nThis finder is stopped: `overture finder start` lets it search again.")
        if finder.next is None:
            return Text("\nThis finder no longer searches.")
        at = date_at_time(in_zone(finder.next, self.workspace.stamp.time_zone))
        owner = cut(finder.owner, 40)
        if finder.next_state == "now":
            return Text(f"\n{owner} is searching now: up to {finder.per_slot} people.")
        if finder.next_state == "overdue":
            words = f"\nThe search of {owner} is overdue since {at}."
            return Text(words, style=self.colours.warning)
        return Text(f"\n{owner} searches next on {at}: up to {finder.per_slot} people.")

    # -- what can be done

    def why_not(self, action: str) -> str | None:
        view = self._highlighted()
        if action in ("archive", "copy", "edit") and view is None and not self.marked:
            return "No source is highlighted."
        if action == "edit" and view is not None and (view.finder is None or view.archived):
            return "Only a finder that is not archived can be edited; a list grows by importing into it: n."
        if action == "archive" and self.marked:
            return None
        if action == "archive" and view is not None and view.archived:
            return "This source is archived already."
        return None

    def _highlighted(self) -> Source | None:
        views = self.data.views if self.data is not None else []
        return next((view for view in views if str(view.id) == self.key), None)

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "archived": self._archived}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self._archived = kept.get("archived") is True
        super().recall(kept)

    def action_archived(self) -> None:
        """Show the archived sources, or the others."""
        self._archived = not self._archived
        self.ask_anew()

    def show_whole(self) -> None:
        """Show the sources that are not archived."""
        if self._archived:
            self.action_archived()

    def copied(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.name

    def action_new(self) -> None:
        """Ask for the kind of the new source, then open its form."""
        self.app.push_screen(ChooseDialog("New source", KINDS), self._new)

    def _new(self, kind: str | None) -> None:
        if kind == "file":
            self._open_form(ImportDialog(self.workspace))
        elif kind == "segment":
            self._open_form(SegmentDialog(self.workspace))
        elif kind == "finder":
            self.ask_after(
                partial(list_members, self.workspace),
                lambda found: self._open_form(FinderDialog(self.workspace, [one.name for one in found])),
            )

    def _open_form(self, dialog: ImportDialog | SegmentDialog | FinderDialog) -> None:
        self.app.push_screen(
            dialog, partial(self._saved, "u does not take people out of a source again, and does not remove a new one.")
        )

    def _saved(self, final: str, done: object) -> None:
        if done:
            self.overture.remember(Undo(final=final))
        self.overture.refresh_page()

    def action_edit(self) -> None:
        """Open the form of the highlighted finder."""
        view = self._highlighted()
        if view is not None and view.finder is not None:
            dialog = FinderEditDialog(self.workspace, view, view.finder)
            name = cut(view.name, 40)
            final = f"u does not undo what was saved of {name}; e changes it again."
            self.app.push_screen(dialog, partial(self._saved, final))

    def action_archive(self) -> None:
        """Archive the source that was highlighted at the key press, after a question that names what stops."""
        if self.marked:
            self.ask_to_archive(("source", "sources"), partial(sources.archive_source, self.workspace))
            return
        view = self._highlighted()
        if view is None:
            return
        ident, name = str(view.id), view.name
        act = partial(sources.archive_source, self.workspace, ident)

        def ask(ends: ArchivingEnds) -> None:
            dialog = ConfirmDialog(f"Archive “{cut(name, 40)}”?", _words(ends), yes="Archive")
            told = f"{cut(name, 40)} is archived."
            final = f"{cut(name, 40)} is archived for good; its contacts stay. A shows it, n makes another source."
            self.app.push_screen(dialog, lambda yes: self.overture.act(act, told, final=final) if yes else None)

        self.ask_after(partial(what_archiving_ends, self.workspace, "source", ident), ask)


def _words(ends: ArchivingEnds) -> str:
    named = [f"Active campaigns: {listed(ends.campaigns, 8)}."] if ends.campaigns else []
    return "\n".join(
        [
            *sentences(ends, "source"),
            *named,
            "Its contacts stay, with their journeys. This cannot be undone.",
        ]
    )

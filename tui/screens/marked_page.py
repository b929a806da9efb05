"""A page whose rows can be marked, so that one act applies to all of them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Literal, NamedTuple

from core.errors import OvertureError
from core.plural import plural
from core.rules.filters.natural_order import natural
from core.services.dependents import what_archiving_ends
from core.views.archiving_view import ArchivingEnds
from core.workspace import Workspace
from tui.memory import names_of
from tui.screens.page import Data, PageScreen
from tui.style.format import listed
from tui.undo import Undo
from tui.widgets.keyed_table import KeyedTable

Kind = Literal["member", "source"]
MOST_MARKED = 10_000
"""Most rows that can be marked at once: the first ones of the list. A page with more marks than this stores none for
the next start."""


class Done(NamedTuple):
    """The result of an act over several rows."""

    keys: tuple[str, ...]
    """The rows for which it was done."""
    refused: tuple[str, ...]
    """The reasons for the others, one sentence each."""

    def words(self, done: str) -> str:
        """Return the message with both counts; `done` names the act, such as "archived"."""
        told = f"{len(self.keys):,} {done}."
        if self.refused:
            told += f" {len(self.refused):,} {plural(len(self.refused), 'was', 'were')} refused: {self.refused[0]}"
        return told


def over(keys: Sequence[str], act: Callable[[str], object]) -> Done:
    """Do one act for each row, one after the other; a refused row does not stop the others."""
    done: list[str] = []
    refused: list[str] = []
    for key in keys:
        try:
            act(key)
        except OvertureError as error:
            refused.append(error.text)
        else:
            done.append(key)
    return Done(tuple(done), tuple(refused))


def archiving_ends(workspace: Workspace, kind: Kind, ids: Sequence[str]) -> list[ArchivingEnds]:
    """Return the effects of archiving each of these members or sources."""
    return [what_archiving_ends(workspace, kind, ident) for ident in ids]


def many_archived(ends: Sequence[ArchivingEnds], what: str) -> str:
    """Return in words the effects of archiving several members or sources, with counts."""
    stopped = sorted((name for one in ends for name in one.campaigns), key=natural)  # two may have one name
    waiting = sum(sum(one.waiting.values()) for one in ends)
    lines = [f"{listed([one.name for one in ends], 8)}."]
    if stopped:
        count = len(stopped)
        lines.append(f"{count:,} active {plural(count, 'campaign stops', 'campaigns stop')}: {listed(stopped, 8)}.")
    if waiting:
        lines.append(f"{waiting:,} {plural(waiting, 'person', 'people')} who wait in them are not contacted.")
    return "\n".join([*lines, f"What was sent stays in the history. Archived {what} are not brought back."])


class MarkedPage(PageScreen[Data]):
    """A page with marked rows; the marks belong to the rows' keys, so they survive a redraw."""

    @property
    @abstractmethod
    def marked_table(self) -> KeyedTable:
        """The table whose rows are marked."""

    @property
    def marked(self) -> list[str]:
        """The keys of the marked rows, in the order of the table."""
        return self.marked_table.marked if self.composed else []

    def show_marks(self) -> None:
        """Refresh everything outside the table that depends on the marks."""
        self.regrey()

    def every_key(self, then: Callable[[Sequence[str]], None]) -> None:
        """Call `then` with the keys of all rows that the list holds, or with more than `MOST_MARKED` of them."""
        then(self.marked_table.shown_keys)

    def action_mark(self) -> None:
        """Mark or unmark the highlighted row, and go to the next."""
        table = self.marked_table
        if table.key_at_cursor is not None:
            table.toggle_mark(table.key_at_cursor)
            table.move_cursor(row=table.cursor_row + 1, animate=False)
            self.show_marks()

    def action_mark_range(self) -> None:
        """Mark everything from the last mark to the cursor."""
        if not self.marked_table.mark_to_cursor():
            self.overture.say("Mark the first row with space, then press v on the last one.")
        self.show_marks()

    def action_mark_all(self) -> None:
        """Mark all rows that the list has now, without later ones."""
        self.every_key(self._mark_all)

    def _mark_all(self, keys: Sequence[str]) -> None:
        if self.composed:
            first = "The first " if len(keys) > MOST_MARKED else ""
            keys = keys[:MOST_MARKED]
            self.marked_table.mark(keys)
            self.show_marks()
            self.overture.say(
                f"{first}{len(keys):,} {plural(len(keys), 'row is', 'rows are')} marked. Escape drops the marks."
            )

    def drop_marks(self) -> bool:
        marked = bool(self.marked)
        if marked:
            self.marked_table.clear_marks()
            self.show_marks()
        return marked

    # -- what is kept for the next start

    def kept(self) -> dict[str, Any]:
        marks = self.marked
        return {**super().kept(), "marks": marks if len(marks) <= MOST_MARKED else []}

    def recall(self, kept: Mapping[str, Any]) -> None:
        self.marked_table.mark(names_of(kept, "marks"))
        super().recall(kept)

    # -- acting on the marked rows

    def ask_over(
        self,
        question: tuple[str, str, str],
        act: Callable[[], Any],
        done: Callable[[Any], str],
        undo: Callable[[Any], object] | str,
    ) -> None:
        """Ask once, then act in a thread; `undo` gets the result of `act`, and reverses it, or says why nothing can.

        `question`: title, words, and the label of the button.
        """
        from tui.dialogs.confirm import ConfirmDialog

        title, words, yes = question

        def decided(answer: bool | None) -> None:
            if answer:
                self.drop_marks()
                self.overture.act(partial(act), partial(self._told, done, undo))

        self.app.push_screen(ConfirmDialog(title, words, yes=yes), decided)

    def ask_to_archive(self, nouns: tuple[Kind, str], archive: Callable[[str], object]) -> None:
        """Ask once, with the counts of all marked rows, then archive them; `nouns`: singular and plural."""
        ids = self.marked
        what = f"{len(ids):,} {plural(len(ids), *nouns)}"
        final = f"The archiving of {what} is for good. A shows the archived ones."
        self.ask_after(
            partial(archiving_ends, self.workspace, nouns[0], ids),
            lambda ends: self.ask_over(
                (f"Archive {what}?", many_archived(ends, nouns[1]), "Archive"),
                partial(over, ids, archive),
                lambda found: found.words("archived"),
                final,
            ),
        )

    def _told(self, done: Callable[[Any], str], undo: Callable[[Any], object] | str, result: Any) -> str:
        """Return the result in words, and record how to undo it, or why nothing can; runs in a thread."""
        self.overture.remember(Undo(final=undo) if isinstance(undo, str) else Undo(partial(undo, result)))
        return done(result)

"""The safety log of each host: its own side journal gets every refusal that is in a store on a server.

A person may be blocked or erased from any host. Each daemon adds what it sees to its home's side journal, so that a
store that was restored from an older backup forgets no refusal, whichever daemon starts first.
"""

from __future__ import annotations

from datetime import datetime

from core.clock import boot_seconds
from core.engine import refusal_lines, side_journal
from core.engine.epoch import replaced
from core.engine.refusal_lines import last_words
from core.engine.restoring import journal_check, seen
from core.store.database import Reading
from core.store.engine import journal_tail
from core.store.engine.journal_tail import JournalMark
from core.store.people import blocks, exclusions
from core.workspace import Workspace

NOTE_S = 10.0
"""Real seconds between two notes of what was seen."""


class HostLog:
    """The notes of one daemon, engine or standby, about its store; `look` is called about once a second."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._noted_at = -NOTE_S
        self._seen = seen.noted(workspace.home)
        self._last: JournalMark | None = None
        self._logged: object = None

    def look(self, store: Reading, *, engine: bool) -> None:
        """Note what is seen, and add new refusals to the side journal. A store in a file needs neither.

        Raises ServerReplacedError in an engine whose store was replaced by an older one. A standby then keeps its last
        note, and adds no line that permits contact.
        """
        if self._workspace.store.in_file:
            return
        last, due = journal_tail.last(store), boot_seconds() - self._noted_at >= NOTE_S
        if last == self._last and not due:
            return
        self._last, older = last, self._seen is not None and seen.is_older(store, self._workspace, self._seen)
        if older and engine:
            raise replaced()
        state = (blocks.total(store), [rule.id for rule in exclusions.standing(store)])
        if state != self._logged:
            add_lines(self._workspace, store, self._workspace.now(), frees=not older)
            self._logged = state
        if not older:
            self._seen = seen.now(store, self._workspace)
        if due:
            self.close()

    def close(self) -> None:
        """Write the note."""
        self._noted_at = boot_seconds()
        if self._seen is not None and not self._workspace.store.in_file:
            seen.note(self._workspace.home, self._seen)


def add_lines(workspace: Workspace, store: Reading, now: datetime, *, frees: bool) -> int:
    """Add a line for each refusal that the side journal lacks; return the number of lines.

    `frees` says that the store is not older than what this home saw, so it is right where it lacks a refusal, too.
    """
    path = workspace.home.intents
    bad = journal_check.bad_lines(workspace)
    words = last_words(side_journal.numbered(path), max((line.number for line in bad), default=0))
    here, forgotten = blocks.hashes(store), blocks.forgotten(store)
    known = words.blocked()
    erased = {person for person, line in known.items() if line.get("forgotten") is True}
    lines = [refusal_lines.erases(person, now) for person in sorted(forgotten - erased)]
    lines += [refusal_lines.blocks(person, now) for person in sorted(here - forgotten - known.keys())]
    rules = {(rule.key, rule.file): rule for rule in exclusions.standing(store)}
    added = [rules[place] for place in sorted(rules.keys() - words.excluded().keys())]
    lines += [refusal_lines.excludes(rule.key, rule.file, rule.value, now) for rule in added]
    if frees:
        lines += [refusal_lines.unblocks(person, now) for person in sorted(known.keys() - erased - here)]
        lines += [refusal_lines.lifts(key, file, now) for key, file in sorted(words.excluded().keys() - rules.keys())]
    side_journal.append_all(path, lines, durable=workspace.store.durable)
    return len(lines)

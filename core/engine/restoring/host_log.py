"""Each host's copy of the refusals in a store on a server, added to the side journal of its home.

A person may be blocked or erased from any host, so each daemon copies every refusal that it sees. A store that is
restored from an older backup then loses no refusal, whichever daemon starts first.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from core.clock import boot_seconds
from core.engine import refusal_lines, side_journal
from core.engine.context import Context
from core.engine.epoch import replaced
from core.engine.refusal_lines import Words, last_words
from core.engine.restoring import location, seen
from core.store import named_values
from core.store.database import Reading
from core.store.engine import journal_tail
from core.store.engine.journal_tail import JournalMark, Seen
from core.store.people import blocks, exclusions
from core.store.people.exclusions import RuleRow
from core.store.stamp import RESTORED
from core.workspace import Workspace

NOTE_S = 10.0
"""Real seconds between two writes of `seen.json`."""
log = logging.getLogger("overture.engine")
Line = dict[str, object]


class Refusals(NamedTuple):
    """Every refusal in a store: hashes of blocked people (erased ones included), hashes of erased people, and rules."""

    blocked: set[str]
    forgotten: set[str]
    rules: dict[tuple[str, str], RuleRow]
    """By key and file."""


class _Found(NamedTuple):
    """New refusals that `read` found in the store, for `write`."""

    state: object
    """A value that changes with the refusals."""
    refusals: Refusals
    frees: bool
    """True if a refusal that the store lacks was lifted, not lost."""


class HostLog:
    """The copying of refusals, and of `seen.json`, by a daemon: it calls `read`, then `write`, about every second."""

    def __init__(self, workspace: Workspace, context: Context | None = None) -> None:
        """Take the engine's context, None in a standby. An engine replays the side journal before the first `read`."""
        self._workspace = workspace
        self._context = context
        self._noted_at = -NOTE_S
        self._seen: Seen | None = None
        self._told: Seen | None = None
        """State in `seen.json` as of the previous look, so that it was committed before the present look began."""
        self._lacks_announced = False
        self._trusted: bool | None = None
        """False if this home may have seen more than the store has now, but has no note of it; None before `read`.

        While False, nobody is unblocked and `seen.json` is not written: an engine that starts here reads every list.
        """
        self._last: JournalMark | None = None
        self._logged: object = None
        self._found: _Found | None = None
        self._failed = False
        self._words = Words()
        self._words_of: tuple[int, int] | None = None
        """Size and modification time (ns) of the side journal when `_words` was read."""

    def read(self, store: Reading) -> None:
        """Find new refusals in the store, and its state for `seen.json`; a store in a file needs neither.

        Raises ServerReplacedError in an engine whose store was replaced by an older one. A standby then keeps the last
        `seen.json`, and adds no line that permits contact.
        """
        if self._workspace.store.in_file:
            return
        last, due = journal_tail.last(store), boot_seconds() - self._noted_at >= NOTE_S
        if last == self._last and not due:
            return
        if self._trusted is None:
            self._begin(store)
        self._last, older = last, self._is_older(store)
        if older and self._context is not None:
            raise replaced()
        frees = self._frees(store, older=older)
        state = (blocks.total(store), [rule.id for rule in exclusions.in_force(store)], frees)
        if state != self._logged:
            self._found = _Found(state, refusals_of(store), frees)
        self._told = seen.noted(self._workspace.home)
        if self._trusted and not older and not self._is_older(store):  # by what was noted until now
            self._seen = seen.now(store, self._workspace)
            self._lacks_announced = seen.awaits(store, self._workspace.home)

    def _begin(self, store: Reading) -> None:
        if self._context is not None:
            self._seen, self._trusted = self._context.seen, True
            return
        self._seen = seen.noted(self._workspace.home)
        new = not self._workspace.home.intents.exists() and not location.ran_here(store, self._workspace)
        self._trusted = self._seen is not None or new

    def _is_older(self, store: Reading) -> bool:
        known = [told for told in (self._seen, self._told) if told is not None]
        return any(seen.is_older(store, self._workspace, told) for told in known)

    def _frees(self, store: Reading, *, older: bool) -> bool:
        """Return whether a refusal that the store lacks was lifted: the store never went back, and no replay is due."""
        return bool(self._trusted) and not older and named_values.get(store, RESTORED) is None

    def write(self) -> None:
        """Write what the last `read` found, outside its transaction: first `seen.json`, then lines of the side journal.

        A line is thus never newer than `seen.json`: if the store is restored to a moment between the two writes, it is
        recognised as older, and no line reverts the refusal. A failed write is logged once, and retried.
        """
        found, self._found = self._found, None
        if found is not None or boot_seconds() - self._noted_at >= NOTE_S:
            self.close()
        if found is None:
            return
        try:
            self._add(found)
        except OSError as error:
            if not self._failed:
                path = self._workspace.home.intents
                log.warning("The refusals of other hosts cannot be added to %s for now: %s.", path, error.strerror)
            self._failed = True
        else:
            self._failed, self._logged = False, found.state

    def close(self) -> None:
        """Write `seen.json`, unless a command or another daemon has noted more since the last look."""
        self._noted_at = boot_seconds()
        if self._seen is not None and not self._workspace.store.in_file:
            seen.note_newer(self._workspace.home, self._seen, lacks_announced=self._lacks_announced)

    def _add(self, found: _Found) -> None:
        now, words = self._workspace.now(), self._words_now()
        _append(self._workspace, refusing(words, found.refusals, now))
        if not found.frees or not permitting(words, found.refusals, now):
            return
        # A command writes its line before it commits: under the write lock, no line is waiting for its commit.
        # Nor is one waiting for its note that was announced: if the store lacks its row, the refusal stands.
        with self._workspace.store.write() as store:
            home = self._workspace.home
            self._told = seen.noted(home)
            older = self._is_older(store) or seen.awaits(store, home)
            if self._frees(store, older=older):
                add_lines(self._workspace, words_of(self._workspace.home.intents), refusals_of(store), now, frees=True)

    def _words_now(self) -> Words:
        """Return the last words of the side journal; the file is read again only if it was changed."""
        path = self._workspace.home.intents
        state = path.stat() if path.exists() else None
        mark = (0, 0) if state is None else (state.st_size, state.st_mtime_ns)
        if mark != self._words_of:
            self._words, self._words_of = words_of(path), mark
        return self._words


def refusals_of(store: Reading) -> Refusals:
    """Return every refusal in the store."""
    rules = {(rule.key, rule.file): rule for rule in exclusions.in_force(store)}
    return Refusals(blocks.hashes(store), blocks.forgotten(store), rules)


def words_of(path: Path) -> Words:
    """Return the last line of each person and rule in a side journal. Raises OSError if it cannot be read."""
    lines, bad = side_journal.whole(path)
    return last_words(lines, max((line.number for line in bad), default=0))


def add_lines(workspace: Workspace, words: Words, store: Refusals, now: datetime, *, frees: bool) -> None:
    """Add a line for each refusal that the side journal lacks.

    With `frees`, also lift each refusal that only the side journal has: the store is known to be no older than this
    home saw it. The caller then holds the store's write lock.
    """
    lines = refusing(words, store, now)
    if frees:
        lines += permitting(words, store, now)
    _append(workspace, lines)


def refusing(words: Words, store: Refusals, now: datetime) -> list[Line]:
    """Return the lines of the refusals that the side journal lacks."""
    known = words.blocked()
    lines = [refusal_lines.erases(person, now) for person in sorted(store.forgotten - _erased(words))]
    lines += [refusal_lines.blocks(person, now) for person in sorted(store.blocked - store.forgotten - known.keys())]
    added = [store.rules[place] for place in sorted(store.rules.keys() - words.excluded().keys())]
    return lines + [refusal_lines.excludes(rule.key, rule.file, rule.value, now) for rule in added]


def permitting(words: Words, store: Refusals, now: datetime) -> list[Line]:
    """Return the lines that take back the refusals that only the side journal has; an erasure stays."""
    freed = words.blocked().keys() - _erased(words) - store.blocked
    lines = [refusal_lines.unblocks(person, now) for person in sorted(freed)]
    lifted = sorted(words.excluded().keys() - store.rules.keys())
    return lines + [refusal_lines.lifts(key, file, now) for key, file in lifted]


def _erased(words: Words) -> set[str]:
    return {person for person, line in words.blocked().items() if line.get("forgotten") is True}


def _append(workspace: Workspace, lines: Sequence[Line]) -> None:
    side_journal.append_all(workspace.home.intents, lines, durable=workspace.store.durable)

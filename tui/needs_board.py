"""The items that need a person: which of them are marked as seen, and which the key `.` has visited."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from core.rules.problem_codes.code import Severity
from core.views.needs_view import Need, Needs
from tui.memory import Kept

COUNTED_FOR_S = 30.0
"""Real seconds for which a count is valid: counting again costs as much as the list of campaigns."""
ERRORS_FOR = timedelta(hours=24)
"""Time after which an error that was marked as seen is shown again, if it still holds."""
MOST_SEEN = 1000
"""Most items remembered as seen; the oldest are dropped first."""


class Seen(NamedTuple):
    """A record that an item was marked as seen: it stays hidden until its mark changes."""

    mark: str
    """The item's `Need.mark` when it was hidden."""
    at: datetime
    """Workspace time, UTC."""


class NeedsBoard:
    """The items that need a person, without those marked as seen. They are read in one thread, shown in another."""

    def __init__(self, kept: Kept) -> None:
        self._lock = threading.Lock()
        self._seen = _seen_of(kept)
        self._visited: set[str] = set()
        self._found: Needs | None = None
        self._counted_at = 0.0
        self._news = False
        self._begun = self._taken = 0

    def begin(self) -> int:
        """Return the number of a read that begins now, for `take`."""
        with self._lock:
            self._begun += 1
            return self._begun

    def take(self, found: Needs, number: int) -> None:
        """Take the items found by the read with this number, unless those of a later read were taken already."""
        fresh = self.open(found)
        with self._lock:
            if number <= self._taken:
                return
            if self._found is not None:
                before = {one.key: one.count for one in self._found.items}
                self._news |= any(one.count > before.get(one.key, 0) for one in fresh)
            self._taken, self._found, self._counted_at = number, found, time.monotonic()

    def take_news(self) -> bool:
        """Return whether an item has appeared, or grown, since the last call; the session's first read never counts."""
        found, self._news = self._news, False
        return found

    @property
    def stale(self) -> bool:
        """Return whether the items must be counted again."""
        return self._found is None or time.monotonic() - self._counted_at >= COUNTED_FOR_S

    @property
    def count(self) -> int:
        """Return the number of items that are not hidden, at the last read."""
        return 0 if self._found is None else len(self.open(self._found))

    def open(self, found: Needs) -> list[Need]:
        """Return the items that are not hidden, in their order."""
        with self._lock:
            return [one for one in found.items if not self._hides(one, found.now)]

    def see(self, items: Iterable[Need], now: datetime) -> None:
        """Hide items until they change."""
        with self._lock:
            for one in items:
                self._seen.pop(one.key, None)
                self._seen[one.key] = Seen(one.mark, now)
            for key in list(self._seen)[:-MOST_SEEN]:
                del self._seen[key]

    def show_again(self, keys: Iterable[str]) -> None:
        """Show items again that were hidden."""
        with self._lock:
            for key in keys:
                self._seen.pop(key, None)

    def next_of(self, items: Sequence[Need]) -> Need | None:
        """Return the first item not visited yet, and record the visit; after the last, begin again. None if empty."""
        fresh = next((one for one in items if one.key not in self._visited), None)
        if fresh is None:
            self._visited.difference_update(one.key for one in items)
            fresh = items[0] if items else None
        if fresh is not None:
            self._visited.add(fresh.key)
        return fresh

    def visit(self, need: Need) -> None:
        """Record that a person visited an item."""
        self._visited.add(need.key)

    def kept(self) -> Kept:
        """Return the state to store for the next start: ids and moments, no names."""
        with self._lock:
            return {key: [seen.mark, str(seen.at)] for key, seen in self._seen.items()}

    def _hides(self, one: Need, now: datetime) -> bool:
        seen = self._seen.get(one.key)
        if seen is None or seen.mark != one.mark:
            return False
        return one.severity.rank < Severity.ERROR.rank or now - seen.at < ERRORS_FOR


def _seen_of(kept: Mapping[str, object]) -> dict[str, Seen]:
    found: dict[str, Seen] = {}
    for key, value in kept.items():
        match value:
            case [str() as mark, str() as at]:
                try:
                    moment = datetime.fromisoformat(at)
                except ValueError:
                    continue
                if moment.tzinfo is not None:
                    found[key] = Seen(mark, moment)
    return found

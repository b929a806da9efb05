"""Reading a list page by page, to its end, to its first fault, or to a number of pages."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from core.network.gateway import Page, Unreadable
from core.network.provider_errors import ErrorClass, ProviderError

T = TypeVar("T")

REFUSES: Final = frozenset(
    {
        ErrorClass.unreadable,
        ErrorClass.unknown,
        ErrorClass.content_fail,
        ErrorClass.plan_stop,
        ErrorClass.person_fail,
    }
)
"""Answers about this one list: the provider and the account are up, so other lists are still read."""
NOTHING_NEW: Final = 3
"""Consecutive pages without a readable record after which reading stops."""


@dataclass
class Listing(Generic[T]):
    """The result of reading a list.

    `fault` is the error that ended the reading, or empty; `cut` is True if there are more pages than the limit.
    """

    items: list[T] = field(default_factory=list)
    unreadable: list[Unreadable] = field(default_factory=list)
    pages: int = 0
    fault: str = ""
    cut: bool = False

    @property
    def ended(self) -> bool:
        """Return whether the end was reached; records may have been skipped on the way."""
        return not self.fault and not self.cut

    @property
    def whole(self) -> bool:
        """Return whether everything in the list is in `items`."""
        return self.ended and not self.unreadable


def follow(
    ask: Callable[[str | None], Page[T]],
    key: Callable[[T], Hashable],
    most: int,
    listing: Listing[T] | None = None,
    stop: Callable[[Page[T]], bool] = lambda _page: False,
) -> Listing[T]:
    """Read at most `most` pages into `listing` and return it; `stop` ends the reading early, without a fault.

    A repeated cursor, or a page whose records were all on earlier pages, ends it with a fault. Raises ProviderError for
    an error that concerns more than this list.
    """
    read = Listing[T]() if listing is None else listing
    seen: set[Hashable] = set()
    cursors: set[str] = set()
    cursor: str | None = None
    barren = 0
    while read.pages < most:
        read.pages += 1
        try:
            page = ask(cursor)
        except ProviderError as error:
            if error.klass not in REFUSES:
                raise
            read.fault = error.words or error.klass.value
            return read
        new = [item for item in page.items if key(item) not in seen]
        seen.update(key(item) for item in new)
        read.items.extend(new)
        read.unreadable.extend(page.unreadable)
        barren = 0 if new else barren + 1
        read.fault = _fault(page, cursors, new=bool(new), barren=barren)
        if read.fault or page.cursor is None or stop(page):
            return read
        cursors.add(page.cursor)
        cursor = page.cursor
    read.cut = True
    return read


def _fault(page: Page[T], cursors: set[str], *, new: bool, barren: int) -> str:
    if page.items and not new:
        return "a page has only records of earlier pages"
    if page.cursor is None:
        return ""
    if page.cursor in cursors:
        return "the cursor of a page repeats"
    if barren >= NOTHING_NEW:
        return f"{barren} pages in a row have no readable record"
    return ""

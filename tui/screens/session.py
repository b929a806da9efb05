"""The state of the app's pages that is stored for the next start, and the state that the last session stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.errors import UsageError
from core.rules.filters.terms import terms_of
from tui.line_history import LineHistory
from tui.memory import Kept, Memory, names_of, part_of, text_of
from tui.needs_board import NeedsBoard
from tui.screens.page import PageScreen

OF_PEOPLE = frozenset({"approvals", "queue", "contacts", "activity", "needs"})
"""Pages whose filter may hold the name of a person; that person may be erased while the filter is kept."""
TELLS_NOBODY = frozenset(
    (
        "id",
        "at",
        "kind",
        "code",
        "member",
        "contact",
        "campaign",
        "program",
        "source",
        "sender",
        "status",
        "reason",
        "step",
        "language",
        "blocked",
        "scheduled",
        "sent",
        "approved",
        "accepted",
        "replied",
        "severity",
        "count",
        "due",
        "since",
        "sort",
    )
)
"""Filter keys of these pages whose values name no person: a filter that has no other keys is stored."""


NOT_BY_ID = ("filter", "columns", "archived", "group", "replies", "order", "folded")
"""Parts of a page's stored state that name no row by its id, so that they hold in a restored store, too."""


def without_names(page: str, kept: Kept) -> Kept:
    """Return the state of a page that may be stored: without a filter that may name a person, and its position."""
    if page not in OF_PEOPLE or not kept.get("filter"):
        return kept
    try:
        named = any(term.key not in TELLS_NOBODY for term in terms_of(text_of(kept, "filter")))
    except UsageError:
        named = True
    return {**kept, "filter": "", "at": None, "cursor": None} if named else kept


class Session:
    """The state of the pages between two starts: it is read once, given to each page, and written."""

    def __init__(self, memory: Memory | None, generation: str = "") -> None:
        """Read the stored state; rows are restored only if it was stored with the same `generation` of the store.

        In another generation, as after a restore, the same ids may be other campaigns or people.
        """
        self._memory = memory
        self._kept: Kept = memory.read() if memory is not None else {}
        self._generation = generation
        self.marks_dropped = 0
        """The number of rows whose marks were dropped, since the store was replaced after they were stored."""
        if self._kept.get("generation") != generation:
            self._drop_rows()
        self._recalled: set[str] = set()
        self.board = NeedsBoard(part_of(self._kept, "seen"))
        self.lines = LineHistory(self._kept.get("lines"))
        self.sidebar_hidden = self._kept.get("sidebar_hidden") is True

    def _drop_rows(self) -> None:
        pages = {name: part_of(part_of(self._kept, "pages"), name) for name in part_of(self._kept, "pages")}
        self.marks_dropped = sum(len(names_of(kept, "marks")) for kept in pages.values())
        pages = {name: {key: kept[key] for key in NOT_BY_ID if key in kept} for name, kept in pages.items()}
        self._kept = {**self._kept, "pages": pages, "seen": {}}

    def page(self, known: Sequence[str], first: str) -> str:
        """Return the page on which the app opens: the stored one if it is in `known`, else `first`."""
        page = text_of(self._kept, "page")
        return page if page in known else first

    def lacks_row(self, page: PageScreen[Any]) -> bool:
        """Return whether a page is about one row although no row is stored for it."""
        kept = part_of(part_of(self._kept, "pages"), page.page)
        return bool(page.kept_row) and not text_of(kept, page.kept_row)

    def recall(self, page: PageScreen[Any]) -> None:
        """Restore the stored state of a page; later calls do nothing."""
        if self._memory is not None and page.page not in self._recalled:
            self._recalled.add(page.page)
            page.recall(part_of(part_of(self._kept, "pages"), page.page))

    def keep(self, top: PageScreen[Any]) -> None:
        """Store the state of the page on top, beside the stored state of the others."""
        if self._memory is None or top.page not in self._recalled or not top.composed:
            return
        known = part_of(self._kept, "pages")
        pages = {**known, top.page: top.kept()}
        pages = {page: without_names(page, part_of(pages, page)) for page in pages}
        self._kept = {
            "generation": self._generation,
            "page": top.page,
            "pages": pages,
            "seen": self.board.kept(),
            "lines": self.lines.kept(),
            "sidebar_hidden": top.overture.sidebar_hidden,
        }
        self._memory.write(self._kept)

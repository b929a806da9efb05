"""The way back: the pages that a person came through."""

from __future__ import annotations

FIRST = "invites"
"""The page on which the app opens, and from which back leaves it."""


class PageTrail:
    """The names of the pages that lead back, each once."""

    def __init__(self) -> None:
        self._behind: list[str] = []

    def go(self, here: str, wanted: str) -> None:
        """Note a way from one page to another; the first page ends every way back."""
        behind = [page for page in self._behind if page not in (wanted, here)]
        self._behind = [] if wanted == FIRST else [*behind, here]

    def back(self, here: str) -> str | None:
        """Return the page before; None on the first one."""
        if here == FIRST:
            return None
        return self._behind.pop() if self._behind else FIRST

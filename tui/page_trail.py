"""The way back: the pages through which a person came to the present one."""

from __future__ import annotations

FIRST = "invites"
"""The page on which the app first opens; going back from it quits the app."""


class PageTrail:
    """The names of the pages that lead back, each once."""

    def __init__(self) -> None:
        self._behind: list[str] = []

    def go(self, here: str, wanted: str) -> None:
        """Record a step from page `here` to page `wanted`; a step to the first page empties the way back."""
        behind = [page for page in self._behind if page not in (wanted, here)]
        self._behind = [] if wanted == FIRST else [*behind, here]

    def back(self, here: str) -> str | None:
        """Return the previous page; None on the first one."""
        if here == FIRST:
            return None
        return self._behind.pop() if self._behind else FIRST

"""The loaded part of a long list: more as the cursor comes near its end, and little again at the top."""

from __future__ import annotations

NEAR = 4
"""Divisor of a step: more is read once the cursor is a quarter of a step from the end of the rows."""


class Growing:
    """The number of rows that a page asks for."""

    def __init__(self, step: int) -> None:
        self._step = step
        self.limit = step
        self._read = step

    def restart(self) -> None:
        """Go back to the first limit, since another list is asked for."""
        self.limit = self._step

    def take(self, limit: int) -> bool:
        """Record the limit of a read; return False if another limit is wanted meanwhile."""
        self._read = limit
        return limit == self.limit

    def follow(self, row: int, shown: int, *, more: bool, keep: bool = False) -> bool:
        """Return whether to read again, now that the cursor is on `row` of the `shown` rows.

        `more`: the list has more rows than were read. `keep`: the rows read must stay, as some are marked.
        """
        if self._read != self.limit:  # the rows asked for are not read yet
            return False
        if more and row >= shown - self._step // NEAR:
            self.limit += self._step
        elif self.limit > self._step and row == 0 and not keep:
            self.limit = self._step
        return self._read != self.limit

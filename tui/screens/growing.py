"""The loaded part of a long list: it grows as the cursor comes near one of its ends, and can begin anywhere."""

from __future__ import annotations

from typing import NamedTuple

NEAR = 4
"""Divisor of a step: more is read once the cursor is a quarter of a step from an end of the rows."""


class Part(NamedTuple):
    """A part of a list: `limit` rows after the first `skip` rows."""

    skip: int
    limit: int


class Growing:
    """The part of a list that a page asks for."""

    def __init__(self, step: int) -> None:
        self._step = step
        self.part = Part(0, step)
        self._read = self.part

    def restart(self) -> None:
        """Go back to the first part, since another list is asked for."""
        self.part = Part(0, self._step)

    def begin_at(self, skip: int = 0) -> None:
        """Ask for the part after the first `skip` rows."""
        self.part = Part(skip, self._step)

    def jump(self, row: int) -> bool:
        """Ask for the part around a row, numbered from 0; return True if that part still has to be read."""
        if not self.part.skip <= row < self.part.skip + self.part.limit:
            self.part = Part(max(0, row - self._step // 2), self._step)
        return self._read != self.part

    def take(self, part: Part) -> bool:
        """Record the part that was read; return False if another one is wanted meanwhile."""
        self._read = part
        return part == self.part

    def follow(self, row: int, shown: int, *, more: bool) -> bool:
        """Return whether to read again, now that the cursor is on `row` of the `shown` rows.

        `more` is true if the list has further rows after those that were read.
        """
        skip, limit = self.part
        if self._read != self.part:  # the rows asked for are not read yet
            return False
        if more and row >= shown - self._step // NEAR:
            self.part = Part(skip, limit + self._step)
        elif skip and row < self._step // NEAR:
            first = max(0, skip - self._step)
            self.part = Part(first, limit + skip - first)
        elif limit > self._step and not skip and row == 0:
            self.part = Part(0, self._step)
        return self._read != self.part

"""The detection of a key that is held down: terminals report no release, only the same key again and again."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

AGAIN_S = 1.1
"""Most real seconds until a held key is repeated for the first time: up to a second on the usual systems."""
REPEAT_S = 0.1
"""Real seconds between two presses that no finger makes twice running: a held key is repeated every 30 to 92 ms."""
RUN = 2
"""Successive gaps shorter than `REPEAT_S` that make a hold: a slow line may join two presses by hand, hardly three."""
LET_GO_S = 0.15
"""Real seconds without a repeat after which a held key was let go."""

Press = Literal["first", "unsure", "repeat"]
"""A press by hand; one that may be the first repeat of a held key, as those that follow will tell; a repeat."""


class HeldKey:
    """The last key that came, and whether it is held down. Moments are real seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._key = ""
        self._at = float("-inf")
        self._since = float("inf")
        self._held = False

    def press(self, key: str, at: float) -> Press:
        """Return how a key was pressed that came at this moment, and remember it."""
        self._since, same = at - self._at, key == self._key
        self._key, self._at = key, at
        if not same or self._since >= AGAIN_S:
            self._held = False
            return "first"
        self._held = self._held and self._since < LET_GO_S
        return "repeat" if self._held else "unsure"

    def judge(self, later: Sequence[float]) -> bool | None:
        """Return whether the unsure press began a hold, from the moments of those that followed it; None if unknown.

        `later` ends with infinity if another key followed.
        """
        gaps = [self._since, *(after - before for before, after in pairwise((self._at, *later)))]
        if gaps[0] >= REPEAT_S:
            del gaps[0]
        run = next((number for number, gap in enumerate(gaps) if gap >= REPEAT_S), len(gaps))
        self._held = run >= RUN
        return True if self._held else False if run < len(gaps) else None

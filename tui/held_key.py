"""The detection of a key that is held down: terminals report no release, only the same key again and again."""

from __future__ import annotations

from typing import Literal

AGAIN_S = 1.1
"""Most real seconds until a held key is repeated for the first time: up to a second on the usual systems."""
REPEAT_S = 0.1
"""Fewest real seconds between two presses by hand: a held key is repeated every 30 to 92 ms, a finger is slower."""
LET_GO_S = 0.3
"""Real seconds without a repeat after which a held key was let go."""

Press = Literal["first", "unsure", "repeat"]
"""A press by hand; one that is by hand only if the same key does not follow within `REPEAT_S`; a repeat."""


class HeldKey:
    """The last key that came, and whether it is held down. Moments are real seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._key = ""
        self._at = float("-inf")
        self._held = False

    def press(self, key: str, at: float) -> Press:
        """Return how a key was pressed that came at this moment, and remember it."""
        since, same = at - self._at, key == self._key
        self._key, self._at = key, at
        if not same or since >= AGAIN_S:
            self._held = False
            return "first"
        self._held = since < REPEAT_S or (self._held and since < LET_GO_S)
        return "repeat" if self._held else "unsure"

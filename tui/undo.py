"""The person's acts of this session that can be undone, the last one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NOTHING = "There is nothing left to undo in this session."
LONGEST = 100
"""Most acts that are remembered."""


def _always() -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Undo:
    """An act that can be undone: `run` reverses it by an act of its own, which is journalled and may be refused."""

    run: Callable[[], object]
    stands: Callable[[], bool] = _always
    """Function that returns whether anything is left to undo."""


class History:
    """The acts of one session."""

    def __init__(self) -> None:
        self._acts: list[Undo] = []

    def remember(self, act: Undo) -> None:
        """Put an act on top."""
        self._acts.append(act)
        del self._acts[:-LONGEST]

    def take_back(self) -> bool:
        """Undo the last act that can still be undone; return False if there is none."""
        while self._acts:
            act = self._acts.pop()
            if act.stands():
                act.run()
                return True
        return False

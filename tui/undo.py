"""What a person did in this session and may take back, the last act first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NOTHING = "Nothing of this session is left to take back."
LONGEST = 100
"""Acts that are remembered."""


def _always() -> bool:
    return True


@dataclass(frozen=True, eq=False)
class Undo:
    """One act: `run` takes it back, by a counter-act that is journalled and may be refused."""

    run: Callable[[], object]
    stands: Callable[[], bool] = _always
    """Whether there is anything left to take back."""


class History:
    """The acts of one session."""

    def __init__(self) -> None:
        self._acts: list[Undo] = []

    def remember(self, act: Undo) -> None:
        """Put an act on top."""
        self._acts.append(act)
        del self._acts[:-LONGEST]

    def take_back(self) -> bool:
        """Take the last act back that still stands; False where there is none."""
        while self._acts:
            act = self._acts.pop()
            if act.stands():
                act.run()
                return True
        return False

"""The person's acts of this session that can be undone, the last one first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NOTHING = "There is nothing left to undo in this session."
BEFORE = " u again takes back the act before it."
EDITED = "u does not undo the edit of a person; e changes the values again."
LONGEST = 100
"""Most acts that are remembered."""


def _always() -> bool:
    return True


def _nothing() -> None:
    pass


@dataclass(frozen=True, eq=False)
class Undo:
    """An act of a person: `run` reverses it by an act of its own, which is journalled and may be refused."""

    run: Callable[[], object] = _nothing
    stands: Callable[[], bool] = _always
    """Function that returns whether anything is left to undo."""
    final: str = ""
    """Sentences that say why the act cannot be undone, and what is possible instead; empty if it can be."""


class History:
    """The acts of one session."""

    def __init__(self) -> None:
        self._acts: list[Undo] = []

    def remember(self, act: Undo) -> None:
        """Put an act on top."""
        self._acts.append(act)
        del self._acts[:-LONGEST]

    def take_back(self) -> str:
        """Undo the last act; return why it cannot be undone, or that there is none, else an empty text."""
        while self._acts:
            act = self._acts.pop()
            if act.stands():
                act.run()
                return act.final and f"{act.final}{self._before()}"
        return NOTHING

    def _before(self) -> str:
        """Return the end of a refusal: the next `u` goes on with the act before, if there is one."""
        return BEFORE if any(act.stands() for act in self._acts) else ""

"""A door and its cases: each runs in a child process, and its cost is compared with that of a harmless twin."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from hypothesis.strategies import SearchStrategy

from tests.fuzz.forked import Cost, forked

C = TypeVar("C")

TIMES = 20.0
"""Highest ratio of a case's processor time to that of its harmless twin."""
ABOVE_KB = 64 * 1024
"""Most kilobytes of memory of a case beyond those of its twin."""
LEAST_S = 0.02
"""Processor seconds below which times are not compared: the kernel counts in steps of a few milliseconds."""
AGAIN = 2
"""Runs of a case that exceeds a bound; each run must exceed it, since a busy machine can only add to the cost."""


class BrokenError(AssertionError):
    """A violation of the oracle by a case."""


@dataclass(frozen=True)
class Door(Generic[C]):
    """A way by which bytes from outside come in.

    `use` takes a case through the door, in a folder that `prepare` filled and that is thrown away, and raises where the
    oracle is violated. `twin` is a harmless case of equal size, `kept` are the minimal examples of what was found.
    `per_seed` is the number of cases drawn from one seed: about three seconds of processor time.
    """

    name: str
    cases: SearchStrategy[C]
    use: Callable[[C, Path], None]
    twin: Callable[[C], C]
    per_seed: int
    size: Callable[[C], int]
    kept: tuple[C, ...] = ()
    prepare: Callable[[Path], None] = lambda _folder: None


@dataclass
class Passage(Generic[C]):
    """One door, opened in a folder of its own, with the number of cases that went through."""

    door: Door[C]
    folder: Path
    cases: int = 0
    seconds: float = 0.0
    _twins: dict[int, Cost] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._template = self.folder / "template"
        self._template.mkdir(parents=True)
        self.door.prepare(self._template)

    def check(self, case: C) -> None:
        """Take one case through the door. Raises BrokenError."""
        cost = self._measured(case)
        self.cases += 1
        self.seconds += cost.seconds
        if cost.fault:
            raise BrokenError(cost.fault)
        twin = self._twin(case)
        if _beyond(cost, twin):
            exact = self._measured(self.door.twin(case))
            why = [_beyond(cost, exact), *(_beyond(self._measured(case), exact) for _ in range(AGAIN))]
            if all(why):
                raise BrokenError(why[-1])

    def _twin(self, case: C) -> Cost:
        """Return the cost of a harmless case, measured once for each power of two of the size."""
        step = self.door.size(case).bit_length()
        if step not in self._twins:
            cost = self._measured(self.door.twin(case))
            if cost.fault:
                raise BrokenError(f"the harmless twin fails: {cost.fault}")
            self._twins[step] = cost
        return self._twins[step]

    def _measured(self, case: C) -> Cost:
        place = self.folder / "case"
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self._template, place)
        return forked(lambda: self.door.use(case, place))


def _beyond(cost: Cost, twin: Cost) -> str:
    """Return why a case costs too much beside its twin; empty if it does not.

    Memory comes first: filling memory takes processor time as well, on a busy machine more than the bound.
    """
    if cost.kilobytes > twin.kilobytes + ABOVE_KB:
        return f"SWELLS: {cost.kilobytes // 1024} MB, its harmless twin {twin.kilobytes // 1024} MB"
    if cost.seconds > TIMES * max(LEAST_S, twin.seconds):
        return f"BURNS: {cost.seconds:.2f} s of processor time, its harmless twin {twin.seconds:.2f} s"
    return ""

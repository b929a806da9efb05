"""Planted bugs that the random walk and the month must find by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.torture import mutants
from tests.torture.line import Line
from tests.torture.scenes import machine, month

WALKS = 120
"""Walks of 20 steps: enough for each bug with seed 1, most within 50."""


def _month(seed: int, mutant: machine.Mutant) -> Line:
    with mutant():
        return month.run(seed)


PLANTED: dict[str, Callable[[int], Line]] = {
    "blind retry, a walk": lambda seed: machine.run(seed, WALKS, 20, mutants.blind_retry),
    "marked before, a walk": lambda seed: machine.run(seed, WALKS, 20, mutants.marked_before),
    "outcome only, a walk": lambda seed: machine.run(seed, WALKS, 20, mutants.outcome_only),
    "short settle, a walk": lambda seed: machine.run(seed, WALKS, 20, mutants.short_settle),
    "blind retry, a month": lambda seed: _month(seed, mutants.blind_retry),
    "outcome only, a month": lambda seed: _month(seed, mutants.outcome_only),
}


def run(seed: int) -> Iterator[Line]:
    """Yield one line per mutant: `broken` if it survived."""
    for name, planted in PLANTED.items():
        found = planted(seed)
        line = Line(f"mutant: {name}", seed, cases=found.cases, kills=found.kills)
        if found.good:
            line.fail(name, broken=[f"the planted bug “{name}” was not caught"])
        yield line

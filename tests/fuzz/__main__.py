"""`python -m tests.fuzz [--minutes N] [--only DOOR] [--seed N]`: a line for each door; exit 1 where any failed."""

from __future__ import annotations

import argparse
import gc
import logging
import pkgutil
import sys
import time
import warnings
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from hypothesis.errors import HypothesisWarning

import core
from core.time_zones import known_zones
from tests.fuzz import mutants
from tests.fuzz.door import Door
from tests.fuzz.doors import DOORS
from tests.fuzz.session import Line, drawn, kept

MOST_FAILURES = 5
"""Failures of one door after which it is not fuzzed further."""
INLINE = 10
"""Divisor of a seed's cases in the short form; `make fuzz` runs for an hour."""
MUTANT_TIMES = 5
"""Multiple of a seed's cases in which a planted defect must be found; the first case that finds it ends the search."""


def door_for(door: Door[Any], number: int, minutes: float, cases: int, *, mutant: bool) -> Line:
    """Fuzz one door: `cases` from one seed, or seed after seed for `minutes`."""
    line, ends = Line(door.name), time.monotonic() + minutes * 60
    kept(door, line)
    if mutant and line.failures:  # a kept example finds it; drawn cases may miss it after a change of the store
        return line
    drawn(door, number, cases, line, shrink=minutes > 0)
    while time.monotonic() < ends and len(line.failures) < MOST_FAILURES:
        number += 1
        drawn(door, number, cases, line, shrink=True)
    return line


def load() -> None:
    """Import everything that a case may need, as the product imports lazily and each child would import it again."""
    for module in pkgutil.walk_packages(core.__path__, "core."):
        if not module.name.rpartition(".")[2][0].isdigit() and not module.name.endswith("__main__"):
            import_module(module.name)
    known_zones()


def _cases(door: Door[Any], minutes: float, *, mutant: bool) -> int:
    """Return how many cases are drawn from one seed."""
    if mutant:
        return door.per_seed * MUTANT_TIMES
    return door.per_seed if minutes > 0 else max(1, door.per_seed // INLINE)


def main(words: Sequence[str] | None = None) -> int:
    """Run the requested fuzz, with the given arguments or with those of the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=0.0, help="in all, over all doors; without, the short form")
    parser.add_argument("--only", choices=sorted(DOORS), action="append", help="one door; may be repeated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cases", type=int, help="cases of a seed (default: those of the door)")
    parser.add_argument("--mutant", action="store_true", help="with the door's planted defect: it must fail")
    given = parser.parse_args(words)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore", HypothesisWarning)  # about cases with a long representation
    load()
    gc.freeze()
    chosen = [DOORS[name] for name in given.only or DOORS]
    good = True
    for door in chosen:
        with mutants.planted(door.name if given.mutant else ""):
            cases = given.cases or _cases(door, given.minutes, mutant=given.mutant)
            line = door_for(door, given.seed, given.minutes / len(chosen), cases, mutant=given.mutant)
        good &= not line.failures
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

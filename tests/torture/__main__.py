"""`python -m tests.torture [--long] [--only NAME] [--seed N]`: a line each; exit 1 where anything was wrong."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator
from itertools import chain

from tests.torture import (
    cases,
    catch,
    catch_walks,
    crashes,
    killed,
    machine,
    month,
    owners,
    power,
    storage,
    wired,
    withdrawals,
    zones,
)
from tests.torture.line import Line
from tests.torture.scene import Counting
from tests.torture.spread import spread
from tests.torture.wired import Parsed

Torture = Callable[[int, bool], Iterator[Line]]


def _crashes(seed: int, long: bool) -> Iterator[Line]:
    yield crashes.together("crash points x faults", cases.drawn(seed, 50_000 if long else 1_000), seed, Counting)


def _wired(seed: int, long: bool) -> Iterator[Line]:
    wanted = cases.drawn(seed, 3_000, Parsed) if long else wired.few(seed)
    yield crashes.together("real client x answers", wanted, seed, Parsed)


def _withdrawals(seed: int, long: bool) -> Iterator[Line]:
    """A number of its own for each share, as point and answer follow from it."""
    shares = [(seed + first, 100, first) for first in range(0, 2_000, 100)] if long else [(seed, 30, 0)]
    yield spread(Line("withdrawals", seed), withdrawals.run, shares)


def _machine(seed: int, long: bool) -> Iterator[Line]:
    """1,000 walks of 100 steps, a seed for every 25 of them."""
    shares = (
        [(seed * 1_000 + number, 25, 100) for number in range(40)] if long else [(seed, 25, 20), (seed + 1, 25, 20)]
    )
    yield spread(Line("state machine", seed), machine.run, shares)


def _months(seed: int, long: bool) -> Iterator[Line]:
    """300 months, five to a share of a processor's work."""
    shares = (
        [(first, 5) for first in range(seed, seed + 300, 5)] if long else [(seed + number, 1) for number in range(3)]
    )
    yield spread(Line("thirty days", seed), month.run, shares)


def _processes(name: str, run: Callable[[int, int], Line], share: int, short: int, long: int) -> Torture:
    """Real processes, which wait more than they work: several shares at once for each processor."""

    def torture(seed: int, is_long: bool) -> Iterator[Line]:
        if not is_long:
            yield run(seed, short)
            return
        shares = [(seed + number, share) for number in range(long // share)]
        yield spread(Line(name, seed), run, shares, at_once=2)

    return torture


def _zones(_seed: int, long: bool) -> Iterator[Line]:
    found = zones.run(long)
    line = Line("zones x half hours", found.seed, cases=found.cases)
    line.fail("zones", twice=found.twice, lost=found.lost, broken=list(found.wrong))
    yield line


TORTURES: dict[str, Torture] = {
    "crashes": _crashes,
    "answers": _wired,
    "withdrawals": _withdrawals,
    "machine": _machine,
    "month": _months,
    "power": lambda seed, long: iter([power.run(seed, 2_000 if long else 100)]),
    "storage": lambda seed, long: iter([storage.run(seed, 500 if long else 40)]),
    "zones": _zones,
    "owners": lambda seed, long: iter([owners.run(seed, 200 if long else 50)]),
    "kills": _processes("kill -9 over a socket", killed.kills, 100, 20, 2_000),
    "points": _processes("kill -9 at named points", killed.points, 5, 1, 50),
    "doubled": _processes("two daemons at once", killed.doubled, 20, 5, 200),
    "stopped": _processes("stopped and continued", killed.stopped, 10, 3, 100),
    "mutants": lambda seed, long: chain(catch.run(seed), catch_walks.run(seed) if long else ()),
}


def main() -> int:
    """Run what was asked for and print a line each."""
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--long", action="store_true", help="the sizes of a release, not those of `make test`")
    parser.add_argument("--only", choices=sorted(TORTURES), help="one torture")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)  # what the engine says of each planted fault
    good = True
    for name, torture in TORTURES.items():
        if given.only in (None, name):
            began = time.monotonic()
            for line in torture(given.seed, given.long):
                good &= line.good
                sys.stdout.write(f"{line}  ({time.monotonic() - began:.0f} s)\n")
                sys.stdout.flush()
    sys.stdout.write("Twice 0, lost 0.\n" if good else "NOT GOOD: see above.\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

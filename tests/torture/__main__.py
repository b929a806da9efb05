"""`python -m tests.torture [--long] [--only NAME] [--seed N]`: a line each; exit 1 where anything was wrong."""

from __future__ import annotations

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterator

from tests.torture import cases, catch, crashes, killed, owners, power, storage, wired, withdrawals, zones
from tests.torture.line import Line
from tests.torture.scene import Counting
from tests.torture.wired import Parsed

Torture = Callable[[int, bool], Iterator[Line]]


def _crashes(seed: int, long: bool) -> Iterator[Line]:
    yield crashes.together("crash points x faults", cases.drawn(seed, 50_000 if long else 1_000), seed, Counting)


def _wired(seed: int, long: bool) -> Iterator[Line]:
    wanted = cases.drawn(seed, 3_000, Parsed) if long else wired.few(seed)
    yield crashes.together("real client x answers", wanted, seed, Parsed)


def _zones(_seed: int, long: bool) -> Iterator[Line]:
    found = zones.run(long)
    line = Line("zones x half hours", found.seed, cases=found.cases)
    line.fail("zones", twice=found.twice, lost=found.lost, broken=list(found.wrong))
    yield line


TORTURES: dict[str, Torture] = {
    "crashes": _crashes,
    "answers": _wired,
    "withdrawals": lambda seed, long: iter([withdrawals.run(seed, 2_000 if long else 30)]),
    "power": lambda seed, long: iter([power.run(seed, 2_000 if long else 100)]),
    "storage": lambda seed, long: iter([storage.run(seed, 500 if long else 40)]),
    "zones": _zones,
    "owners": lambda seed, long: iter([owners.run(seed, 200 if long else 50)]),
    "kills": lambda seed, long: iter([killed.kills(seed, 2_000 if long else 20)]),
    "points": lambda seed, long: iter([killed.points(seed, 50 if long else 1)]),
    "doubled": lambda seed, long: iter([killed.doubled(seed, 200 if long else 5)]),
    "stopped": lambda seed, long: iter([killed.stopped(seed, 100 if long else 3)]),
    "mutants": lambda seed, _long: catch.run(seed),
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

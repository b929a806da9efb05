"""`python -m tests.bench`: how much longer a thing takes in a store that holds far more. Ratios, never a bound."""

from __future__ import annotations

import argparse
import sys
from statistics import median
from time import perf_counter

from tests.bench.claims import CLAIMS, Act, Claim
from tests.bench.crowd import lived

ROUNDS = 15
"""Each is timed so often, after once for nothing; the middle one counts."""


def main() -> None:
    """Measure each claim at both its sizes, one right after the other."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", help="claims whose name holds this")
    only = parser.parse_args().only or ""
    sys.stdout.write(f"{'':<28}{'from':>8} {'to':>8} {'':<10}{'more':>6}{'small':>11}{'large':>11}{'slower':>9}\n")
    for claim in CLAIMS:
        if only in claim.name:
            sys.stdout.write(f"{_line(claim)}\n")
            sys.stdout.flush()


def _line(claim: Claim) -> str:
    small, large = _at(claim, claim.small), _at(claim, claim.large)
    more = f"x {claim.large // claim.small}"
    return (
        f"{claim.name:<28}{claim.small:>8,} {claim.large:>8,} {claim.of:<10}{more:>6}"
        f"{small * 1000:>8.2f} ms{large * 1000:>8.2f} ms{f'x {large / small:.1f}':>9}"
    )


def _at(claim: Claim, count: int) -> float:
    with lived() as world:
        claim.grow(world, count)
        act = claim.act(world)
        act()
        return median(_seconds(act) for _round in range(ROUNDS))


def _seconds(act: Act) -> float:
    begin = perf_counter()
    act()
    return perf_counter() - begin


if __name__ == "__main__":
    main()

"""One claim at both its sizes, one right after the other."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter

from tests.bench.claims import Act, Claim
from tests.bench.crowd import lived

ROUNDS = 15
"""Each is timed so often, after once for nothing; the middle one counts."""


@dataclass(frozen=True)
class Measured:
    """What one claim took, in seconds."""

    claim: Claim
    small_s: float
    large_s: float

    @property
    def more(self) -> int:
        """How many times as much the larger store holds."""
        return self.claim.large // self.claim.small

    @property
    def slower(self) -> float:
        """How many times as long it takes there."""
        return self.large_s / self.small_s


def measured(claim: Claim, rounds: int = ROUNDS) -> Measured:
    """Time one claim in two worlds of its own."""
    return Measured(claim, _at(claim, claim.small, rounds), _at(claim, claim.large, rounds))


def _at(claim: Claim, count: int, rounds: int) -> float:
    with lived() as world:
        claim.grow(world, count)
        act = claim.act(world)
        act()
        return median(_seconds(act) for _round in range(rounds))


def _seconds(act: Act) -> float:
    begin = perf_counter()
    act()
    return perf_counter() - begin

"""One claim at both its sizes, measured one right after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time

from tests.bench import agency
from tests.bench.agency_claims import LARGE, SMALL, AgencyClaim
from tests.bench.claims import Act, Claim
from tests.bench.worlds import lived

ROUNDS = 15
"""Timed rounds of each claim, after one that is not timed; the median counts."""


@dataclass(frozen=True)
class Measured:
    """The processor seconds of one claim, without those of other processes."""

    claim: Claim
    small_s: float
    large_s: float

    @property
    def more(self) -> int:
        """Return the larger store's size as a multiple of the smaller one's."""
        return self.claim.large // self.claim.small

    @property
    def slower(self) -> float:
        """Return the time in the larger store as a multiple of that in the smaller one."""
        return self.large_s / self.small_s


def measured(claim: Claim, rounds: int = ROUNDS) -> Measured:
    """Time one claim in two worlds of its own."""
    return Measured(claim, _at(claim, claim.small, rounds), _at(claim, claim.large, rounds))


def steps(claim: Claim, count: int) -> int:
    """Return the steps that SQLite's virtual machine takes in a world of this size."""
    taken = [0]

    def step() -> bool:
        taken[0] += 1
        return False

    with lived() as world:
        claim.grow(world, count)
        act = claim.act(world)
        act()
        with world.ws.store.session():
            connection = world.ws.store.peewee.connection()
            connection.set_progress_handler(step, 1)
            try:
                act()
            finally:
                connection.set_progress_handler(None)
    return taken[0]


def _at(claim: Claim, count: int, rounds: int) -> float:
    with lived() as world:
        claim.grow(world, count)
        act = claim.act(world)
        act()
        return median(_seconds(act) for _round in range(rounds))


def _seconds(act: Act) -> float:
    begin = process_time()
    act()
    return process_time() - begin


@dataclass(frozen=True)
class AgencyMeasured:
    """The processor seconds of one claim in the two worlds of the agency."""

    claim: AgencyClaim
    small_s: float
    large_s: float

    @property
    def slower(self) -> float:
        """Return the time in the larger store as a multiple of that in the smaller one."""
        return self.large_s / self.small_s


def in_the_agency(claims: Sequence[AgencyClaim]) -> Iterator[AgencyMeasured]:
    """Time claims in the two worlds in turn; the middle time of each counts."""
    for claim in claims:
        yield AgencyMeasured(claim, _there(claim, SMALL), _there(claim, LARGE))


def _there(claim: AgencyClaim, people: int) -> float:
    world = agency.world(people)
    try:
        act = claim.act(world)
        act()
        return median(_seconds(act) for _round in range(claim.rounds))
    finally:
        world.close()

"""Selection of the lives: dry runs count the points of each; most cases die at one point, every third case at two."""

from __future__ import annotations

import copy as copies
import itertools
import random
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from pathlib import Path

from core.store.views.agenda import Kind as Work
from tests.torture import scene
from tests.torture.crash import Killer
from tests.torture.scene import EVE, LIFE, Counting, Kind, Stage

KINDS: tuple[Kind, ...] = ("invitation", "message")
SHORT, LONG = 100, 50_000
"""Number of lives drawn in every run of the tests, and for a release."""
SOON = 60
"""Half of the second deaths are among this many first points of the second process: its start, sends and lookups."""
AWAY = (timedelta(0), timedelta(0), timedelta(minutes=20), timedelta(hours=5))
"""Times between a death and the start of the next process; after the longest, the rest of the run is missed."""


@dataclass(frozen=True)
class Case:
    """One life: what is due, the network's answer, the points of death and the times between the processes."""

    kind: Kind
    fault: str
    kills: tuple[int, ...]
    away: timedelta = timedelta(0)

    def __str__(self) -> str:
        later = f", away for {self.away}" if self.away else ""
        return f"{self.kind}, answer “{self.fault}”, killed at {self.kills or 'no point'}{later}"


@dataclass(frozen=True)
class Counted:
    """The points that dry runs passed with one particular answer of the network."""

    names: tuple[str, ...]
    works: tuple[str, ...]
    restart: int
    """Points by which a second life exceeds the rest of the first: its start, its lookups and repetitions."""

    @cached_property
    def busy(self) -> list[int]:
        """Return the points outside the hourly reads of the account's lists, as those reads have most of the points."""
        return [number for number, work in enumerate(self.works, 1) if work != Work.SYNC]

    def after(self, point: int) -> int:
        """Return the number of points of the process that continues after a death at `point`."""
        return len(self.names) - point + self.restart


Key = tuple[Kind, str]


@cache
def counted(where: type[Stage] = Counting) -> dict[Key, Counted]:
    """Count the points of lives by dry runs, for each kind and each answer of the network."""
    return _counts(where, [(kind, fault) for kind in KINDS for fault in where.faults])


@cache
def _names(kind: Kind, fault: str, where: type[Stage] = Counting) -> tuple[str, ...]:
    """Return the points of one life, in order."""
    return _counts(where, [(kind, fault)])[kind, fault].names


def _counts(where: type[Stage], keys: Sequence[Key]) -> dict[Key, Counted]:
    with scene.scratch() as root:
        stage = where(root)
        return {(kind, fault): _count(stage, root, kind, fault) for kind, fault in keys}


def _count(stage: Stage, root: Path, kind: Kind, fault: str) -> Counted:
    first = _dry(stage, root, kind, fault)[0]
    ends = (first.names.index("call begins") + 1, first.passed)
    seconds = [_dry(stage, root, kind, fault, end)[1].passed for end in ends]
    restart = max(passed - (first.passed - end) for passed, end in zip(seconds, ends, strict=True))
    return Counted(tuple(first.names), tuple(first.works), restart)


def _dry(stage: Stage, root: Path, kind: Kind, fault: str, *kills: int) -> list[Killer]:
    """Run one life; return what each process passed."""
    with tempfile.TemporaryDirectory(dir=root) as text, stage.enter(kind, fault, Path(text)) as network:
        killer, found = Killer(*kills), []
        network.point = killer.point
        with killer.installed():
            for _death in scene.lives(Path(text), network, EVE[kind], EVE[kind] + LIFE, timedelta(0)):
                found.append(copies.copy(killer))
                killer.revive()
        return [*found, killer]


def around_the_sends(kind: Kind, fault: str = "none") -> list[int]:
    """Return the points from just before the first side journal's line to just after the last outcome."""
    names = _names(kind, fault)
    first = names.index("before the side journal") + 1
    last = len(names) - names[::-1].index("answered")
    return list(range(first - 2, last + 3))


def around_the_first_send(kind: Kind, fault: str, where: type[Stage]) -> list[int]:
    """Return the points from just before the first side journal's line to just after the first answer."""
    names = _names(kind, fault, where)
    return list(range(names.index("before the side journal"), names.index("answered") + 4))


def drawn(seed: int, count: int, where: type[Stage] = Counting) -> list[Case]:
    """Return cases: every third with two deaths, the others with one, at each point in a seeded order."""
    chance, counts = random.Random(seed), counted(where)
    once = _once(chance, counts)
    found: list[Case] = []
    while len(found) < count:
        case = None if len(found) % 3 == 2 else next(once, None)
        found.append(case or _twice(chance, counts))
    return found


def _once(chance: random.Random, counts: dict[Key, Counted]) -> Iterator[Case]:
    """Yield the cases without a death, then those with one: in turn outside and inside the hourly reads of lists."""
    yield from (Case(kind, fault, ()) for kind, fault in counts)
    busy: list[Case] = []
    idle: list[Case] = []
    for (kind, fault), found in counts.items():
        for point in range(1, len(found.names) + 1):
            case = Case(kind, fault, (point,), chance.choice(AWAY))
            (busy if point in found.busy else idle).append(case)
    chance.shuffle(busy)
    chance.shuffle(idle)
    for pair in itertools.zip_longest(busy, idle):
        yield from (case for case in pair if case is not None)


def _twice(chance: random.Random, counts: dict[Key, Counted]) -> Case:
    (kind, fault), found = chance.choice(list(counts.items()))
    first = chance.choice(found.busy) if chance.random() < 0.75 else chance.randint(1, len(found.names))
    last = found.after(first)
    second = chance.randint(1, min(SOON, last) if chance.random() < 0.5 else last)
    return Case(kind, fault, (first, second), chance.choice(AWAY))

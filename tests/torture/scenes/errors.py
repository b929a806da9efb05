"""Exceptions at any point of the engine, as a bug or an invalid row raises them: one thing is held, no other.

The same points at which other tortures kill; an error there is caught by the bulkheads, and the process lives on.
"""

from __future__ import annotations

import contextlib
import copy as copies
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from core.engine.context import Context
from core.engine.settling import startup
from core.services.maintenance.verify import verify
from core.services.members import members
from tests.torture import scene
from tests.torture.crash import Killer
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, Kind

KINDS: tuple[Kind, ...] = ("invitation", "message")
PEOPLE = ("ann-person", "bob-person", "cat-person")
LIFE = timedelta(days=5)
RESUMED = timedelta(days=4)
"""Time after the eve at which a person says `resume`; what was held until then is tried again."""


class PlantedError(Exception):
    """An error such as a bug of Overture may raise."""


class Planter(Killer):
    """A killer that raises at its points instead, and counts what the engine was doing there.

    It raises nothing until an engine has its place: an earlier error concerns all the work, so no bulkhead catches it.
    """

    def __init__(self, *points: int) -> None:
        super().__init__()
        self._points = list(points)
        self.raised: list[str] = []

    def point(self, name: str) -> None:
        """Pass a point at which an error may occur."""
        super().point(name)
        if self._doing and self._points and self.passed >= self._points[0]:
            self._points.pop(0)
            self.raised.append(f"{self._doing}, {name}")
            raise PlantedError(name)

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Install the points of a `Killer`, those of a start among them."""
        original = startup.start

        def start(context: Context, now: datetime) -> None:
            self._doing = "start"
            original(context, now)
            self._doing = ""

        with super().installed(), mock.patch.object(startup, "start", start):
            yield


def run(
    seed: int, count: int, first: int = 0, mutant: Callable[[], AbstractContextManager[object]] = nullcontext
) -> Line:
    """Live through `count` cases, numbered from `first`: one to three errors in each."""
    line = Line("errors at any point", seed)
    with scene.scratch() as root, mutant():
        eves = {kind: scene.make(root / kind, kind, PEOPLE) for kind in KINDS}
        points = {kind: _points(root, eves[kind], kind) for kind in KINDS}
        for number in range(first, first + count):
            chance = random.Random(f"{seed}:{number}")
            kind = KINDS[number % 2]
            where = sorted(_anywhere(chance, points[kind]) for _ in range(chance.randint(1, 3)))
            _live(line, root, eves[kind], kind, where)
    return line


def _anywhere(chance: random.Random, names: list[str]) -> int:
    """Return a point, every other time one around a call, where an error costs most."""
    calls = [number for number, name in enumerate(names, 1) if name == "answered"]
    if chance.random() < 0.5:
        return chance.choice(calls) + chance.randint(-7, 3)
    return chance.randint(1, len(names))


def _points(root: Path, eve: Provider, kind: Kind) -> list[str]:
    """Return the names of the points of one life, by a dry run."""
    planter = Planter()
    with tempfile.TemporaryDirectory(dir=root) as folder:
        _lives(root, Path(folder), copies.deepcopy(eve), kind, planter)
    return planter.names


def _lives(root: Path, folder: Path, provider: Provider, kind: Kind, planter: Planter) -> None:
    """Run one process to its end, and one after `resume`, as a person restarts the program."""
    scene.copy(root / kind, folder)
    provider.point = planter.point
    with planter.installed():
        _whole(folder, provider, EVE[kind], EVE[kind] + RESUMED)
    provider.point = lambda _name: None
    with scene.workspace(folder, EVE[kind] + RESUMED) as ws:
        members.pause(ws, None, on=False)
    _whole(folder, provider, EVE[kind] + RESUMED, EVE[kind] + LIFE)


def _whole(folder: Path, provider: Provider, start: datetime, end: datetime) -> None:
    """Run one process; an error that escapes it is reported by the torture."""
    for _death in scene.lives(folder, provider, start, end, timedelta(0)):
        raise AssertionError("nobody is killed here")


def _live(line: Line, root: Path, eve: Provider, kind: Kind, where: list[int]) -> None:
    folder, provider, planter = root / "case", copies.deepcopy(eve), Planter(*where)
    line.cases += 1
    words = f"{kind}, errors at {where}"
    try:
        _lives(root, folder, provider, kind, planter)
    except PlantedError as error:
        line.fail(words, broken=[f"{words}: {error} ended the engine"])
        shutil.rmtree(folder)
        return
    line.kills += len(planter.raised)
    twice = sum(count > 1 for count in [*provider.invited.values(), *provider.written.values()])
    with scene.workspace(folder, EVE[kind] + LIFE) as ws:
        found = verify(ws)
        broken = [f"{words}: {finding.text}" for finding in [*found.differences, *found.duplicates]]
        broken += [f"{words}: {held.text} ({held.place})" for held in found.held]
        with ws.store.read() as store:
            line.reconciled += int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))
            told = int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'held'"))
            out: dict[str, str] = dict(store.rows("SELECT person, status FROM outreach"))
        # An error within the provider's call is an unknown outcome, not a held item.
        if told == 0 and not all(map(_in_call, planter.raised)):
            broken.append(f"{words}: nothing names {planter.raised}")
        lost = sum(status != "unresolved" and not _carried(provider, kind, person) for person, status in out.items())
    line.fail(words, twice=twice, lost=lost, broken=broken)
    shutil.rmtree(folder)


def _in_call(raised: str) -> bool:
    return raised.rpartition(", ")[2] in (
        "call begins",
        "first byte left",
        "carried out",
        "answered",
        "before the side journal",
        "within the side journal",
        "after the side journal",
    )


def _carried(provider: Provider, kind: Kind, person: str) -> int:
    if kind == "invitation":
        return provider.invited[person]
    return sum(count for (who, _text), count in provider.written.items() if who == person)

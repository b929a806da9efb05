"""Three equal refusals in a row make a hold, and the process dies at any point of it, of its retry and of its end.

Everybody is refused for two days; the network then takes them all. Nobody may be invited twice or left out, and nothing
may stay held.
"""

from __future__ import annotations

import copy as copies
import random
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from functools import cache
from pathlib import Path

from core.services.maintenance.verify import verify
from tests.torture import scene
from tests.torture.crash import Killer
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE

PEOPLE = ("ann-person", "bob-person", "cat-person", "dan-person")
REFUSED_UNTIL = EVE["invitation"] + timedelta(days=2)
"""End of the refusals, after the runs of two days: the hold is made by then, and its first retry refused."""
LIFE = timedelta(days=7)
AWAY = (timedelta(0), timedelta(minutes=20), timedelta(hours=5))


def run(
    seed: int, count: int, first: int = 0, mutant: Callable[[], AbstractContextManager[object]] = nullcontext
) -> Line:
    """Live through `count` cases, numbered from `first`; each third dies twice."""
    line = Line("deaths inside a hold", seed)
    with scene.scratch() as root, mutant():
        provider = _eve(root / "eve")
        points = _points(root, provider)
        for number in range(first, first + count):
            _live(line, root, provider, _case(points, seed, number))
    return line


@cache
def _shuffled(points: int, seed: int) -> list[int]:
    """Return every point once, in a seeded order."""
    found = list(range(1, points + 1))
    random.Random(seed).shuffle(found)
    return found


def _case(points: int, seed: int, number: int) -> tuple[tuple[int, ...], timedelta]:
    chance = random.Random(f"{seed}:{number}")
    once = _shuffled(points, seed)[number % points]
    kills = (once, chance.randint(1, 60)) if number % 3 == 2 else (once,)
    return kills, chance.choice(AWAY)


def _eve(folder: Path) -> Provider:
    provider = scene.make(folder, "invitation", PEOPLE)
    provider.refuses_until = REFUSED_UNTIL
    return provider


def _points(root: Path, provider: Provider) -> int:
    """Return the number of points of one life, by a dry run that makes a hold, tries it again and ends it."""
    killer = Killer()
    with tempfile.TemporaryDirectory(dir=root) as text:
        folder = Path(text)
        _lives(root, folder, copies.deepcopy(provider), killer, timedelta(0))
        with scene.workspace(folder, EVE["invitation"] + LIFE) as ws, ws.store.read() as store:
            told = {row[0] for row in store.rows("SELECT kind FROM journal")}
            tried = store.scalar("SELECT count(*) FROM delivery")
    if not {"hold.set", "hold.ended"} <= told or tried < len(PEOPLE) + 2:
        raise AssertionError("the scene makes no hold, or never tries it again")
    return killer.passed


def _lives(root: Path, folder: Path, provider: Provider, killer: Killer, away: timedelta) -> int:
    scene.copy(root / "eve", folder)
    provider.point = killer.point
    deaths = 0
    with killer.installed():
        for _death in scene.lives(folder, provider, EVE["invitation"], EVE["invitation"] + LIFE, away):
            killer.revive()
            deaths += 1
    provider.point = lambda _name: None
    return deaths


def _live(line: Line, root: Path, eve: Provider, case: tuple[tuple[int, ...], timedelta]) -> None:
    kills, away = case
    folder, provider = root / "case", copies.deepcopy(eve)
    line.cases += 1
    line.kills += _lives(root, folder, provider, Killer(*kills), away)
    words = f"killed at {kills}, away for {away}"
    twice = sum(count > 1 for count in provider.invited.values())
    with scene.workspace(folder, EVE["invitation"] + LIFE) as ws:
        found = verify(ws)
        broken = [f"{words}: {finding.text}" for finding in [*found.differences, *found.duplicates]]
        broken += [f"{words}: {held.text}" for held in found.held]
        with ws.store.read() as store:
            line.reconciled += int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))
            if store.scalar("SELECT 1 FROM hold LIMIT 1"):
                broken.append(f"{words}: a hold stands for ever")
            lost = sum(
                status != "unresolved" and provider.invited[person] == 0
                for person, status in store.rows("SELECT person, status FROM outreach")
            )
    line.fail(words, twice=twice, lost=lost, broken=broken)
    shutil.rmtree(folder)

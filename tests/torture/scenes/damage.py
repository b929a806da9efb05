"""Flipped bits and swapped pages, in the store and in its side journal: nothing is sent on what `doctor` rejects.

A damaged side journal is put beside an older store, as after a restore: the people in its lines were contacted already.
"""

from __future__ import annotations

import contextlib
import copy as copies
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.engine import runner as engines
from core.engine.context import Context
from core.services.maintenance import backup, doctor
from core.workspace import home_of
from tests.torture import scene
from tests.torture.cases import KINDS
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, Kind

WAYS = ("flipped bit", "swapped pages")
PLACES = ("store", "side journal")
SENT = "sent on what doctor rejects"
PAGE = 4096
BLOCK = 64
"""Bytes of a piece of the side journal, which is shorter than a page."""
LATER = timedelta(days=1, hours=5)
PEOPLE = ("ann-person", "bob-person", "cleo-person", "dan-person")
KNOWN = len(PEOPLE) - 1
"""People whom the older store knows; the last one is known to its side journal alone."""
STARTS = 2
"""Starts of a process: one that gave up is started again."""
TRIES = 30


@dataclass
class Stage:
    """The files to damage: a store on its eve, and an older store beside a later side journal."""

    root: Path
    eves: dict[Kind, Provider]
    older: Provider
    soon: datetime
    """A moment just after the last send that the older store does not know of."""

    @classmethod
    def made(cls, root: Path) -> Stage:
        eves = {kind: scene.make(root / kind, kind) for kind in KINDS}
        provider = scene.make(root / "whole", "invitation", PEOPLE)
        home = home_of(root / "whole")
        with scene.workspace(home.folder, EVE["invitation"]) as ws:
            provider.now = ws.now
            with engines.engine(ws, provider, "torture") as context:
                _until(context, provider, KNOWN)
                home_of(root / "older").make()
                backup.backup(ws, home_of(root / "older").store)
                _until(context, provider, len(PEOPLE))
            soon = ws.now()  # the run is still open
        shutil.copy(home.intents, home_of(root / "older").intents)
        return cls(root, eves, provider, soon)

    def start(self, where: str, kind: Kind) -> datetime:
        """Return the time at which the first process starts."""
        return self.soon if where == PLACES[1] else EVE[kind]

    @contextlib.contextmanager
    def enter(self, where: str, kind: Kind, folder: Path) -> Iterator[Provider]:
        """Put the files of a case into a new folder, with the network as it stood then."""
        template, provider = ("older", self.older) if where == PLACES[1] else (kind, self.eves[kind])
        provider.now = lambda: EVE["invitation"]  # or the copy would hold the clock of a closed workspace
        scene.copy(self.root / template, folder)
        yield copies.deepcopy(provider)
        shutil.rmtree(folder)


def run(
    seed: int, count: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "damage"
) -> Line:
    """Damage a file in each case, and start an engine on it."""
    return spoil(seed, count, mutant, name)[0]


def spoil(
    seed: int, count: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "damage"
) -> tuple[Line, Counter[str]]:
    """Run the cases; return also how many there were of each kind, and how they ended."""
    line, seen, chance = Line(name, seed), Counter[str](), random.Random(seed)
    with scene.scratch() as root:
        stage = Stage.made(root)
        with mutant():
            for number in range(count):
                what, where = WAYS[number % 2], PLACES[number // 2 % 2]
                kind = chance.choice(KINDS)
                case = _Case(number, what, where, kind, root / f"case-{number}", stage.start(where, kind))
                with stage.enter(where, kind, case.folder) as network:
                    _case(line, seen, chance, case, network)
    return line, seen


def _until(context: Context, provider: Provider, invited: int) -> None:
    """Let an engine run until `invited` people are invited."""
    moment = context.workspace.now()
    while sum(provider.invited.values()) < invited:
        moment += timedelta(minutes=1)
        engines.advance(context, moment)


@dataclass(frozen=True)
class _Case:
    number: int
    what: str
    where: str
    kind: Kind
    folder: Path
    start: datetime

    def __str__(self) -> str:
        return f"case {self.number}: {self.what} of the {self.where} ({self.kind})"


def _case(line: Line, seen: Counter[str], chance: random.Random, case: _Case, network: Provider) -> None:
    line.cases += 1
    seen[f"{case.what} of the {case.where}"] += 1
    file = home_of(case.folder).store if case.where == PLACES[0] else home_of(case.folder).intents
    _damage(chance, file, case)
    rejected = _rejected(case)
    before = _writes(network)
    for _start in range(STARTS):
        line.kills += _dies(case.folder, network, case.start, case.start + LATER)
    sent = _writes(network) - before
    seen["rejected"] += bool(rejected)
    seen["sent all the same"] += not rejected and sent > 0
    if "store.integrity" in rejected and sent:
        line.fail(str(case), broken=[f"{case}: {SENT}, {sent} times"])
    twice = sum(times > 1 for times in [*network.invited.values(), *network.written.values()])
    line.fail(str(case), twice=0 if case.where == PLACES[0] and not rejected else twice)


def _damage(chance: random.Random, file: Path, case: _Case) -> None:
    """Flip one bit of a file, in a byte other than 0 if a few tries find one; or exchange two of its blocks."""
    content = bytearray(file.read_bytes())
    if case.what == WAYS[0]:
        place = chance.randrange(len(content))
        for _try in range(TRIES):
            if content[place]:
                break
            place = chance.randrange(len(content))
        content[place] ^= 1 << chance.randrange(8)
    else:
        size = PAGE if case.where == PLACES[0] else BLOCK
        one, other = (size * page for page in chance.sample(range(len(content) // size), 2))
        first, second = content[one : one + size], content[other : other + size]
        content[one : one + size], content[other : other + size] = second, first
    file.write_bytes(content)


def _rejected(case: _Case) -> set[str]:
    """Return the file checks of `doctor` that fail; they run on a copy, since `doctor` stores what it finds."""
    folder = case.folder.with_name(f"asked-{case.number}")
    scene.copy(case.folder, folder)
    try:
        with scene.workspace(folder, case.start) as ws:
            return {check.name for check in doctor.checks(ws) if not check.ok} & {
                "store.integrity",
                "side.journal",
            }
    except Exception:  # noqa: BLE001 - any error means that the store does not pass
        return {"store.integrity"}
    finally:
        shutil.rmtree(folder)


def _dies(folder: Path, network: Provider, start: datetime, end: datetime) -> bool:
    """Run one process; return whether it ended early, for whatever reason the damaged bytes caused."""
    try:
        with scene.workspace(folder, start) as ws:
            network.now = ws.now
            with engines.engine(ws, network, "torture") as context:
                engines.advance(context, end)
    except Exception:  # noqa: BLE001 - a case is judged by what left
        return True
    return False


def _writes(network: Provider) -> int:
    return sum(network.invited.values()) + sum(network.written.values())

"""A disk that is full or fails at any operation: nothing is sent without a durable intent, and nothing is lost."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import apsw

from core.engine import runner as engines
from core.errors import OvertureError
from tests.support.disk import Disk, Operation, ShortWriteError
from tests.torture import scene
from tests.torture.cases import KINDS, Case
from tests.torture.line import Line
from tests.torture.scene import EVE, LIFE, Kind, Network
from tests.torture.scenes.crashes import judge

ERRORS: dict[str, type[Exception]] = {
    "disk is full": apsw.FullError,
    "I/O error": apsw.IOError,
    "short write": ShortWriteError,
    "failing sync": apsw.IOError,
}
PLACES = ("the store", "the side journal", "the disk")
LIVES = 60
"""Most starts that are tried; each of them uses up some of the fault's length."""


@dataclass
class Fault:
    """Failure of `length` operations of one kind in one place, from number `first` on."""

    what: str
    where: str
    first: int
    length: int
    struck: int = 0
    _passed: int = 0

    def __call__(self, _number: int, operation: Operation) -> None:
        if not self._meant(operation):
            return
        self._passed += 1
        if self._passed >= self.first and self.struck < self.length:
            self.struck += 1
            raise ERRORS[self.what](self.what)

    def _meant(self, operation: Operation) -> bool:
        if operation.what != ("sync" if self.what == "failing sync" else "write"):
            return False
        return self.where == PLACES[2] or operation.on_side_journal == (self.where == PLACES[1])

    def __str__(self) -> str:
        return f"{self.what} on {self.where} from its operation {self.first} on, {self.length} times"


def run(seed: int, count: int) -> Line:
    """Let the disk fail once in each case, and continue once it works again."""
    return strike(seed, count)[0]


def strike(seed: int, count: int) -> tuple[Line, Counter[str]]:
    """Run the cases; return also in how many of them each kind of fault struck at each place."""
    line, struck = Line("disk full, I/O errors", seed), Counter[str]()
    chance = random.Random(seed)
    with scene.scratch() as root:
        stage = scene.Counting(root)
        lengths = {kind: _lengths(stage, root / f"dry-{kind}", kind) for kind in KINDS}
        for number in range(count):
            kind = chance.choice(KINDS)
            fault = _fault(number, chance, lengths[kind])
            case = Case(kind, str(fault), ())
            folder = root / f"case-{number}"
            with stage.enter(kind, "none", folder) as network:
                _live(line, case, Disk(fault), folder, network)
            shutil.rmtree(folder)
            struck[f"{fault.what} on {fault.where}"] += fault.struck > 0
    return line, struck


def _fault(number: int, chance: random.Random, lengths: Counter[tuple[bool, str]]) -> Fault:
    """Return every kind of fault at every place in turn; half of them while the day's sends are made, half anywhere."""
    what = sorted(ERRORS)[number % len(ERRORS)]
    where = PLACES[number // len(ERRORS) % len(PLACES)]
    last = lengths[what == "failing sync", where]
    soon = max(1, last // 5) if where != PLACES[1] else last
    return Fault(what, where, chance.randint(1, chance.choice((soon, last))), chance.choice((1, 3, 20)))


def _lengths(stage: scene.Stage, folder: Path, kind: Kind) -> Counter[tuple[bool, str]]:
    """Return the number of writes and of syncs that one whole life makes in each place."""
    found: Counter[tuple[bool, str]] = Counter()

    def note(_number: int, operation: Operation) -> None:
        if operation.what in ("write", "sync"):
            for where in (PLACES[operation.on_side_journal], PLACES[2]):
                found[operation.what == "sync", where] += 1

    with stage.enter(kind, "none", folder) as network, Disk(note).mounted():
        _one_life(folder, network, EVE[kind], EVE[kind] + LIFE)
    return found


def _live(line: Line, case: Case, disk: Disk, folder: Path, network: Network) -> None:
    line.cases += 1
    start, end = EVE[case.kind], EVE[case.kind] + LIFE
    network.point = partial(_look, line, case, disk)
    with disk.mounted():
        moment: datetime | None = start
        for _life in range(LIVES):
            moment = _one_life(folder, network, moment or end, end)
            if moment is None:
                break
            line.kills += 1
    if moment is not None:
        line.fail(str(case), broken=[f"{case}: it never came back"])
        return
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, network)


def _look(line: Line, case: Case, disk: Disk, point: str) -> None:
    """Check that nothing is sent before its intent is synced, in the store's log and in the side journal."""
    if point == "first byte left":
        open_ = sorted(Path(file).name for file in disk.unsynced if file.endswith(("-wal", ".jsonl")))
        line.fail(str(case), broken=[f"{case}: it leaves before {name} is synced" for name in open_])


def _one_life(folder: Path, network: Network, start: datetime, end: datetime) -> datetime | None:
    """Run until the end, or until a fault is reported as a sentence; any other exception is a bug and is raised."""
    reached = start
    try:
        with scene.workspace(folder, start, durable=True) as ws:
            network.now = ws.now
            try:
                with engines.engine(ws, network, "torture") as context:
                    engines.advance(context, end)
            finally:
                reached = ws.now()
    except OvertureError:
        return reached
    return None

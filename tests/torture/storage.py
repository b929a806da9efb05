"""The disk is full, or fails, at any of its operations: nothing leaves without a durable intent, nothing is lost."""

from __future__ import annotations

import copy
import random
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import apsw

from core.engine import engine as engines
from core.errors import OvertureError
from tests.torture import scene
from tests.torture.cases import Case
from tests.torture.crashes import judge
from tests.torture.disk import Disk, Operation
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, LIFE, Kind

ERRORS = {"disk full": apsw.FullError, "I/O error": apsw.IOError}
SPAN = 400
"""Operations from the start among which the fault begins: the opening, the run, its sends."""
LIVES = 60
"""So many starts are tried; each of them costs the fault some of its length."""


@dataclass
class Fault:
    """From operation `first` on, `length` writes fail."""

    first: int
    length: int
    what: str

    def __call__(self, number: int, operation: Operation) -> None:
        if number >= self.first and self.length > 0 and operation.what in ("write", "sync"):
            self.length -= 1
            raise ERRORS[self.what](self.what)

    def __str__(self) -> str:
        return f"{self.what} at operation {self.first}, {self.length} times"


def run(seed: int, count: int) -> Line:
    """Let the disk fail once a case, and live on once it works again."""
    line = Line("disk full, I/O errors", seed)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text:
        root = Path(text).resolve()
        templates = {kind: scene.make(root / kind, kind) for kind in EVE}
        for number in range(count):
            kind: Kind = chance.choice(("invitation", "message"))
            fault = Fault(chance.randint(1, SPAN), chance.choice((1, 3, 20)), chance.choice(sorted(ERRORS)))
            target = root / f"case-{number}"
            scene.copy(root / kind, target)
            case = Case(kind, str(fault), ())
            _live(line, case, fault, target, copy.deepcopy(templates[kind]))
    return line


def _live(line: Line, case: Case, fault: Fault, folder: Path, provider: Provider) -> None:
    line.cases += 1
    start, end = EVE[case.kind], EVE[case.kind] + LIFE
    disk = Disk(fault=fault)
    with disk.mounted():
        moment: datetime | None = start
        for _life in range(LIVES):
            moment = _one_life(folder, provider, moment or end, end)
            if moment is None:
                break
            line.kills += 1
    if moment is not None:
        line.fail(str(case), broken=[f"{case}: it never came back"])
        return
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, provider)


def _one_life(folder: Path, provider: Provider, start: datetime, end: datetime) -> datetime | None:
    """Until the end, or until a fault is told as a sentence; anything else is a bug and passes through."""
    reached = start
    try:
        with scene.workspace(folder, start) as ws:
            provider.now = ws.now
            try:
                with engines.engine(ws, provider, "torture") as context:
                    engines.advance(context, end)
            finally:
                reached = ws.now()
    except OvertureError:
        return reached
    return None

"""Two engines at once: exactly one of them may hold a store, at any point of their work."""

from __future__ import annotations

import contextlib
import random
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.engine import runner as engines
from core.engine.epoch import EpochLostError
from core.errors import EngineElsewhereError
from tests.torture import cases, scene
from tests.torture.cases import Case
from tests.torture.crash import Killer
from tests.torture.line import Line
from tests.torture.scene import EVE, LIFE, Network
from tests.torture.scenes.crashes import judge


class Meeting(Killer):
    """A killer that starts another engine at its point, and kills nothing."""

    def __init__(self, at: int, comes: Callable[[str], None]) -> None:
        super().__init__()
        self._at = at
        self._comes = comes

    def point(self, name: str) -> None:
        """Pass a point of the engine; start the other engine there if it is the wanted one.

        No engine can start inside a transaction, so such a point is passed over.
        """
        self.passed += 1
        if self.passed >= self._at and self._at and name != "before commit":
            self._at = 0
            self._comes(name)


def run(
    seed: int, count: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "two engines"
) -> Line:
    """Start an engine at a point of another one's sends: it is refused, naming the holder, or it takes over."""
    line = Line(name, seed)
    wanted = [Case(kind, "none", (point,)) for kind in cases.KINDS for point in cases.around_the_sends(kind)]
    random.Random(seed).shuffle(wanted)
    with scene.scratch() as root, mutant():
        stage = scene.Counting(root)
        for number in range(count):
            case = wanted[number % len(wanted)]
            folder = root / f"case-{number}"
            with stage.enter(case.kind, case.fault, folder) as network:
                _meet(line, case, folder, network)
            shutil.rmtree(folder)
    return line


def _meet(line: Line, case: Case, folder: Path, network: Network) -> None:
    """Let the holder continue, as after a long stop. If a person is then invited twice, both engines did it."""
    end = EVE[case.kind] + LIFE
    with scene.workspace(folder, EVE[case.kind]) as ws:
        network.now = ws.now

        def comes(point: str) -> None:
            line.cases += 1
            try:
                with engines.engine(ws, network, "intruder") as second:
                    line.fail(str(case), broken=[f"a second engine began while the first one was at “{point}”"])
                    engines.advance(second, end)
            except EngineElsewhereError as error:
                if "process id" not in error.text:
                    line.fail(str(case), broken=[f"the refusal does not name the holder: {error.text}"])

        meeting = Meeting(case.kills[0], comes)
        network.point = meeting.point
        with meeting.installed(), contextlib.suppress(EpochLostError), engines.engine(ws, network, "holder") as first:
            engines.advance(first, end)
    network.point = lambda _name: None
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, network)

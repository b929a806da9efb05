"""Two engines at once: exactly one of them may hold a store, whatever they are in the middle of."""

from __future__ import annotations

import contextlib
import copy as copies
import random
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.engine import engine as engines
from core.engine.guard import EpochLostError
from core.errors import EngineElsewhereError
from tests.torture import cases, scene
from tests.torture.cases import Case
from tests.torture.crash import Killer
from tests.torture.crashes import judge
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, LIFE


class Meeting(Killer):
    """Nobody dies at the wanted point: somebody else comes in."""

    def __init__(self, at: int, comes: Callable[[str], None]) -> None:
        super().__init__()
        self._at = at
        self._comes = comes

    def point(self, name: str) -> None:
        """A place between two steps of the engine; inside a transaction the database itself keeps others out."""
        self.passed += 1
        if self.passed >= self._at and self._at and name != "before commit":
            self._at = 0
            self._comes(name)


def run(
    seed: int, count: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "two engines"
) -> Line:
    """At a point of one engine's sends another one is started: it is refused, naming the holder, or it lives on."""
    line = Line(name, seed)
    wanted = [Case(kind, "none", (point,)) for kind in cases.KINDS for point in cases.around_the_sends(kind)]
    random.Random(seed).shuffle(wanted)
    with scene.scratch() as root, mutant():
        templates = {kind: scene.make(root / kind, kind) for kind in EVE}
        for number in range(count):
            case = wanted[number % len(wanted)]
            target = root / f"case-{number}"
            scene.copy(root / case.kind, target)
            _meet(line, case, target, copies.deepcopy(templates[case.kind]))
            shutil.rmtree(target)
    return line


def _meet(line: Line, case: Case, folder: Path, provider: Provider) -> None:
    """The holder goes on afterwards, as after a long stop. Whoever is out twice then was sent to by both."""
    end = EVE[case.kind] + LIFE
    with scene.workspace(folder, EVE[case.kind]) as ws:
        provider.now = ws.now

        def comes(point: str) -> None:
            line.cases += 1
            try:
                with engines.engine(ws, provider, "intruder") as second:
                    line.fail(str(case), broken=[f"a second engine began while the first one was at “{point}”"])
                    engines.advance(second, end)
            except EngineElsewhereError as error:
                if "process id" not in error.text:
                    line.fail(str(case), broken=[f"the refusal does not name the holder: {error.text}"])

        meeting = Meeting(case.kills[0], comes)
        provider.point = meeting.point
        with meeting.installed(), contextlib.suppress(EpochLostError), engines.engine(ws, provider, "holder") as first:
            engines.advance(first, end)
    provider.point = lambda _name: None
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, provider)

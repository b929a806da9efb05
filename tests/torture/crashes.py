"""Every place of a send at which a process may die, times every answer of the network, times two deaths."""

from __future__ import annotations

import copy as copies
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.engine import engine as engines
from core.services.verify import verify
from core.workspace import Workspace
from tests.torture import scene
from tests.torture.crash import Killed, Killer
from tests.torture.line import Line
from tests.torture.provider import FAULTS, Provider
from tests.torture.scene import EVE, LIFE, Kind

POINTS = 60
"""Further points of a case are those of days on which nothing is due."""
Mutant = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Case:
    """One life: what is due, what the network answers, at which points the process dies."""

    kind: Kind
    fault: str
    kills: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.kind}, answer “{self.fault}”, killed at {self.kills or 'no point'}"


def cases(seed: int, count: int) -> list[Case]:
    """All single deaths first, in a seeded order, then double ones."""
    chance = random.Random(seed)
    kinds: tuple[Kind, ...] = ("invitation", "message")
    single = [Case(kind, fault, (point,)) for kind in kinds for fault in FAULTS for point in range(1, POINTS + 1)]
    plain = [Case(kind, fault, ()) for kind in kinds for fault in FAULTS]
    chance.shuffle(single)
    found = [*plain, *single][:count]
    while len(found) < count:
        points = (chance.randint(1, POINTS), chance.randint(1, POINTS))
        found.append(Case(chance.choice(kinds), chance.choice(FAULTS), points))
    return found


def around_the_sends(kind: Kind) -> list[int]:
    """The points from just before the first side journal's line to just after the last outcome, by a dry run."""
    killer = Killer()
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as folder:
        provider = scene.make(Path(folder), kind)
        provider.point = killer.point
        with killer.installed():
            list(_lives(Path(folder), provider, EVE[kind], EVE[kind] + LIFE))
    first = killer.names.index("before the side journal") + 1
    last = len(killer.names) - killer.names[::-1].index("answered")
    return list(range(first - 2, last + 3))


def run(wanted: Sequence[Case], seed: int, mutant: Mutant = nullcontext, name: str = "crash points x faults") -> Line:
    """Live through each case and count."""
    line = Line(name, seed)
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as folder, mutant():
        root = Path(folder)
        templates = {kind: scene.make(root / kind, kind) for kind in EVE}
        for number, case in enumerate(wanted):
            target = root / f"case-{number}"
            scene.copy(root / case.kind, target)
            _live(line, case, target, copies.deepcopy(templates[case.kind]))
    return line


def _live(line: Line, case: Case, folder: Path, provider: Provider) -> None:
    killer = Killer(*case.kills)
    provider.point = killer.point
    provider.faults = [case.fault]
    start, end = EVE[case.kind], EVE[case.kind] + LIFE
    line.cases += 1
    with killer.installed():
        for moment in _lives(folder, provider, start, end):
            killer.revive()
            line.kills += moment is not None
    provider.point = lambda _name: None
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, provider)


def _lives(folder: Path, provider: Provider, start: datetime, end: datetime) -> Iterator[datetime | None]:
    """One process after the other, each from where the last one died; yields each moment of death."""
    moment = start
    while True:
        with scene.workspace(folder, moment) as ws:
            provider.now = ws.now
            alive = True
            try:
                with engines.engine(ws, provider, "torture") as context:
                    engines.advance(context, end)
            except Killed:
                alive = False
            moment = ws.now()
        if alive:
            return
        yield moment


def judge(line: Line, case: Case, ws: Workspace, provider: Provider) -> None:
    """By what the provider carried out first, then by the product's own recount."""
    twice = sum(count > 1 for count in [*provider.invited.values(), *provider.written.values()])
    found = verify(ws)
    broken = [f"{case}: {finding['text']}" for finding in [*found["differences"], *found["duplicates"]]]
    with ws.store.read() as store:
        line.reconciled += int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))
        step = 0 if case.kind == "invitation" else 1
        lost = 0
        for person, state in store.rows("SELECT person, state FROM delivery WHERE step = ? ORDER BY id", step):
            carried = _carried(provider, case.kind, person)
            lost += state == "sent" and carried == 0
        for person, status, at in store.rows("SELECT person, status, step FROM outreach"):
            lost += _unfinished(case.kind, status, at, _carried(provider, case.kind, person))
    line.fail(str(case), twice=twice, lost=lost, broken=broken)


def _carried(provider: Provider, kind: Kind, person: str) -> int:
    if kind == "invitation":
        return provider.invited[person]
    return sum(count for (who, _text), count in provider.written.items() if who == person)


def _unfinished(kind: Kind, status: str, step: int, carried: int) -> bool:
    """Whether somebody who was due is neither out nor in an open queue nor ended with a reason."""
    due_at = 0 if kind == "invitation" else 1
    if status in ("unresolved", "cancelled", "failed"):
        return False  # a person decides, or a reason stands beside it
    if step < due_at or status in ("queued", "pending", "approved", "scheduled", "sending", "in_doubt"):
        return not (carried and step > due_at)
    return carried == 0

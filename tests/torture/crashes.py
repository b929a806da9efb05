"""Every place of a send at which a process may die, times every answer of the network, times two deaths."""

from __future__ import annotations

import copy as copies
import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.services.verify import verify
from core.workspace import Workspace
from tests.torture import scene
from tests.torture.cases import Case
from tests.torture.crash import Killer
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, LIFE, Kind

Mutant = Callable[[], AbstractContextManager[object]]


def run(wanted: Sequence[Case], seed: int, mutant: Mutant = nullcontext, name: str = "crash points x faults") -> Line:
    """Live through each case and count."""
    line = Line(name, seed)
    with scene.scratch() as root, mutant():
        templates = {kind: scene.make(root / kind, kind) for kind in EVE}
        for number, case in enumerate(wanted):
            target = root / f"case-{number}"
            scene.copy(root / case.kind, target)
            _live(line, case, target, copies.deepcopy(templates[case.kind]))
            shutil.rmtree(target)
    return line


def _live(line: Line, case: Case, folder: Path, provider: Provider) -> None:
    killer = Killer(*case.kills)
    provider.point = killer.point
    provider.faults = [case.fault]
    start, end = EVE[case.kind], EVE[case.kind] + LIFE
    line.cases += 1
    with killer.installed():
        for _death in scene.lives(folder, provider, start, end, case.away):
            killer.revive()
            line.kills += 1
    provider.point = lambda _name: None
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, provider)


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

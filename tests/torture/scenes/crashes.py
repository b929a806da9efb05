"""Every place of a send at which a process may die, with every answer of the network, with one or two deaths."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.services.maintenance.verify import verify
from core.workspace import Workspace
from tests.torture import scene
from tests.torture.cases import Case
from tests.torture.crash import Killer
from tests.torture.line import Line
from tests.torture.scene import EVE, LIFE, Counting, Kind, Network, Stage
from tests.torture.spread import Work

CHUNK = 100
LIMITS = ("limit", "cannot_resend_yet")
"""Limit answers that may concern only the person whom the call was about."""
Mutant = Callable[[], AbstractContextManager[object]]


def run(
    wanted: Sequence[Case],
    seed: int,
    mutant: Mutant = nullcontext,
    name: str = "crash points x faults",
    where: type[Stage] = Counting,
) -> Line:
    """Run each case and count."""
    line = Line(name, seed)
    with scene.scratch() as root, mutant():
        stage = where(root)
        for number, case in enumerate(wanted):
            folder = root / f"case-{number}"
            with stage.enter(case.kind, case.fault, folder) as network:
                _live(line, case, folder, network)
            shutil.rmtree(folder)
    return line


def work(name: str, wanted: Sequence[Case], seed: int, where: type[Stage]) -> Work:
    """Return the shares of crashes for the processors; the cases are independent of each other."""
    shares = [(wanted[start : start + CHUNK], seed, nullcontext, name, where) for start in range(0, len(wanted), CHUNK)]
    return Work(name, run, shares)


def _live(line: Line, case: Case, folder: Path, network: Network) -> None:
    killer = Killer(*case.kills)
    network.point = killer.point
    start, end = EVE[case.kind], EVE[case.kind] + LIFE
    line.cases += 1
    with killer.installed():
        for _death in scene.lives(folder, network, start, end, case.away):
            killer.revive()
            line.kills += 1
    network.point = lambda _name: None
    with scene.workspace(folder, end) as ws:
        judge(line, case, ws, network)


def judge(line: Line, case: Case, ws: Workspace, network: Network) -> None:
    """Judge by what the network carried out first, then by the product's own recount."""
    twice = sum(count > 1 for count in [*network.invited.values(), *network.written.values()])
    found = verify(ws)
    broken = [f"{case}: {finding.text}" for finding in [*found.differences, *found.duplicates]]
    with ws.store.read() as store:
        line.reconciled += int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))
        step = 0 if case.kind == "invitation" else 1
        lost = 0
        for person, state in store.rows("SELECT person, state FROM delivery WHERE step = ? ORDER BY id", step):
            carried = _carried(network, case.kind, person)
            lost += state == "sent" and carried == 0
        for person, status, at, reason in store.rows("SELECT person, status, step, reason FROM outreach"):
            carried = _carried(network, case.kind, person)
            waits = reason.startswith("person.wait:") and case.fault in LIMITS  # 21 days, longer than a case lives
            lost += not waits and _unfinished(case.kind, status, at, carried)
            lost += carried > 0 and reason == "invited.elsewhere"  # nobody else invites here: it was our own
        if case.fault != "uneasy":  # without this fault, such an answer means that we invited twice
            twice += int(store.scalar("SELECT count(*) FROM delivery WHERE error = 'already_invited_recently'"))
    line.fail(str(case), twice=twice, lost=lost, broken=broken)


def _carried(network: Network, kind: Kind, person: str) -> int:
    if kind == "invitation":
        return network.invited[person]
    return sum(count for (who, _text), count in network.written.items() if who == person)


def _unfinished(kind: Kind, status: str, step: int, carried: int) -> bool:
    """Return whether a due person was lost: neither contacted nor waiting, and ended without a reason."""
    due_at = 0 if kind == "invitation" else 1
    if status in ("unresolved", "cancelled", "failed"):
        return False  # a person decides, or the row has a reason
    if step < due_at or status in ("queued", "pending", "approved", "scheduled", "sending", "in_doubt"):
        return not (carried and step > due_at)
    return carried == 0

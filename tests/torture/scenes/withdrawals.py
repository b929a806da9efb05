"""An invitation is withdrawn while the process dies at any point, once or twice, with any answer of the network.

The oracle is the sandbox's ledger: withdrawn once, the other person's invitation untouched, and `verify` clean.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

from core.services.maintenance.verify import verify
from core.services.queue import withdrawals
from tests.support.draft import draft
from tests.support.world import World, Worlds, at
from tests.torture.crash import Killed, Killer
from tests.torture.line import Line

FAULTS = (
    "none",
    "timeout_after",
    "timeout_before",
    "request_timeout",
    "provider_error",
    "late",
    "no_client_session",
    "html",
    "too_many_requests",
    "disconnected_account",
)
POINTS = 30
"""Most points that a process passes from the request to the last settled doubt; later ones are those of quiet hours."""
SETTLED = at("2026-01-07 20:00")


def run(seed: int, count: int, first: int = 0) -> Line:
    """Run `count` cases from `first` on, going through the points and the answers in turn.

    Every third case is killed twice.
    """
    line = Line("withdrawals", seed)
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text:
        asked = _asked(Path(text))
        for number in range(first, first + count):
            kills = [number % POINTS + 1, *([chance.randint(1, POINTS)] if number % 3 == 2 else [])]
            fault = FAULTS[(number + number // POINTS) % len(FAULTS)]
            _live(line, _copy(asked, Path(text) / f"case-{number}"), fault, kills)
    return line


def _asked(folder: Path) -> World:
    """Return a closed world with two invited people, one to be withdrawn; it is copied for each case."""
    with ExitStack() as stack:
        world = Worlds(folder, stack)()
        world.member()
        world.source(2)
        world.campaign(draft(cohort=2, approval="off"))
        world.until("2026-01-06 12:00")
        withdrawals.withdraw(world.ws, [1])
    return world


def _copy(world: World, folder: Path) -> World:
    shutil.copytree(world.folder, folder)
    start = at("2026-01-06 12:00")
    return World(folder, world.config, start=start, relation_lag=world.relation_lag, durable=False)


def _live(line: Line, world: World, fault: str, kills: list[int]) -> None:
    case = f"answer “{fault}”, killed at {kills}"
    line.cases += 1
    if fault != "none":
        world.sandbox.fault(fault, kind="withdraw", remaining=1)
    for point in kills:
        line.kills += _dies(world, point, SETTLED)
    world.until(SETTLED)
    gone = [entry.person for entry in world.ledger("withdraw")]
    with world.ws.store.read() as store:
        left: dict[str, int] = dict(store.rows("SELECT status, count(*) FROM outreach GROUP BY status"))
        line.reconciled += bool(store.scalar("SELECT 1 FROM delivery WHERE kind = 'withdrawal' AND error <> ''"))
    found = verify(world.ws)
    broken = [f"{case}: {finding.text}" for finding in [*found.differences, *found.duplicates]]
    if left != {"withdrawn": 1, "invited": 1}:
        broken.append(f"{case}: the queue ends with {left}")
    line.fail(case, twice=len(gone) > 1, lost=not gone, broken=broken)
    world.close()


def _dies(world: World, point: int, end: datetime) -> bool:
    killer = Killer(point)
    try:
        with killer.installed():
            world.until(end)
    except Killed:
        world.reopen()
        return True
    return False

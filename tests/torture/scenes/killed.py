"""Real processes on a served sandbox: killed at any moment and each named point, ended, started twice, stopped.

The oracles are the server's ledger and `verify`. As the sandbox, like LinkedIn, refuses a second invitation of the same
person, an attempt counts as twice, too: a live engine never asks for a pending one again.
"""

from __future__ import annotations

import contextlib
import random
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import apsw

from core.clock import SteppedClock
from core.config import load
from core.engine.ownership.lock import is_held
from core.network.open_gateway import SANDBOX_KEY
from core.network.sandbox.remote_control import Remote
from core.services.maintenance import advance
from core.services.maintenance.verify import verify
from core.services.provider import gateway as network
from core.store import migrate
from core.workspace import opened
from tests.support import oracle
from tests.support.launcher import POINTS
from tests.support.oracle import Entry
from tests.support.patience import DEADLINE_S
from tests.support.processes import COHORT, SPEED, ServedFast
from tests.torture.line import Line

BATCH = 20
"""Deaths of one home; all its people have been sent to by then."""
TRIED_AGAIN = "SELECT count(*) FROM delivery WHERE error = 'already_invited_recently'"
DOUBTS = "SELECT count(*) FROM delivery WHERE state IN ('sending', 'in_doubt', 'unresolved')"
SENT = "SELECT count(*) FROM delivery WHERE kind = 'invitation' AND state = 'sent'"
OPEN = "SELECT count(*) FROM delivery WHERE kind = 'invitation' AND state IN ('in_doubt', 'unresolved')"
"""Statement that counts invitations still in doubt: no absence is proved while the list shows no known invitation."""
AFTERWARDS = timedelta(hours=30)
"""Time that is enough for every doubt to be settled, and for requeued people to be invited in the next run."""
RUNS = 5
"""Most runs afterwards: a slow machine leaves more people than one run holds; nobody may be left after these."""
LAUNCHER = "tests.support.launcher"
DEATHS = (signal.SIGKILL, signal.SIGABRT)
"""Signals at the named points, in turn: one by a person or a system out of memory, one by systemd's watchdog."""
STOPS = 4
"""Stops of one daemon: each of them takes most of an hour from the slot."""
STOPPED_S = 5.1
"""Real seconds of a stop: longer than the five for which an intent may be sent."""
LATER = """
def up(_migrator, db):
    db.execute_sql("CREATE TABLE later (id INTEGER PRIMARY KEY)")
"""


@contextmanager
def served(speed: int = SPEED) -> Iterator[ServedFast]:
    """Yield a fast home on a served sandbox; every started process has ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text:
        home = ServedFast(Path(text), speed)
        try:
            yield home
        finally:
            home.end()


def kills(seed: int, count: int) -> Line:
    """Kill the daemon at random moments, and now and then the server."""
    line = Line("kill -9 over a socket", seed)
    chance = random.Random(seed)
    while line.kills < count:
        with served() as home:
            for _ in range(min(BATCH, count - line.kills)):
                _kill_somewhere(home, chance)
                line.kills += 1
                line.cases += 1
            settle(home, line, f"seed {seed}, kill {line.kills}")
    return line


def _kill_somewhere(home: ServedFast, chance: random.Random) -> None:
    child, target = home.start(), home.written() + 1
    home.wait(child, partial(_reached, home, target), "a write")
    if chance.random() < 0.2:
        _die(home.server)
        home.live_on(child, chance.uniform(0, 0.2))
        home.serve()
    elif chance.random() < 0.5:
        home.live_on(child, chance.uniform(0, 0.12))
    else:
        home.wait(child, partial(_in_flight, home), "a call in flight", every=0.0005)
    _die(child)


def points(seed: int, each: int) -> Line:
    """Kill the daemon, or the command, at each named point; the two signals alternate from round to round."""
    line = Line("killed at named points", seed)
    for number in range(each):
        with served() as home:
            for index, point in enumerate(POINTS):
                death = DEATHS[(number + index) % len(DEATHS)]
                _kill_at(home, point, 1 + number % 3 if point.startswith("send") else 1, death, line)
            settle(home, line, f"points, round {number}")
    return line


def _kill_at(home: ServedFast, point: str, nth: int, death: signal.Signals, line: Line) -> None:
    """Kill the daemon or `backup` once."""
    kind = point.partition(":")[0]
    if kind == "migration":
        _kill_migration(home, point, death, line)
        return
    words = ("backup", str(home.folder / f"{line.cases}.backup")) if kind == "backup" else ("daemon",)
    _launch(home, point, nth, home.folder, words, death, line)


def _kill_migration(home: ServedFast, point: str, death: signal.Signals, line: Line) -> None:
    """Kill the upgrade of a store, then the making of a new one; both stores open afterwards."""
    later = _later_migrations(home)
    for made in (False, True) if point != "migration: backed up" else (True,):
        folder = home.folder / f"store-{line.cases}"
        folder.mkdir()
        (folder / "config.toml").write_text(home.home.config.read_text())
        if made:
            _copy(home.home.store, folder / "overture.sqlite")
        _launch(home, point, 1, folder, ("status",), death, line, TEST_MIGRATIONS=str(later))
        again = home.run(LAUNCHER, "none", "1", "--home", str(folder), "status", TEST_MIGRATIONS=str(later))
        if again.wait(DEADLINE_S) != 0:
            said = again.stderr.read() if again.stderr else ""
            line.fail(point, broken=[f"after a killed migration (of a store: {made}) nothing opens: {said[-300:]}"])


def _launch(
    home: ServedFast,
    point: str,
    nth: int,
    folder: Path,
    words: tuple[str, ...],
    death: signal.Signals,
    line: Line,
    **env: str,
) -> None:
    home.home.starts.unlink(missing_ok=True)  # kills in a row would begin safe mode, which sends nothing
    child = home.run(LAUNCHER, point, str(nth), "--home", str(folder), *words, TEST_SIGNAL=death.name, **env)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(DEADLINE_S)
    line.cases += 1
    if child.returncode == -death:
        line.kills += 1
        return
    _die(child)
    said = child.stderr.read() if child.stderr else ""
    line.fail(point, broken=[f"nothing passed “{point}”: {said[-300:]}"])


def _later_migrations(home: ServedFast) -> Path:
    """Return a folder with the product's migrations and one more."""
    folder = home.folder / "migrations"
    if not folder.exists():
        shutil.copytree(migrate.FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "9999_later.py").write_text(LATER)
    return folder


def _copy(store: Path, target: Path) -> None:
    connection = apsw.Connection(str(store))
    try:
        connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()


def doubled(seed: int, count: int) -> Line:
    """Start two daemons together: one runs, the other is refused; the next pair continues the work."""
    line = Line("two daemons at once", seed)
    while line.cases < count:
        with served() as home:
            for _ in range(min(BATCH, count - line.cases)):
                _pair(home, line)
            settle(home, line, f"seed {seed}, pair {line.cases}")
    return line


def _pair(home: ServedFast, line: Line) -> None:
    pair = [home.start(), home.start()]
    loser = _first_to_end(pair)
    winner = pair[1 - pair.index(loser)]
    target = home.written() + 1
    home.wait(winner, partial(_reached, home, target), "a write")
    winner.send_signal(signal.SIGTERM)
    codes = (winner.wait(DEADLINE_S), loser.returncode)
    line.cases += 1
    if codes != (0, 3):
        line.fail(f"pair {line.cases}", broken=[f"two daemons ended with {codes}"])


def _first_to_end(pair: list[subprocess.Popen[str]]) -> subprocess.Popen[str]:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        for child in pair:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(0.05)
                return child
    raise AssertionError("two daemons run on one store")


def stopped(seed: int, count: int) -> Line:
    """Stop with a call in flight, and continue after its deadline of 5 seconds: the call is made once or never."""
    line = Line("stopped and continued", seed)
    while line.cases < count:
        with served() as home:
            child = home.start()
            for _ in range(min(STOPS, count - line.cases)):
                home.wait(child, partial(_in_flight, home), "a call in flight", every=0.0005)
                child.send_signal(signal.SIGSTOP)
                home.live_on(child, STOPPED_S)
                child.send_signal(signal.SIGCONT)
                line.cases += 1
                home.live_on(child, 0.2)
            child.send_signal(signal.SIGTERM)
            child.wait(DEADLINE_S)
            settle(home, line, f"seed {seed}, stop {line.cases}")
    return line


def ended(seed: int, count: int) -> Line:
    """End the daemon by SIGTERM at random moments: exit code 0, and nothing is left in doubt."""
    line = Line("SIGTERM at any moment", seed)
    chance = random.Random(seed)
    while line.cases < count:
        with served() as home:
            for _ in range(min(BATCH, count - line.cases)):
                _end_somewhere(home, chance, line)
            settle(home, line, f"seed {seed}, SIGTERM {line.cases}")
    return line


def _end_somewhere(home: ServedFast, chance: random.Random, line: Line) -> None:
    """End one daemon: before it has the engine's lock, as it gets it, during a call, or at any moment in between."""
    child = home.start()
    kind = chance.choice(("early", "begins", "call", "any"))
    if kind == "early":
        home.wait(child, partial(_handles_sigterm, child), "a handler of SIGTERM", every=0.001)
        home.live_on(child, chance.uniform(0, 0.8))
    else:
        home.wait(child, partial(is_held, home.home.engine_lock), "the engine's lock")
    if kind == "call":
        home.wait(child, partial(_in_flight, home), "a call in flight", every=0.0005)
    elif kind == "any":
        home.live_on(child, chance.uniform(0, 1.5))
    child.send_signal(signal.SIGTERM)
    code, doubts, held = child.wait(DEADLINE_S), home.stored(DOUBTS), is_held(home.home.engine_lock)
    line.cases += 1
    if (code, doubts, held) != (0, 0, False):
        told = f"SIGTERM ({kind}): exit code {code}, {doubts} in doubt, lock held: {held}"
        line.fail(f"SIGTERM {line.cases}", broken=[told])


def _handles_sigterm(child: subprocess.Popen[str]) -> bool:
    """Return whether a process has a handler of SIGTERM, by Linux's mask of caught signals."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{child.pid}/status").read_text().splitlines():
            if line.startswith("SigCgt:"):
                return bool(int(line.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
    return False


def _reached(home: ServedFast, target: int) -> bool:
    return home.written() >= target or home.run_over()


def _in_flight(home: ServedFast) -> bool:
    return home.in_flight() or home.run_over()


def _die(child: subprocess.Popen[str]) -> None:
    child.send_signal(signal.SIGKILL)
    child.wait(DEADLINE_S)


def settle(home: ServedFast, line: Line, case: str) -> None:
    """Run the next slots on a stepped clock, then check the server's ledger and the product's own recount."""
    doubts = home.stored(DOUBTS)
    with opened(home.home, config=load(home.home.config)) as workspace, network.gateway(workspace) as gateway:
        workspace.clock = SteppedClock(workspace.now())
        for _run in range(RUNS):
            advance.advance(workspace, gateway, workspace.now() + AFTERWARDS)
            if home.stored(SENT) + home.stored(OPEN) >= 3 * COHORT:
                break
        found = verify(workspace)
    line.reconciled += doubts - home.stored(DOUBTS)
    with contextlib.closing(Remote(f"http://127.0.0.1:{home.port}", SANDBOX_KEY)) as remote:
        written = [Entry(**entry) for entry in remote.ledger()]  # type: ignore[arg-type]
    twice = len(oracle.people_twice(written)) + len(oracle.messages_twice(written)) + home.stored(TRIED_AGAIN)
    invited = {(entry.account, entry.person) for entry in written if entry.kind == "invite"}
    sent, unknown = home.stored(SENT), home.stored(OPEN)
    lost = max(0, 3 * COHORT - len(invited) - unknown) + max(0, sent - len(invited), len(invited) - sent - unknown)
    line.fail(case, twice=twice, lost=lost, broken=[str(each) for each in found.differences + found.duplicates])

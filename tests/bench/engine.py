"""Costs of the engine as a whole: many openings at once, a month, an idle daemon, the log while a reader uses it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import process_time

import apsw

from core.clock import SteppedClock, WorkspaceClock, real_now
from core.workspace import home_of, opened
from tests.bench import agency, sends
from tests.bench.agency import KEPT
from tests.bench.app.watched import environment
from tests.bench.app.world import DAYS, copied
from tests.support import crowd
from tests.support.draft import INVITATION, slot
from tests.support.story import CONFIG
from tests.support.world import START, World

SLOTS, COHORT = 400, 25
MONTH_MEMBERS, MONTH_CAMPAIGNS, MONTH_DAYS = 20, 3, 30
"""Members, campaigns of each member, and days of the simulated month."""
IDLE_CAMPAIGNS, IDLE_S = 10_000, 60.0
APP_CAMPAIGNS = 500
"""Campaigns in the world of `tests.bench.app.world`."""
QUIET = START + timedelta(days=DAYS, seconds=1)
"""A moment in the world of `tests.bench.app.world`, with nothing due in the hour after it."""
LIBRARIES = "import apsw, peewee, httpx, apscheduler, flask, jinja2, pydantic, threading; threading.Event().wait()"


@dataclass(frozen=True)
class Whole:
    """One line of the report: what was measured, what it is compared with, and the goal, each as text."""

    name: str
    measured: str
    against: str
    goal: str


@contextlib.contextmanager
def _world(*, durable: bool = False) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        world = World(Path(folder), CONFIG, start=START, relation_lag=timedelta(0), durable=durable)
        try:
            yield world
        finally:
            world.close()


def _opening() -> Iterator[Whole]:
    """Time the opening of `SLOTS` runs whose people are all approved, and the same number of plain inserts."""
    with _world() as world:
        world.source(2 * COHORT)
        world.member(day_cap=COHORT)
        world.campaign(cohort=COHORT, approval="off", steps=(INVITATION,), slots=(slot("09:00", 180),))
        world.until("2026-01-06 08:59")
        with world.ws.store.session():
            agency.copy(world.ws.store, SLOTS - 1)
        begin = process_time()
        world.until("2026-01-06 09:00")
        ours = process_time() - begin
        planned = world.sql("SELECT count(*) FROM booking")[0][0]
        with closing(apsw.Connection(str(world.folder / "raw.db"))) as raw:
            theirs = _inserted(raw, planned)
    against = f"raw inserts {theirs * 1000:.0f} ms, x {ours / theirs:.1f}"
    yield Whole(f"opening {SLOTS} slots, {planned:,} planned", f"{ours * 1000:.0f} ms", against, "x 3")


def _inserted(raw: apsw.Connection, count: int) -> float:
    """Time the same rows as plain inserts: a run and a journal row for each slot, three rows for each person."""
    raw.execute(
        "CREATE TABLE run (id INTEGER PRIMARY KEY, slot INTEGER, day TEXT, UNIQUE (slot, day));"
        "CREATE TABLE booking (id INTEGER PRIMARY KEY, run INTEGER, outreach INTEGER, at INTEGER, state TEXT);"
        "CREATE INDEX booking_state ON booking (state, at);"
        "CREATE TABLE outreach (id INTEGER PRIMARY KEY, status TEXT, send_at INTEGER);"
        "CREATE TABLE journal (id INTEGER PRIMARY KEY, at INTEGER, kind TEXT, outreach INTEGER, data TEXT);"
        "CREATE INDEX journal_outreach ON journal (outreach)"
    ).fetchall()
    begin = process_time()
    for number in range(SLOTS):
        with raw:
            raw.execute("INSERT INTO run (slot, day) VALUES (?, '2026-01-06')", (number,))
            people = range(number * count // SLOTS, (number + 1) * count // SLOTS)
            raw.executemany("INSERT INTO booking VALUES (NULL, ?, ?, ?, 'planned')", ((number, n, n) for n in people))
            raw.executemany("INSERT INTO outreach VALUES (?, 'scheduled', ?)", ((n, n) for n in people))
            raw.executemany("INSERT INTO journal VALUES (NULL, ?, 'scheduled', ?, '{}')", ((n, n) for n in people))
    return process_time() - begin


def _month() -> Iterator[Whole]:
    """Time thirty days of twenty members, each with three campaigns."""
    with _world() as world:
        for number in range(MONTH_MEMBERS):
            world.member(f"Member {number}", f"acc-{number}")
            world.source(MONTH_CAMPAIGNS * MONTH_DAYS * 4, f"people-{number}")
            for which in range(MONTH_CAMPAIGNS):
                name = f"campaign {number} {which}"
                slots = (slot(f"{9 + 2 * which:02}:00", 90),)
                world.campaign(
                    name=name, sender=f"acc-{number}", source=f"people-{number}", approval="off", slots=slots
                )
        begin = process_time()
        world.until(START + timedelta(days=MONTH_DAYS))
        took, sent = process_time() - begin, len(world.ledger())
    yield Whole(f"{MONTH_DAYS} days, {MONTH_MEMBERS} members", f"{took:.0f} s", f"{sent:,} sends", "80 s")


def _log() -> Iterator[Whole]:
    """Measure the write-ahead log after a day's sends, with a reader that began before them and without one."""
    sizes = {}
    for reads in (True, False):
        with _world() as world, closing(apsw.Connection(str(world.home.store))) as reader:
            sends.live(world, rounds=1)
            world.until("2026-01-06 09:00")
            if reads:
                reader.execute("BEGIN; SELECT count(*) FROM journal").fetchall()
            world.until("2026-01-06 10:29")
            sizes[reads] = world.home.store.with_name(f"{world.home.store.name}-wal").stat().st_size
    against = f"without {sizes[False] / 2**20:.1f} MB"
    yield Whole("log after 300 sends, a reader left open", f"{sizes[True] / 2**20:.1f} MB", against, "bounded")


def _idle() -> Iterator[Whole]:
    """Measure a daemon that has nothing to do, beside a Python that has loaded its libraries."""
    with copied() as home:
        with opened(home_of(home), clock=SteppedClock(QUIET), durable=False) as ws, ws.store.write() as store:
            crowd.campaigns(store, IDLE_CAMPAIGNS - APP_CAMPAIGNS)
        share, now_mb, most_mb = _watched([sys.executable, "-m", "tests.bench.engine", "daemon", str(home)])
    floor, floor_mb, _most = _watched([sys.executable, "-c", LIBRARIES])
    measured = f"{share:.2%}, {now_mb:.0f} MB, at most {most_mb:.0f}"
    against = f"libraries {floor:.2%}, {floor_mb:.0f} MB, x {now_mb / floor_mb:.2f}"
    yield Whole(f"daemon idle, {IDLE_CAMPAIGNS:,} campaigns", measured, against, "0.3 %, x 1.3")


def _watched(command: list[str]) -> tuple[float, float, float]:
    """Return a process's share of a core once it rests, its memory at that time and its peak memory (MB)."""
    with subprocess.Popen(command, env={**os.environ, **environment(KEPT)}, stdout=subprocess.DEVNULL) as process:
        try:
            clock = (~process.pid << 3) | 2  # the clock id of another process, as Linux computes it
            never = threading.Event()
            while True:
                before = time.clock_gettime(clock)
                never.wait(5)
                if before > 0 and time.clock_gettime(clock) - before < 0.1:
                    break
            before = time.clock_gettime(clock)
            never.wait(IDLE_S)
            spent = time.clock_gettime(clock) - before
            told = Path(f"/proc/{process.pid}/status").read_text()
        finally:
            process.terminate()
    memory = dict(line.split(":", 1) for line in told.splitlines())
    now, most = (int(memory[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return spent / IDLE_S, now, most


def _daemon(home: str) -> None:
    from core.daemon.process import run_daemon
    from core.services.provider.gateway import gateway

    clock = WorkspaceClock(QUIET, real_now())
    with opened(home_of(home), clock=clock, durable=False) as workspace, gateway(workspace) as network:
        run_daemon(workspace, network, print, wait=False, health_port=None)


CLAIMS: dict[str, Callable[[], Iterator[Whole]]] = {
    "opening slots": _opening,
    "thirty days": _month,
    "log with a reader": _log,
    "daemon idle": _idle,
}


def lines(only: str) -> Iterator[Whole]:
    """Measure the claims whose names contain this text, one after the other."""
    for name, claim in CLAIMS.items():
        if only in name:
            yield from claim()


if __name__ == "__main__":
    _daemon(sys.argv[2])

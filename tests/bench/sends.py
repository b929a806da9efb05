"""Durable sends: through the engine, by raw APSW and by Huey, each with the same call, commits and synced line.

All three are timed in turn in one run, in processor time: a disk's time for a sync is the same for all of them.
"""

from __future__ import annotations

import importlib
import itertools
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any, NamedTuple

import apsw

from core.network.sandbox import people
from tests.bench import peers
from tests.support.draft import INVITATION
from tests.support.story import CONFIG
from tests.support.world import SEED, START, World, at

NAME = "a durable send"
HUEY = "huey==2.5.3"
MEMBERS, EACH = 60, 5
"""Members, each with one campaign, and the sends of each campaign per day."""
DAYS = ("2026-01-06", "2026-01-07", "2026-01-08")
"""Days of the bench, one round each."""
GOALS = {"raw APSW": 0.5, "Huey": 1.0}
"""Fewest sends that the engine must make in the time in which a peer makes one, by peer."""
SCHEMA = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE delivery (id INTEGER PRIMARY KEY, key TEXT UNIQUE, person TEXT, state TEXT, ref TEXT);
    CREATE TABLE outreach (id INTEGER PRIMARY KEY, person TEXT UNIQUE, status TEXT);
"""

Send = Callable[[str, str], None]


class Sends(NamedTuple):
    """Milliseconds of processor time per send: ours, and each peer's by its name."""

    name: str
    ours_ms: float
    theirs_ms: float

    @property
    def ratio(self) -> float:
        """Return the number of Overture's sends in the time of one send of the other program."""
        return self.theirs_ms / self.ours_ms


def compared() -> list[Sends]:
    """Time the sends of some days by the engine and by each other program."""
    taken: dict[str, list[float]] = {"engine": [], **{name: [] for name in GOALS}}
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        world = World(Path(folder), CONFIG, start=START, relation_lag=timedelta(0), durable=True)
        try:
            live(world, len(DAYS))
            for day in DAYS:
                taken["engine"].append(_engine(world, day))
                others = {"raw APSW": _raw(world, day), "Huey": _huey(world, day)}
                for name, took in others.items():
                    taken[name].append(took)
        finally:
            world.close()
    return [Sends(name, median(taken["engine"]), median(taken[name])) for name in GOALS]


def live(world: World, rounds: int) -> None:
    """Give `MEMBERS` members a campaign each, on one source that lasts for some days."""
    world.source(MEMBERS * EACH * (rounds + 2))
    for number in range(MEMBERS):
        world.member(f"Member {number}", f"acc-{number}")
        for kind in GOALS:
            world.sandbox.configure_account(f"{kind}-{number}", name=f"{kind} {number}", premium=True)
        world.campaign(
            name=f"campaign {number}", sender=f"acc-{number}", cohort=EACH, approval="off", steps=(INVITATION,)
        )


def _engine(world: World, day: str) -> float:
    """Time one day's sends, from when all runs are open until the last one is made."""
    world.until(f"{day} 09:00")
    before, begin = len(world.ledger("invite")), process_time()
    world.until(at(f"{day} 10:29"))
    took, made = process_time() - begin, len(world.ledger("invite")) - before
    assert made > MEMBERS * EACH // 2, made
    return took * 1000 / made


def _raw(world: World, day: str) -> float:
    """Time the same number of sends as plain SQL: two commits of two statements for each send."""
    with closing(apsw.Connection(str(world.folder / f"raw-{day}.db"))) as store:
        send = _sender(world, store, day)
        return _timed(send, "raw APSW", day)


def _huey(world: World, day: str) -> float:
    """Time the same number of sends as tasks of huey, whose queue is synced to the disk, too."""
    place = peers.installed(HUEY).parent
    sys.path.append(str(next(place.glob("lib/python*/site-packages"))))
    try:
        huey = importlib.import_module(HUEY.partition("=")[0])
    finally:
        sys.path.pop()
    queue: Any = huey.SqliteHuey(filename=str(world.folder / f"huey-{day}.db"), fsync=True, results=False)
    with closing(apsw.Connection(str(world.folder / f"of-huey-{day}.db"))) as store:
        task = queue.task()(_sender(world, store, day))

        def send(account: str, slug: str) -> None:
            task(account, slug)
            queue.execute(queue.dequeue())

        return _timed(send, "Huey", day)


def _timed(send: Send, kind: str, day: str) -> float:
    pairs = ((f"{kind}-{n % MEMBERS}", f"{kind.split()[0].lower()}-{day}-person-{n}x") for n in itertools.count())
    strangers = (pair for pair in pairs if not people.connected_before(str(SEED), *pair))
    chosen = list(itertools.islice(strangers, MEMBERS * EACH))
    begin = process_time()
    for account, slug in chosen:
        send(account, slug)
    return (process_time() - begin) * 1000 / len(chosen)


def _sender(world: World, store: apsw.Connection, day: str) -> Send:
    """Return a function that writes an intent, syncs a line, makes the call, and writes the outcome."""
    store.execute(SCHEMA).fetchall()
    journal = world.folder / f"intents-{day}.jsonl"
    calls = iter(range(1_000_000))

    def send(account: str, slug: str) -> None:
        person, number = people.provider_id(slug), next(calls)
        with store:
            store.execute("INSERT INTO delivery (key, person, state) VALUES (?, ?, 'sending')", (str(number), person))
            store.execute("INSERT INTO outreach (person, status) VALUES (?, 'sending')", (person,))
        handle = os.open(journal, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(handle, f'{{"key": "{number}", "person": "{person}"}}\n'.encode())
        os.fdatasync(handle)
        os.close(handle)
        ref = world.gateway.invite(account, person, None, lambda: None)
        with store:
            store.execute("UPDATE delivery SET state = 'sent', ref = ? WHERE key = ?", (str(ref), str(number)))
            store.execute("UPDATE outreach SET status = 'invited' WHERE person = ?", (person,))

    return send

"""The store's work in a file and on a PostgreSQL server, in turn; in real time, as a server works in other processes.

Both are on one disk and synced at each commit; the server is that of the tests, on the same machine.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from core.services.overview import campaign_list
from core.services.queue import queue_list
from tests.support import postgres
from tests.support.draft import INVITATION
from tests.support.story import CONFIG
from tests.support.world import START, World, at

NAMES = ("stores: a send", "stores: an opening", "stores: a list of campaigns", "stores: a page of the queue")
MEMBERS, EACH = 6, 5
"""Members, each with one campaign, and the sends of each campaign per day."""
DAYS = ("2026-01-06", "2026-01-07", "2026-01-08")
"""Days of the bench, one round each."""
READS = 20
"""Times that a page is read in a round."""


class Stores(NamedTuple):
    """Milliseconds of one piece of work in a file and on a server, each the best of all rounds."""

    name: str
    file_ms: float
    server_ms: float

    @property
    def slower(self) -> float:
        """Return how many times longer a server takes."""
        return self.server_ms / self.file_ms


def compared() -> list[Stores]:
    """Time each piece of work on both stores."""
    with _made(on_server=False) as file, _made(on_server=True) as server:
        rounds = [(_round(file, day), _round(server, day)) for day in DAYS]
    in_file, on_server = ([min(times) for times in zip(*found, strict=True)] for found in zip(*rounds, strict=True))
    return [Stores(name, one, other) for name, one, other in zip(NAMES, in_file, on_server, strict=True)]


@contextmanager
def _made(*, on_server: bool) -> Iterator[World]:
    """Yield a closed world with a campaign for each member."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="overture-bench-"))
        config = replace(CONFIG, store_url=postgres.new_database()) if on_server else CONFIG
        world = World(Path(folder), config, start=START, relation_lag=timedelta(0), durable=not on_server)
        stack.callback(world.end)
        world.source(MEMBERS * EACH * (len(DAYS) + 2))
        for number in range(MEMBERS):
            world.member(f"Member {number}", f"acc-{number}")
            sender, name = f"acc-{number}", f"campaign {number}"
            world.campaign(name=name, sender=sender, cohort=EACH, approval="off", steps=(INVITATION,))
        world.close()
        yield world


def _round(world: World, day: str) -> list[float]:
    """Return the milliseconds of one day's sends, its openings and the reads of pages."""
    world.open()
    try:
        world.until(at(f"{day} 08:59"))
        opening = _ms(lambda: world.until(at(f"{day} 09:00")), MEMBERS)
        before = len(world.ledger("invite"))
        begin = perf_counter()
        world.until(at(f"{day} 10:29"))
        sent = len(world.ledger("invite")) - before
        send = (perf_counter() - begin) * 1000 / max(sent, 1)
        campaigns = _ms(lambda: [campaign_list.campaigns(world.ws) for _time in range(READS)], READS)
        queue = _ms(lambda: [queue_list.list_queue(world.ws, limit=50) for _time in range(READS)], READS)
    finally:
        world.close()
    return [send, opening, campaigns, queue]


def _ms(work: Callable[[], object], times: int) -> float:
    begin = perf_counter()
    work()
    return (perf_counter() - begin) * 1000 / times

"""Worlds of any size: one that lived some days by itself, then as many people or campaigns more by SQL."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from core.config import Config
from tests.support.world import START, World

NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?) "
FIRST = 1_000
"""Ids of what is added begin above this one."""
DAY_US = 86_400_000_000


@contextlib.contextmanager
def lived() -> Iterator[World]:
    """A campaign that has sent on two days, in a home that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        config = Config(time_zone="Europe/Paris")
        world = World(Path(folder), config, start=START, relation_lag=timedelta(0), durable=False)
        try:
            world.member()
            world.source(30)
            world.campaign(cohort=5, approval="off")
            world.until("2026-01-07 12:00")
            yield world
        finally:
            world.close()


def contacts(world: World, count: int) -> None:
    """So many contacts more in the one source, whom nobody has drawn."""
    with world.ws.store.write() as store:
        store.change(
            NUMBERS + "INSERT INTO contact (id, first_name, last_name, name, company, position, location, headline, "
            "email, language, connected_on, degree, custom, created_at) SELECT ? + n, '', '', 'Person ' || n, '', '', "
            "'', '', '', 'en', '', '', '{}', 0 FROM number", count, FIRST,
        )  # fmt: skip
        store.change("INSERT INTO source_contact (source_id, contact_id) SELECT 1, id FROM contact WHERE id > ?", FIRST)


def outreaches(world: World, count: int, status: str) -> None:
    """So many people more in the one campaign, in one status since long ago."""
    contacts(world, count)
    with world.ws.store.write() as store:
        store.change(
            'INSERT INTO outreach ("key", campaign_id, contact_id, member_id, person, language, status, reason, step, '
            "revision, batch, drawn_at, approved_at, approved_by, requeues, changed_at, withdraw_by, last_sent_at, "
            "invited_at) SELECT 'k' || id, 1, id, 1, 'p' || id, 'en', ?, '', 0, 0, '', 0, id, 'Ada', 0, 0, '', "
            "CASE ? WHEN 'approved' THEN NULL ELSE id END, CASE ? WHEN 'approved' THEN NULL ELSE id END "
            "FROM contact WHERE id > ?", status, status, status, FIRST,
        )  # fmt: skip


def deliveries(world: World, count: int) -> None:
    """So many people more who were invited, an hour apart, the last one ten days ago."""
    outreaches(world, count, "invited")
    last = int(world.now.timestamp() * 1_000_000) - 10 * DAY_US
    with world.ws.store.write() as store:
        store.change(
            'INSERT INTO delivery ("key", outreach_id, campaign_id, member_id, contact_id, person, step, kind, '
            "attempt, epoch, intent_at, state, live, error, words, absent_reads, outcome_at) SELECT 'd' || id, id, 1, "
            "1, contact_id, person, 0, 'invitation', 1, 1, ? - contact_id * 3600000000, 'sent', 1, '', '', 0, 0 "
            "FROM outreach WHERE contact_id > ?", last, FIRST,
        )  # fmt: skip


def campaigns(world: World, count: int) -> None:
    """So many campaigns more like the one that lived, each with its slots and texts, all of them active."""
    with world.ws.store.write() as store:
        for table in ("campaign", "slot", "step"):
            own = "id" if table == "campaign" else "campaign_id"
            columns = [str(row[1]) for row in store.rows(f"PRAGMA table_info({table})")]
            names = [name for name in columns if name in (own, *columns[1:])]  # an id of their own for slots and steps
            told = {own: f"{FIRST} + n", "name": "t.name || ' ' || n"}
            store.change(
                f"{NUMBERS} INSERT INTO {table} ({', '.join(names)}) "
                f"SELECT {', '.join(told.get(name, f't.{name}') for name in names)} "
                f"FROM number JOIN {table} t ON t.{own} = 1",
                count,
            )

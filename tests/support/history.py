"""A made-up history of any size, by SQL instead of services: runs, batches, problems, sends and merged contacts."""

from __future__ import annotations

import random
from datetime import date, timedelta

from core.store.database import Writing
from tests.support import crowd
from tests.support.counts import recount
from tests.support.rows import add_row
from tests.support.world import World

DAY_US = 86_400_000_000
FIRST_DAY = date(2025, 1, 6)
CODES = ("run.missed", "person.refused", "slot.full")
STATUSES = ("queued", "pending", "approved", "invited", "cancelled", "failed", "rejected")
REASONS = ("", "text.missing:company", "text.too_long", "not.found")
RUNS, PEOPLE = 8, 12


def make(world: World, campaigns: int, *, seed: int = 1) -> None:
    """Add `campaigns` more like the first, each with runs, people and random events."""
    chance = random.Random(seed)
    with world.ws.store.write() as store:
        crowd.campaigns(store, campaigns)
        crowd.contacts(store, campaigns * PEOPLE, source=1)
        found = store.rows("SELECT c.id, min(s.id) FROM campaign c JOIN slot s ON s.campaign_id = c.id GROUP BY c.id")
        for number, (campaign, slot) in enumerate(row for row in found if row[0] > crowd.FIRST):
            for run in range(chance.randrange(RUNS)):
                _run(store, campaign, slot, run, chance)
            for index in range(chance.randrange(PEOPLE)):
                _person(store, campaign, crowd.FIRST + 1 + number * PEOPLE + index, chance)
        _merge(store, chance)
        recount(store)


def _run(store: Writing, campaign: int, slot: int, number: int, chance: random.Random) -> None:
    opens = 1_736_150_000_000_000 + number * DAY_US
    state = chance.choice(("closed", "closed", "closed", "missed", "open"))
    ident = add_row(
        store,
        "run",
        slot_id=slot,
        campaign_id=campaign,
        local_date=str(FIRST_DAY + timedelta(days=number)),
        opens_at=opens,
        closes_at=opens + 3_600_000_000,
        opened_at=opens + 5,
        state=state,
        cause="",
    )
    noted = '{"want": 3, "share": 2, "limit": "limit.week"}'
    if state != "missed":
        _journal(store, campaign, ident, "run.opened", "", opens + 6, noted)
    for code in CODES:
        for _time in range(chance.choice((0, 0, 1, 2))):
            _journal(store, campaign, ident, "problem", code, opens + chance.randrange(9), f'{{"n": {number}}}')


def _journal(store: Writing, campaign: int, run: int, kind: str, code: str, at: int, data: str) -> None:
    add_row(store, "journal", at=at, actor="engine", kind=kind, campaign_id=campaign, run_id=run, code=code, data=data)


def _person(store: Writing, campaign: int, contact: int, chance: random.Random) -> None:
    status = chance.choice(STATUSES)
    reason = chance.choice(REASONS) or ("not.found" if status == "cancelled" else "")  # `cancelled` always has a reason
    outreach = add_row(
        store,
        "outreach",
        key=f"k{contact}",
        campaign_id=campaign,
        contact_id=contact,
        member_id=1,
        language="en",
        status=status,
        reason=reason,
        step=0,
        revision=0,
        batch=f"1:{chance.randrange(3)}",
        drawn_at=0,
        approved_by="",
        requeues=0,
        changed_at=0,
        withdraw_by="",
    )
    for attempt in range(chance.choice((0, 1, 1))):
        add_row(
            store,
            "delivery",
            key=f"d{outreach}-{attempt}",
            outreach_id=outreach,
            campaign_id=campaign,
            member_id=1,
            contact_id=contact,
            person=f"p{contact}",
            step=0,
            kind=chance.choice(("invitation", "message")),
            attempt=attempt,
            epoch=1,
            intent_at=contact,
            state=chance.choice(("sent", "sent", "not_sent")),
            live=0,
            error="",
            words="",
            absent_reads=0,
        )


def _merge(store: Writing, chance: random.Random) -> None:
    contacts = [row[0] for row in store.rows("SELECT id FROM contact WHERE id > ?", crowd.FIRST)]
    for loser, winner in zip(contacts[::2], contacts[1::2], strict=False):
        if chance.random() < 0.8:
            store.change("UPDATE contact SET merged_into_id = ? WHERE id = ?", winner, loser)

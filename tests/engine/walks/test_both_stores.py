"""The same history on both stores gives the same journal, sends and ledger, row by row."""

from __future__ import annotations

import itertools
import random
import secrets
from datetime import timedelta
from typing import Any

import pytest

from tests.support.draft import draft
from tests.support.world import START, World, Worlds, at

DAYS = 30
ROWS = {
    "journal": """
        SELECT j.at, j.actor, j.kind, g.name, o.key, p.public_id, m.name, r.slot_id, r.local_date, j.step, j.code,
        j.data
        FROM journal j LEFT JOIN campaign g ON g.id = j.campaign_id LEFT JOIN outreach o ON o.id = j.outreach_id
        LEFT JOIN contact p ON p.id = j.contact_id LEFT JOIN member m ON m.id = j.member_id
        LEFT JOIN run r ON r.id = j.run_id ORDER BY j.id
    """,
    "outreach": """
        SELECT o.key, g.name, p.public_id, m.name, o.person, o.language, o.status, o.reason, o.step, o.text, o.revision,
        o.batch, o.approved_at, o.approved_by, o.due_date, o.send_at, o.invited_at, o.accepted_at, o.replied_at,
        o.changed_at, o.why FROM outreach o JOIN campaign g ON g.id = o.campaign_id
        JOIN contact p ON p.id = o.contact_id JOIN member m ON m.id = o.member_id ORDER BY o.key
    """,
    "booking": """
        SELECT r.local_date, o.key, b.step, b.kind, b.send_at, b.state, b.reason, b.settled_at, b.accounted
        FROM booking b JOIN run r ON r.id = b.run_id JOIN outreach o ON o.id = b.outreach_id
        ORDER BY b.send_at, o.key, b.step, r.local_date
    """,
    "delivery": """
        SELECT d.key, o.key, d.person, d.step, d.kind, d.attempt, d.text, d.intent_at, d.state, d.live, d.ended_at,
        d.outcome_at, d.provider_ref, d.error, d.words FROM delivery d JOIN outreach o ON o.id = d.outreach_id
        ORDER BY d.key
    """,
    "counts": "SELECT campaign_id, what, number FROM campaign_count ORDER BY campaign_id, what",
    "replies": "SELECT o.key, p.message_id, p.at, p.text, p.ours FROM reply p JOIN outreach o ON o.id = p.outreach_id "
    "ORDER BY p.at, p.message_id",
}
"""Rows by their keys: the ids of a server have gaps where a transaction was rolled back."""


def lived(world: World, seed: int) -> dict[str, list[Any]]:
    """Let two members send for a month, with people who answer, faults and approvals at random; return all rows."""
    chance = random.Random(seed)
    world.member()
    world.member("Ben Ode", "acc-ben", plan="basic")
    people = world.source(60)
    others = world.source(["érica-ønes-1x", "müller-straße-2x", *people[40:]], name="others")
    for slug in chance.sample(people, 20):
        world.accepts(slug, after=timedelta(hours=chance.randrange(1, 90)))
    first = world.campaign(cohort=4)
    world.campaign(draft(name="Second", sender="acc-ben", source="others", cohort=3))
    world.sandbox.fault("timeout_after", account="acc-ada", kind="invite", start=START + timedelta(days=4), remaining=2)
    world.sandbox.fault("service_unavailable", start=START + timedelta(days=9), until=START + timedelta(days=10))
    world.sandbox.fault(
        "cannot_resend_yet", account="acc-ben", kind="invite", start=START + timedelta(days=6), remaining=1
    )
    for day in range(DAYS):
        world.until(at("2026-01-05 12:00") + timedelta(days=day, minutes=chance.randrange(200)))
        if chance.random() < 0.7:
            world.approve(first if chance.random() < 0.3 else None)
        if day == 11:
            world.invite_outside(others[0])
        if chance.random() < 0.1:
            world.reopen()
    world.check()
    found: dict[str, list[Any]] = {name: world.sql(statement) for name, statement in ROWS.items()}
    found["ledger"] = list(world.ledger())
    world.close()
    return found


@pytest.mark.parametrize("on_server", [False], indirect=True, ids=["both"])
@pytest.mark.parametrize("seed", [1])
def test_a_month_is_the_same_on_both_stores(worlds: Worlds, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lives = []
    for worlds.on_server in (False, True):
        numbers = itertools.count()
        monkeypatch.setattr(secrets, "token_hex", lambda size=8, numbers=numbers: f"{next(numbers):0{2 * size}x}")
        lives.append(lived(worlds(), seed))
    in_file, on_server = lives
    assert len(in_file["journal"]) > 500
    assert len(in_file["ledger"]) > 50
    for name, rows in in_file.items():
        for number, (one, other) in enumerate(zip(rows, on_server[name], strict=False)):
            assert one == other, f"{name} {number}"
        assert len(rows) == len(on_server[name]), name

"""Statements that read only as much as they need give the same as plain ones, which are the oracles here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

import pytest

from core.rules.states import OPEN
from core.services.overview import problems
from core.services.overview.snapshot import Facts
from core.store import campaign_counts
from core.store.database import Reading
from core.store.views import (
    campaign_events,
    campaign_numbers,
    campaign_people,
    campaign_runs,
    last_runs,
    merged_contacts,
)
from tests.support import history
from tests.support.world import World

PLAIN = {
    "EVENTS": """
        SELECT j.campaign_id, j.code, count(*), min(j.at), max(j.at),
        (SELECT k.data FROM journal k WHERE k.kind = 'problem' AND k.campaign_id = j.campaign_id AND k.code = j.code
         ORDER BY k.id DESC LIMIT 1)
        FROM journal j WHERE j.kind = 'problem' AND j.at > coalesce((
            SELECT max(r.opened_at) FROM run r WHERE r.campaign_id = j.campaign_id AND r.state = 'closed'
            AND NOT EXISTS (SELECT 1 FROM journal p WHERE p.kind = 'problem' AND p.campaign_id = j.campaign_id
                            AND p.code = j.code AND p.run_id = r.id)), -1)
        GROUP BY j.campaign_id, j.code""",
    "SENT": """
        SELECT campaign_id, count(*) FROM delivery WHERE kind = 'invitation' AND state = 'sent' GROUP BY campaign_id""",
    "FIRST_RUNS": "SELECT campaign_id, min(local_date) FROM run WHERE state <> 'missed' GROUP BY campaign_id",
    "LAST_BATCH": """
        SELECT o.campaign_id, count(*) FROM outreach o WHERE o.batch =
        (SELECT l.batch FROM outreach l WHERE l.campaign_id = o.campaign_id ORDER BY l.id DESC LIMIT 1)
        GROUP BY o.campaign_id""",
    "LAST_BATCH_FAILING": """
        SELECT o.campaign_id, count(*) FROM outreach o WHERE o.status = 'cancelled' AND o.reason LIKE 'text.%'
        AND o.batch = (SELECT l.batch FROM outreach l WHERE l.campaign_id = o.campaign_id ORDER BY l.id DESC LIMIT 1)
        GROUP BY o.campaign_id""",
}
CHEAP: dict[str, Callable[[Reading], Iterable[tuple[object, ...]]]] = {
    "EVENTS": campaign_events.problems,
    "SENT": lambda store: [
        (campaign, counts["invitations"])
        for campaign, counts in campaign_counts.every(store).items()
        if "invitations" in counts
    ],
    "FIRST_RUNS": lambda store: campaign_runs.first_days(store).items(),
    "LAST_BATCH": lambda store: [(row.campaign, row.people) for row in campaign_people.last_batches(store).values()],
    "LAST_BATCH_FAILING": lambda store: [
        (row.campaign, row.failed) for row in campaign_people.last_batches(store).values() if row.failed
    ],
}
LAST = "state <> 'missed' ORDER BY opens_at DESC LIMIT 1"
MERGED = """
SELECT p.merged_into_id, p.id, a.member_id FROM contact p
JOIN delivery a ON a.contact_id = p.id AND a.state = 'sent' AND a.kind = 'invitation'
JOIN delivery b ON b.contact_id = p.merged_into_id AND b.state = 'sent' AND b.kind = 'invitation'
AND b.member_id = a.member_id GROUP BY p.merged_into_id, p.id, a.member_id"""


@pytest.fixture(params=[15, 150])
def made(world: World, request: pytest.FixtureRequest) -> World:
    """Return a world with a history of one of two sizes."""
    world.member()
    world.source(30)
    world.campaign(cohort=5)
    world.until("2026-01-06 08:00")
    history.make(world, request.param)
    return world


@pytest.mark.parametrize("name", PLAIN)
def test_it_tells_the_same_rows(made: World, name: str) -> None:
    with made.ws.store.read() as store:
        plain, cheap = store.rows(PLAIN[name]), [tuple(row) for row in CHEAP[name](store)]
    assert plain
    assert sorted(cheap, key=repr) == sorted(plain, key=repr)


def test_who_was_merged_after_both_were_invited(made: World) -> None:
    with made.ws.store.read() as store:
        plain = store.rows(MERGED)
        assert plain
        assert sorted(merged_contacts.both_invited(store)) == sorted(plain)


def test_the_last_run_of_each_campaign(made: World) -> None:
    with made.ws.store.read() as store:
        campaigns = [row[0] for row in store.rows("SELECT id FROM campaign")]
        plain = [
            (campaign, store.scalar(f"SELECT id FROM run WHERE campaign_id = ? AND {LAST}", campaign))
            for campaign in campaigns
        ]
        found = last_runs.last_runs(store, campaigns)
    assert sorted((run.campaign_id, run.id) for run in found) == sorted(row for row in plain if row[1] is not None)
    assert found


def test_the_source_is_counted_as_far_as_it_matters(made: World) -> None:
    """A full and a limited count give the same problem, for cohorts from 0 to more than the source has."""
    told = set()
    for cohort in (1, 5, 40, 5_000):
        with made.ws.store.write() as store:
            store.change("UPDATE campaign SET cohort_size = ? + id % 3, active = 1", cohort)
        with made.ws.store.read() as store:
            for day in (0, 1):
                told |= _compared(Facts(made.ws, store, made.now + timedelta(days=day)))
    assert {None, "source.low"} <= told


def _compared(facts: Facts) -> set[str | None]:
    told: set[str | None] = set()
    for line in campaign_numbers.lines(facts.store, archived=False):
        problem = problems._source_low(facts, line)
        found = None if problem is None else (problem.code, problem.text)
        assert found == _plainly(facts, line)
        told.add(None if problem is None else problem.code)
    return told


def _plainly(facts: Facts, line: campaign_numbers.CampaignLine) -> tuple[str, str] | None:
    """Apply the rule by counting all people who are left."""
    expected = line.cohort_size * len(facts.slots_today(line))
    statuses = facts.statuses(line)
    left = facts.left(line, 1_000_000)
    ready = left + sum(statuses.get(status, 0) for status in ("queued", "pending", "approved", "scheduled"))
    ready += facts.today(line).sent
    if left == 0 and not any(statuses.get(status) for status in OPEN):
        found = problems._problem("finished")
        return found.code, found.text
    if 10 * ready < 9 * expected:
        found = problems._problem("source.low", source=line.source, expected=expected, left=ready)
        return found.code, found.text
    return None

"""Many more people or campaigns, added by SQL without any service: an import would take too long in a test."""

from __future__ import annotations

from collections.abc import Sequence

from core.store.database import Writing
from core.store.tables.all_tables import TABLES
from tests.support.counts import recount

NUMBERS = "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?) "
FIRST = 1_000
"""Ids of added rows begin above this one."""
SENT_US = 1_760_000_000_000_000
"""A moment in October 2025; row n was sent n seconds later."""


def contacts(store: Writing, count: int, source: int | None = None) -> None:
    """Add contacts `Person 1` and so on, to a source if one is named; nobody has drawn them."""
    store.change(
        NUMBERS + "INSERT INTO contact (id, first_name, last_name, name, company, position, location, headline, "
        "email, language, connected_on, degree, custom, created_at) SELECT ? + n, '', '', 'Person ' || n, '', '', '', "
        "'', '', 'en', '', '', '{}', 0 FROM number",
        count,
        FIRST,
    )
    if source is not None:
        store.change(
            "INSERT INTO source_contact (source_id, contact_id) SELECT ?, id FROM contact WHERE id > ?", source, FIRST
        )


def outreaches(store: Writing, campaign: int, statuses: Sequence[str]) -> None:
    """Put these contacts into a campaign, with the given statuses in turn; all but those `approved` were invited."""
    status = " ".join(f"WHEN {number} THEN '{status}'" for number, status in enumerate(statuses))
    store.change(
        'INSERT INTO outreach ("key", campaign_id, contact_id, member_id, person, language, status, reason, step, '
        "revision, batch, drawn_at, approved_at, approved_by, requeues, changed_at, withdraw_by) SELECT 'k' || id, ?, "
        f"id, 1, 'p' || id, 'en', CASE id % {len(statuses)} {status} END, '', 0, 0, '', 0, id, 'Ada', 0, 0, '' "
        "FROM contact WHERE id > ?",
        campaign,
        FIRST,
    )
    store.change(
        "UPDATE outreach SET invited_at = ?1 + contact_id * 1000000, last_sent_at = ?1 + contact_id * 1000000 "
        "WHERE contact_id > ?2 AND status <> 'approved'",
        SENT_US,
        FIRST,
    )
    recount(store)


def deliveries(store: Writing, until_us: int) -> None:
    """Add an invitation for each of these outreaches, an hour apart, the last one before `until_us`."""
    store.change(
        'INSERT INTO delivery ("key", outreach_id, campaign_id, member_id, contact_id, person, step, kind, attempt, '
        "epoch, intent_at, state, live, error, words, absent_reads, outcome_at) SELECT 'd' || id, id, campaign_id, "
        "member_id, contact_id, person, 0, 'invitation', 1, 1, ? - contact_id * 3600000000, 'sent', 1, '', '', 0, 0 "
        "FROM outreach WHERE contact_id > ?",
        until_us,
        FIRST,
    )
    recount(store)


def campaigns(store: Writing, count: int) -> None:
    """Add campaigns like the first one, each with its slots and texts."""
    for table, own in (("campaign", "id"), ("slot", "campaign_id"), ("step", "campaign_id")):
        (model,) = (found for found in TABLES if found._meta.table_name == table)
        columns = [field.column_name for field in model._meta.sorted_fields]
        names = [own, *(name for name in columns if name not in ("id", own))]
        told = {own: f"{FIRST} + n", "name": "t.name || ' ' || n"}
        store.change(
            f"{NUMBERS} INSERT INTO {table} ({', '.join(names)}) "
            f"SELECT {', '.join(told.get(name, f't.{name}') for name in names)} "
            f"FROM number JOIN {table} t ON t.{own} = 1",
            count,
        )


def runs(store: Writing, count: int) -> None:
    """Add runs of the first slot that closed without a problem, one per day, long ago, each with its noted opening."""
    store.change(
        NUMBERS + "INSERT INTO run (id, slot_id, campaign_id, local_date, opens_at, closes_at, opened_at, state, "
        "cause) SELECT ?2 + n, s.id, s.campaign_id, 'day ' || n, n, n + 1, n, 'closed', '' FROM number, slot s "
        "WHERE s.id = 1",
        count,
        FIRST,
    )
    store.change(
        "INSERT INTO journal (at, actor, kind, campaign_id, run_id, code, data) SELECT opened_at, 'engine', "
        "'run.opened', campaign_id, id, '', '{}' FROM run WHERE id > ?",
        FIRST,
    )
    store.change(
        "INSERT INTO journal (at, actor, kind, campaign_id, run_id, code) SELECT opened_at, 'engine', 'problem', "
        "campaign_id, id, 'slot.full' FROM run WHERE id = ?",
        FIRST + 1,
    )

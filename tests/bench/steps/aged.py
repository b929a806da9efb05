"""An old world: the past of a young one, copied a given number of times, each copy set further back in time.

Members, campaigns and sources keep their number; people, runs, sends, replies and the journal grow.
"""

from __future__ import annotations

from datetime import timedelta

import peewee as pw

from core.rules.states import TO_GO
from core.store.database import Store, Writing
from core.store.fields import MaybeUtcField, UtcField, sql_list
from core.store.tables.all_tables import TABLES
from core.store.tables.base import Table
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Delivery, Outreach, Reply, Run
from core.store.tables.people import Contact, Identity, SourceContact
from tests.bench.agency import UNIQUE
from tests.support.counts import recount

FIRST = 100_000
"""Lowest id of the original rows; the copies are older and have lower ids."""
STRIDE, MOST = 2_000, 45
"""Distance between the ids of two copies, more than the rows of any table of the young world, and the most copies."""
PAST = timedelta(days=14)
"""Time between the beginnings of two copies; whole weeks, so that slots keep their weekdays."""
_MICROSECONDS = PAST // timedelta(microseconds=1)
_SETTLED = (
    f"status NOT IN {sql_list(TO_GO)} AND status NOT IN ('sending', 'in_doubt', 'unresolved') AND send_at IS NULL"
)
_OF_SETTLED = f"outreach_id IN (SELECT id FROM outreach WHERE {_SETTLED})"
_KEPT = {
    Contact: "1",
    Identity: "1",
    SourceContact: "1",
    Run: "state <> 'open'",
    Outreach: _SETTLED,
    Booking: f"state NOT IN ('planned', 'sending', 'in_doubt') AND {_OF_SETTLED}",
    Delivery: _OF_SETTLED,
    Reply: _OF_SETTLED,
    Journal: f"(outreach_id IS NULL OR {_OF_SETTLED}) AND (outreach_id IS NOT NULL OR run_id IS NOT NULL) "
    "AND (run_id IS NULL OR run_id IN (SELECT id FROM run WHERE state <> 'open'))",
}
"""Rows that are copied, by table: only those of finished work."""


def renumber(store: Store) -> None:
    """Give all rows of growing tables ids above `FIRST`."""
    with store.session():
        store.peewee.execute_sql("PRAGMA foreign_keys = 0")
        with store.write() as writing:
            for table in TABLES:
                for field in table._meta.sorted_fields:
                    target = field.rel_model if isinstance(field, pw.ForeignKeyField) else table
                    if target in _KEPT and (isinstance(field, pw.AutoField | pw.ForeignKeyField)):
                        column = f'"{field.column_name}"'
                        writing.change(f'UPDATE "{table._meta.table_name}" SET {column} = {column} + {FIRST}')
        store.peewee.execute_sql("PRAGMA foreign_keys = 1")


def age(store: Store, times: int) -> None:
    """Insert a number of copies of all finished work, each earlier than the one before."""
    with store.write() as writing:
        for name in ("member", "campaign", "source"):
            writing.change(f"UPDATE {name} SET created_at = created_at - {MOST} * {_MICROSECONDS}")
        for table, kept in _KEPT.items():
            _copy(writing, table, kept, times)
        _withdraw(writing)
        recount(writing)


def _copy(store: Writing, table: type[Table], kept: str, times: int) -> None:
    own = table._meta.table_name
    copied = ", ".join(_copied(field, UNIQUE.get(own, set())) for field in table._meta.sorted_fields)
    columns = ", ".join(f'"{field.column_name}"' for field in table._meta.sorted_fields)
    store.change(
        f"WITH RECURSIVE copy(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copy WHERE n < {times}) "
        f'INSERT INTO "{own}" ({columns}) SELECT {copied} '
        f'FROM copy CROSS JOIN (SELECT * FROM "{own}" WHERE {kept}) AS old'
    )


def _withdraw(store: Writing) -> None:
    """Mark unanswered invitations as withdrawn, since the sandbox's network does not have their copies."""
    old = f"SELECT id FROM outreach WHERE status = 'invited' AND id < {FIRST}"
    store.change(f"UPDATE delivery SET live = 0, ended_at = intent_at + {_MICROSECONDS} WHERE outreach_id IN ({old})")
    store.change(f"UPDATE outreach SET status = 'withdrawn', reason = 'invitation.gone' WHERE id IN ({old})")


def _copied(field: pw.Field, unique: set[str]) -> str:
    column = f'old."{field.column_name}"'
    if isinstance(field, pw.AutoField):
        return f"{column} - n * {STRIDE}"
    if isinstance(field, pw.ForeignKeyField):
        return f"{column} - n * {STRIDE}" if field.rel_model in _KEPT else column
    if isinstance(field, UtcField | MaybeUtcField):
        return f"{column} - n * {_MICROSECONDS}"
    if field.column_name in ("local_date", "due_date"):
        return f"date({column}, '-' || (n * {PAST.days}) || ' days')"
    return f"{column} || '-' || n" if field.column_name in unique | {"batch"} else column

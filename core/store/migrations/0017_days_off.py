"""Keep each member's days off, and when a slot would open next on a day off, so that its run is recorded as `off`."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    'ALTER TABLE "member" ADD COLUMN "days_off" TEXT',
    'ALTER TABLE "slot" ADD COLUMN "next_off_at" INTEGER',
    'CREATE INDEX "slot_next_off_at" ON "slot" ("next_off_at")',
)


def up(_migrator: Any, db: Any) -> None:
    """Add both columns and the index of the agenda; no row changes."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

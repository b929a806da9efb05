"""Keep with each run what it could have sent, why it planned less, and how the gates stood as it opened.

Runs of an older store keep null: what held them back was not noted then.
"""

from __future__ import annotations

from typing import Any

COLUMNS = (
    '"cohort" INTEGER',
    '"short" TEXT',
    '"messages_due" INTEGER',
    '"messages_short" TEXT',
    '"gates" TEXT',
)


def up(_migrator: Any, db: Any) -> None:
    """Add the columns; no row changes."""
    for column in COLUMNS:
        db.execute_sql(f'ALTER TABLE "run" ADD COLUMN {column}')

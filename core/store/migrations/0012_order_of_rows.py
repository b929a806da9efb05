"""Put two indexes of deliveries back that begin another one, whose order was lost with them.

By the outreach alone, SQLite without statistics else looks a send up by its state, which goes through all of them for
each person (`verify`). By the member alone, the latest calls of a member are found without sorting all of them (each
send asks). `tests/bench/test_steps.py` holds both.
"""

from __future__ import annotations

from typing import Any


def up(_migrator: Any, db: Any) -> None:
    """Add them; no row changes."""
    db.execute_sql('CREATE INDEX "delivery_outreach_id" ON "delivery" ("outreach_id")')
    db.execute_sql('CREATE INDEX "delivery_member_id" ON "delivery" ("member_id")')

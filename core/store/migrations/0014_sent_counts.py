"""Count messages and withdrawals that were sent, by campaign, as invitations are counted: `/metrics` tells them."""

from __future__ import annotations

from typing import Any

FILLED = """
    INSERT INTO "campaign_count" ("campaign_id", "what", "number")
    SELECT "campaign_id", CASE "kind" WHEN 'message' THEN 'messages' ELSE 'withdrawals' END, count(*) FROM "delivery"
    WHERE "kind" IN ('message', 'withdrawal') AND "state" = 'sent' GROUP BY "campaign_id", "kind"
"""


def up(_migrator: Any, db: Any) -> None:
    """Count the rows of an older store, once."""
    db.execute_sql(FILLED)

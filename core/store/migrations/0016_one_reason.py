"""Hold by constraint that each person of a campaign has exactly one reason, and each send time that was not used.

`outreach.why` is computed from the row; a person who was left out without a reason, or a send time that was not used
without one, is refused. Rows of an older store that lack theirs get `unrecorded`.
"""

from __future__ import annotations

from typing import Any

BEFORE_COLON = """NULLIF(SUBSTR("reason", 1, INSTR("reason" || ':', ':') - 1), '')"""
WHY = f"""
    CASE
        WHEN "status" = 'withdrawn' THEN 'withdrawn'
        WHEN "step" > 0 OR "invited_at" IS NOT NULL THEN 'contacted'
        WHEN "status" IN ('queued', 'approved', 'cancelled', 'failed') AND {BEFORE_COLON} IS NOT NULL
            THEN {BEFORE_COLON}
        WHEN "status" = 'queued' THEN 'profiles.unread'
        WHEN "status" = 'pending' THEN 'approvals.wanting'
        WHEN "status" = 'approved' THEN 'run.waiting'
        WHEN "status" IN ('scheduled', 'sending') THEN 'send.planned'
        WHEN "status" IN ('in_doubt', 'unresolved', 'rejected') THEN "status"
        WHEN "status" = 'failed' THEN 'refused'
        WHEN "status" <> 'cancelled' THEN 'contacted'
    END
"""
STATEMENTS = (
    f"""UPDATE "outreach" SET "reason" = 'unrecorded' WHERE ({WHY}) IS NULL""",
    """UPDATE "booking" SET "reason" = 'unrecorded' WHERE "state" = 'not_sent' AND "reason" = ''""",
    f"""ALTER TABLE "outreach" ADD COLUMN "why" TEXT GENERATED ALWAYS AS ({WHY}) VIRTUAL CHECK ("why" IS NOT NULL)""",
    """
    ALTER TABLE "booking" ADD COLUMN "accounted" INTEGER
    GENERATED ALWAYS AS ("state" <> 'not_sent' OR "reason" <> '') VIRTUAL CHECK ("accounted")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Give older rows their reason, then add both constraints."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

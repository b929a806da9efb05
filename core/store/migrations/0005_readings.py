"""Keep, for each list of an account, since when it cannot be read and what was skipped."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "reading" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "member_id" INTEGER NOT NULL,
        "list" TEXT NOT NULL,
        "part" TEXT NOT NULL,
        "outreach_id" INTEGER,
        "failed_since" INTEGER,
        "failures" INTEGER NOT NULL,
        "again_at" INTEGER,
        "missing_from" INTEGER,
        "words" TEXT NOT NULL,
        "skipped" INTEGER NOT NULL,
        "skipped_since" INTEGER,
        "skipped_at" INTEGER,
        "last_page" TEXT NOT NULL,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id")
    )
    """,
    """
    CREATE INDEX "reading_member_id"
    ON "reading" ("member_id")
    """,
    """
    CREATE INDEX "reading_outreach_id"
    ON "reading" ("outreach_id")
    """,
    """
    CREATE UNIQUE INDEX "reading_member_id_list_part"
    ON "reading" ("member_id", "list", "part")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create the table and its indexes; no row of an older store changes."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

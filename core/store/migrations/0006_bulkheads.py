"""Keep what is held after an error that nobody expected, and until when."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "held_item" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "work" TEXT NOT NULL,
        "item" INTEGER NOT NULL,
        "part" TEXT NOT NULL,
        "campaign_id" INTEGER,
        "outreach_id" INTEGER,
        "member_id" INTEGER,
        "source_id" INTEGER,
        "error" TEXT NOT NULL,
        "place" TEXT NOT NULL,
        "version" TEXT NOT NULL,
        "failures" INTEGER NOT NULL,
        "since" INTEGER NOT NULL,
        "last_at" INTEGER NOT NULL,
        "until_at" INTEGER NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("source_id") REFERENCES "source" ("id")
    )
    """,
    """
    CREATE INDEX "held_item_campaign_id"
    ON "held_item" ("campaign_id")
    """,
    """
    CREATE INDEX "held_item_outreach_id"
    ON "held_item" ("outreach_id")
    """,
    """
    CREATE INDEX "held_item_member_id"
    ON "held_item" ("member_id")
    """,
    """
    CREATE INDEX "held_item_source_id"
    ON "held_item" ("source_id")
    """,
    """
    CREATE UNIQUE INDEX "held_item_work_item_part"
    ON "held_item" ("work", "item", "part")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create the table and its indexes; no row of an older store changes."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

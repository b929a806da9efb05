"""Tables of what is held back after the network's answers: holds, refusals in a row, people who wait."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "hold" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "campaign_id" INTEGER,
        "member_id" INTEGER NOT NULL,
        "outreach_id" INTEGER,
        "call" TEXT NOT NULL,
        "code" TEXT NOT NULL,
        "status" INTEGER NOT NULL,
        "type" TEXT NOT NULL,
        "words" TEXT NOT NULL,
        "people" INTEGER NOT NULL,
        "since" INTEGER NOT NULL,
        "try_at" INTEGER NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id")
    )
    """,
    """
    CREATE INDEX "hold_campaign_id"
    ON "hold" ("campaign_id")
    """,
    """
    CREATE INDEX "hold_member_id"
    ON "hold" ("member_id")
    """,
    """
    CREATE INDEX "hold_outreach_id"
    ON "hold" ("outreach_id")
    """,
    """
    CREATE INDEX "hold_member_id_call"
    ON "hold" ("member_id", "call")
    """,
    """
    CREATE TABLE "refusal" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "campaign_id" INTEGER NOT NULL,
        "outreach_id" INTEGER NOT NULL,
        "call" TEXT NOT NULL,
        "status" INTEGER NOT NULL,
        "type" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        "spared" INTEGER NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id")
    )
    """,
    """
    CREATE INDEX "refusal_campaign_id"
    ON "refusal" ("campaign_id")
    """,
    """
    CREATE INDEX "refusal_outreach_id"
    ON "refusal" ("outreach_id")
    """,
    """
    CREATE UNIQUE INDEX "refusal_outreach_id_call"
    ON "refusal" ("outreach_id", "call")
    """,
    """
    CREATE INDEX "refusal_campaign_id_call"
    ON "refusal" ("campaign_id", "call")
    """,
    """
    CREATE TABLE "person_wait" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "member_id" INTEGER NOT NULL,
        "outreach_id" INTEGER NOT NULL,
        "person" TEXT NOT NULL,
        "since" INTEGER NOT NULL,
        "until_at" INTEGER,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id")
    )
    """,
    """
    CREATE INDEX "person_wait_member_id"
    ON "person_wait" ("member_id")
    """,
    """
    CREATE INDEX "person_wait_outreach_id"
    ON "person_wait" ("outreach_id")
    """,
    """
    CREATE UNIQUE INDEX "person_wait_member_id_person"
    ON "person_wait" ("member_id", "person")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create the three tables; nothing was held before."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

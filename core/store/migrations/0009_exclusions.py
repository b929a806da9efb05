"""Keep rules that exclude people by company, domain or title, whom they match, and a member's own connections."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "exclusion" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "kind" TEXT NOT NULL,
        "value" TEXT NOT NULL,
        "key" TEXT NOT NULL,
        "file" TEXT NOT NULL,
        "reason" TEXT NOT NULL,
        "actor" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        "lifted_at" INTEGER
    )
    """,
    """
    CREATE UNIQUE INDEX "exclusion_key_file"
    ON "exclusion" ("key", "file")
    """,
    """
    CREATE TABLE "excluded_contact" (
        "contact_id" INTEGER NOT NULL,
        "exclusion_id" INTEGER NOT NULL,
        PRIMARY KEY ("contact_id", "exclusion_id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
        FOREIGN KEY ("exclusion_id") REFERENCES "exclusion" ("id")
    )
    """,
    """
    CREATE INDEX "excluded_contact_exclusion_id"
    ON "excluded_contact" ("exclusion_id")
    """,
    """
    CREATE TABLE "connection" (
        "contact_id" INTEGER NOT NULL,
        "member_id" INTEGER NOT NULL,
        "at" INTEGER NOT NULL,
        PRIMARY KEY ("contact_id", "member_id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE INDEX "connection_member_id"
    ON "connection" ("member_id")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Add the three tables, empty."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

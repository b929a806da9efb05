"""Every name and program of a campaign, so that a rename frees nobody.

Earlier versions journalled no names with an edit, so each campaign begins with its present one. It stands under it
since its last edit, which may have renamed it, or since it was made.
"""

from __future__ import annotations

import unicodedata
from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "campaign_name" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "campaign_id" INTEGER NOT NULL,
        "key" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "program" TEXT NOT NULL,
        "since" INTEGER NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id")
    )
    """,
    """
    CREATE INDEX "campaign_name_campaign_id"
    ON "campaign_name" ("campaign_id")
    """,
    """
    CREATE UNIQUE INDEX "campaign_name_campaign_id_key"
    ON "campaign_name" ("campaign_id", "key")
    """,
    """
    CREATE INDEX "campaign_name_key_campaign_id"
    ON "campaign_name" ("key", "campaign_id")
    """,
)
CAMPAIGNS = """
SELECT c.id, c.name, c.program, coalesce((SELECT max(j.at) FROM journal j WHERE j.kind = 'campaign.edited'
AND j.campaign_id = c.id), c.created_at) FROM campaign c ORDER BY c.id
"""
INSERT = 'INSERT INTO "campaign_name" ("campaign_id", "key", "name", "program", "since") VALUES (?, ?, ?, ?, ?)'


def up(_migrator: Any, db: Any) -> None:
    """Create the table and enter each campaign's present name and program."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
    for campaign, name, program, since in list(db.execute_sql(CAMPAIGNS)):
        key = f"{folded(program)}\n{folded(name)}"
        db.execute_sql(INSERT, (campaign, key, name, program, since))


def folded(text: str) -> str:
    """Return a name as it is compared: as `core.rules.groups` did when this migration was written."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())

"""Keep counts of people by campaign, and the indexes by which pages read a store of a million people.

The counts of an older store are made of its rows here, once. Indexes that are the beginning of another one go.
"""

from __future__ import annotations

from typing import Any

COUNTS = """
    CREATE TABLE "campaign_count" (
        "campaign_id" INTEGER NOT NULL,
        "what" TEXT NOT NULL,
        "number" INTEGER NOT NULL,
        PRIMARY KEY ("campaign_id", "what"),
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id")
    ) WITHOUT ROWID
"""
FILLED = (
    """
    SELECT "campaign_id", "status", count(*) FROM "outreach" GROUP BY "campaign_id", "status"
    """,
    """
    SELECT "campaign_id", 'acceptances', count(*) FROM "outreach" WHERE "accepted_at" IS NOT NULL
    GROUP BY "campaign_id"
    """,
    """
    SELECT "campaign_id", 'invitations', count(*) FROM "delivery" WHERE "kind" = 'invitation' AND "state" = 'sent'
    GROUP BY "campaign_id"
    """,
    """
    SELECT "campaign_id", 'answers', count(DISTINCT "outreach"."id") FROM "outreach"
    JOIN "reply" ON "reply"."outreach_id" = "outreach"."id" AND "reply"."ours" = 0 GROUP BY "campaign_id"
    """,
)
BEGINNINGS = (
    "run_slot_id",
    "run_campaign_id",
    "booking_run_id",
    "booking_member_id",
    "campaign_name_campaign_id",
    "delivery_outreach_id",
    "delivery_campaign_id",
    "delivery_member_id",
    "foreign_invitation_member_id",
    "hold_member_id",
    "person_wait_member_id",
    "reading_member_id",
    "refusal_campaign_id",
    "refusal_outreach_id",
    "reply_outreach_id",
    "step_campaign_id",
    "delivery_campaign_id_kind_state",
)
"""Each is the beginning of another index, but the last: `campaign_count` says what it was for.

`source_contact_source_id` stays: it keeps the order of the import, which the longer index does not.
"""
LATEST = """
    COALESCE(CASE WHEN "send_at" IS NOT NULL THEN "send_at" WHEN "status" IN ('queued', 'pending', 'approved') THEN NULL
    WHEN "status" IN ('invited', 'messaged', 'finished') THEN "last_sent_at"
    WHEN "status" = 'accepted' THEN COALESCE("accepted_at", "changed_at")
    WHEN "status" = 'replied' THEN COALESCE("replied_at", "changed_at") ELSE "changed_at" END, 0)
"""
"""The order of the queue's page, as `core.store.views.queue_page` spells it."""
ADDED = (
    f'CREATE INDEX "outreach_latest" ON "outreach" ({LATEST})',
    f'CREATE INDEX "outreach_status_latest" ON "outreach" ("status", {LATEST})',
    """
    CREATE INDEX "delivery_campaign_id_kind_intent_at"
    ON "delivery" ("campaign_id", "kind", "intent_at")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Make the table, fill it, and change the indexes; no row of an older store changes."""
    db.execute_sql(COUNTS)
    for statement in FILLED:
        db.execute_sql(f'INSERT INTO "campaign_count" ("campaign_id", "what", "number") {statement}')
    for name in BEGINNINGS:
        db.execute_sql(f'DROP INDEX "{name}"')
    for statement in ADDED:
        db.execute_sql(statement)

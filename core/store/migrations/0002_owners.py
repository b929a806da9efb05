"""A cap is the LinkedIn owner's: which accounts a member had, and whose the present one is."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "member_account" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "member_id" INTEGER NOT NULL,
        "account_id" TEXT NOT NULL,
        "since" INTEGER NOT NULL,
        "until" INTEGER,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    'CREATE INDEX "member_account_member_id" ON "member_account" ("member_id")',
    'CREATE INDEX "member_account_account_id" ON "member_account" ("account_id")',
    'INSERT INTO "member_account" (member_id, account_id, since) SELECT id, account_id, created_at FROM member',
    # An archived row keeps the account that went to an older member.
    'DROP INDEX "member_account_id"',
    'CREATE UNIQUE INDEX "member_account_in_use" ON "member" ("account_id") WHERE ("archived_at" IS NULL)',
    'CREATE INDEX "member_provider_id" ON "member" ("provider_id")',
    'ALTER TABLE "member" ADD COLUMN "account_owner" TEXT',
    "UPDATE member SET account_owner = provider_id",
    # An account whose owner was never read sends nothing before that.
    """
    UPDATE member SET sent_list_read_at = NULL, sync_at = coalesce(sync_at, created_at)
    WHERE provider_id IS NULL AND archived_at IS NULL
    """,
    # A rest that the network asked of one row of an owner is the rest of all of them.
    """
    UPDATE member SET
        cooldown_until = (SELECT max(o.cooldown_until) FROM member o WHERE o.provider_id = member.provider_id),
        cooldown_s = (SELECT max(o.cooldown_s) FROM member o WHERE o.provider_id = member.provider_id)
    WHERE provider_id IS NOT NULL
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create the table of accounts from the present members."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

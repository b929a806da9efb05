"""The first schema, frozen: later models change it by later migrations."""

from __future__ import annotations

from typing import Any

STATEMENTS = (
    """
    CREATE TABLE "setting" (
        "key" TEXT NOT NULL PRIMARY KEY,
        "value" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "engine" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "epoch" INTEGER NOT NULL,
        "owner" TEXT NOT NULL,
        "pid" INTEGER NOT NULL,
        "host" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "since" INTEGER,
        "heartbeat" INTEGER,
        "paused_at" INTEGER,
        "provider_down_since" INTEGER,
        "provider_words" TEXT NOT NULL,
        "key_refused_at" INTEGER,
        "asked_by" TEXT NOT NULL,
        "asked_at" INTEGER,
        "clock_mark" INTEGER,
        "clock_boot_us" INTEGER,
        "clock_boot_id" TEXT NOT NULL,
        "clock_held_at" INTEGER,
        "clock_held_from" INTEGER,
        "clock_held_until" INTEGER,
        "tzdata" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "member" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "name" TEXT NOT NULL,
        "account_id" TEXT NOT NULL,
        "provider_id" TEXT,
        "plan" TEXT NOT NULL,
        "time_zone" TEXT NOT NULL,
        "day_cap" INTEGER NOT NULL,
        "ramp" INTEGER NOT NULL,
        "spacing_s" INTEGER NOT NULL,
        "state" TEXT NOT NULL,
        "state_words" TEXT NOT NULL,
        "state_since" INTEGER,
        "created_at" INTEGER NOT NULL,
        "archived_at" INTEGER,
        "paused_at" INTEGER,
        "cooldown_until" INTEGER,
        "cooldown_s" INTEGER NOT NULL,
        "sent_list_read_at" INTEGER,
        "next_read_at" INTEGER,
        "sync_at" INTEGER,
        "synced_at" INTEGER,
        "failures" INTEGER NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX "member_account_id"
    ON "member" ("account_id")
    """,
    """
    CREATE INDEX "member_sync_at"
    ON "member" ("sync_at")
    """,
    """
    CREATE TABLE "source" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "name" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "filter" TEXT,
        "created_at" INTEGER NOT NULL,
        "archived_at" INTEGER
    )
    """,
    """
    CREATE TABLE "contact" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "public_id" TEXT,
        "provider_id" TEXT,
        "first_name" TEXT NOT NULL,
        "last_name" TEXT NOT NULL,
        "name" TEXT NOT NULL,
        "company" TEXT NOT NULL,
        "position" TEXT NOT NULL,
        "location" TEXT NOT NULL,
        "headline" TEXT NOT NULL,
        "email" TEXT NOT NULL,
        "language" TEXT NOT NULL,
        "connected_on" TEXT NOT NULL,
        "degree" TEXT NOT NULL,
        "custom" TEXT NOT NULL,
        "created_at" INTEGER NOT NULL,
        "blocked_at" INTEGER,
        "merged_into_id" INTEGER,
        FOREIGN KEY ("merged_into_id") REFERENCES "contact" ("id")
    )
    """,
    """
    CREATE INDEX "contact_merged_into_id"
    ON "contact" ("merged_into_id")
    """,
    """
    CREATE INDEX "contact_name"
    ON "contact" ("name")
    """,
    """
    CREATE TABLE "identity" (
        "key" TEXT NOT NULL PRIMARY KEY,
        "contact_id" INTEGER NOT NULL,
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id")
    )
    """,
    """
    CREATE INDEX "identity_contact_id"
    ON "identity" ("contact_id")
    """,
    """
    CREATE TABLE "source_contact" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "source_id" INTEGER NOT NULL,
        "contact_id" INTEGER NOT NULL,
        FOREIGN KEY ("source_id") REFERENCES "source" ("id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id")
    )
    """,
    """
    CREATE TABLE "finder" (
        "source_id" INTEGER NOT NULL PRIMARY KEY,
        "member_id" INTEGER NOT NULL,
        "search" TEXT NOT NULL,
        "per_slot" INTEGER NOT NULL,
        "days" TEXT NOT NULL,
        "start" TEXT NOT NULL,
        "minutes" INTEGER NOT NULL,
        "time_zone" TEXT NOT NULL,
        "cursor" TEXT,
        "next_at" INTEGER,
        "closes_at" INTEGER,
        "stopped_at" INTEGER,
        "empty" INTEGER NOT NULL,
        "refused" TEXT NOT NULL,
        FOREIGN KEY ("source_id") REFERENCES "source" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE INDEX "finder_member_id"
    ON "finder" ("member_id")
    """,
    """
    CREATE INDEX "finder_next_at"
    ON "finder" ("next_at")
    """,
    """
    CREATE INDEX "source_contact_source_id"
    ON "source_contact" ("source_id")
    """,
    """
    CREATE INDEX "source_contact_contact_id"
    ON "source_contact" ("contact_id")
    """,
    """
    CREATE UNIQUE INDEX "source_contact_source_id_contact_id"
    ON "source_contact" ("source_id", "contact_id")
    """,
    """
    CREATE TABLE "block" (
        "person_hash" TEXT NOT NULL PRIMARY KEY,
        "reason" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        "actor" TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE "quarantine" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "key" TEXT NOT NULL,
        "person_hash" TEXT NOT NULL,
        "member_id" INTEGER,
        "member_hash" TEXT NOT NULL,
        "step" INTEGER NOT NULL,
        "kind" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE UNIQUE INDEX "quarantine_key"
    ON "quarantine" ("key")
    """,
    """
    CREATE INDEX "quarantine_member_id"
    ON "quarantine" ("member_id")
    """,
    """
    CREATE INDEX "quarantine_person_hash_step"
    ON "quarantine" ("person_hash", "step")
    """,
    """
    CREATE TABLE "campaign" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "name" TEXT NOT NULL,
        "program" TEXT NOT NULL,
        "description" TEXT NOT NULL,
        "member_id" INTEGER NOT NULL,
        "source_id" INTEGER NOT NULL,
        "time_zone" TEXT NOT NULL,
        "languages" TEXT NOT NULL,
        "approval" TEXT NOT NULL,
        "note_rule" TEXT NOT NULL,
        "withdraw_after_days" INTEGER NOT NULL,
        "cohort_size" INTEGER NOT NULL,
        "active" INTEGER NOT NULL,
        "created_at" INTEGER NOT NULL,
        "archived_at" INTEGER,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("source_id") REFERENCES "source" ("id")
    )
    """,
    """
    CREATE INDEX "campaign_member_id"
    ON "campaign" ("member_id")
    """,
    """
    CREATE INDEX "campaign_source_id"
    ON "campaign" ("source_id")
    """,
    """
    CREATE INDEX "campaign_program_name"
    ON "campaign" ("program", "name")
    """,
    """
    CREATE TABLE "slot" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "campaign_id" INTEGER NOT NULL,
        "days" TEXT NOT NULL,
        "start" TEXT NOT NULL,
        "minutes" INTEGER NOT NULL,
        "time_zone" TEXT NOT NULL,
        "first_date" TEXT,
        "last_date" TEXT,
        "next_open_at" INTEGER,
        "next_draw_at" INTEGER,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id")
    )
    """,
    """
    CREATE INDEX "slot_campaign_id"
    ON "slot" ("campaign_id")
    """,
    """
    CREATE INDEX "slot_next_open_at"
    ON "slot" ("next_open_at")
    """,
    """
    CREATE INDEX "slot_next_draw_at"
    ON "slot" ("next_draw_at")
    """,
    """
    CREATE TABLE "step" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "campaign_id" INTEGER NOT NULL,
        "position" INTEGER NOT NULL,
        "kind" TEXT NOT NULL,
        "after_days" INTEGER NOT NULL,
        "texts" TEXT NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id")
    )
    """,
    """
    CREATE INDEX "step_campaign_id"
    ON "step" ("campaign_id")
    """,
    """
    CREATE UNIQUE INDEX "step_campaign_id_position"
    ON "step" ("campaign_id", "position")
    """,
    """
    CREATE TABLE "run" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "slot_id" INTEGER NOT NULL,
        "campaign_id" INTEGER NOT NULL,
        "local_date" TEXT NOT NULL,
        "opens_at" INTEGER NOT NULL,
        "closes_at" INTEGER NOT NULL,
        "opened_at" INTEGER NOT NULL,
        "state" TEXT NOT NULL,
        "cause" TEXT NOT NULL,
        "closed_at" INTEGER,
        FOREIGN KEY ("slot_id") REFERENCES "slot" ("id"),
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id")
    )
    """,
    """
    CREATE INDEX "run_slot_id"
    ON "run" ("slot_id")
    """,
    """
    CREATE INDEX "run_campaign_id"
    ON "run" ("campaign_id")
    """,
    """
    CREATE UNIQUE INDEX "run_slot_id_local_date"
    ON "run" ("slot_id", "local_date")
    """,
    """
    CREATE INDEX "run_state_closes_at"
    ON "run" ("state", "closes_at")
    """,
    """
    CREATE INDEX "run_campaign_id_opens_at"
    ON "run" ("campaign_id", "opens_at")
    """,
    """
    CREATE TABLE "outreach" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "key" TEXT NOT NULL,
        "campaign_id" INTEGER NOT NULL,
        "contact_id" INTEGER NOT NULL,
        "member_id" INTEGER NOT NULL,
        "person" TEXT,
        "language" TEXT NOT NULL,
        "status" TEXT NOT NULL,
        "reason" TEXT NOT NULL,
        "step" INTEGER NOT NULL,
        "text" TEXT,
        "revision" INTEGER NOT NULL,
        "batch" TEXT NOT NULL,
        "drawn_at" INTEGER NOT NULL,
        "read_at" INTEGER,
        "approved_at" INTEGER,
        "approved_by" TEXT NOT NULL,
        "due_date" TEXT,
        "render_at" INTEGER,
        "send_at" INTEGER,
        "invited_at" INTEGER,
        "accepted_at" INTEGER,
        "accepted_seen_at" INTEGER,
        "last_sent_at" INTEGER,
        "replied_at" INTEGER,
        "invitation_id" TEXT,
        "chat_id" TEXT,
        "withdraw_at" INTEGER,
        "withdraw_by" TEXT NOT NULL,
        "requeues" INTEGER NOT NULL,
        "changed_at" INTEGER NOT NULL,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE UNIQUE INDEX "outreach_key"
    ON "outreach" ("key")
    """,
    """
    CREATE INDEX "outreach_campaign_id"
    ON "outreach" ("campaign_id")
    """,
    """
    CREATE INDEX "outreach_contact_id"
    ON "outreach" ("contact_id")
    """,
    """
    CREATE INDEX "outreach_member_id"
    ON "outreach" ("member_id")
    """,
    """
    CREATE UNIQUE INDEX "outreach_campaign_id_contact_id"
    ON "outreach" ("campaign_id", "contact_id")
    """,
    """
    CREATE INDEX "outreach_campaign_id_status_step"
    ON "outreach" ("campaign_id", "status", "step")
    """,
    """
    CREATE INDEX "outreach_campaign_id_batch"
    ON "outreach" ("campaign_id", "batch")
    """,
    """
    CREATE INDEX "outreach_member_id_person"
    ON "outreach" ("member_id", "person")
    """,
    """
    CREATE INDEX "outreach_status_read_at"
    ON "outreach" ("status", "read_at")
    """,
    """
    CREATE INDEX "outreach_status_render_at"
    ON "outreach" ("status", "render_at")
    """,
    """
    CREATE INDEX "outreach_status_withdraw_at"
    ON "outreach" ("status", "withdraw_at")
    """,
    """
    CREATE INDEX "outreach_member_id_status"
    ON "outreach" ("member_id", "status")
    """,
    """
    CREATE TABLE "booking" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "run_id" INTEGER NOT NULL,
        "outreach_id" INTEGER NOT NULL,
        "member_id" INTEGER NOT NULL,
        "step" INTEGER NOT NULL,
        "kind" TEXT NOT NULL,
        "send_at" INTEGER NOT NULL,
        "state" TEXT NOT NULL,
        "reason" TEXT NOT NULL,
        "settled_at" INTEGER,
        FOREIGN KEY ("run_id") REFERENCES "run" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE INDEX "booking_run_id"
    ON "booking" ("run_id")
    """,
    """
    CREATE INDEX "booking_outreach_id"
    ON "booking" ("outreach_id")
    """,
    """
    CREATE INDEX "booking_member_id"
    ON "booking" ("member_id")
    """,
    """
    CREATE UNIQUE INDEX "booking_run_id_outreach_id_step"
    ON "booking" ("run_id", "outreach_id", "step")
    """,
    """
    CREATE INDEX "booking_state_send_at"
    ON "booking" ("state", "send_at")
    """,
    """
    CREATE INDEX "booking_member_id_state"
    ON "booking" ("member_id", "state")
    """,
    """
    CREATE TABLE "delivery" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "key" TEXT NOT NULL,
        "outreach_id" INTEGER NOT NULL,
        "campaign_id" INTEGER NOT NULL,
        "member_id" INTEGER NOT NULL,
        "contact_id" INTEGER NOT NULL,
        "run_id" INTEGER,
        "booking_id" INTEGER,
        "person" TEXT NOT NULL,
        "step" INTEGER NOT NULL,
        "kind" TEXT NOT NULL,
        "attempt" INTEGER NOT NULL,
        "text" TEXT,
        "epoch" INTEGER NOT NULL,
        "intent_at" INTEGER NOT NULL,
        "state" TEXT NOT NULL,
        "live" INTEGER NOT NULL,
        "ended_at" INTEGER,
        "outcome_at" INTEGER,
        "provider_ref" TEXT,
        "error" TEXT NOT NULL,
        "words" TEXT NOT NULL,
        "look_at" INTEGER,
        "absent_reads" INTEGER NOT NULL,
        "absent_at" INTEGER,
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id"),
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
        FOREIGN KEY ("run_id") REFERENCES "run" ("id"),
        FOREIGN KEY ("booking_id") REFERENCES "booking" ("id")
    )
    """,
    """
    CREATE UNIQUE INDEX "delivery_key"
    ON "delivery" ("key")
    """,
    """
    CREATE INDEX "delivery_outreach_id"
    ON "delivery" ("outreach_id")
    """,
    """
    CREATE INDEX "delivery_campaign_id"
    ON "delivery" ("campaign_id")
    """,
    """
    CREATE INDEX "delivery_member_id"
    ON "delivery" ("member_id")
    """,
    """
    CREATE INDEX "delivery_contact_id"
    ON "delivery" ("contact_id")
    """,
    """
    CREATE INDEX "delivery_run_id"
    ON "delivery" ("run_id")
    """,
    """
    CREATE INDEX "delivery_booking_id"
    ON "delivery" ("booking_id")
    """,
    """
    CREATE UNIQUE INDEX "delivery_outreach_id_step_attempt"
    ON "delivery" ("outreach_id", "step", "attempt")
    """,
    """
    CREATE INDEX "delivery_member_id_kind_intent_at"
    ON "delivery" ("member_id", "kind", "intent_at")
    """,
    """
    CREATE INDEX "delivery_member_id_intent_at"
    ON "delivery" ("member_id", "intent_at")
    """,
    """
    CREATE INDEX "delivery_member_id_person"
    ON "delivery" ("member_id", "person")
    """,
    """
    CREATE INDEX "delivery_member_id_state"
    ON "delivery" ("member_id", "state")
    """,
    """
    CREATE INDEX "delivery_state_look_at"
    ON "delivery" ("state", "look_at")
    """,
    """
    CREATE INDEX "delivery_campaign_id_kind_state"
    ON "delivery" ("campaign_id", "kind", "state")
    """,
    """
    CREATE UNIQUE INDEX "delivery_one_live_invitation"
    ON "delivery" ("member_id", "person") WHERE (("kind" = 'invitation') AND ("live" = 1))
    """,
    """
    CREATE TABLE "foreign_invitation" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "member_id" INTEGER NOT NULL,
        "invitation_id" TEXT NOT NULL,
        "person" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        "seen_at" INTEGER NOT NULL,
        "noted" INTEGER NOT NULL,
        FOREIGN KEY ("member_id") REFERENCES "member" ("id")
    )
    """,
    """
    CREATE INDEX "foreign_invitation_member_id"
    ON "foreign_invitation" ("member_id")
    """,
    """
    CREATE UNIQUE INDEX "foreign_invitation_member_id_invitation_id"
    ON "foreign_invitation" ("member_id", "invitation_id")
    """,
    """
    CREATE INDEX "foreign_invitation_member_id_at"
    ON "foreign_invitation" ("member_id", "at")
    """,
    """
    CREATE TABLE "reply" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "outreach_id" INTEGER NOT NULL,
        "message_id" TEXT NOT NULL,
        "at" INTEGER NOT NULL,
        "text" TEXT NOT NULL,
        "ours" INTEGER NOT NULL,
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id")
    )
    """,
    """
    CREATE INDEX "reply_outreach_id"
    ON "reply" ("outreach_id")
    """,
    """
    CREATE UNIQUE INDEX "reply_outreach_id_message_id"
    ON "reply" ("outreach_id", "message_id")
    """,
    """
    CREATE INDEX "reply_at"
    ON "reply" ("at")
    """,
    """
    CREATE TABLE "journal" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "at" INTEGER NOT NULL,
        "actor" TEXT NOT NULL,
        "kind" TEXT NOT NULL,
        "campaign_id" INTEGER,
        "outreach_id" INTEGER,
        "contact_id" INTEGER,
        "member_id" INTEGER,
        "run_id" INTEGER,
        "step" INTEGER,
        "code" TEXT NOT NULL,
        "data" TEXT,
        FOREIGN KEY ("campaign_id") REFERENCES "campaign" ("id"),
        FOREIGN KEY ("outreach_id") REFERENCES "outreach" ("id"),
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"),
        FOREIGN KEY ("member_id") REFERENCES "member" ("id"),
        FOREIGN KEY ("run_id") REFERENCES "run" ("id")
    )
    """,
    """
    CREATE INDEX "journal_campaign_id"
    ON "journal" ("campaign_id")
    """,
    """
    CREATE INDEX "journal_outreach_id"
    ON "journal" ("outreach_id")
    """,
    """
    CREATE INDEX "journal_contact_id"
    ON "journal" ("contact_id")
    """,
    """
    CREATE INDEX "journal_member_id"
    ON "journal" ("member_id")
    """,
    """
    CREATE INDEX "journal_run_id"
    ON "journal" ("run_id")
    """,
    """
    CREATE INDEX "journal_kind_campaign_id_at"
    ON "journal" ("kind", "campaign_id", "at")
    """,
    """
    CREATE INDEX "journal_kind_member_id_at"
    ON "journal" ("kind", "member_id", "at")
    """,
)


def up(_migrator: Any, db: Any) -> None:
    """Create every table and index."""
    for statement in STATEMENTS:
        db.execute_sql(statement)

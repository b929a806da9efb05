"""The work of a campaign for its people: runs, outreaches, bookings, deliveries, replies."""

from __future__ import annotations

import peewee as pw

from core.store.fields import JsonField, MaybeUtcField, UtcField, is_true
from core.store.tables.base import Numbered
from core.store.tables.campaigns import Campaign, Slot
from core.store.tables.people import Contact
from core.store.tables.workspace import Member


class Run(Numbered):
    """One slot on one local date, at most once ever."""

    slot = pw.ForeignKeyField(Slot, backref="runs", index=False)
    campaign = pw.ForeignKeyField(Campaign, backref="runs", index=False)
    local_date = pw.TextField()
    opens_at = UtcField()
    closes_at = UtcField()
    opened_at = UtcField()
    state = pw.TextField()
    """open, closed, missed, or off (a day off)."""
    cause = pw.TextField(default="")
    """The reason why the run was missed; empty for other states."""
    closed_at = MaybeUtcField()
    cohort = pw.IntegerField(null=True)
    """Invitations that the run could have sent; null in a run older than this column."""
    short = JsonField(null=True)
    """Invitations of the cohort that were not planned, by code of the reason."""
    messages_due = pw.IntegerField(null=True)
    """Messages that were due on its date."""
    messages_short = JsonField(null=True)
    """Messages due that were not planned, by code of the reason."""
    gates = JsonField(null=True)
    """The gates that blocked an invitation at its opening, with their reasons, and the cap of the member's day."""

    class Meta:
        indexes = (
            (("slot", "local_date"), True),
            (("state", "closes_at"), False),
            (("campaign", "opens_at"), False),
        )


class Outreach(Numbered):
    """One contact in one campaign: a row of the queue.

    A further column, `why`, is computed by the store: the one code that says why the person is not contacted yet, or
    `contacted`. A CHECK refuses a row without it.
    """

    key = pw.TextField(unique=True)
    """Random key for use outside the store, since row ids are reused after deletes and restores."""
    campaign = pw.ForeignKeyField(Campaign, backref="outreaches")
    contact = pw.ForeignKeyField(Contact, backref="outreaches")
    member = pw.ForeignKeyField(Member, backref="outreaches")
    person = pw.TextField(null=True)
    """The provider's id of the person, once the profile was read."""
    language = pw.TextField()
    status = pw.TextField()
    reason = pw.TextField(default="")
    step = pw.IntegerField(default=0)
    text = pw.TextField(null=True)
    """The rendered text of the current step; null for an invitation without a note."""
    revision = pw.IntegerField(default=0)
    batch = pw.TextField()
    """The run for which the person was drawn, as `slot id:local date`."""
    drawn_at = UtcField()
    read_at = MaybeUtcField()
    """Time from which the profile of a queued person may be read."""
    approved_at = MaybeUtcField()
    approved_by = pw.TextField(default="")
    """The approver; `mode` if the campaign needs no approval."""
    due_date = pw.TextField(null=True)
    """For a message: the first local date, an ISO date, on which a run may send it."""
    render_at = MaybeUtcField()
    """For a message: the time at which its text is rendered for approval."""
    send_at = MaybeUtcField()
    invited_at = MaybeUtcField()
    accepted_at = MaybeUtcField()
    """LinkedIn's time of the acceptance."""
    accepted_seen_at = MaybeUtcField()
    last_sent_at = MaybeUtcField()
    replied_at = MaybeUtcField()
    invitation_id = pw.TextField(null=True)
    chat_id = pw.TextField(null=True)
    withdraw_at = MaybeUtcField()
    """Time at which the pending invitation is to be withdrawn."""
    withdraw_by = pw.TextField(default="")
    """The person who asked for the withdrawal; empty if the campaign's rule did."""
    requeues = pw.IntegerField(default=0)
    changed_at = UtcField()

    class Meta:
        indexes = (
            (("campaign", "contact"), True),
            (("campaign", "status", "step"), False),
            (("campaign", "batch"), False),
            (("member", "person"), False),
            (("status", "read_at"), False),
            (("status", "render_at"), False),
            (("status", "withdraw_at"), False),
            (("member", "status"), False),
        )


LATEST = """
    COALESCE(CASE WHEN "send_at" IS NOT NULL THEN "send_at" WHEN "status" IN ('queued', 'pending', 'approved') THEN NULL
    WHEN "status" IN ('invited', 'messaged', 'finished') THEN "last_sent_at"
    WHEN "status" = 'accepted' THEN COALESCE("accepted_at", "changed_at")
    WHEN "status" = 'replied' THEN COALESCE("replied_at", "changed_at") ELSE "changed_at" END, 0)
"""
"""SQL of the sort key of the queue page (`core.store.views.queue_page`); its indexes save sorting for each window."""
Outreach.add_index(pw.SQL(f'CREATE INDEX "outreach_latest" ON "outreach" ({LATEST})'))
Outreach.add_index(pw.SQL(f'CREATE INDEX "outreach_status_latest" ON "outreach" ("status", {LATEST})'))


class Booking(Numbered):
    """A send time that one run gave to one outreach, and its result.

    A further column, `accounted`, is computed by the store. It is false for a send time that ended as not sent without
    a reason, which a CHECK refuses.
    """

    run = pw.ForeignKeyField(Run, backref="bookings", index=False)
    outreach = pw.ForeignKeyField(Outreach, backref="bookings")
    member = pw.ForeignKeyField(Member, backref="bookings", index=False)
    step = pw.IntegerField()
    kind = pw.TextField()
    """invitation or message."""
    send_at = UtcField()
    state = pw.TextField()
    reason = pw.TextField(default="")
    settled_at = MaybeUtcField()

    class Meta:
        indexes = (
            (("run", "outreach", "step"), True),
            (("state", "send_at"), False),
            (("member", "state"), False),
        )


class Delivery(Numbered):
    """One attempt at one external effect, recorded before and after the call."""

    key = pw.TextField(unique=True)
    outreach = pw.ForeignKeyField(Outreach, backref="deliveries")
    """The column has an index of its own: otherwise SQLite chooses an index by state, and reads all sent deliveries."""
    campaign = pw.ForeignKeyField(Campaign, backref="deliveries", index=False)
    member = pw.ForeignKeyField(Member, backref="deliveries")
    """The column has an index of its own: in its order by id, a member's latest deliveries are found without a sort."""
    contact = pw.ForeignKeyField(Contact, backref="deliveries")
    run = pw.ForeignKeyField(Run, null=True, backref="deliveries")
    booking = pw.ForeignKeyField(Booking, null=True, backref="deliveries")
    person = pw.TextField()
    step = pw.IntegerField()
    kind = pw.TextField()
    """invitation, message or withdrawal."""
    attempt = pw.IntegerField()
    text = pw.TextField(null=True)
    epoch = pw.IntegerField()
    intent_at = UtcField()
    state = pw.TextField()
    live = pw.BooleanField(default=True)
    """True for an invitation that is or may be pending: sending, sent or in doubt, until it is withdrawn."""
    ended_at = MaybeUtcField()
    """Time at which an invitation stopped being pending: withdrawn, by Overture or outside it."""
    outcome_at = MaybeUtcField()
    provider_ref = pw.TextField(null=True)
    error = pw.TextField(default="")
    """The provider's type, or the error on Overture's side."""
    words = pw.TextField(default="")
    """The provider's own words."""
    look_at = MaybeUtcField()
    """Time at which the engine next looks up a send in doubt."""
    absent_reads = pw.IntegerField(default=0)
    absent_at = MaybeUtcField()

    class Meta:
        indexes = (
            (("outreach", "step", "attempt"), True),
            (("member", "kind", "intent_at"), False),
            (("member", "intent_at"), False),
            (("member", "person"), False),
            (("member", "state"), False),
            (("state", "look_at"), False),
            (("campaign", "kind", "intent_at"), False),
        )


Delivery.add_index(
    pw.ModelIndex(
        Delivery,
        (Delivery.member, Delivery.person),
        unique=True,
        where=(Delivery.kind == "invitation") & is_true(Delivery.live),
        name="delivery_one_live_invitation",
    )
)


class ForeignInvitation(Numbered):
    """An invitation that the account sent outside Overture, seen in its sent list; it counts for limits."""

    member = pw.ForeignKeyField(Member, backref="foreign_invitations", index=False)
    invitation_id = pw.TextField()
    person = pw.TextField(default="")
    at = UtcField()
    seen_at = UtcField()
    noted = pw.BooleanField(default=False)
    """True if it has a note, which counts against a basic account's allowance."""

    class Meta:
        table_name = "foreign_invitation"
        indexes = ((("member", "invitation_id"), True), (("member", "at"), False))


class Reply(Numbered):
    """A message that a person sent back."""

    outreach = pw.ForeignKeyField(Outreach, backref="replies", index=False)
    message_id = pw.TextField()
    at = UtcField()
    text = pw.TextField()
    ours = pw.BooleanField(default=False)
    """Written by the member outside Overture, not by the person."""

    class Meta:
        indexes = ((("outreach", "message_id"), True), (("at",), False))

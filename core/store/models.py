"""The tables of a workspace. Facts are rows of `journal` and `delivery`; statuses are columns of `outreach`."""

from __future__ import annotations

import peewee as pw

from core.store.fields import JsonField, MaybeUtcField, UtcField

database = pw.DatabaseProxy()


class Table(pw.Model):
    """What all tables share: the one database of this process."""

    class Meta:
        database = database
        legacy_table_names = False


class Numbered(Table):
    """A table whose rows are numbered by the store; ids come back after deletes and restores."""

    id = pw.AutoField()


class Setting(Table):
    """What was fixed when the store was made: network, clock, zone, keys."""

    key = pw.TextField(primary_key=True)
    value = pw.TextField()


class EngineRow(Numbered):
    """Who runs, or ran, the engine: one row. Times are real, not the workspace's."""

    epoch = pw.IntegerField(default=0)
    owner = pw.TextField(default="")
    pid = pw.IntegerField(default=0)
    host = pw.TextField(default="")
    kind = pw.TextField(default="")
    since = MaybeUtcField()
    heartbeat = MaybeUtcField()
    """When the engine took its place, or found its store writable again; its sign of life is `engine.beat`."""
    paused_at = MaybeUtcField()
    """When everything was paused, in workspace time; null where it is not."""
    provider_down_since = MaybeUtcField()
    provider_words = pw.TextField(default="")
    key_refused_at = MaybeUtcField()
    asked_by = pw.TextField(default="")
    """Who asks the holder to hand the engine over, and when it asked last; empty once it has it."""
    asked_at = MaybeUtcField()
    clock_mark = MaybeUtcField()
    """The workspace time of the latest send on a real clock, below which time never falls; `engine.beat` has later."""
    clock_boot_us = pw.BigIntegerField(null=True)
    """Boot time at the mark, and which boot that was."""
    clock_boot_id = pw.TextField(default="")
    clock_held_at = MaybeUtcField()
    """The workspace time at which the clock jumped forward; null where nothing is held."""
    clock_held_from = MaybeUtcField()
    clock_held_until = MaybeUtcField()
    """The last hold that ended: what fell due between the two did so while it was held."""
    tzdata = pw.TextField(default="")
    """The version of the zones by which openings were worked out last."""

    class Meta:
        table_name = "engine"


class Member(Numbered):
    """A person whose account sends."""

    name = pw.TextField()
    account_id = pw.TextField()
    provider_id = pw.TextField(null=True, index=True)
    """Who owns the account on LinkedIn: what every limit is counted by. Null until it was read first."""
    plan = pw.TextField(default="basic")
    time_zone = pw.TextField()
    day_cap = pw.IntegerField(default=20)
    ramp = pw.BooleanField(default=True)
    spacing_s = pw.IntegerField(default=120)
    state = pw.TextField(default="ok")
    """ok, disconnected or restricted, as the provider says."""
    state_words = pw.TextField(default="")
    state_since = MaybeUtcField()
    created_at = UtcField()
    archived_at = MaybeUtcField()
    paused_at = MaybeUtcField()
    cooldown_until = MaybeUtcField()
    """No invitation before: the network said that a limit is reached."""
    cooldown_s = pw.IntegerField(default=0)
    sent_list_read_at = MaybeUtcField()
    """The last complete read of the sent list; before the first nothing is sent."""
    next_read_at = MaybeUtcField()
    """When the next profile may be read, so that reads are spaced."""
    sync_at = MaybeUtcField(index=True)
    """When the account, its lists and its chats are read next."""
    synced_at = MaybeUtcField()
    """Everything older than this was seen in the account's lists and chats."""
    failures = pw.IntegerField(default=0)
    """Reads that failed since the last one that did not."""
    account_owner = pw.TextField(null=True)
    """Whose `account_id` is, as it was read last; null until that account was read. Nothing leaves while it is
    another than `provider_id`."""


Member.add_index(
    pw.ModelIndex(
        Member, (Member.account_id,), unique=True, where=Member.archived_at.is_null(), name="member_account_in_use"
    )
)


class MemberAccount(Numbered):
    """An account of a member, and from when until when it was that. Rows are only ever added."""

    member = pw.ForeignKeyField(Member, backref="accounts")
    account_id = pw.TextField(index=True)
    since = UtcField()
    until = MaybeUtcField()
    """Null while it is the member's present account."""

    class Meta:
        table_name = "member_account"


class Source(Numbered):
    """A named set of contacts that feeds campaigns."""

    name = pw.TextField()
    kind = pw.TextField(default="list")
    """list, segment or finder."""
    filter = JsonField(null=True)
    """A segment's: which contacts are in it (`core.store.segments`)."""
    created_at = UtcField()
    archived_at = MaybeUtcField()


class Contact(Numbered):
    """One person, once, under however many addresses."""

    public_id = pw.TextField(null=True)
    provider_id = pw.TextField(null=True)
    first_name = pw.TextField(default="")
    last_name = pw.TextField(default="")
    name = pw.TextField(default="")
    company = pw.TextField(default="")
    position = pw.TextField(default="")
    location = pw.TextField(default="")
    headline = pw.TextField(default="")
    email = pw.TextField(default="")
    language = pw.TextField(default="")
    connected_on = pw.TextField(default="")
    degree = pw.TextField(default="")
    custom = JsonField(default=dict)
    created_at = UtcField()
    blocked_at = MaybeUtcField()
    merged_into = pw.ForeignKeyField("self", null=True, backref="merged")

    class Meta:
        indexes = ((("name",), False),)


class Identity(Table):
    """Every address of a contact; `key` is `public:slug` or `provider:ACo…`."""

    key = pw.TextField(primary_key=True)
    contact = pw.ForeignKeyField(Contact, backref="identities")


class SourceContact(Numbered):
    """A contact in a source, in the order of the import."""

    source = pw.ForeignKeyField(Source, backref="entries")
    contact = pw.ForeignKeyField(Contact, backref="sources")

    class Meta:
        table_name = "source_contact"
        indexes = ((("source", "contact"), True),)


class Finder(Table):
    """A source that is a saved search at the network, run in a slot of its own."""

    source = pw.ForeignKeyField(Source, primary_key=True, backref="finder")
    member = pw.ForeignKeyField(Member, backref="finders")
    """Whose account searches."""
    search = JsonField()
    """Its address as `url`, or `keywords`."""
    per_slot = pw.IntegerField()
    days = pw.TextField()
    start = pw.TextField()
    minutes = pw.IntegerField()
    time_zone = pw.TextField()
    cursor = pw.TextField(null=True)
    """Where the next page begins; null for the first."""
    next_at = MaybeUtcField(index=True)
    """When it searches next, inside the slot that ends at `closes_at`."""
    closes_at = MaybeUtcField()
    stopped_at = MaybeUtcField()
    """It does not search while this stands."""
    empty = pw.IntegerField(default=0)
    """Answers without anybody since the last with somebody."""
    refused = pw.TextField(default="")
    """The network's words where it refused the search, until it takes it again."""


class Block(Table):
    """A "no" that outlives imports, deletions and restores: a keyed hash of the person."""

    person_hash = pw.TextField(primary_key=True)
    reason = pw.TextField()
    at = UtcField()
    actor = pw.TextField()


class Quarantine(Numbered):
    """A send which only the side journal knows of, until its person is known here too."""

    key = pw.TextField(unique=True)
    person_hash = pw.TextField()
    member = pw.ForeignKeyField(Member, null=True, backref="quarantined")
    """Null until the account is a member's here."""
    member_hash = pw.TextField()
    step = pw.IntegerField()
    kind = pw.TextField()
    at = UtcField()

    class Meta:
        indexes = ((("person_hash", "step"), False),)


class Campaign(Numbered):
    name = pw.TextField()
    program = pw.TextField()
    description = pw.TextField(default="")
    member = pw.ForeignKeyField(Member, backref="campaigns")
    source = pw.ForeignKeyField(Source, backref="campaigns")
    time_zone = pw.TextField()
    languages = JsonField(default=list)
    approval = pw.TextField(default="every-message")
    note_rule = pw.TextField(default="without")
    """A basic account's notes are used up: `without` a note, or `hold`."""
    withdraw_after_days = pw.IntegerField(default=0)
    cohort_size = pw.IntegerField()
    active = pw.BooleanField(default=False)
    created_at = UtcField()
    archived_at = MaybeUtcField()

    class Meta:
        indexes = ((("program", "name"), False),)


class CampaignName(Numbered):
    """A name and program under which a campaign stands or stood; rows are only added."""

    campaign = pw.ForeignKeyField(Campaign, backref="names")
    key = pw.TextField()
    """Name and program as they are compared (`core.rules.groups`)."""
    name = pw.TextField()
    program = pw.TextField()
    since = UtcField()

    class Meta:
        table_name = "campaign_name"
        indexes = ((("campaign", "key"), True), (("key", "campaign"), False))


class Slot(Numbered):
    """An execution slot. Immutable but for its end: an edit closes it and opens others."""

    campaign = pw.ForeignKeyField(Campaign, backref="slots")
    days = pw.TextField()
    """Weekdays as digits, 0 for Monday."""
    start = pw.TextField()
    """Local wall time, HH:MM."""
    minutes = pw.IntegerField()
    time_zone = pw.TextField()
    first_date = pw.TextField(null=True)
    """ISO date: no run on an earlier local date."""
    last_date = pw.TextField(null=True)
    """ISO date: no run on a later local date."""
    next_open_at = MaybeUtcField(index=True)
    """The next opening, while the campaign is active: a cache of the rule for the agenda."""
    next_draw_at = MaybeUtcField(index=True)
    """Approval off: when the cohort of the next opening is drawn."""


class Step(Numbered):
    """One message of a campaign's sequence. Position 0 is the invitation."""

    campaign = pw.ForeignKeyField(Campaign, backref="steps")
    position = pw.IntegerField()
    kind = pw.TextField()
    after_days = pw.IntegerField(default=0)
    texts = JsonField(default=dict)

    class Meta:
        indexes = ((("campaign", "position"), True),)


class Run(Numbered):
    """One slot on one local date, at most once for ever."""

    slot = pw.ForeignKeyField(Slot, backref="runs")
    campaign = pw.ForeignKeyField(Campaign, backref="runs")
    local_date = pw.TextField()
    opens_at = UtcField()
    closes_at = UtcField()
    opened_at = UtcField()
    state = pw.TextField()
    """open, closed or missed."""
    cause = pw.TextField(default="")
    """Why it was missed."""
    closed_at = MaybeUtcField()

    class Meta:
        indexes = (
            (("slot", "local_date"), True),
            (("state", "closes_at"), False),
            (("campaign", "opens_at"), False),
        )


class Outreach(Numbered):
    """One contact in one campaign: a row of the queue."""

    key = pw.TextField(unique=True)
    """Random, for everything outside the store: row ids come back after restores."""
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
    """The run it was drawn for, as `slot id:local date`."""
    drawn_at = UtcField()
    read_at = MaybeUtcField()
    """Queued: when its profile may be read next."""
    approved_at = MaybeUtcField()
    approved_by = pw.TextField(default="")
    """Who said yes; `mode` where the campaign asks nobody."""
    due_date = pw.TextField(null=True)
    """Messages: the first local date on which a run may send it."""
    render_at = MaybeUtcField()
    """Messages: when the text is rendered for approval."""
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
    """Invited: when the invitation is to be taken back."""
    withdraw_by = pw.TextField(default="")
    """Who asked for that; empty where the campaign's rule does."""
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


class Booking(Numbered):
    """A send time that one run gave to one outreach, and what became of it."""

    run = pw.ForeignKeyField(Run, backref="bookings")
    outreach = pw.ForeignKeyField(Outreach, backref="bookings")
    member = pw.ForeignKeyField(Member, backref="bookings")
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
    """One attempt at one external effect, journalled before and after."""

    key = pw.TextField(unique=True)
    outreach = pw.ForeignKeyField(Outreach, backref="deliveries")
    campaign = pw.ForeignKeyField(Campaign, backref="deliveries")
    member = pw.ForeignKeyField(Member, backref="deliveries")
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
    """An invitation that stands or may stand: sending, sent or in doubt, until it is withdrawn."""
    ended_at = MaybeUtcField()
    """When an invitation stopped standing: withdrawn, here or by other means."""
    outcome_at = MaybeUtcField()
    provider_ref = pw.TextField(null=True)
    error = pw.TextField(default="")
    """The provider's type, or what our side saw."""
    words = pw.TextField(default="")
    """The provider's own words."""
    look_at = MaybeUtcField()
    """In doubt: when the engine looks next."""
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
            (("campaign", "kind", "state"), False),
        )


Delivery.add_index(
    pw.ModelIndex(
        Delivery,
        (Delivery.member, Delivery.person),
        unique=True,
        where=(Delivery.kind == "invitation") & (Delivery.live == True),  # noqa: E712
        name="delivery_one_live_invitation",
    )
)


class ForeignInvitation(Numbered):
    """An invitation that the account sent by other means, seen in its sent list; it counts too."""

    member = pw.ForeignKeyField(Member, backref="foreign_invitations")
    invitation_id = pw.TextField()
    person = pw.TextField(default="")
    at = UtcField()
    seen_at = UtcField()
    noted = pw.BooleanField(default=False)
    """It carries a note, which is one of a basic account's few."""

    class Meta:
        table_name = "foreign_invitation"
        indexes = ((("member", "invitation_id"), True), (("member", "at"), False))


class Reading(Numbered):
    """What is wrong with one list of an account, or with one chat, search or profile: since when, what was skipped.

    There is no row where nothing is wrong, but for a search, which keeps what its last page held.
    """

    member = pw.ForeignKeyField(Member, backref="readings")
    list = pw.TextField()
    """sent, relations, chats, messages, search, profile or account."""
    part = pw.TextField(default="")
    """Which one of several: the chat's id, the source's, the outreach's."""
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="readings")
    """Whom it is about, where it is about one person."""
    failed_since = MaybeUtcField()
    """When it could not be read first; null where it can."""
    failures = pw.IntegerField(default=0)
    again_at = MaybeUtcField()
    """Not read before."""
    missing_from = MaybeUtcField()
    """What changed since then was not seen; null: from the beginning."""
    words = pw.TextField(default="")
    """Why it could not be read."""
    skipped = pw.IntegerField(default=0)
    """Records that the last reading could not read."""
    skipped_since = MaybeUtcField()
    skipped_at = MaybeUtcField()
    last_page = pw.TextField(default="")
    """A fingerprint of a search's last page."""

    class Meta:
        indexes = ((("member", "list", "part"), True),)


class Reply(Numbered):
    """What a person wrote back."""

    outreach = pw.ForeignKeyField(Outreach, backref="replies")
    message_id = pw.TextField()
    at = UtcField()
    text = pw.TextField()
    ours = pw.BooleanField(default=False)
    """Written by the member by hand, not by us."""

    class Meta:
        indexes = ((("outreach", "message_id"), True), (("at",), False))


class Journal(Numbered):
    """What happened, in order, and who did it. Rows are only ever added."""

    at = UtcField()
    actor = pw.TextField()
    kind = pw.TextField()
    campaign = pw.ForeignKeyField(Campaign, null=True, backref="journal")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="journal")
    contact = pw.ForeignKeyField(Contact, null=True, backref="journal")
    member = pw.ForeignKeyField(Member, null=True, backref="journal")
    run = pw.ForeignKeyField(Run, null=True, backref="journal")
    step = pw.IntegerField(null=True)
    code = pw.TextField(default="")
    data = JsonField(null=True)

    class Meta:
        indexes = ((("kind", "campaign", "at"), False), (("kind", "member", "at"), False))


class Hold(Numbered):
    """One kind of call that is held back, of a campaign or of a whole member, after the network's answers."""

    campaign = pw.ForeignKeyField(Campaign, null=True, backref="holds")
    """Null where it holds the whole member."""
    member = pw.ForeignKeyField(Member, backref="holds")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="holds")
    """Who was refused last: the words may name them, so they go when the person is erased."""
    call = pw.TextField()
    """profile, invitation, message, draw or note (`core.rules.holds`)."""
    code = pw.TextField()
    """The problem that it is."""
    status = pw.IntegerField()
    """HTTP status of the answer; 0 where there was none."""
    type = pw.TextField()
    """The provider's type of the answer."""
    words = pw.TextField()
    people = pw.IntegerField()
    """How many were refused in a row."""
    since = UtcField()
    try_at = UtcField()
    """When one person is tried next; a hold on notes ends then."""

    class Meta:
        indexes = ((("member", "call"), False),)


class Refusal(Numbered):
    """The last refusal of one person by one kind of call, while it may be about us and not about them."""

    campaign = pw.ForeignKeyField(Campaign, backref="refusals")
    outreach = pw.ForeignKeyField(Outreach, backref="refusals")
    call = pw.TextField()
    status = pw.IntegerField()
    type = pw.TextField()
    at = UtcField()
    spared = pw.BooleanField(default=False)
    """Given back by a hold: the same refusal once more, after others passed, is about the person."""

    class Meta:
        indexes = ((("outreach", "call"), True), (("campaign", "call"), False))


class PersonWait(Numbered):
    """Somebody whom the network does not let a member invite now."""

    member = pw.ForeignKeyField(Member, backref="waits")
    outreach = pw.ForeignKeyField(Outreach, backref="waits")
    person = pw.TextField()
    since = UtcField()
    until_at = MaybeUtcField()
    """No invitation before; null while another person's answer is to tell whether it is about them at all."""

    class Meta:
        table_name = "person_wait"
        indexes = ((("member", "person"), True),)


class HeldItem(Numbered):
    """Something that failed in a way nobody expected: it alone is held, and tried again (DETAILS 9)."""

    work = pw.TextField()
    """A kind of the agenda, or a part of one (`core.rules.bulkheads.DOING`)."""
    item = pw.BigIntegerField()
    """The id that the work is about."""
    part = pw.TextField(default="")
    """Which part of it, such as one chat of a member."""
    campaign = pw.ForeignKeyField(Campaign, null=True, backref="held_items")
    outreach = pw.ForeignKeyField(Outreach, null=True, backref="held_items")
    member = pw.ForeignKeyField(Member, null=True, backref="held_items")
    source = pw.ForeignKeyField(Source, null=True, backref="held_items")
    error = pw.TextField()
    """The type of the exception; never what it said."""
    place = pw.TextField()
    """Where it was raised: module:function:line."""
    version = pw.TextField()
    """The version of the program in which it failed; another one tries again at once."""
    failures = pw.IntegerField()
    """How often in a row."""
    since = UtcField()
    last_at = UtcField()
    until_at = UtcField()
    """When it is tried again."""

    class Meta:
        table_name = "held_item"
        indexes = ((("work", "item", "part"), True),)


TABLES: tuple[type[Table], ...] = (
    Setting,
    EngineRow,
    Member,
    MemberAccount,
    Source,
    Contact,
    Identity,
    SourceContact,
    Finder,
    Block,
    Quarantine,
    Campaign,
    CampaignName,
    Slot,
    Step,
    Run,
    Outreach,
    Booking,
    Delivery,
    ForeignInvitation,
    Reading,
    Reply,
    Journal,
    Hold,
    Refusal,
    PersonWait,
    HeldItem,
)

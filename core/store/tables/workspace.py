"""Settings, the engine, and the members with their accounts; a workspace has one set of them."""

from __future__ import annotations

import peewee as pw

from core.store.fields import MaybeUtcField, UtcField
from core.store.tables.base import Numbered, Table


class Setting(Table):
    """A named value: a setting fixed when the store was made (network, clock, zone, keys), or a note of the engine."""

    key = pw.TextField(primary_key=True)
    value = pw.TextField()


class ChangeStamp(Table):
    """The number of commits that concerned one member, one source, or everything.

    While the number is the same, the app need not compute its lists again (`core/store/changes/change_stamps.py`).
    """

    kind = pw.TextField()
    """member, source or everything."""
    ident = pw.IntegerField()
    """Id of the member or source; 0 for everything."""
    number = pw.IntegerField()

    class Meta:
        table_name = "change_stamp"
        primary_key = pw.CompositeKey("kind", "ident")


class EngineRow(Numbered):
    """The process that runs, or ran, the engine: one row. Times are real, not the workspace's."""

    epoch = pw.IntegerField(default=0)
    owner = pw.TextField(default="")
    pid = pw.IntegerField(default=0)
    host = pw.TextField(default="")
    kind = pw.TextField(default="")
    since = MaybeUtcField()
    """Time at which the engine began; on a server, after an end in order, the time of the end by the server's clock."""
    heartbeat = MaybeUtcField()
    """Time at which the engine started, or found its store writable again; its heartbeat is the file `engine.beat`.

    In a store on a server it is the heartbeat, by the server's clock; null once the engine ended in order.
    """
    paused_at = MaybeUtcField()
    """Time at which everything was paused, in workspace time; null if it is not."""
    provider_down_since = MaybeUtcField()
    provider_words = pw.TextField(default="")
    key_refused_at = MaybeUtcField()
    asked_by = pw.TextField(default="")
    """The process that requests the engine from the holder, and the time of its last request; empty once it has it."""
    asked_at = MaybeUtcField()
    clock_mark = MaybeUtcField()
    """The workspace time of the latest send on a real clock, below which time never falls; `engine.beat` is later."""
    clock_boot_us = pw.BigIntegerField(null=True)
    """Microseconds since boot at the mark, and the id of that boot."""
    clock_boot_id = pw.TextField(default="")
    clock_held_at = MaybeUtcField()
    """The workspace time at which the clock jumped forward; null if nothing is held."""
    clock_held_from = MaybeUtcField()
    clock_held_until = MaybeUtcField()
    """Start and end of the last hold that ended: work that fell due between the two was held."""
    tzdata = pw.TextField(default="")
    """The version of the time zone data from which openings were last computed."""

    class Meta:
        table_name = "engine"


class Standby(Table):
    """A process that waits to take over the engine of a store on a server; none in a file. Times are the server's."""

    key = pw.TextField(primary_key=True)
    """Random key of the process."""
    host = pw.TextField()
    pid = pw.IntegerField()
    since = UtcField()
    heartbeat = UtcField()
    """Time of the last heartbeat; if it is old, the process was killed."""


class Member(Numbered):
    """A person whose account sends."""

    name = pw.TextField()
    account_id = pw.TextField()
    provider_id = pw.TextField(null=True, index=True)
    """The provider's id of the member's LinkedIn owner, for whom every limit is counted; null until first read."""
    plan = pw.TextField(default="basic")
    time_zone = pw.TextField()
    day_cap = pw.IntegerField(default=20)
    ramp = pw.BooleanField(default=True)
    spacing_s = pw.IntegerField(default=120)
    state = pw.TextField(default="ok")
    """ok, disconnected or restricted, as reported by the provider."""
    state_words = pw.TextField(default="")
    state_since = MaybeUtcField()
    created_at = UtcField()
    archived_at = MaybeUtcField()
    paused_at = MaybeUtcField()
    cooldown_until = MaybeUtcField()
    """Time before which no invitation is sent, because the network reported a limit."""
    cooldown_s = pw.IntegerField(default=0)
    sent_list_read_at = MaybeUtcField()
    """Time of the last complete read of the sent list; before the first nothing is sent."""
    next_read_at = MaybeUtcField()
    """Time from which the next profile may be read, so that reads are spaced."""
    sync_at = MaybeUtcField(index=True)
    """Time at which the account, its lists and its chats are read next."""
    synced_at = MaybeUtcField()
    """Time up to which the account's lists and chats were seen completely."""
    failures = pw.IntegerField(default=0)
    """Number of consecutive failed reads."""
    account_owner = pw.TextField(null=True)
    """The owner of `account_id`, as last read; null until then. Nothing is sent while it differs from `provider_id`."""
    days_off = pw.TextField(null=True)
    """Dates and periods on which nothing is sent for this member; null without any."""


Member.add_index(
    pw.ModelIndex(
        Member, (Member.account_id,), unique=True, where=Member.archived_at.is_null(), name="member_account_in_use"
    )
)


class MemberAccount(Numbered):
    """An account of a member, and the period in which it was the member's. Rows are only ever added."""

    member = pw.ForeignKeyField(Member, backref="accounts")
    account_id = pw.TextField(index=True)
    since = UtcField()
    until = MaybeUtcField()
    """Time at which another account replaced it; null for the member's present account."""

    class Meta:
        table_name = "member_account"

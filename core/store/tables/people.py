"""Contacts with their addresses, their sources, and the people who must not be contacted."""

from __future__ import annotations

import peewee as pw

from core.store.fields import JsonField, MaybeUtcField, UtcField
from core.store.tables.base import Numbered, Table
from core.store.tables.workspace import Member


class Source(Numbered):
    """A named set of contacts that feeds campaigns."""

    name = pw.TextField()
    kind = pw.TextField(default="list")
    """list, segment or finder."""
    filter = JsonField(null=True)
    """The filter of a segment's contacts (`core.store.people.segments`); null for a list or a finder."""
    created_at = UtcField()
    archived_at = MaybeUtcField()


class Contact(Numbered):
    """One person, with any number of addresses."""

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
    origins = JsonField(null=True)
    """The origin of each value, by field; a value without one is from a file (`core.store.people.contact_values`)."""

    class Meta:
        indexes = ((("name",), False),)


class Identity(Table):
    """An address of a contact; `key` is `public:slug` or `provider:ACo…`."""

    key = pw.TextField(primary_key=True)
    contact = pw.ForeignKeyField(Contact, backref="identities")


class SourceContact(Numbered):
    """A contact in a source, in the order of the import."""

    source = pw.ForeignKeyField(Source, backref="entries")
    """The column has an index of its own: in its order by id, that of the import, the next people need no sort."""
    contact = pw.ForeignKeyField(Contact, backref="sources")

    class Meta:
        table_name = "source_contact"
        indexes = ((("source", "contact"), True),)


class FileImport(Table):
    """An unfinished import of a contact file into a list; nobody is drawn from the list until it ends."""

    source = pw.ForeignKeyField(Source, primary_key=True, backref="file_import")
    file = pw.TextField()
    """The file's name."""
    digest = pw.TextField()
    """Digest of the file's bytes and of the settings for reading it: only the same import can continue."""
    rows = pw.IntegerField()
    """The number of the file's rows that are imported so far."""
    sums = JsonField()
    """The results of those rows."""
    at = UtcField()
    """Time at which the last of those rows were imported."""


class Finder(Table):
    """A source that is a saved search at the network, run in a slot of its own."""

    source = pw.ForeignKeyField(Source, primary_key=True, backref="finder")
    member = pw.ForeignKeyField(Member, backref="finders")
    """The member whose account searches."""
    search = JsonField()
    """The search: its address on LinkedIn as `url`, or its `keywords`."""
    per_slot = pw.IntegerField()
    days = pw.TextField()
    start = pw.TextField()
    minutes = pw.IntegerField()
    time_zone = pw.TextField()
    cursor = pw.TextField(null=True)
    """The provider's cursor of the next page; null for the first."""
    next_at = MaybeUtcField(index=True)
    """Time of the next search, inside the slot that ends at `closes_at`."""
    closes_at = MaybeUtcField()
    stopped_at = MaybeUtcField()
    """Time at which the finder was stopped; it does not search while this is set."""
    empty = pw.IntegerField(default=0)
    """Number of consecutive answers without results."""
    refused = pw.TextField(default="")
    """The network's words if it refused the search; empty once it accepts the search again."""


class Block(Table):
    """An address that must not be contacted, as a keyed hash; kept through imports, deletions and restores."""

    person_hash = pw.TextField(primary_key=True)
    reason = pw.TextField()
    at = UtcField()
    actor = pw.TextField()


class Exclusion(Numbered):
    """A rule that excludes all people it matches while it is in force. A lifted rule stays, so that no id is reused."""

    kind = pw.TextField()
    """company, domain, title, or person for an address in a list."""
    value = pw.TextField()
    """The value as it was given; empty for a person."""
    key = pw.TextField()
    """The comparison key (`core.rules.exclusions.rule`); a person's is a keyed hash of an address."""
    file = pw.TextField()
    """The name of the list file it came from (`exclude sync`); empty for one that was added by hand."""
    reason = pw.TextField()
    actor = pw.TextField()
    at = UtcField()
    lifted_at = MaybeUtcField()

    class Meta:
        indexes = ((("key", "file"), True),)


class ExcludedContact(Table):
    """A contact whom a rule in force matches; recomputed whenever a rule or a value of the contact changes."""

    contact = pw.ForeignKeyField(Contact, backref="excluded_by", index=False)
    exclusion = pw.ForeignKeyField(Exclusion, backref="people")

    class Meta:
        table_name = "excluded_contact"
        primary_key = pw.CompositeKey("contact", "exclusion")


class Connection(Table):
    """A connection of a member, according to the member's own export; the member does not invite this person."""

    contact = pw.ForeignKeyField(Contact, backref="connections", index=False)
    member = pw.ForeignKeyField(Member, backref="connections")
    at = UtcField()
    """Time at which the file was imported."""

    class Meta:
        primary_key = pw.CompositeKey("contact", "member")


class Quarantine(Numbered):
    """A send that only the side journal knows, until its person is known here too."""

    key = pw.TextField(unique=True)
    person_hash = pw.TextField()
    member = pw.ForeignKeyField(Member, null=True, backref="quarantined")
    """Null until the account belongs to a member here."""
    member_hash = pw.TextField()
    step = pw.IntegerField()
    kind = pw.TextField()
    at = UtcField()

    class Meta:
        indexes = ((("person_hash", "step"), False),)

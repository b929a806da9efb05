"""One person, once: addresses, what a profile teaches, and two contacts found to be one."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from core.rules import same_person
from core.rules.identity import identity_of
from core.store import journal
from core.store.database import Store
from core.store.journal import ENGINE
from core.store.owners import same_owner
from core.store.people import addresses
from core.store.people.person_fields import Person, fields_of, kept
from core.store.rows import OutreachRow

LEARNT = ("name", "first_name", "last_name", "headline", "location", "company", "position")
"""A contact's columns that a profile fills in, in the order of the statement."""


class Known(Person, Protocol):
    """What a profile says of a person."""

    @property
    def provider_id(self) -> str: ...
    @property
    def public_id(self) -> str: ...


def identifier(store: Store, contact: int) -> str:
    """How the provider is asked about a contact: its own id where it is known, else the public one."""
    row = store.row("SELECT provider_id, public_id FROM contact WHERE id = ?", contact)
    assert row is not None  # noqa: S101 - contacts are never deleted
    return str(row[0] or row[1])


def public_id(store: Store, contact: int) -> str | None:
    """The public identifier of a contact, where it is known."""
    found: str | None = store.scalar("SELECT public_id FROM contact WHERE id = ?", contact)
    return found


def addresses_of(profile: Known) -> list[str]:
    """The addresses that a profile tells; LinkedIn may withhold the public one, and nothing is nobody's address."""
    public = identity_of(profile.public_id, bare=True)
    told = [public.key] if public is not None and public.kind == "public" else []
    return [f"provider:{profile.provider_id}", *told]


def is_another(store: Store, contact: int, profile: Known) -> bool:
    """Whether a profile is not of the contact for whom it was read."""
    row = store.row("SELECT provider_id, public_id, name FROM contact WHERE id = ?", contact)
    assert row is not None  # noqa: S101 - contacts are never deleted
    asked = same_person.Named(row[0] or "", row[1] or "", row[2])
    name = kept("name", f"{profile.first_name} {profile.last_name}")
    return same_person.is_another(asked, same_person.Named(profile.provider_id, profile.public_id, name))


def learn(store: Store, contact: int, profile: Known, now: datetime) -> tuple[int, bool]:
    """Join the provider's id to a contact and fill in what its file did not say.

    Returns the contact that stands for the person, and whether that is another one than before.
    """
    owner = addresses.contact_of(store, f"provider:{profile.provider_id}")
    if owner is not None and owner != contact:
        merge(store, owner, contact, now)
        return owner, True
    for address in addresses_of(profile):
        addresses.add_unknown(store, address, contact)
    told = fields_of(profile)
    store.change(
        """UPDATE contact SET provider_id = ?1,
        name = CASE WHEN name = '' THEN ?2 ELSE name END,
        first_name = CASE WHEN first_name = '' AND last_name = '' THEN ?3 ELSE first_name END,
        last_name = CASE WHEN last_name = '' AND first_name = '' THEN ?4 ELSE last_name END,
        headline = CASE WHEN headline = '' THEN ?5 ELSE headline END,
        location = CASE WHEN location = '' THEN ?6 ELSE location END,
        company = CASE WHEN company = '' THEN ?7 ELSE company END,
        position = CASE WHEN position = '' THEN ?8 ELSE position END WHERE id = ?9""",
        profile.provider_id,
        *(told[field] for field in LEARNT),
        contact,
    )
    return contact, False


def merge(store: Store, winner: int, loser: int, now: datetime) -> None:
    """Two contacts are one person: addresses and sources move to the older one, journeys stay readable."""
    addresses.move(store, loser, winner)
    store.change(
        "INSERT INTO source_contact (source_id, contact_id) SELECT source_id, ?1 FROM source_contact "
        "WHERE contact_id = ?2 ON CONFLICT (source_id, contact_id) DO NOTHING",
        winner,
        loser,
    )
    store.change(
        "UPDATE contact SET blocked_at = coalesce(blocked_at, (SELECT blocked_at FROM contact WHERE id = ?)) "
        "WHERE id = ?",
        loser,
        winner,
    )
    store.change("UPDATE contact SET merged_into_id = ? WHERE id = ? OR merged_into_id = ?", winner, loser, loser)
    journal.write(store, now, ENGINE, "merged", contact=winner, data={"contact": loser})


def has_row(store: Store, contact: int, campaign: int) -> bool:
    """Whether a contact has a row of its own in a campaign: nobody has two."""
    sql = "SELECT 1 FROM outreach WHERE campaign_id = ? AND contact_id = ?"
    return store.scalar(sql, campaign, contact) is not None


def taken_elsewhere(store: Store, row: OutreachRow, contact: int) -> bool:
    """Whether the person, under another address, is in this campaign or in this member's hands already."""
    found = store.scalar(
        f"""SELECT 1 FROM outreach o JOIN contact p ON p.id = o.contact_id
        WHERE o.id <> ?1 AND (o.contact_id = ?2 OR p.merged_into_id = ?2)
        AND (o.campaign_id = ?3 OR o.member_id IN {same_owner("?4")}
             AND o.status NOT IN ('cancelled', 'rejected', 'withdrawn'))
        LIMIT 1""",
        row.id,
        contact,
        row.campaign_id,
        row.member_id,
    )
    return found is not None


def invited_by(store: Store, member: int, person: str, withdrawn_after_us: int) -> str:
    """Why this member may not invite a person now, by its own deliveries; or nothing."""
    row = store.row(
        f"SELECT max(live), max(ended_at) FROM delivery WHERE member_id IN {same_owner('?1')} AND person = ?2 "
        "AND kind = 'invitation'",
        member,
        person,
    )
    assert row is not None  # noqa: S101 - an aggregate always answers
    if row[0]:
        return "invited.elsewhere"
    if row[1] is not None and row[1] > withdrawn_after_us:
        return "withdrawn.recently"
    return ""


def invited_past_us(store: Store, outreach: int, member: int, person: str) -> bool:
    """Whether the account's list has shown an invitation that is not ours, later than the person's profile was read."""
    found = store.scalar(
        f"""SELECT 1 FROM foreign_invitation WHERE member_id IN {same_owner("?1")} AND person = ?2
        AND seen_at >= coalesce((SELECT max(at) FROM journal WHERE outreach_id = ?3 AND kind = 'profile.read'), 0)
        LIMIT 1""",
        member,
        person,
        outreach,
    )
    return found is not None

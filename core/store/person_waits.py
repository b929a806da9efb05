"""People whom the network does not let a member invite now; inside a door."""

from __future__ import annotations

from datetime import datetime

from core.store.database import Store
from core.store.fields import from_us, to_us
from core.store.owners import same_owner


def until(store: Store, member: int, person: str, now: datetime) -> datetime | None:
    """Return until when a member may not invite a person; None where it may."""
    found = store.scalar(
        f"SELECT max(until_at) FROM person_wait WHERE member_id IN {same_owner('?1')} "
        "AND person = ?2 AND until_at > ?3",
        member,
        person,
        to_us(now),
    )
    return None if found is None else from_us(found)


def suspects(store: Store, member: int) -> list[tuple[int, str]]:
    """Return (outreach, person) of those whose refusal may be about them, until another person's answer tells."""
    return store.rows("SELECT outreach_id, person FROM person_wait WHERE member_id = ? AND until_at IS NULL", member)


def suspect(store: Store, member: int, outreach: int, person: str, now: datetime) -> None:
    """Note that a refusal may be about this person: another one is tried next."""
    store.change("DELETE FROM person_wait WHERE member_id = ? AND person = ?", member, person)
    store.insert("person_wait", member_id=member, outreach_id=outreach, person=person, since=to_us(now))


def wait(store: Store, member: int, person: str, until_at: datetime) -> None:
    """Let a person wait whom the refusal was about: no invitation before `until_at`."""
    store.change(
        "UPDATE person_wait SET until_at = ? WHERE member_id = ? AND person = ?", to_us(until_at), member, person
    )


def clear_suspects(store: Store, member: int) -> None:
    """Suspect nobody any more: the refusal was about the account."""
    store.change("DELETE FROM person_wait WHERE member_id = ? AND until_at IS NULL", member)


def invited(store: Store, member: int, person: str) -> None:
    """Drop the wait of a person who was invited after all."""
    store.change("DELETE FROM person_wait WHERE member_id = ? AND person = ?", member, person)

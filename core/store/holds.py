"""Holds on one kind of call, and the refusals in a row that lead to them; inside a door."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.store.database import Store
from core.store.fields import from_us, to_us


class HoldRow(NamedTuple):
    """One kind of call of a campaign, or of a whole member where `campaign_id` is None, that is held back."""

    id: int
    campaign_id: int | None
    member_id: int
    call: str
    code: str
    status: int
    type: str
    words: str
    people: int
    since: datetime
    try_at: datetime


_HOLD = "SELECT id, campaign_id, member_id, call, code, status, type, words, people, since, try_at FROM hold"


def _holds(store: Store, where: str, *values: object) -> list[HoldRow]:
    return [
        HoldRow._make([*row[:9], from_us(row[9]), from_us(row[10])])
        for row in store.rows(f"{_HOLD} WHERE {where} ORDER BY id", *values)
    ]


def standing(store: Store, campaign: int, member: int, call: str) -> list[HoldRow]:
    """Return the holds that concern a call: the campaign's own, and the member's."""
    return _holds(
        store, "member_id = ? AND call = ? AND (campaign_id IS NULL OR campaign_id = ?)", member, call, campaign
    )


def blocking(store: Store, campaign: int, member: int, call: str, now: datetime) -> HoldRow | None:
    """Return the hold that forbids a call now; None where nothing does, or one person may be tried."""
    found = [hold for hold in standing(store, campaign, member, call) if hold.try_at > now]
    return max(found, key=lambda hold: hold.try_at, default=None)


def of_member(store: Store, member: int, call: str) -> list[HoldRow]:
    """Return every hold of a member and of its campaigns on one kind of call."""
    return _holds(store, "member_id = ? AND call = ?", member, call)


def of_campaign(store: Store, campaign: int) -> list[HoldRow]:
    """Return every hold of a campaign's own."""
    return _holds(store, "campaign_id = ?", campaign)


def every(store: Store) -> list[HoldRow]:
    """Return every hold but those of archived campaigns and members."""
    return _holds(
        store,
        "member_id IN (SELECT id FROM member WHERE archived_at IS NULL) AND (campaign_id IS NULL OR campaign_id IN "
        "(SELECT id FROM campaign WHERE archived_at IS NULL))",
    )


def add(
    store: Store,
    *,
    campaign: int | None,
    member: int,
    call: str,
    code: str,
    status: int,
    type_: str,
    words: str,
    people: int,
    outreach: int | None,
    now: datetime,
    try_at: datetime,
) -> None:
    """Hold one kind of call back until it is ended, or until `try_at` for one person."""
    store.insert(
        "hold",
        campaign_id=campaign,
        member_id=member,
        outreach_id=outreach,
        call=call,
        code=code,
        status=status,
        type=type_,
        words=words,
        people=people,
        since=to_us(now),
        try_at=to_us(try_at),
    )


def put_off(store: Store, found: list[HoldRow], try_at: datetime) -> None:
    """Let the next person be tried at `try_at` at the earliest."""
    for hold in found:
        store.change("UPDATE hold SET try_at = ? WHERE id = ?", to_us(try_at), hold.id)


def refused_again(store: Store, found: list[HoldRow], words: str, outreach: int) -> None:
    """Count one more refusal under holds, and keep its words."""
    for hold in found:
        store.change(
            "UPDATE hold SET words = ?, people = people + 1, outreach_id = ? WHERE id = ?", words, outreach, hold.id
        )


def remove(store: Store, hold: HoldRow) -> None:
    """Delete a hold that is over."""
    store.change("DELETE FROM hold WHERE id = ?", hold.id)


def add_refusal(
    store: Store, *, campaign: int, outreach: int, call: str, status: int, type_: str, at: datetime, spared: bool
) -> None:
    """Count one person's refusal; one of another kind begins the campaign's row anew."""
    store.change(
        "DELETE FROM refusal WHERE campaign_id = ? AND call = ? AND spared = 0 AND (status <> ? OR type <> ?)",
        campaign,
        call,
        status,
        type_,
    )
    forget_refusal(store, outreach, call)
    store.insert(
        "refusal",
        campaign_id=campaign,
        outreach_id=outreach,
        call=call,
        status=status,
        type=type_,
        at=to_us(at),
        spared=int(spared),
    )


def people_of_row(store: Store, campaign: int, call: str, status: int, type_: str) -> list[int]:
    """Return the outreaches refused in a row with this status and type, the earliest first."""
    found = store.rows(
        "SELECT outreach_id FROM refusal WHERE campaign_id = ? AND call = ? AND spared = 0 AND status = ? AND type = ? "
        "ORDER BY id",
        campaign,
        call,
        status,
        type_,
    )
    return [row[0] for row in found]


def was_spared(store: Store, outreach: int, call: str, status: int, type_: str) -> bool:
    """Return whether a hold gave this person back after the same refusal."""
    found = store.scalar(
        "SELECT 1 FROM refusal WHERE outreach_id = ? AND call = ? AND spared = 1 AND status = ? AND type = ?",
        outreach,
        call,
        status,
        type_,
    )
    return found is not None


def refusal_type(store: Store, outreach: int, call: str) -> str | None:
    """Return the provider's type of the last refusal of one person that is still kept; None where there is none."""
    found = store.scalar("SELECT type FROM refusal WHERE outreach_id = ? AND call = ?", outreach, call)
    return None if found is None else str(found)


def first_refusal(store: Store, campaign: int, call: str) -> datetime | None:
    """Return when the first call of the row, or of the hold that followed it, was made."""
    found = store.scalar("SELECT min(at) FROM refusal WHERE campaign_id = ? AND call = ?", campaign, call)
    return None if found is None else from_us(found)


def spare(store: Store, campaign: int, call: str) -> None:
    """Mark the people of a row as given back by a hold."""
    store.change("UPDATE refusal SET spared = 1 WHERE campaign_id = ? AND call = ?", campaign, call)


def break_row(store: Store, campaign: int, call: str) -> None:
    """Drop the row of a call that worked: its refusals were about their people."""
    store.change("DELETE FROM refusal WHERE campaign_id = ? AND call = ? AND spared = 0", campaign, call)


def forget_refusal(store: Store, outreach: int, call: str) -> None:
    """Drop what is kept of one person's refusal."""
    store.change("DELETE FROM refusal WHERE outreach_id = ? AND call = ?", outreach, call)


def forget_refusals(store: Store, campaign: int, call: str) -> None:
    """Drop every refusal of a campaign's kind of call: it is counted anew."""
    store.change("DELETE FROM refusal WHERE campaign_id = ? AND call = ?", campaign, call)

"""The LinkedIn owner of a member: limits apply to the owner, over all member rows and account ids.

A member whose owner was not read yet (`provider_id` is null) has no other rows, and sends nothing.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.tables.workspace import Member


class NamedMember(NamedTuple):
    """A member's id and name."""

    id: int
    name: str


class _Number(NamedTuple):
    number: int | None


class _Lane(NamedTuple):
    member: int
    lane: int


class _Rest(NamedTuple):
    cooldown_until: datetime | None
    cooldown_s: int
    next_read_at: datetime | None


def bar(member: Any) -> Any:
    """Return the code of the problem for which a member may not send, '' if there is none, as an expression.

    `member` is the model or an alias of it. Of two unarchived rows of one owner the older sends.
    """
    elder = Member.alias("elder")
    elders = elder.select(pw.SQL("1")).where(
        (elder.provider_id == member.provider_id) & (elder.id < member.id) & elder.archived_at.is_null()
    )
    return pw.Case(
        None,
        [
            (member.account_owner != member.provider_id, "account.other"),
            (pw.fn.EXISTS(elders), "sender.duplicate"),
        ],
        "",
    )


def of_owner(field: pw.Field, member: Any) -> Any:
    """Return the condition that a field names a row of the owner of one member, archived rows too.

    `member` is `given("member")` or a field of a query around it.
    """
    mine, twin = Member.alias("mine"), Member.alias("twin")
    same = (twin.provider_id == mine.provider_id) & (twin.id != mine.id)
    twins = mine.select(twin.id).join(twin, on=same).where(mine.id == member)
    return field.in_(pw.Select(columns=[member]).union_all(twins))


def _other(*conditions: Any) -> pw.Query:
    """Return the query of the oldest unarchived member with the same owner that meets the conditions."""
    return (
        _OTHER.select(_OTHER.id, _OTHER.name)
        .join(Member, on=(_OTHER.provider_id == Member.provider_id))
        .where((Member.id == given("member")) & _OTHER.archived_at.is_null(), *conditions)
        .order_by(_OTHER.id)
        .limit(1)
    )


_OTHER = Member.alias("other")
_TWIN = Member.alias("twin")
_ELDER = Select(_other(_OTHER.id < Member.id), NamedMember)
_HEIR = Select(_other(_OTHER.id != Member.id), NamedMember)
_LANE = Select(
    _TWIN.select(pw.fn.MIN(_TWIN.id))
    .join(Member, on=(_TWIN.provider_id == Member.provider_id))
    .where(Member.id == given("member")),
    _Number,
)
_OWNER_OR_SELF = pw.fn.COALESCE(Member.provider_id, pw.Value("member ").concat(Member.id))
_LANES = Select(Member.select(Member.id, pw.fn.MIN(Member.id).over(partition_by=[_OWNER_OR_SELF])), _Lane)
_OF_OWNER = of_owner(Member.id, given("member"))
_LONGEST_REST = Select(
    Member.select(pw.fn.MAX(Member.cooldown_until), pw.fn.MAX(Member.cooldown_s), pw.fn.MAX(Member.next_read_at)).where(
        _OF_OWNER
    ),
    _Rest,
)
_SHARE_REST = Change(
    Member.update(
        {
            Member.cooldown_until: given("cooldown_until"),
            Member.cooldown_s: given("cooldown_s"),
            Member.next_read_at: given("next_read_at"),
        }
    ).where(_OF_OWNER),
    about=touched.member(),
)
_COOL_DOWN = Change(
    Member.update({Member.cooldown_until: given("until"), Member.cooldown_s: given("seconds")}).where(_OF_OWNER),
    about=touched.member(),
)


def elder(store: Reading, member: int) -> NamedMember | None:
    """Return the older unarchived member that sends for the same owner instead of this one; None if there is none."""
    return _ELDER.first(store, member=member)


def heir(store: Reading, member: int) -> NamedMember | None:
    """Return the oldest unarchived member with the same owner as an archived one; None if there is none."""
    return _HEIR.first(store, member=member)


def lane(store: Reading, member: int) -> int:
    """Return the id that identifies a member's owner: that of the oldest member with this owner."""
    found = _LANE.one(store, member=member).number
    return member if found is None else found


def lanes(store: Reading) -> dict[int, int]:
    """Return, for each member, the id that identifies its owner: that of the oldest member with this owner."""
    return {row.member: row.lane for row in _LANES.all(store)}


def share_rest(store: Writing, member: int) -> None:
    """Give all rows of an owner the longest cool-down among them, and the latest time of the next profile read."""
    _SHARE_REST.run(store, member=member, **_LONGEST_REST.one(store, member=member)._asdict())


def cool_down(store: Writing, member: int, until: datetime, seconds: int) -> None:
    """Send no invitation of an owner before `until`; the next reported limit doubles the wait of `seconds`."""
    _COOL_DOWN.run(store, member=member, until=until, seconds=seconds)


def end_cooldown(store: Writing, member: int) -> None:
    """End the cool-down of an owner."""
    _COOL_DOWN.run(store, member=member, until=None, seconds=0)

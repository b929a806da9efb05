"""The account ids that a member has or had; a change of account drops every id that the old account gave."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store import members, outreach_plans
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.owners import of_owner as rows_of_owner
from core.store.tables.outreach import Delivery
from core.store.tables.workspace import MemberAccount


class _Account(NamedTuple):
    account_id: str


class _Owned(NamedTuple):
    account_id: str
    member: int


class _Changes(NamedTuple):
    accounts: int
    last: datetime | None


_OF_MEMBER = MemberAccount.member == given("member")
_END = Change(
    MemberAccount.update({MemberAccount.until: given("now")}).where(_OF_MEMBER & MemberAccount.until.is_null())
)
_ADD = Change(
    MemberAccount.insert(
        {
            MemberAccount.member: given("member"),
            MemberAccount.account_id: given("account"),
            MemberAccount.since: given("now"),
        }
    )
)
_FORGET_MESSAGES = Change(
    Delivery.update({Delivery.provider_ref: None}).where(
        (Delivery.member == given("member")) & Delivery.provider_ref.is_null(False)
    )
)
_OF_OWNER = Select(
    MemberAccount.select(MemberAccount.account_id)
    .where(rows_of_owner(MemberAccount.member, given("member")))
    .group_by(MemberAccount.account_id)
    .order_by(pw.fn.MIN(MemberAccount.id)),
    _Account,
)
_EVERY = Select(MemberAccount.select(MemberAccount.account_id, MemberAccount.member).order_by(MemberAccount.id), _Owned)
_CHANGES = Select(
    MemberAccount.select(pw.fn.COUNT(MemberAccount.id), pw.fn.MAX(MemberAccount.since)).where(_OF_MEMBER), _Changes
)


def add(store: Writing, member: int, account: str, now: datetime) -> None:
    """Record the account that a member has from now on."""
    _END.run(store, member=member, now=now)
    _ADD.run(store, member=member, account=account, now=now)


def change(store: Writing, member: int, account: str, now: datetime) -> None:
    """Give a member another account.

    Nothing is sent until the new account's owner and its list of sent invitations have been read. Ids of chats,
    messages and invitations belong to the old account: they are deleted, and looked up again by person.
    """
    add(store, member, account, now)
    members.change_account(store, member, account, now)
    outreach_plans.drop_account_ids(store, member)
    _FORGET_MESSAGES.run(store, member=member)


def of_owner(store: Reading, member: int) -> list[str]:
    """Return every account id that a member, or another row of its owner, has or had, the oldest first."""
    return [row.account_id for row in _OF_OWNER.all(store, member=member)]


def members_by_account(store: Reading) -> dict[str, int]:
    """Return, by account id, the member that has or had the account; of several members, the one that had it last."""
    return {row.account_id: row.member for row in _EVERY.all(store)}


def changed_at(store: Reading, member: int) -> datetime | None:
    """Return when a member's account was changed last, UTC; None if it never was."""
    found = _CHANGES.one(store, member=member)
    return found.last if found.accounts > 1 else None

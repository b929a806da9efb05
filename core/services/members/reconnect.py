"""Connecting a member again: with the same account, or with another account id of the same LinkedIn owner."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from core.errors import RefusedError, UnreachableError
from core.network.gateway import Account, Gateway
from core.network.provider_errors import ProviderError
from core.services.members import member_account
from core.services.members.member_view import one
from core.services.members.provider_accounts import all_accounts, answer_of, free, is_named
from core.store import journal, members
from core.store.members import MemberRow
from core.text import clean
from core.views.members_view import Member
from core.workspace import Workspace

NOT_FOUND: Final = 404


def account_of(gateway: Gateway, ident: str, known: list[Account]) -> Account | None:
    """Return an account at the provider, or None if it was removed there. Raises UnreachableError.

    An account that is missing from the list `known` may be on a later page, so the account itself is read.
    """
    listed = next((account for account in known if account.id == ident), None)
    if listed is not None:
        return listed
    try:
        return answer_of(lambda: gateway.account(ident))
    except UnreachableError as error:
        if isinstance(error.__cause__, ProviderError) and error.__cause__.status == NOT_FOUND:
            return None
        raise


def take_back(
    workspace: Workspace, gateway: Gateway, member: int, account: Account | None, known: list[Account]
) -> Member | None:
    """Return the member if its account works, or after giving it another working account of its owner; else None."""
    if account is not None and account.status == "ok":
        return read_at_once(workspace, member, account)
    anew = _same_owner(workspace, gateway, member, free(workspace, known))
    return None if anew is None else attach(workspace, member, anew)


def reconnected(
    workspace: Workspace, gateway: Gateway, member: int, account: str | None, before: Collection[str]
) -> Member | None:
    """Return the member once an account of its owner works, None until then; `before` has the accounts known earlier.

    Raises RefusedError if somebody else signed in.
    """
    known = all_accounts(gateway)
    there = None if account is None else account_of(gateway, account, known)
    back = take_back(workspace, gateway, member, there, known)
    if back is not None:
        return back
    new = [found for found in free(workspace, known) if found.id not in before and found.status == "ok"]
    if new:
        with workspace.store.read() as store:
            name = members.get(store, member).name
        raise RefusedError(
            f"An account of “{clean(new[0].name, 80)}” was connected, which is not {name}'s on LinkedIn.",
            code="account.other",
        )
    return None


def member_of(workspace: Workspace, owner: str) -> int | None:
    """Return the unarchived member with this LinkedIn owner; None if there is none."""
    with workspace.store.read() as store:
        return members.by_owner(store, owner)


def attach(workspace: Workspace, member: int, account: Account) -> Member:
    """Give a member another account of its owner, which was connected again."""
    with workspace.store.write() as store:
        member_account.give(workspace, store, member, clean(account.id, 100), workspace.now())
    return read_at_once(workspace, member, account)


def read_at_once(workspace: Workspace, member: int, account: Account) -> Member:
    """Let the engine read the account at once; sending resumes by itself."""
    now = workspace.now()
    with workspace.store.write() as store:
        members.sync_soon(store, member, now)
        data = {"account": clean(account.id, 100)}
        journal.write(store, now, workspace.actor, "member.connected", member=member, data=data)
        return one(workspace, store, member)


def _same_owner(workspace: Workspace, gateway: Gateway, member: int, candidates: list[Account]) -> Account | None:
    """Return a working account of the member's owner; found by name if the member's owner was never read."""
    with workspace.store.read() as store:
        row = members.get(store, member)
    for account in candidates:
        if account.status == "ok" and _is_owner(gateway, account, row):
            return account
    return None


def _is_owner(gateway: Gateway, account: Account, member: MemberRow) -> bool:
    if member.provider_id is None:
        return is_named(account, member.name)
    return _owner(gateway, account) == member.provider_id


def _owner(gateway: Gateway, account: Account) -> str:
    return account.owner_provider_id or answer_of(lambda: gateway.own_profile(account.id)).provider_id

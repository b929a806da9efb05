"""Connecting an account: the provider's sign-in link, and waiting for the account that appears or comes back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

from core.clock import real_now
from core.errors import NotFoundError, RefusedError, TryAgainError, UsageError
from core.loopback import is_loopback
from core.network.gateway import Account, Gateway
from core.rules.account_status import plan_now
from core.services.lookup import find
from core.services.members import members, reconnect
from core.services.members.provider_accounts import all_accounts, answer_of, free, is_named
from core.store import members as member_rows
from core.store.members import MemberRow
from core.text import clean
from core.views.accounts_view import AccountMember, Attempt, ProviderAccount
from core.views.members_view import Member as MemberView
from core.workspace import Workspace

LINK_LASTS: Final = timedelta(hours=1)
"""Validity of a sign-in link; the provider's daily restart ends links, too, so each attempt gets a new one
(docs/provider.md#accounts)."""
LOOK_EVERY_S: Final = 5.0
pause: Callable[[float], object] = threading.Event().wait
"""Function that waits a number of real seconds; Ctrl+C ends it."""


def accounts(workspace: Workspace, gateway: Gateway) -> list[ProviderAccount]:
    """Return every LinkedIn account of the API key, each with its member, if it has one. Raises UnreachableError."""
    with workspace.store.read() as store:
        owners = {row.account_id: AccountMember(row.id, row.name) for row in member_rows.every(store)}
    return [_view(account, owners.get(account.id)) for account in all_accounts(gateway)]


def _view(account: Account, owner: AccountMember | None) -> ProviderAccount:
    return ProviderAccount(
        id=clean(account.id, 100),
        name=clean(account.name, 100),
        public_id=None if account.owner_public_id is None else clean(account.owner_public_id, 100),
        status=account.status,
        provider_words=clean(account.words, 100),
        premium=account.premium,
        member=owner,
    )


def begin(workspace: Workspace, gateway: Gateway, name: str, public_id: str | None = None) -> Attempt | MemberView:
    """Return a sign-in link for a new or existing member, or the member itself if no sign-in is needed.

    Raises NotFoundError for an ambiguous name or account, UnreachableError, UsageError, RefusedError.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A member needs a name.", field="NAME")
    known = all_accounts(gateway)
    member = _member(workspace, name)
    if member is not None:
        return _begin_again(workspace, gateway, member, known)
    waiting = [account for account in free(workspace, known) if is_named(account, name, public_id)]
    if waiting:
        return _adopt(workspace, gateway, name, _only(waiting, name))
    return _attempt(workspace, gateway, name, known, public_id=public_id)


def wait(
    workspace: Workspace, gateway: Gateway, attempt: Attempt, seconds: float, *, look_every: float = LOOK_EVERY_S
) -> MemberView:
    """Wait for the account, at most this many real seconds, and return its member. Raises TryAgainError."""
    for _look in _looks(seconds, look_every):
        found = connected(workspace, gateway, attempt)
        if found is not None:
            return found
    raise TryAgainError(
        f"No account of {attempt.name} is connected yet. Open the link, sign in, then run the same command again.",
        code="account.waiting",
    )


def _looks(seconds: float, every: float) -> Iterator[int]:
    for number in range(max(1, int(seconds / every))):
        pause(every)
        yield number


def connected(workspace: Workspace, gateway: Gateway, attempt: Attempt) -> MemberView | None:
    """Return the member if the account of an attempt is connected by now, else None."""
    if attempt.member is not None:
        return reconnect.reconnected(workspace, gateway, attempt.member, attempt.account, attempt.known)
    new = [account for account in free(workspace, all_accounts(gateway)) if account.id not in attempt.known]
    theirs = [account for account in new if is_named(account, attempt.name, attempt.public_id)]
    if theirs:
        return _adopt(workspace, gateway, attempt.name, _only(theirs, attempt.name))
    if new:
        one = new[0]
        raise RefusedError(
            f"An account of “{clean(one.name, 80)}” was connected, which is not the name {attempt.name}. If it is "
            f"theirs: overture member add “{attempt.name}” --account {clean(one.id, 100)}",
            code="account.other",
        )
    return None


# -- whose account it is


def _only(found: list[Account], name: str) -> Account:
    if len(found) > 1:
        listed = ", ".join(clean(account.id, 100) for account in found[:10])
        raise NotFoundError(
            f"{len(found)} accounts at the provider may be {name}'s: {listed}. Choose one with "
            f"overture member add “{name}” --account ID."
        )
    return found[0]


# -- our members


def _member(workspace: Workspace, name: str) -> MemberRow | None:
    with workspace.store.read() as store:
        try:
            member = member_rows.get(store, find(store, "member", name, archived=False))
        except NotFoundError as error:
            if error.text.startswith("No "):
                return None
            raise
        if member.archived:
            raise RefusedError(f"{member.name} is archived: nothing is sent from that account any more.")
        return member


def _begin_again(
    workspace: Workspace, gateway: Gateway, member: MemberRow, known: list[Account]
) -> Attempt | MemberView:
    account = reconnect.account_of(gateway, member.account_id, known)
    back = reconnect.take_back(workspace, gateway, member.id, account, known)
    if back is not None:
        return back
    gone = account is None  # removed at the provider: the sign-in connects a new account
    return _attempt(
        workspace, gateway, member.name, known, member=member.id, account=None if gone else member.account_id
    )


def _attempt(
    workspace: Workspace,
    gateway: Gateway,
    name: str,
    known: list[Account],
    *,
    member: int | None = None,
    account: str | None = None,
    public_id: str | None = None,
) -> Attempt:
    # A sandbox on this machine lives in the workspace's time, the provider in the real one.
    now = workspace.now() if workspace.config.embedded or is_loopback(workspace.config.network[1]) else real_now()
    expires = now + LINK_LASTS
    url = answer_of(lambda: gateway.sign_in_link(name, expires, account))
    return Attempt(name, member, account, public_id, frozenset(one.id for one in known), url, expires)


def _adopt(workspace: Workspace, gateway: Gateway, name: str, account: Account) -> MemberView:
    """Return the member for an account: the existing member of its owner, else a new one with the account's plan."""
    own = answer_of(lambda: gateway.own_profile(account.id)) if account.status == "ok" else None
    known = None if own is None else reconnect.member_of(workspace, own.provider_id)
    if known is not None:
        return reconnect.attach(workspace, known, account)
    premium, navigator = (account.premium, False) if own is None else (own.premium, own.sales_navigator)
    plan = plan_now("basic", premium=premium, sales_navigator=navigator)
    return members.add(workspace, name, account.id, plan=plan)

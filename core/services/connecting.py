"""Connecting an account: a sign-in link of the provider's, and the account that appears, or is back, afterwards."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from core.clock import real_now
from core.errors import NotFoundError, RefusedError, TryAgainError, UnreachableError, UsageError
from core.loopback import is_loopback
from core.network.errors import ErrorClass, ProviderError
from core.network.gateway import Account, Gateway
from core.rules.accounts import plan_now
from core.services import members
from core.services.lookup import find
from core.services.team import one
from core.store import journal
from core.store.fields import to_us
from core.store.models import Member
from core.text import clean
from core.workspace import Workspace

T = TypeVar("T")
LINK_LASTS: Final = timedelta(hours=1)
"""Links stop at the provider's daily restart anyway: one is made for each attempt (PROVIDER 3.3)."""
LOOK_EVERY_S: Final = 5.0
PAGES: Final = 20
pause: Callable[[float], object] = threading.Event().wait
"""Waits so many real seconds; Ctrl+C ends it."""


@dataclass(frozen=True)
class Attempt:
    """One try to connect. `member` and `account` are set where an existing member is connected again."""

    name: str
    member: int | None
    account: str | None
    public_id: str | None
    known: frozenset[str]
    """Accounts that were at the provider before."""
    url: str
    expires: datetime


def accounts(workspace: Workspace, gateway: Gateway) -> list[dict[str, Any]]:
    """Every LinkedIn account of our key, and the member it belongs to. Raises UnreachableError."""
    with workspace.store.read() as store:
        owners = {
            account: (ident, name) for account, ident, name in store.rows("SELECT account_id, id, name FROM member")
        }
    return [_view(account, owners.get(account.id)) for account in _all(gateway)]


def _view(account: Account, owner: tuple[int, str] | None) -> dict[str, Any]:
    return {
        "id": clean(account.id, 100),
        "name": clean(account.name, 100),
        "public_id": None if account.owner_public_id is None else clean(account.owner_public_id, 100),
        "status": account.status,
        "words": clean(account.words, 100),
        "premium": account.premium,
        "member": None if owner is None else {"id": str(owner[0]), "name": owner[1]},
    }


def begin(
    workspace: Workspace, gateway: Gateway, name: str, public_id: str | None = None
) -> Attempt | dict[str, Any]:  # fmt: skip
    """A link for a new member or an existing one; the member itself where nothing is left to sign in to.

    Raises NotFoundError for an ambiguous name or account, UnreachableError, UsageError, RefusedError.
    """
    name = clean(name, 100)
    if not name:
        raise UsageError("A member needs a name.", field="NAME")
    known = _all(gateway)
    member = _member(workspace, name)
    if member is not None:
        return _begin_again(workspace, gateway, member, known)
    waiting = [account for account in _free(workspace, known) if _is_theirs(account, name, public_id)]
    if waiting:
        return _adopt(workspace, gateway, name, _only(waiting, name))
    return _attempt(workspace, gateway, name, known, public_id=public_id)


def wait(
    workspace: Workspace, gateway: Gateway, attempt: Attempt, seconds: float, *, look_every: float = LOOK_EVERY_S
) -> dict[str, Any]:  # fmt: skip
    """Look until the account is there, at most so many real seconds; the member. Raises TryAgainError."""
    for _look in _looks(seconds, look_every):
        found = look(workspace, gateway, attempt)
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


def look(workspace: Workspace, gateway: Gateway, attempt: Attempt) -> dict[str, Any] | None:
    """Whether the account of an attempt is there by now: then its member, else None."""
    if attempt.account is not None and attempt.member is not None:
        account = _asked(lambda: gateway.account(attempt.account or ""))
        return _welcome_back(workspace, attempt.member, account) if account.status == "ok" else None
    new = [account for account in _free(workspace, _all(gateway)) if account.id not in attempt.known]
    theirs = [account for account in new if _is_theirs(account, attempt.name, attempt.public_id)]
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


# -- the provider's accounts


def _asked(ask: Callable[[], T]) -> T:
    try:
        return ask()
    except ProviderError as error:
        if error.klass is ErrorClass.key_stop:
            raise UnreachableError(
                f"The provider refuses our key ({error.words}). Put a valid one into OVERTURE_PROVIDER_KEY or "
                "provider.key.",
                code="key.refused",
            ) from error
        raise UnreachableError(f"The provider gave no usable answer: {error.words}") from error


def _all(gateway: Gateway) -> list[Account]:
    found: list[Account] = []
    cursor: str | None = None
    for _page in range(PAGES):
        page = _asked(partial(gateway.accounts, cursor))
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            break
    return found


def _free(workspace: Workspace, found: list[Account]) -> list[Account]:
    with workspace.store.read() as store:
        taken = {row[0] for row in store.rows("SELECT account_id FROM member")}
    return [account for account in found if account.id not in taken]


def _is_theirs(account: Account, name: str, public_id: str | None) -> bool:
    """By the owner's public identifier where it was given; else all words of one name are in the other."""
    if public_id is not None:
        return _plain(account.owner_public_id or "") == _plain(public_id)
    ours, theirs = set(_plain(name).split()), set(_plain(account.name).split())
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _only(found: list[Account], name: str) -> Account:
    if len(found) > 1:
        listed = ", ".join(clean(account.id, 100) for account in found[:10])
        raise NotFoundError(
            f"{len(found)} accounts at the provider may be {name}'s: {listed}. Choose one with "
            f"overture member add “{name}” --account ID."
        )
    return found[0]


# -- our members


def _member(workspace: Workspace, name: str) -> Member | None:
    with workspace.store.read() as store:
        try:
            member: Member = Member.get_by_id(find(store, "member", name, archived=False))
        except NotFoundError as error:
            if error.text.startswith("No "):
                return None
            raise
        if member.archived_at is not None:
            raise RefusedError(f"{member.name} is archived: nothing is sent from that account any more.")
        return member


def _begin_again(
    workspace: Workspace, gateway: Gateway, member: Member, known: list[Account]
) -> Attempt | dict[str, Any]:  # fmt: skip
    account = next((account for account in known if account.id == member.account_id), None)
    if account is not None and account.status == "ok":
        return _welcome_back(workspace, member.id, account)
    return _attempt(workspace, gateway, member.name, known, member=member.id, account=member.account_id)


def _attempt(
    workspace: Workspace, gateway: Gateway, name: str, known: list[Account], *, member: int | None = None,
    account: str | None = None, public_id: str | None = None,
) -> Attempt:  # fmt: skip
    # A sandbox on this machine lives in the workspace's time, the provider in the real one.
    now = workspace.now() if workspace.config.embedded or is_loopback(workspace.config.network[1]) else real_now()
    expires = now + LINK_LASTS
    url = _asked(lambda: gateway.sign_in_link(name, expires, account))
    return Attempt(name, member, account, public_id, frozenset(one.id for one in known), url, expires)


def _adopt(workspace: Workspace, gateway: Gateway, name: str, account: Account) -> dict[str, Any]:
    """A new member for an account; its plan is what the account says, until the engine reads its owner."""
    own = _asked(lambda: gateway.own_profile(account.id)) if account.status == "ok" else None
    premium, navigator = (account.premium, False) if own is None else (own.premium, own.sales_navigator)
    plan = plan_now("basic", premium=premium, sales_navigator=navigator)
    return members.add(workspace, name, account.id, plan=plan)


def _welcome_back(workspace: Workspace, member: int, account: Account) -> dict[str, Any]:
    """The engine looks at the account at once, and sending goes on by itself."""
    now = workspace.now()
    with workspace.store.write() as store:
        store.change("UPDATE member SET sync_at = min(coalesce(sync_at, ?1), ?1) WHERE id = ?2", to_us(now), member)
        data = {"account": clean(account.id, 100)}
        journal.write(store, now, workspace.actor, "member.connected", member=member, data=data)
        return one(workspace, member)

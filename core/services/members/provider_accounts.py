"""The LinkedIn accounts at the provider, and those that no member has."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final, TypeVar

from core.engine.reading.paging import follow
from core.errors import UnreachableError
from core.network.gateway import Account, Gateway
from core.network.provider_errors import ErrorClass, ProviderError
from core.store import members
from core.workspace import Workspace

T = TypeVar("T")
PAGES: Final = 20


def answer_of(ask: Callable[[], T]) -> T:
    """Return an answer of the provider. Raises UnreachableError if the provider gives no usable answer."""
    try:
        return ask()
    except ProviderError as error:
        if error.klass is ErrorClass.key_stop:
            raise UnreachableError(
                f"The provider refuses the API key ({error.words}). Put a valid one into OVERTURE_PROVIDER_KEY or "
                "provider.key.",
                code="key.refused",
            ) from error
        raise UnreachableError(f"The provider gave no usable answer: {error.words}") from error


def all_accounts(gateway: Gateway) -> list[Account]:
    """Return every account that can be read. Raises UnreachableError, also if the list cannot be read to its end."""
    found = answer_of(lambda: follow(gateway.accounts, lambda account: account.id, PAGES))
    if found.fault:
        raise UnreachableError(f"The provider's list of accounts could not be read: {found.fault}", code="list.unread")
    return found.items


def free(workspace: Workspace, found: list[Account]) -> list[Account]:
    """Return the accounts that no member has."""
    with workspace.store.read() as store:
        taken = {member.account_id for member in members.every(store)}
    return [account for account in found if account.id not in taken]


def is_named(account: Account, name: str, public_id: str | None = None) -> bool:
    """Return whether an account belongs to a person: by public identifier if given, else by the words of the name."""
    if public_id is not None:
        return _plain(account.owner_public_id or "") == _plain(public_id)
    ours, theirs = set(_plain(name).split()), set(_plain(account.name).split())
    return bool(ours and theirs) and (ours <= theirs or theirs <= ours)


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())

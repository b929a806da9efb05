"""Accounts of one LinkedIn owner: each also shows the effects of the others, under ids of its own.

LinkedIn's side is stored under the first of them, the root. The provider's ids belong to an account: one that was
removed and connected again gives other ids to the same chats, messages and invitations (docs/provider.md#accounts).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from core.errors import UsageError
from core.network.sandbox.answers import Body, Refusal
from core.network.sandbox.state import State

IDS: Final[Mapping[str, tuple[str, ...]]] = {
    "InvitationSent": ("id",),
    "UserInvitationSent": ("invitation_id",),
    "ChatStarted": ("chat_id", "message_id"),
    "MessageSent": ("message_id",),
    "Chat": ("id",),
    "Message": ("id", "chat_id"),
}
"""Fields of an answer with ids that belong to the account."""
STEP: Final = 2**40
"""Factor that distinguishes invitation ids: a twin's id is the root's id XOR (`STEP` x the twin's number)."""
MARK: Final = "-twin"


def root(state: State, account: str) -> str:
    """Return the account under which LinkedIn's side of an account is stored."""
    found = state.row("SELECT root FROM twin WHERE id = ?", account)
    return account if found is None else str(found[0])


def share(state: State, account: str, other: str) -> None:
    """Give an account the LinkedIn owner of another one. Raises UsageError for an account that has written before."""
    if (
        account in (other, root(state, other))
        or state.row("SELECT 1 FROM ledger WHERE account = ? LIMIT 1", account) is not None
    ):
        raise UsageError(f"The account {account} has an owner already; give the id of a new account.")
    number = state.count("SELECT count(*) FROM twin") + 1
    state.rows("INSERT OR IGNORE INTO twin VALUES (?, ?, ?)", account, root(state, other), number)


def _number(state: State, account: str) -> int:
    """Return the number of a twin, 0 for any other account."""
    return state.count("SELECT number FROM twin WHERE id = ?", account)


def of_chat(state: State, chat: str) -> str | None:
    """Return the twin to which the id of a chat belongs; None if it is a root's."""
    _bare, mark, number = chat.partition(MARK)
    found = state.row("SELECT id FROM twin WHERE number = ?", number) if mark else None
    return None if found is None else str(found[0])


def inward(state: State, account: str, whose: str, path: Mapping[str, str]) -> dict[str, str]:
    """Return the ids of a request's path as LinkedIn's side has them; another account's id is refused.

    `whose` is the root of the account.
    """
    number = 0 if account == whose else _number(state, account)
    inside = dict(path)
    if "invitation_id" in inside and inside["invitation_id"].isdecimal():
        inside["invitation_id"] = str(int(inside["invitation_id"]) ^ number * STEP)
    if "chat_id" in inside:
        bare, mark, theirs = inside["chat_id"].partition(MARK)
        if (theirs if mark else "0") != str(number):
            raise Refusal("resource_not_found", "Account, chat or thread not found")
        inside["chat_id"] = bare
    return inside


def outward(state: State, account: str, whose: str, body: Body) -> Body:
    """Return an answer with the ids that the account gives out; `whose` is its root."""
    return body if account == whose else _shown(body, account, _number(state, account))


def _shown(body: Body, account: str, number: int) -> Body:
    shown = dict(body)
    items = shown.get("items")
    if isinstance(items, list):
        shown["items"] = [_shown(item, account, number) if isinstance(item, dict) else item for item in items]
    for name in IDS.get(str(shown.get("object")), ()):
        value = str(shown[name])
        shown[name] = (
            str(int(value) ^ number * STEP) if "nvitation" in str(shown["object"]) else f"{value}{MARK}{number}"
        )
    if "account_id" in shown:
        shown["account_id"] = account
    return shown

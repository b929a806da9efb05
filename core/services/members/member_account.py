"""Giving a member another account of the same LinkedIn owner, who was connected again under another id."""

from __future__ import annotations

from datetime import datetime

from core.engine.reading import account_owner
from core.errors import RefusedError
from core.store import members
from core.store.database import Writing
from core.store.members import MemberRow
from core.workspace import Workspace


def give(workspace: Workspace, store: Writing, ident: int, account: str, now: datetime) -> None:
    """Let a member send through another account from now on.

    The engine reads the account's owner before anything is sent. If another row of the same owner has the account,
    that row is archived. Raises RefusedError if the account is another member's, or the member is archived.
    """
    member = members.get(store, ident)
    if member.account_id == account:
        return
    if member.archived:
        raise RefusedError(f"{member.name} is archived: nothing is sent from any account of theirs.", field="--account")
    holder = members.by_account(store, account)
    if holder is not None and _is_another(member, holder):
        raise RefusedError(
            f"The account {account} belongs to the member {holder.name} (id {holder.id}), another person on LinkedIn.",
            field="--account",
        )
    if holder is not None and not holder.archived:
        account_owner.join(workspace, store, member, holder, now, actor=workspace.actor)
    else:
        account_owner.move(workspace, store, member, account, now, actor=workspace.actor)


def _is_another(member: MemberRow, holder: MemberRow) -> bool:
    """Return whether the member that holds an account counts as another person than `member`.

    Known owners are compared. If an owner is unknown, a holder that is archived or has a known owner counts as another.
    """
    if member.provider_id is not None and holder.provider_id is not None:
        return member.provider_id != holder.provider_id
    return holder.provider_id is not None or holder.archived

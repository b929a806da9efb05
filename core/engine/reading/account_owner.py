"""The owner of an account: read before anything is sent from it, to assign the account to the owner's member.

An account that was connected again has another id, and perhaps a new member row, but the same owner on LinkedIn.
Limits, people and running sequences belong to the owner, so the account goes to the owner's member.
"""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.planning import overdue_runs, runs
from core.engine.reading import account_hashes
from core.network.gateway import OwnProfile
from core.store import campaigns, deliveries, journal, member_accounts, members, owners, slots
from core.store.database import Reading, Writing
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import StaleError
from core.workspace import Workspace


def learn(context: Context, store: Writing, member: MemberRow, own: OwnProfile, now: datetime) -> bool:
    """Store the owner of a member's account as just read.

    Return False if this row may not be used: the account is another person's, or was joined to an older member.
    """
    owner = own.provider_id
    members.set_owner(store, member.id, owner)
    older = owners.elder(store, member.id) if member.provider_id is None else None
    if older is not None and not deliveries.has_any(store, member.id):
        join(context.workspace, store, members.get(store, older.id), member, now, actor=ENGINE, context=context)
        members.set_owner(store, older.id, owner)
        return False
    if member.provider_id is None:
        owners.share_rest(store, member.id)
    barred = members.get(store, member.id).barred
    if barred and barred != member.barred:
        journal.write(store, now, ENGINE, "member.barred", member=member.id, code=barred)
    if barred:
        runs.give_back_all(context.workspace, store, now, barred, member=member.id)
    return barred != "account.other"


def join(
    workspace: Workspace,
    store: Writing,
    keeper: MemberRow,
    other: MemberRow,
    now: datetime,
    *,
    actor: str,
    context: Context | None = None,
) -> None:
    """Archive `other`, a second member row of the same owner, and give its account to `keeper`."""
    archive(workspace, store, other.id, now, actor=actor, context=context)
    data = {"account": other.account_id, "into": keeper.id, "name": keeper.name}
    journal.write(store, now, actor, "member.joined", member=other.id, data=data)
    move(workspace, store, keeper, other.account_id, now, actor=actor)
    owners.share_rest(store, keeper.id)


def archive(
    workspace: Workspace,
    store: Writing,
    member: int,
    now: datetime,
    *,
    actor: str,
    context: Context | None = None,
) -> None:
    """Remove a member from the agenda for good and release its send times; only the engine passes its `context`."""
    for campaign in campaigns.of_member(store, member):
        overdue_runs.record(workspace, store, campaign, context)
    members.archive(store, member, now)
    runs.give_back_all(workspace, store, now, "stopped", member=member, actor=actor)
    slots.stop_member(store, member)
    journal.write(store, now, actor, "member.archived", member=member)


def move(workspace: Workspace, store: Writing, member: MemberRow, account: str, now: datetime, *, actor: str) -> None:
    """Give a member another account; its owner and lists are read before anything is sent.

    Send times are kept, and wait for that read.
    """
    member_accounts.change(store, member.id, account, now)
    account_hashes.claim_calls(store, workspace.stamp.hash_key, member.id)
    data = {"account": account, "was": member.account_id}
    journal.write(store, now, actor, "member.account", member=member.id, data=data)


def is_same(store: Reading, member: MemberRow) -> bool:
    """Return whether a member still has the account with which `member` was read."""
    return members.get(store, member.id).account_id == member.account_id


def assert_same(store: Reading, member: MemberRow) -> MemberRow:
    """Return a member as stored now. Raises StaleError if its account was changed while the old one was being read."""
    current = members.get(store, member.id)
    if current.account_id != member.account_id:
        raise StaleError(f"the account of member {member.id} was changed")
    return current

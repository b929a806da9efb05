"""Keyed hashes of people and accounts, as in the side journal, which may name a member by an earlier account."""

from __future__ import annotations

from core.engine import side_journal
from core.engine.context import Context
from core.store import member_accounts
from core.store.database import Reading, Writing
from core.store.people import quarantine


def of_person(context: Context, store: Reading, member: int, person: str) -> list[str]:
    """Return the hashes of a person under each account that the member's owner has or had."""
    key = context.workspace.stamp.hash_key
    accounts = member_accounts.of_owner(store, member)
    return [side_journal.person_hash(key, account, person) for account in accounts]


def of_accounts(store: Reading, key: str, member: int) -> list[str]:
    """Return the hash of each of the owner's accounts, without any address of a person."""
    return [side_journal.person_hash(key, account, "") for account in member_accounts.of_owner(store, member)]


def members(context: Context, store: Reading) -> dict[str, int]:
    """Return members by the hash of each account that is or was theirs."""
    key = context.workspace.stamp.hash_key
    found = member_accounts.members_by_account(store)
    return {side_journal.person_hash(key, account, ""): member for account, member in found.items()}


def claim_calls(store: Writing, key: str, member: int) -> None:
    """Count quarantined calls towards a member's limits if they were made from an account of the member's owner."""
    quarantine.claim(store, member, of_accounts(store, key, member))

"""Accounts: any id is an account; its owner and plan follow from the id unless it was configured."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from core import seeds
from core.network.sandbox import faults, hosted_sign_in, people, twins
from core.network.sandbox.answers import Body, page, stamp, window
from core.network.sandbox.request_context import Ask, World
from core.network.sandbox.state import State, Value

WEEKLY_LIMIT: Final = 200  # invitations in any 7 days (docs/provider.md#published-limits: about 200)
PREMIUM: Final = 0.5  # share of accounts with a premium plan, among those that were not configured
CREATED: Final = 1_735_689_600_000_000  # 2025-01-01T00:00:00Z


PLANS: Final = ("basic", "premium", "sales-navigator")
"""The plans by their number in the column `premium`."""
REMOVED: Final = "removed"
"""Status of an account that is no longer at the provider: its id is unknown there."""
FOUND: Final = """
SELECT coalesce(t.root, asked.id), r.name, r.premium, r.weekly_limit, coalesce(a.status, 'ok'), a.since,
  (SELECT max(done_at) FROM link WHERE kind = 'reconnect' AND account = asked.id AND done_at <= ?)
FROM (SELECT ? AS id) asked LEFT JOIN twin t ON t.id = asked.id LEFT JOIN account a ON a.id = asked.id
  LEFT JOIN account r ON r.id = coalesce(t.root, asked.id)"""
"""Everything that is stored about an account, as of a moment, in one statement: each call of the API needs it."""
COUNTED: Final = ("OK", "CONNECTING", "CREDENTIALS", "STOPPED")
LISTED: Final = """
SELECT id FROM account WHERE status <> 'removed' AND id NOT IN
  (SELECT account FROM link WHERE kind = 'create' AND (done_at IS NULL OR done_at > ?)) ORDER BY id"""


@dataclass(frozen=True)
class Account:
    """An account as of a moment; its reads are stale since `stale_since` (microseconds since 1970), if that is set."""

    id: str
    owner: people.Person
    plan: str
    weekly_limit: int
    status: str
    stale_since: int | None

    @property
    def premium(self) -> bool:
        return self.plan != "basic"


SETTERS: Final = {
    "name": "UPDATE account SET name = ? WHERE id = ?",
    "premium": "UPDATE account SET premium = ? WHERE id = ?",
    "weekly_limit": "UPDATE account SET weekly_limit = ? WHERE id = ?",
    "status": "UPDATE account SET status = ? WHERE id = ?",
}
SINCE: Final = """
UPDATE account SET since = CASE status WHEN 'ok' THEN NULL ELSE coalesce(since, ?) END WHERE id = ?"""


def configure(state: State, account: str, now: int, changes: Mapping[str, Value]) -> None:
    """Store those of name, premium, weekly_limit and status that are not None; a status counts from `now` (µs)."""
    touch(state, account)
    if changes.get("status") is not None and hosted_sign_in.reconnected_at(state, account, now) is not None:
        state.rows("DELETE FROM link WHERE kind = 'reconnect' AND account = ?", account)
        state.rows("UPDATE account SET since = NULL WHERE id = ?", account)
    whose = twins.root(state, account)
    touch(state, whose)
    for name, value in changes.items():
        if value is None or (name == "name" and whose != account):  # a twin's name is that of the first account
            continue
        state.rows(SETTERS[name], value, account if name == "status" else whose)
    state.rows(SINCE, now, account)


def touch(state: State, account: str) -> None:
    """Add the account to the list of accounts."""
    state.rows("INSERT OR IGNORE INTO account (id) VALUES (?)", account)


def find(world: World, account: str, now: int) -> Account:
    """Return the account as of `now`, with the effects of the fault rules."""
    whose, name, premium, limit, status, since, back = world.state.rows(FOUND, now, account)[0]
    stale = None if status == "ok" else int(since or 0)
    if stale is not None and back is not None and int(back) >= stale:
        status, stale = "ok", None
    off = faults.off_since(world.state, account, now)
    if off is not None:
        status, stale = off[0], off[1] if stale is None else min(off[1], stale)
    if premium is None:
        premium = seeds.fraction(world.seed, "premium", whose) < PREMIUM
    owner = _owner(world.seed, str(whose), None if name is None else str(name))
    return Account(account, owner, PLANS[int(premium)], int(limit or WEEKLY_LIMIT), str(status), stale)


@lru_cache(maxsize=1000)
def _owner(seed: str, account: str, name: str | None) -> people.Person:
    named = name or _spoken(seed, account)
    plain = unicodedata.normalize("NFC", "-".join(named.lower().split())).replace("/", "-")
    found = people.person(seed, f"{plain}-{seeds.digest('account', account)[:5]}0")
    first, _, last = named.partition(" ")
    return people.Person(
        found.public_id,
        found.provider_id,
        first,
        last,
        found.headline,
        found.location,
        found.company,
        found.position,
    )


def _spoken(seed: str, account: str) -> str:
    drawn = people.person(seed, "0" + seeds.digest("owner", account))
    return f"{drawn.first_name} {drawn.last_name}"


def listed(world: World, ask: Ask) -> Body:
    """GET /accounts: accounts that were configured, have written, or were signed in by a link."""
    limit, start = window(ask.query, 100, 250)
    ids = [str(row[0]) for row in world.state.rows(LISTED, ask.now)]
    found = [find(world, each, ask.now) for each in ids]
    items = [_account(each) for each in found[start : start + limit + 1]]
    counts = {word: sum(each.status.upper() == word for each in found) for word in COUNTED}
    return {**page("AccountList", items, limit, start), "total_count": len(found), "status_counts": counts}


def one(world: World, ask: Ask) -> Body:
    """GET /accounts/{id}."""
    return _account(find(world, ask.via, ask.now))


def _account(account: Account) -> Body:
    owner = account.owner
    linkedin = {
        "id": owner.provider_id,
        "publicIdentifier": owner.public_id,
        "username": f"{owner.first_name} {owner.last_name}".strip(),
        "connection_method": "credentials",
        "premiumId": f"premium-{account.id}" if account.premium else None,
        "premiumFeatures": ["premium"] if account.premium else [],
        "premiumContractId": None,
        "organizations": [],
    }
    return {
        "object": "Account",
        "type": "LINKEDIN",
        "id": account.id,
        "name": f"{owner.first_name} {owner.last_name}".strip(),
        "created_at": stamp(CREATED),
        "sources": [{"id": f"{account.id}_MESSAGING", "status": account.status.upper()}],
        "connection_params": {"im": linkedin},
        "groups": [],
    }


def _seat(account: Account) -> Body:
    number = seeds.digest("seat", account.id)
    return {"owner_seat_id": number[:12], "contract_id": number[12:24]}


def me(world: World, ask: Ask) -> Body:
    """GET /users/me."""
    account = find(world, ask.account, ask.now)
    owner = account.owner
    return {
        "object": "AccountOwnerProfile",
        "provider": "LINKEDIN",
        "provider_id": owner.provider_id,
        "entity_urn": f"urn:li:fsd_profile:{owner.provider_id}",
        "object_urn": people.member_urn(owner.public_id),
        "public_identifier": owner.public_id,
        "first_name": owner.first_name,
        "last_name": owner.last_name,
        "email": f"{owner.public_id}@example.com",
        "premium": account.premium,
        "open_profile": False,
        "headline": owner.headline,
        "location": owner.location,
        "occupation": owner.headline,
        "organizations": [],
        "recruiter": None,
        "sales_navigator": _seat(account) if account.plan == "sales-navigator" else None,
    }

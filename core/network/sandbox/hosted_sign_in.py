"""The hosted sign-in: a link, and the account that appears or is back some time after the link was made.

See docs/provider.md#accounts.
"""

from __future__ import annotations

import re
from typing import Final

from core import seeds
from core.network.sandbox import twins
from core.network.sandbox.answers import Body, Refusal
from core.network.sandbox.request_context import Ask, World
from core.network.sandbox.state import State

EXPIRES: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z")
SECONDS: Final = 20
"""Seconds that a person who opens the link at once takes to sign in."""
NEVER: Final = -1
REMOVED_OF: Final = """
SELECT a.id FROM account a LEFT JOIN twin t ON t.id = a.id JOIN account r ON r.id = coalesce(t.root, a.id)
WHERE a.status = 'removed' AND r.name = ? ORDER BY a.id LIMIT 1"""


def takes(state: State, micros: int | None) -> None:
    """Set the duration of a sign-in, in microseconds, for links made from now on; None if nobody opens them."""
    value = NEVER if micros is None else micros
    state.rows("INSERT OR REPLACE INTO meta (name, value) VALUES ('hosted', ?)", value)


def link(world: World, ask: Ask) -> Body:
    """POST /hosted/accounts/link."""
    kind, expires = ask.need("type"), ask.need("expiresOn")
    if kind not in ("create", "reconnect"):
        raise Refusal("invalid_parameters", "type must be create or reconnect")
    if ask.body.get("providers") not in ("*", ["LINKEDIN"]):
        raise Refusal("invalid_parameters", "providers must be * or a list of providers")
    if not EXPIRES.fullmatch(expires):
        raise Refusal("invalid_parameters", "expiresOn must match YYYY-MM-DDTHH:MM:SS.sssZ")
    ask.need("api_url")
    name = ask.text("name")
    state = world.state
    number = state.count("SELECT count(*) FROM link") + 1
    if kind == "reconnect" and _is_removed(state, ask.need("reconnect_account")):
        raise Refusal("resource_not_found", "Account not found")
    account = ask.need("reconnect_account") if kind == "reconnect" else _new_account(world, number, name)
    done = _done_at(state, ask.now)
    state.rows("INSERT INTO link (kind, account, done_at) VALUES (?, ?, ?)", kind, account, done)
    token = seeds.digest("link", world.seed, number)[:24]
    return {"object": "HostedAuthURL", "url": f"https://account.sandbox.invalid/{token}"}


def _is_removed(state: State, account: str) -> bool:
    return state.row("SELECT 1 FROM account WHERE id = ? AND status = 'removed'", account) is not None


def _done_at(state: State, now: int) -> int | None:
    found = state.row("SELECT value FROM meta WHERE name = 'hosted'")
    takes_us = SECONDS * 1_000_000 if found is None else int(found[0] or 0)
    return None if takes_us == NEVER else now + takes_us


def _new_account(world: World, number: int, name: str | None) -> str:
    """Create the account of the person for whom the link was made, since the sandbox has no sign-in page.

    If an account of that name was removed, its owner signs in again, under a new id.
    """
    account = "hosted-" + seeds.digest("account", world.seed, number)[:12]
    removed = world.state.row(REMOVED_OF, name)
    if removed is not None:
        twins.share(world.state, account, str(removed[0]))
    world.state.rows("INSERT INTO account (id, name) VALUES (?, ?)", account, name)
    return account


def reconnected_at(state: State, account: str, now: int) -> int | None:
    """Return when the account's owner last signed in again, as of `now`; None if never."""
    sql = "SELECT max(done_at) FROM link WHERE kind = 'reconnect' AND account = ? AND done_at <= ?"
    found = state.row(sql, account, now)
    return None if found is None or found[0] is None else int(found[0])

"""Writes whose answer is lost but which the provider carries out later (docs/provider.md#the-sandbox)."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from core.network.sandbox import chat_routes, invitations, twins
from core.network.sandbox.answers import Body, Refusal
from core.network.sandbox.request_context import Ask, World
from core.network.sandbox.state import State

WORK: Final[dict[str, Callable[[World, Ask], Body]]] = {
    "/users/invite": invitations.send,
    "/users/invite/sent/<invitation_id>": invitations.withdraw,
    "/chats": chat_routes.start,
    "/chats/<chat_id>/messages": chat_routes.send,
}


def postpone(world: World, rule: str, ask: Ask, seconds: float) -> None:
    """Store a write for later; a read has nothing to carry out."""
    if rule in WORK:
        at = ask.now + int(seconds * 1_000_000)
        values = (at, rule, ask.via, json.dumps(dict(ask.path)), json.dumps(dict(ask.body)))
        world.state.rows("INSERT INTO late (at, rule, account, path, body) VALUES (?, ?, ?, ?, ?)", *values)


def exist(state: State) -> bool:
    """Return whether a write is waiting."""
    return state.row("SELECT 1 FROM late LIMIT 1") is not None


def carry_out(world: World, now: int) -> None:
    """Carry out writes due by `now`, each at its own moment; their refusals are discarded."""
    sql = "SELECT id, at, rule, account, path, body FROM late WHERE at <= ? ORDER BY at, id"
    for number, at, rule, account, path, body in world.state.rows(sql, now):
        moment = int(at or 0)
        world.state.rows("DELETE FROM late WHERE id = ?", number)
        ask = Ask(
            moment,
            moment,
            twins.root(world.state, str(account)),
            str(account),
            json.loads(str(path)),
            {},
            json.loads(str(body)),
        )
        with suppress(Refusal):
            WORK[str(rule)](world, ask)

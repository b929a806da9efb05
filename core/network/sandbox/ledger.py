"""The effects that really happened: tests compare the engine's journal with them."""

from __future__ import annotations

from core.network.sandbox.state import State, moment


def note(state: State, at: int, account: str, person: str, kind: str, text: str | None) -> None:
    """Record one effect, in the transaction that makes it."""
    state.rows(
        "INSERT INTO ledger (at, account, person, kind, text) VALUES (?, ?, ?, ?, ?)",
        at,
        account,
        person,
        kind,
        text,
    )


def read(state: State) -> list[dict[str, object]]:
    """Return every effect in order: at (UTC), account, person (public id), kind, text."""
    rows = state.rows("SELECT at, account, person, kind, text FROM ledger ORDER BY id")
    return [
        {"at": moment(int(at or 0)), "account": account, "person": person, "kind": kind, "text": text}
        for at, account, person, kind, text in rows
    ]

"""Asking the engine that runs for its place: by the store alone, no signal goes to anybody (DESIGN 7)."""

from __future__ import annotations

from datetime import timedelta

from core.clock import real_now
from core.store.database import Store
from core.store.fields import from_us, to_us

FRESH = timedelta(seconds=5)
"""Whoever waits asks again and again; a question as old as this came from somebody who waits no more."""


def ask(store: Store, who: str) -> None:
    """Ask the holder to hand over; again every second for as long as the asker waits."""
    with store.write():
        store.change("UPDATE engine SET asked_by = ?, asked_at = ?", who, to_us(real_now()))


def withdraw(store: Store, who: str) -> None:
    """The asker waits no more."""
    with store.write():
        store.change("UPDATE engine SET asked_by = '', asked_at = NULL WHERE asked_by = ?", who)


def asked_by(store: Store) -> str:
    """Who waits for the engine just now, or nothing; inside a door."""
    row = store.row("SELECT asked_by, asked_at FROM engine")
    assert row is not None  # noqa: S101 - made with the store
    who, at = row
    fresh = at is not None and abs(real_now() - from_us(at)) < FRESH
    return str(who) if fresh else ""

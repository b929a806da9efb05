"""Requests to the running engine to hand over its place: through the store only, without signals.

See docs/design.md#the-engine.
"""

from __future__ import annotations

from datetime import timedelta

from core.clock import real_now
from core.store.database import Reading, Store
from core.store.engine import engine_state

FRESH = timedelta(seconds=5)
"""Age above which a request is ignored: a process repeats its request as long as it waits."""


def ask(store: Store, who: str) -> None:
    """Ask the running engine to hand over; the waiting process repeats this every second."""
    with store.write() as writing:
        engine_state.ask(writing, who, real_now())


def withdraw(store: Store, who: str) -> None:
    """Withdraw a request: the process no longer waits."""
    with store.write() as writing:
        engine_state.withdraw_request(writing, who)


def asked_by(store: Reading) -> str:
    """Return the process that waits to take over the engine now, or an empty text."""
    who, at = engine_state.request(store)
    fresh = at is not None and abs(real_now() - at) < FRESH
    return who if fresh else ""

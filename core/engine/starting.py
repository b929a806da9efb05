"""What an engine does first, with the lock in hand: each step by itself, so that one that fails holds no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from core.engine import bulkhead, circuit, outcome, replay, zones
from core.engine.context import Context
from core.store.held_items import Item

_REPLAY = Item("start", 0, "the side journal")


def start(context: Context, now: datetime) -> None:
    """Settle what a dead engine left behind.

    Until the side journal is taken over nothing is sent: it may know of calls that the store has forgotten. What was
    left in `sending` and cannot be put in doubt stays there, which nobody touches either.
    """
    bulkhead.begins(context)
    _step(context, now, "what is held", lambda: bulkhead.remember(context, now))
    _step(context, now, "the provider's state", lambda: circuit.remember(context))
    _step(context, now, "calls that were left open", lambda: _ignored(outcome.give_up_open_calls(context, now)))
    _replay(context, now)
    _step(context, now, "time zones", lambda: _ignored(zones.follow(context, now)))


def replay_again(context: Context, now: datetime) -> None:
    """Take the side journal over when that is to be tried again; costs nothing once it is done."""
    if context.replayed:
        return
    with context.store.read():
        waits = bulkhead.is_held(context, _REPLAY.key, now)
    if not waits:
        bulkhead.begins(context)
        _replay(context, now)


def _replay(context: Context, now: datetime) -> None:
    with bulkhead.around(context, lambda: _REPLAY, now):
        replay.replay(context, now)
        context.replayed = True


def _step(context: Context, now: datetime, name: str, act: Callable[[], None]) -> None:
    with bulkhead.around(context, partial(Item, "start", 0, name), now):
        act()


def _ignored(_count: int) -> None:
    """How many that were is of no use here."""

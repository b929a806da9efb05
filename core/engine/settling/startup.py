"""The engine's first steps after taking the lock, each isolated so that a failing one stops no other."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.planning import clean_texts, zone_changes
from core.engine.reading import circuit_breaker
from core.engine.restoring import replay
from core.engine.sending import outcome
from core.store.held_items import Item

_LEFT_OPEN = "calls that were left open"
_REPLAY = Item("start", 0, "the side journal")


def start(context: Context, now: datetime) -> None:
    """Settle the open work of a dead engine.

    Nothing is sent until the side journal is replayed: it may have calls that the store has lost. A delivery left in
    `sending` that cannot be put in doubt stays there, untouched.
    """
    bulkhead.begins(context)
    _step(context, now, "what is held", lambda: bulkhead.remember(context, now))
    _step(context, now, "the provider's state", lambda: circuit_breaker.remember(context))
    _step(context, now, _LEFT_OPEN, lambda: _ignored(outcome.give_up_open_calls(context, now)))
    _replay(context, now)
    _step(context, now, "time zones", lambda: _ignored(zone_changes.follow(context, now)))
    _step(context, now, "unclean texts", lambda: _ignored(clean_texts.clean_all(context, now)))


def give_up_left_open(context: Context, now: datetime) -> None:
    """Put deliveries that this engine left in `sending` in doubt; repeated until it works.

    Until then nothing else is done with such a delivery and its person.
    """
    left = tuple(context.left_open)
    if not left or _waits(context, Item("start", 0, _LEFT_OPEN), now):
        return

    def give_up() -> None:
        outcome.give_up_open_calls(context, now, only=left)
        context.left_open.difference_update(left)  # a lane may have left another one meanwhile

    _step(context, now, _LEFT_OPEN, give_up)


def replay_again(context: Context, now: datetime) -> None:
    """Replay the side journal if an earlier replay failed; costs nothing once it is done."""
    if context.replayed:
        return
    if not _waits(context, _REPLAY, now):
        bulkhead.begins(context)
        _replay(context, now)


def _waits(context: Context, item: Item, now: datetime) -> bool:
    with context.store.read() as store:
        return bulkhead.is_held(context, store, item.key, now)


def _replay(context: Context, now: datetime) -> None:
    with bulkhead.isolated(context, lambda _store: _REPLAY, now):
        replay.replay(context, now)
        context.replayed = True


def _step(context: Context, now: datetime, name: str, act: Callable[[], None]) -> None:
    with bulkhead.isolated(context, lambda _store: Item("start", 0, name), now):
        act()


def _ignored(_count: int) -> None:
    """Discard a count that is not needed here."""

"""The one place where the engine catches unexpected errors (docs/reliability.md#bulkheads).

An unexpected error holds only the item that failed: its transaction is rolled back, it is held for an hour, doubling to
a day, and reported in the journal, in health, `status`, `verify` and the log. Errors that concern more than one item
are never caught: a lost epoch, a store that is unusable or damaged, and anything that is not an `Exception`.

There are three context managers. `isolated` is for work that opens its own transactions and may call the network.
`within` is for one of many items in an open transaction: only the failed item is rolled back. `within_any` is `within`
for code that commands run, too. No other module of the engine swallows an unexpected exception.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from core.engine.epoch import assert_epoch
from core.errors import DamagedError, EngineElsewhereError, TryAgainError
from core.rules.bulkheads import CODE
from core.seeds import digest
from core.store import held_items, journal
from core.store.database import Reading, Writing
from core.store.held_items import Item, Key
from core.store.journal import ENGINE
from core.store.outreaches import StaleError
from core.store.upkeep import damage
from core.version import VERSION
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.engine.context import Context

NEVER = (EngineElsewhereError, TryAgainError, DamagedError)
"""Errors that concern more than the current item; they are always raised."""
log = logging.getLogger("overture.engine")
_CHECK = Item("start", 0, "the check of the store")
Find = Callable[[Reading], Item]
"""A function that returns the item to hold."""
Undo = Callable[[Writing, Item, datetime], None]
"""A function that undoes an item's half-done work, given the moment until which the item is held. It runs in the
transaction that holds the item."""


@contextlib.contextmanager
def isolated(
    context: Context,
    find: Find,
    now: datetime,
    *,
    through: tuple[type[Exception], ...] = (),
    undo: Undo | None = None,
    releases: bool = True,
) -> Iterator[None]:
    """Hold the item that `find` returns if the code inside raises; else release it.

    With `releases=False` the item is not released, since its real work comes later.

    Raises StaleError and the types in `through`, and DamagedError if the error turns out to come from a damaged store.
    """
    try:
        yield
        if context.held and releases:
            with context.store.read() as store:
                item = find(store)
            if _release(context, item.key, now):
                context.held.discard(item.key)
    except Exception as error:
        if isinstance(error, (*NEVER, StaleError, *through)):
            raise
        hold(context, find, error, now, undo)


@contextlib.contextmanager
def within(context: Context, item: Item, now: datetime) -> Iterator[None]:
    """Hold `item` if the code inside raises, and roll back only that code's changes in the open transaction."""
    try:
        with context.store.write():  # a savepoint: the epoch is asserted by the transaction around it
            yield
            _release(context, item.key, now)
    except NEVER:
        raise
    except Exception as error:  # noqa: BLE001 - the only place that may catch everything
        hold(context, lambda _store: item, error, now)


@contextlib.contextmanager
def within_any(workspace: Workspace, item: Item, now: datetime) -> Iterator[None]:
    """Hold `item` if the code inside raises, and roll back only that code's changes, in an engine or in a command.

    An engine in another process sees in the store that the item is held. Raises TryAgainError and DamagedError.
    """
    try:
        with workspace.store.write():
            yield
    except NEVER:
        raise
    except Exception as error:  # noqa: BLE001 - the only place that may catch everything
        _refuse_torn(workspace, error)
        _refuse_damaged(workspace, error)
        _log(item, error)
        with workspace.store.write() as store:
            _note(store, item, error, now)


def begins(context: Context) -> None:
    """Note that this thread begins a new piece of work: an error in it is a reason to check the store again."""
    context.judged.discard(threading.get_ident())


def hold(
    context: Context,
    find: Find,
    error: Exception,
    now: datetime,
    undo: Undo | None = None,
) -> None:
    """Hold one item after an error, in a transaction of its own or in the open one.

    Raises DamagedError instead if the store is damaged. If `undo` fails twice, the item is held without undoing its
    work; if not even that can be written, the error is raised.
    """
    _refuse_torn(context.workspace, error)
    _judge(context, error)
    with context.store.read() as store:
        item = find(store)
    _log(item, error)
    for undoing in (undo or _nothing, undo or _nothing, _nothing):
        try:
            with context.store.write() as store:
                assert_epoch(context, store)
                undoing(store, item, _note(store, item, error, now))
                context.held.add(item.key)
        except NEVER:
            raise
        except Exception as second:  # noqa: BLE001 - the only place that may catch everything
            _log(item, second)
        else:
            return
    raise error


def _refuse_torn(workspace: Workspace, error: Exception) -> None:
    if workspace.store.torn():  # anything written now would be committed statement by statement
        raise TryAgainError("SQLite ended a transaction by itself. Try again.") from error


def _nothing(_store: Writing, _item: Item, _until: datetime) -> None:
    """Undo nothing."""


def _judge(context: Context, error: Exception) -> None:
    """Check the store for damage, which can cause any error, at most once for each piece of work of a thread."""
    me = threading.get_ident()
    if me in context.judged:
        return
    context.judged.add(me)
    _refuse_damaged(context.workspace, error)


def _refuse_damaged(workspace: Workspace, error: Exception) -> None:
    """Raise DamagedError or TryAgainError if the store caused an error; a check that itself fails raises neither."""
    try:
        cause = damage.cause_of(workspace.home, error)
    except NEVER:
        raise
    except Exception as second:  # noqa: BLE001 - the only place that may catch everything
        _log(_CHECK, second)
        return
    if cause is not error:
        raise cause from error


def _note(store: Writing, item: Item, error: Exception, now: datetime) -> datetime:
    """Record that an item is held, and return the end of the hold."""
    kind, place = type(error).__name__, place_of(error)
    until = held_items.add(store, item, kind, place, VERSION, now)
    data = {"work": item.work, "error": kind, "place": place, "until": until.isoformat()}
    if item.outreach is not None:
        journal.about(store, item.outreach, now, ENGINE, "held", code=CODE, data=data)
    else:
        journal.write(store, now, ENGINE, "held", campaign=item.campaign, member=item.member, code=CODE, data=data)
    return until


def _log(item: Item, error: Exception) -> None:
    """Log the traceback as places only: source lines and error messages may name people."""
    frames = "".join(
        f"\n  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(error.__traceback__)
    )
    part = f" ({digest(item.part)[:8]})" if item.part else ""
    kind, place = type(error).__name__, place_of(error)
    log.error(
        "Held: %s %s%s after %s at %s. Everything else continues.%s", item.work, item.item, part, kind, place, frames
    )


def place_of(error: BaseException) -> str:
    """Return the innermost frame in `core` or `tui` that raised or passed on the error, as module:function:line."""
    found = "unknown"
    for frame, line in traceback.walk_tb(error.__traceback__):
        module = str(frame.f_globals.get("__name__", ""))
        if module.partition(".")[0] in ("core", "tui") and module != __name__:
            found = f"{module}:{frame.f_code.co_name}:{line}"
    return found


def _release(context: Context, key: Key, now: datetime) -> bool:
    """Release an item whose work succeeded; return False if it was not held, or was only skipped because it is held.

    If the open transaction is rolled back, the engine still has the item in `held` and releases it the next time.
    """
    if key not in context.held:
        return False
    if key in context.still_held:
        context.still_held.discard(key)
        return False
    with context.store.write() as store:
        assert_epoch(context, store)
        if held_items.remove(store, key):
            journal.write(store, now, ENGINE, "held.ended", data={"work": key[0], "item": key[1]})
    return True


def is_held(context: Context, store: Reading, key: Key, now: datetime) -> bool:
    """Return whether an item is held and may not be tried yet; needs no query if it is not held."""
    return key in context.held and held_items.is_held(store, key, now)


def remember(context: Context, now: datetime) -> None:
    """Load the held items at start; those that failed in another version of the program are tried again."""
    with context.store.read() as store:
        context.held |= held_items.keys(store)
    if not context.held:
        return
    with context.store.write() as store:
        assert_epoch(context, store)
        count = held_items.try_other_versions_again(store, VERSION)
        if count:
            journal.write(store, now, ENGINE, "held.ended", data={"count": count})

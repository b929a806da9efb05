"""One effect on the network: an intent, its line in the side journal, one call, and a stored outcome."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.clock import boot_seconds
from core.engine import side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch, replaced
from core.engine.sending import gate
from core.errors import DamagedError, TryAgainError
from core.network.gateway import Gate
from core.network.provider_errors import ErrorClass, GateClosed, ProviderError
from core.store import deliveries
from core.store.database import Reading, Writing
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.upkeep import damage

SEND_BY_S = 5.0
"""Most real seconds between intent and first byte; a later call is not made."""
FIRST_TRY_S, LAST_TRY_S = 0.1, 2.0
"""Real seconds between two attempts to write an outcome: the first and the longest wait."""


@dataclass(frozen=True)
class Intent:
    """The data committed before a call; `booking` and `run` are None for a call that no run planned."""

    delivery: int
    booking: int | None
    run: int | None
    outreach: OutreachRow
    member: MemberRow
    line: dict[str, object]
    """The intent's line in the side journal."""
    at: datetime
    send_by: float
    """Latest boot time of the first byte, in seconds."""
    closes: datetime | None = None
    """The end of the send's slot; None for a call without one."""


@dataclass(frozen=True)
class Outcome:
    """The end of a call, as Overture saw it."""

    kind: Literal["sent", "not_sent", "error"]
    ref: str | None = None
    chat: str | None = None
    reason: str = ""
    error: ProviderError | None = None


def attempt(context: Context, intent: Intent, act: Callable[[Gate], Outcome]) -> Outcome:
    """Write the side journal, then make the one call; every error comes back as an outcome."""
    try:
        side_journal.append(context.workspace.home.intents, intent.line, durable=context.store.durable)
    except OSError:
        return Outcome("not_sent", reason="disk")

    def last_gate() -> None:
        _check_at_wire(context, intent)

    try:
        return act(last_gate)
    except GateClosed as closed:
        return Outcome("not_sent", reason=closed.reason)
    except ProviderError as error:
        return Outcome("error", error=error)
    except Exception as error:  # noqa: BLE001 - after the intent, no error proves that nothing was sent
        return Outcome("error", error=ProviderError(ErrorClass.uncertain, type=type(error).__name__))


def _check_at_wire(context: Context, intent: Intent) -> None:
    if boot_seconds() > intent.send_by:
        raise GateClosed("late")
    if intent.closes is not None and context.workspace.now() >= intent.closes:
        raise GateClosed("slot.full")
    try:
        with damage.explained(context.workspace.home), context.store.read() as store:
            closed = gate.open_at_wire(context, store) or gate.member_open(store, intent.member.id)
    except (TryAgainError, DamagedError):
        raise GateClosed("disk") from None  # an unreadable store forbids the call, and nothing has been sent
    if closed:
        raise GateClosed(closed)


class _StoppingError(Exception):
    """An error that undoes an intent, because the engine was told to stop."""


@contextlib.contextmanager
def until_settled(context: Context) -> Iterator[None]:
    """Mark this thread in `calling` from the commit of its intent until the outcome is committed or lost."""
    try:
        yield
    finally:
        context.calling.discard(threading.get_ident())


def committed(context: Context, commit: Callable[[Writing], Intent | None]) -> Intent | None:
    """Commit an intent and return it; None if `commit` makes none, or if the engine is stopping.

    If a server fails to answer the commit, the intent may be stored, so its delivery is added to `left_open`. If it was
    not stored, that id matches no other row, since a server never reuses row ids.
    """
    intent: Intent | None = None
    try:
        with context.store.write() as store:
            assert_epoch(context, store)
            _refuse_loss(context, store)
            intent = commit(store)
            if intent is not None:
                _begin_call(context)
    except _StoppingError:
        return None
    except TryAgainError:
        if intent is not None and not context.store.in_file:
            context.left_open.add(intent.delivery)
        raise
    if intent is not None:
        context.last_call = str(intent.line["delivery"])
    return intent


def _begin_call(context: Context) -> None:
    """Mark this thread in `calling`. Raises _StoppingError if the engine was told to stop.

    The order matters: the thread that stops the engine sets `stopping` first, then reads `calling`.
    """
    context.calling.add(threading.get_ident())
    if context.stopping.is_set():
        raise _StoppingError


def _refuse_loss(context: Context, store: Reading) -> None:
    """Raise ServerReplacedError if a store on a server lacks this engine's last call: an older store took its place.

    An older store lacks the latest commits, so if any call of this engine is lost, its last call is.
    """
    if context.last_call and not context.store.in_file and not deliveries.is_known(store, context.last_call):
        raise replaced()


def commit_with_retry(context: Context, intent: Intent, commit: Callable[[], None]) -> None:
    """Commit an outcome, retrying while the store is unavailable. On giving up the row stays `sending`.

    Raises TryAgainError on giving up, and DamagedError at once if the store is damaged. The outcome is then lost. The
    row counts neither as sent nor as not sent, and is looked up later; the side journal has the call.
    """
    until = boot_seconds() + context.patience_s
    wait, failures = FIRST_TRY_S, context.failures_in_a_row
    while True:
        try:
            return commit()
        except TryAgainError:
            context.failures_in_a_row = failures  # counted once, even if the count was rolled back
            if boot_seconds() + wait > until:
                context.left_open.add(intent.delivery)
                raise
        except DamagedError:
            context.left_open.add(intent.delivery)
            raise
        context.rest(wait)
        wait = min(LAST_TRY_S, 2 * wait)

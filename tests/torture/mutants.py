"""Known bad designs, planted: a torture that does not catch each of them proves nothing.

See docs/torture.md#planted-bugs.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from unittest import mock

from core.engine import runner as engines
from core.engine import side_journal
from core.engine.context import Context
from core.engine.sending import call_holds, outcome, send
from core.engine.sending.attempt import Outcome
from core.engine.settling import held_due, reconcile
from core.engine.store_check import StoreCheck
from core.network.provider_errors import ProviderError
from core.rules.states import Status
from core.store import members, outreaches
from core.store.database import Writing
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.views.agenda import Due, Kind


@contextlib.contextmanager
def outcome_only() -> Iterator[None]:
    """Make the call first, and record it afterwards."""

    def late(context: Context, booking: int, now: datetime) -> None:
        with context.store.read() as store:
            found = store.row("SELECT outreach_id FROM booking WHERE id = ? AND state = 'planned'", booking)
            if found is None:
                return
            row = outreaches.get(store, found[0])
            account = members.get(store, row.member_id).account_id
        ended = Outcome("sent")
        try:
            if row.step == 0:
                context.gateway.invite(account, row.person or "", row.text, lambda: None)
            else:
                context.gateway.start_chat(account, row.person or "", row.text or "", lambda: None)
        except ProviderError as error:
            ended = Outcome("error", error=error)
        intent = send._commit_intent(context, booking, now, looked=True)
        if intent is not None:
            outcome.record(context, intent, ended)

    with mock.patch.dict(engines.WORK, {Kind.SEND: late}):
        yield


@contextlib.contextmanager
def marked_before() -> Iterator[None]:
    """Mark as sent first, and make the call afterwards."""

    def early(context: Context, booking: int, now: datetime) -> None:
        intent = send._commit_intent(context, booking, now, looked=True)
        if intent is not None:
            outcome.record(context, intent, Outcome("sent"))
            send.call(context, intent)

    with mock.patch.dict(engines.WORK, {Kind.SEND: early}):
        yield


@contextlib.contextmanager
def blind_retry() -> Iterator[None]:
    """Send again at the next start what a dead engine left unfinished."""

    def again(context: Context, now: datetime) -> int:
        with context.store.write() as store:
            found = store.rows("SELECT id, outreach_id, booking_id, run_id FROM delivery WHERE state = 'sending'")
            for delivery, outreach, booking, run in found:
                store.change("UPDATE delivery SET state = 'not_sent', live = 0 WHERE id = ?", delivery)
                store.change("UPDATE booking SET state = 'planned' WHERE id = ?", booking)
                outreaches.change(
                    store, outreach, Status.SENDING, Status.SCHEDULED, now=now, actor=ENGINE, kind="not_left", run=run
                )
        return len(found)

    with mock.patch.object(outcome, "give_up_open_calls", again):
        yield


@contextlib.contextmanager
def held_and_sent_again() -> Iterator[None]:
    """Take a call that raised an unexpected error as not sent, and send it again at the next try."""

    def undo(context: Context, due: Due, now: datetime, store: Writing, item: Item, until: datetime) -> None:
        found = store.rows(
            "SELECT id, booking_id, run_id FROM delivery WHERE outreach_id = ? AND state = 'sending'", item.outreach
        )
        for delivery, booking, run in found:
            assert item.outreach is not None
            store.change("UPDATE delivery SET state = 'not_sent', live = 0 WHERE id = ?", delivery)
            store.change("UPDATE booking SET state = 'planned' WHERE id = ?", booking)
            outreaches.change(
                store,
                item.outreach,
                Status.SENDING,
                Status.SCHEDULED,
                now=now,
                actor=ENGINE,
                kind="not_left",
                run=run,
            )

    with mock.patch.object(held_due, "undo", undo):
        yield


@contextlib.contextmanager
def given_back_never() -> Iterator[None]:
    """Leave people failed whose refusals led to a hold, instead of restoring their statuses."""
    with mock.patch.object(call_holds, "_give_back", return_value=None):
        yield


@contextlib.contextmanager
def short_settle() -> Iterator[None]:
    """Settle a doubt too early: the provider may still carry the call out."""
    with (
        mock.patch.object(engines, "settle_time", return_value=timedelta(seconds=1)),
        mock.patch.object(reconcile, "BETWEEN_READS", timedelta(seconds=1)),
    ):
        yield


@contextlib.contextmanager
def unchecked_store() -> Iterator[None]:
    """Become ready without a check whether the store is whole."""
    with mock.patch.object(StoreCheck, "before_ready", return_value=None):
        yield


@contextlib.contextmanager
def unchecked_journal() -> Iterator[None]:
    """Skip a line of the side journal that cannot be read."""
    with mock.patch.object(side_journal, "bad_lines", return_value=[]):
        yield


@contextlib.contextmanager
def no_lock() -> Iterator[None]:
    """Leave out the kernel's lock on the engine's file."""
    with mock.patch("core.engine.ownership.lock.fcntl.flock", return_value=None):
        yield

"""One send: check the chat, commit the intent, write the side journal, call once, commit the outcome.

See docs/reliability.md#one-send.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import partial

from core.clock import boot_seconds
from core.engine import side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import clean_texts, runs
from core.engine.reading import chat_history
from core.engine.reading.circuit_breaker import read_failed
from core.engine.restoring import replay
from core.engine.sending import call_holds, gate
from core.engine.sending.attempt import SEND_BY_S, Intent, Outcome, attempt, committed, until_settled
from core.engine.sending.outcome import record
from core.network.gateway import Gate
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.holds import call_of
from core.rules.states import BookingState, Status
from core.store import bookings, deliveries, members, outreach_plans, outreaches
from core.store.bookings import Due
from core.store.database import Writing
from core.store.deliveries import NewDelivery
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow


def send_due(context: Context, booking: int, now: datetime) -> None:
    """Send the step of a booking, if nothing holds it back."""
    with context.store.read() as store:
        due = bookings.due(store, booking)
        if due is None:
            return
        row = outreaches.get(store, due.outreach_id)
        member = members.get(store, row.member_id)
        # An invitation has no chat to read: its gate is asked once, with the intent.
        may = row.step > 0 and gate.verdict(context, store, row, member, now) is None
    if may:
        try:
            if _answered(context, member, row, now):
                return
        except ProviderError as error:
            _look_failed(context, booking, member, error, now)
            return
        now = context.workspace.now()
    with until_settled(context):
        intent = _commit_intent(context, booking, now, looked=may)
        if intent is not None:
            record(context, intent, call(context, intent))


def _answered(context: Context, member: MemberRow, row: OutreachRow, now: datetime) -> bool:
    """Read the chats just before a message; return whether a reply or the member's own message ended the sequence."""
    chats = chat_history.chats_of(context, member, row)
    return any(_check_chat(context, row, chat, now) for chat in chats)


def _check_chat(context: Context, row: OutreachRow, chat: str, now: datetime) -> bool:
    """Read one chat. A chat deleted at the provider holds no reply, and no message is sent into it."""
    try:
        return chat_history.check_chat(context, row, chat, now)
    except ProviderError as error:
        if not chat_history.deleted(error):
            raise
    with context.store.write() as store:
        assert_epoch(context, store)
        outreach_plans.drop_chat(store, row.id, chat)
    return False


def _look_failed(context: Context, booking: int, member: MemberRow, error: ProviderError, now: datetime) -> None:
    with context.store.write() as store:
        assert_epoch(context, store)
        wait = read_failed(context, store, member, error, now)
        down = error.klass is ErrorClass.transient
        runs.put_off(store, booking, now + wait, "provider.down" if down else "chat.unread")


def _commit_intent(context: Context, booking: int, now: datetime, *, looked: bool) -> Intent | None:
    """Commit the intent; return None if the gate refuses, or if a message's chat was not read first."""
    return committed(context, partial(_intent, context, booking, now, looked))


def _intent(context: Context, booking: int, now: datetime, looked: bool, store: Writing) -> Intent | None:
    now = max(now, context.workspace.now())  # waiting for the write lock may have taken long
    due = bookings.due(store, booking)
    if due is None:
        return None
    row = outreaches.get(store, due.outreach_id)
    if replay.claim(context, store, row, now):
        return None
    member = members.get(store, row.member_id)
    hold = gate.verdict(context, store, row, member, now)
    if hold is None and now >= due.closes_at:
        hold = gate.NotThisRun(runs.why_left(context, store, due.reason, due.send_at, due.closes_at))
    if hold is not None:
        _hold(store, due, row, hold, now)
        return None
    if clean_texts.is_unclean(row):
        clean_texts.clean_one(store, row, now)
        return None
    if row.step > 0 and not looked:
        return None  # still due: the chat is read before the next try
    return _write_intent(context, store, due, row, member, now)


def _write_intent(
    context: Context, store: Writing, due: Due, row: OutreachRow, member: MemberRow, now: datetime
) -> Intent:
    attempt = 1 + deliveries.attempts(store, row.id, row.step)
    key = secrets.token_hex(8)
    person = row.person or ""
    delivery = deliveries.add(
        store,
        NewDelivery(
            key=key,
            outreach=row.id,
            campaign=due.campaign_id,
            member=member.id,
            contact=row.contact_id,
            run=due.run_id,
            booking=due.id,
            person=person,
            step=row.step,
            kind=due.kind,
            attempt=attempt,
            text=row.text,
            epoch=context.epoch,
            intent_at=now,
        ),
    )
    call_holds.tried(store, row, call_of(row.step), now)
    bookings.begin_sending(store, due.id)
    outreaches.change(
        store,
        row.id,
        Status.SCHEDULED,
        Status.SENDING,
        now=now,
        actor=ENGINE,
        kind="sending",
        run=due.run_id,
        data={"delivery": key, "attempt": attempt},
        at_revision=row.revision,
    )
    context.keep_mark(store)
    line = side_journal.line_of(
        context.workspace.stamp.hash_key,
        account=member.account_id,
        person=person,
        step=row.step,
        attempt=attempt,
        delivery=key,
        kind=due.kind,
        at=now,
    )
    return Intent(delivery, due.id, due.run_id, row, member, line, now, boot_seconds() + SEND_BY_S, due.closes_at)


def _hold(store: Writing, due: Due, row: OutreachRow, hold: gate.Verdict, now: datetime) -> None:
    if isinstance(hold, gate.Later):
        runs.put_off(store, due.id, hold.at, hold.reason)
    elif isinstance(hold, gate.NotThisRun):
        runs.give_back(store, due, hold.reason, now)
    elif isinstance(hold, gate.Never):
        cancel_booked(store, due.id, row, hold.reason, now, run=due.run_id)


def cancel_booked(store: Writing, booking: int, row: OutreachRow, reason: str, now: datetime, *, run: int) -> None:
    """Cancel an outreach that has a send time."""
    bookings.settle(store, booking, BookingState.NOT_SENT, reason, now)
    outreaches.change(
        store,
        row.id,
        Status.SCHEDULED,
        Status.CANCELLED,
        now=now,
        actor=ENGINE,
        kind="cancelled",
        run=run,
        reason=reason,
        send_at=None,
    )


def call(context: Context, intent: Intent) -> Outcome:
    """Make the one call of a send."""
    return attempt(context, intent, partial(_call, context, intent))


def _call(context: Context, intent: Intent, last_gate: Gate) -> Outcome:
    gateway, account, row = context.gateway, intent.member.account_id, intent.outreach
    if row.step == 0:
        invited = gateway.invite(account, row.person or "", row.text, last_gate)
        return Outcome("sent", ref=invited.invitation_id)
    text = row.text or ""
    if row.chat_id is not None:
        sent = gateway.send_message(account, row.chat_id, text, last_gate)
    else:
        sent = gateway.start_chat(account, row.person or "", text, last_gate)
    return Outcome("sent", ref=sent.message_id, chat=sent.chat_id or row.chat_id)

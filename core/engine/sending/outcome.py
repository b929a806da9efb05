"""The outcome of a call, committed: sent, refused, provably not sent, or in doubt."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import sequence
from core.engine.reading import account_owner, circuit_breaker
from core.engine.sending import call_holds, notes_spent, person_limits
from core.engine.sending.attempt import Intent, Outcome, commit_with_retry
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.holds import call_of
from core.rules.states import BookingState, DeliveryState, Status
from core.store import bookings, campaigns, deliveries, journal, members, outreaches, owners, person_waits
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.held_items import Item
from core.store.journal import ENGINE

AT_ONCE = timedelta(minutes=1)
"""Delay before looking up a refused invitation: Overture's own pending one may be the reason for the refusal."""
AGAIN = timedelta(minutes=5)
FORBIDDEN = 403
"""HTTP status if the account's plan lacks a right; a refused InMail of one message has another status."""
PERFORMED = "action_already_performed"
"""Type of the refusal of an act that is already done; the lists and the profile show who did it."""


def _commit(context: Context, intent: Intent, outcome: Outcome) -> None:
    """Commit an outcome: delivery, booking, outreach and journal in one transaction."""
    now = context.workspace.now()
    with context.store.write() as store:
        assert_epoch(context, store)
        if outcome.kind == "sent":
            circuit_breaker.worked(context, store, now)
            _sent(store, intent, outcome, now)
        elif outcome.kind == "not_sent":
            _not_sent(store, intent, outcome.reason, now)
        elif outcome.error is not None:
            _error(context, store, intent, outcome.error, now)


def record(context: Context, intent: Intent, outcome: Outcome) -> None:
    """Commit an outcome. Raises TryAgainError if the store stays unavailable for the engine's patience."""
    commit_with_retry(context, intent, partial(_commit, context, intent, outcome))


def _booking(store: Writing, intent: Intent, state: BookingState, now: datetime, reason: str = "") -> None:
    bookings.settle(store, intent.booking, state, reason, now)


def _sent(store: Writing, intent: Intent, outcome: Outcome, now: datetime) -> None:
    deliveries.arrived(store, intent.delivery, now, outcome.ref)
    _booking(store, intent, BookingState.SENT, now)
    if intent.outreach.step == 0:
        owners.end_cooldown(store, intent.member.id)
        person_limits.end_suspicion(store, intent.outreach, now)
    call_holds.worked(store, intent.outreach, call_of(intent.outreach.step), now)
    same = account_owner.is_same(store, intent.member)  # if not, the ids are of the member's earlier account
    mark_sent(
        store,
        intent.outreach.id,
        Status.SENDING,
        now,
        sent_at=intent.at,
        ref=outcome.ref if same else None,
        chat=outcome.chat if same else None,
        run=intent.run,
    )


def mark_sent(
    store: Writing,
    outreach: int,
    before: Status,
    now: datetime,
    *,
    sent_at: datetime,
    ref: str | None,
    chat: str | None,
    run: int | None,
    actor: str = ENGINE,
) -> None:
    """Record that a step was sent: the outreach waits for the answer or the next message, or is finished."""
    row = outreaches.get(store, outreach)
    if row.step == 0:
        outreaches.change(
            store,
            row.id,
            before,
            Status.INVITED,
            now=now,
            actor=actor,
            kind="sent",
            run=run,
            data={"at": sent_at.isoformat()},
            invited_at=to_us(sent_at),
            last_sent_at=to_us(sent_at),
            invitation_id=ref,
            send_at=None,
            withdraw_at=None,
            withdraw_by="",
        )
        return
    last = sequence.step_after(store, row) is None
    columns = sequence.after_message(store, row, sent_at)
    outreaches.change(
        store,
        row.id,
        before,
        Status.FINISHED if last else Status.MESSAGED,
        now=now,
        actor=actor,
        kind="sent",
        run=run,
        data={"at": sent_at.isoformat()},
        last_sent_at=to_us(sent_at),
        send_at=None,
        chat_id=chat or row.chat_id,
        **columns,
    )


def _not_sent(store: Writing, intent: Intent, reason: str, now: datetime) -> None:
    """Record that a call was provably not sent: its send time moves to a later one within its run."""
    deliveries.failed(store, intent.delivery, DeliveryState.NOT_SENT, now, error=reason)
    if _archived(store, intent):
        _cancel(store, intent, now)
        return
    later = now + AGAIN
    told = "provider.down" if reason == "unreachable" else reason
    bookings.try_again(store, intent.booking, later, told)
    outreaches.change(
        store,
        intent.outreach.id,
        Status.SENDING,
        Status.SCHEDULED,
        now=now,
        actor=ENGINE,
        kind="not_left",
        run=intent.run,
        reason=reason,
        send_at=to_us(later),
    )


def _failed(store: Writing, intent: Intent, state: DeliveryState, error: ProviderError, now: datetime) -> None:
    deliveries.failed(store, intent.delivery, state, now, error=error.type or "", words=error.words)


def _back(store: Writing, intent: Intent, reason: str, error: ProviderError, now: datetime) -> None:
    """Record that the network accepted nothing: the person is approved again, and the run stores the reason."""
    _failed(store, intent, DeliveryState.NOT_SENT, error, now)
    if _archived(store, intent):
        _cancel(store, intent, now)
        return
    _booking(store, intent, BookingState.NOT_SENT, now, reason)
    outreaches.change(
        store,
        intent.outreach.id,
        Status.SENDING,
        Status.APPROVED,
        now=now,
        actor=ENGINE,
        kind="not_sent",
        run=intent.run,
        reason=reason,
        data={"words": error.words},
        send_at=None,
    )


def _archived(store: Reading, intent: Intent) -> bool:
    """Return whether the campaign was archived during the call: if so, none of its people waits any more."""
    return campaigns.get(store, intent.outreach.campaign_id).archived


def _cancel(store: Writing, intent: Intent, now: datetime) -> None:
    _booking(store, intent, BookingState.NOT_SENT, now, "archived")
    outreaches.change(
        store,
        intent.outreach.id,
        Status.SENDING,
        Status.CANCELLED,
        now=now,
        actor=ENGINE,
        kind="cancelled",
        run=intent.run,
        reason="archived",
        send_at=None,
    )


def _end(store: Writing, intent: Intent, after: Status, reason: str, error: ProviderError, now: datetime) -> None:
    """End an outreach because the network refuses this person or this text for good."""
    _failed(store, intent, DeliveryState.REFUSED, error, now)
    _booking(store, intent, BookingState.NOT_SENT, now, reason)
    data = {"words": error.words}
    outreaches.change(
        store,
        intent.outreach.id,
        Status.SENDING,
        after,
        now=now,
        actor=ENGINE,
        kind=after.value,
        run=intent.run,
        reason=reason,
        data=data,
        send_at=None,
    )
    if after is Status.FAILED:
        row = intent.outreach
        journal.about(store, row.id, now, ENGINE, "problem", run=intent.run, code="person.refused", data=data)


def _doubt(store: Writing, intent: Intent, error: ProviderError, now: datetime, wait: timedelta) -> None:
    """Put a call that may have arrived in doubt: the person is not contacted until the engine has looked it up."""
    why = error.type or error.klass.value
    deliveries.in_doubt(store, intent.delivery, now, now + wait, error=why, words=error.words)
    _booking(store, intent, BookingState.IN_DOUBT, now, "in_doubt")
    outreaches.change(
        store,
        intent.outreach.id,
        Status.SENDING,
        Status.IN_DOUBT,
        now=now,
        actor=ENGINE,
        kind="in_doubt",
        run=intent.run,
        reason="in_doubt",
        data={"words": error.words},
        send_at=None,
    )


def _meaning(intent: Intent, error: ProviderError) -> ErrorClass:
    """Return what a class of error means for this call."""
    if error.klass is ErrorClass.plan_stop and (intent.outreach.step == 0 or error.status == FORBIDDEN):
        return ErrorClass.account_wait  # the account may not do this now: no person in its queue is the cause
    if error.klass is ErrorClass.done_already and error.type == PERFORMED:
        return ErrorClass.person_wait
    return error.klass


def _error(context: Context, store: Writing, intent: Intent, error: ProviderError, now: datetime) -> None:
    """Commit an error by its class (docs/provider.md#classes-of-errors); any class not listed is in doubt."""
    match _meaning(intent, error):
        case ErrorClass.not_sent:
            circuit_breaker.failed(context, store, error.words, now)
            _not_sent(store, intent, "unreachable", now)
        case ErrorClass.account_wait:
            _limit(context, store, intent, error, now)
        case ErrorClass.account_stop:
            _back(store, intent, f"sender.{circuit_breaker.state_of(error)}", error, now)
            circuit_breaker.stop_member(context.workspace, store, members.get(store, intent.member.id), error, now)
        case ErrorClass.key_stop:
            _back(store, intent, "key.refused", error, now)
            circuit_breaker.stop_all(context.workspace, store, error, now)
        case meaning if (answer := call_holds.answer_of(error, meaning)) is not None:
            _refused(context, store, intent, error, meaning, answer, now)
        case _:
            if error.no_answer:
                circuit_breaker.failed(context, store, error.words, now)
            _doubt(store, intent, error, now, context.settle)


def _limit(context: Context, store: Writing, intent: Intent, error: ProviderError, now: datetime) -> None:
    """Commit an answer that reports a limit: for one person, for notes, or else for the account, which then rests."""
    row = intent.outreach
    member = members.get(store, intent.member.id)
    if person_limits.may_be_one_person(store, row, error.type):
        _back(store, intent, person_limits.REFUSED, error, now)
        person_limits.suspect(store, row, now)
    elif notes_spent.may_be_notes(store, row, member, error.type, now):
        _back(store, intent, notes_spent.REASON, error, now)
        notes_spent.mark(store, row, member, error, now)
    else:
        _back(store, intent, "limit.network", error, now)
        person_waits.clear_suspects(store, member.id)
        circuit_breaker.cool_down(context.workspace, store, member, error, now, row.step)


def _refused(
    context: Context,
    store: Writing,
    intent: Intent,
    error: ProviderError,
    meaning: ErrorClass,
    answer: call_holds.Answer,
    now: datetime,
) -> None:
    """Commit a refusal: it ends one person, leaves them in doubt or, if everybody gets it, leaves them approved."""
    call = call_of(intent.outreach.step)
    held = call_holds.refused(context, store, intent.outreach, call, answer, now, at=intent.at)
    after, reason = _ENDS.get(meaning, (Status.FAILED, "refused"))
    if meaning in (ErrorClass.person_wait, ErrorClass.unknown, ErrorClass.uncertain):
        _doubt(store, intent, error, now, AT_ONCE if meaning is ErrorClass.person_wait else context.settle)
    elif held:
        _back(store, intent, held, error, now)
    else:
        _end(store, intent, after, reason, error, now)


_ENDS = {
    ErrorClass.done_already: (Status.CANCELLED, "connected"),
    ErrorClass.not_connected: (Status.CANCELLED, "not.connected"),
}
"""Status and reason with which a refusal ends an outreach; any other class fails it."""


def give_up_open_calls(
    context: Context, now: datetime, only: tuple[int, ...] | None = None, error: str = "engine.down"
) -> int:
    """Mark deliveries left in `sending` as in doubt: all of them at start, or the `only` ones that this engine left.

    `error` is stored as the delivery's cause.
    """
    with context.store.write() as store:
        assert_epoch(context, store)
        found = [call for call in deliveries.open_calls(store) if only is None or call.id in only]
        for call in found:
            with bulkhead.within(context, Item("start", call.id, outreach=call.outreach), now):
                deliveries.in_doubt(store, call.id, now, now + context.settle, error=error)
                if call.kind == "withdrawal":
                    continue  # its invitation counts as pending until it is known to be gone
                bookings.doubt(store, call.booking)
                outreaches.change(
                    store,
                    call.outreach,
                    Status.SENDING,
                    Status.IN_DOUBT,
                    now=now,
                    actor=ENGINE,
                    kind="in_doubt",
                    run=call.run,
                    reason="in_doubt",
                    send_at=None,
                )
    return len(found)

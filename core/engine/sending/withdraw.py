"""Withdrawing an invitation, by its campaign's rule or on request; an acceptance found first is recorded instead.

Nobody is contacted by a withdrawal, so it counts against no cap. It is a write, so it is spaced, journalled before and
after, and looked up if its outcome is unknown.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from core.clock import boot_seconds
from core.engine import side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import sequence, withdraw_schedule
from core.engine.reading import account_lists, circuit_breaker, unread_lists
from core.engine.sending import gate
from core.engine.sending.attempt import SEND_BY_S, Intent, Outcome, attempt, commit_with_retry, committed, until_settled
from core.network.gateway import Gate, Profile
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.limits import READS_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.rules.states import DeliveryState, Status
from core.store import campaigns, deliveries, journal, members, outreach_plans, outreaches
from core.store.database import Writing
from core.store.deliveries import NewDelivery
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import contacts
from core.store.views import journal_queries

AGAIN = timedelta(minutes=5)
MORNING = timedelta(hours=6)
"""Local time of the next day at which withdrawals continue, if today's reads are used up."""
NOT_LISTED_AGAIN = timedelta(hours=2)
"""Wait for an invitation without id that is not in the sent list (yet): lists lag."""
GONE = "resource_not_found"
"""Refusal that says that there is no such invitation: it was accepted, or withdrawn outside Overture."""
REFUSED = frozenset(
    {
        ErrorClass.person_fail,
        ErrorClass.content_fail,
        ErrorClass.plan_stop,
        ErrorClass.not_connected,
        ErrorClass.done_already,
        ErrorClass.person_wait,
    }
)


@dataclass(frozen=True)
class Withdrawal:
    """An invitation to withdraw now; `run` is the run of its campaign's rule, None for a person's request."""

    row: OutreachRow
    member: MemberRow
    run: int | None


def withdraw_due(context: Context, outreach: int, now: datetime) -> None:
    """Withdraw one invitation, if it is still pending and nothing holds it back."""
    withdrawal = _withdrawal(context, outreach, now)
    if withdrawal is None:
        return
    try:
        number = _pending_id(context, withdrawal, now)
    except ProviderError as error:
        _look_failed(context, withdrawal, error, now)
        return
    circuit_breaker.read_worked(context, now)
    if number is None:
        return
    with until_settled(context):
        intent = _commit_intent(context, withdrawal, context.workspace.now())
        if intent is not None:
            outcome = attempt(context, intent, partial(_call, context, intent, number))
            commit_with_retry(context, intent, partial(_commit, context, intent, outcome))


def _withdrawal(context: Context, outreach: int, now: datetime) -> Withdrawal | None:
    """Return the withdrawal and count its read of the profile; None if it is not to be made now.

    It is then postponed or, if it is no longer wanted, taken off the agenda.
    """
    with context.store.write() as store:
        assert_epoch(context, store)
        withdrawal = _allowed(context, store, outreach, now)
        if withdrawal is None:
            return None
        zone = withdrawal.member.time_zone
        today = local_date(now, zone)
        if journal_queries.reads_since(store, withdrawal.member.id, start_of_day(today, zone)) >= READS_PER_DAY:
            put_off(store, outreach, start_of_day(today + timedelta(days=1), zone) + MORNING)
            return None
        journal.about(store, outreach, now, ENGINE, "profile.read")
    return withdrawal


def _allowed(context: Context, store: Writing, outreach: int, now: datetime) -> Withdrawal | None:
    """Return the withdrawal; None if it is no longer wanted, or must wait and was postponed."""
    row = outreaches.get(store, outreach)
    member = members.get(store, row.member_id)
    if row.withdraw_at is None:
        return None
    run = None if row.withdraw_by else withdraw_schedule.run_now(store, campaigns.get(store, row.campaign_id), row, now)
    if row.status != Status.INVITED or row.person is None or member.archived or not (row.withdraw_by or run):
        put_off(store, outreach, None)
        return None
    hold = gate.holds_account(context, store, member, now)
    if hold is not None:
        put_off(store, outreach, hold.at if isinstance(hold, gate.Later) else now + circuit_breaker.OFF_AGAIN)
        return None
    return Withdrawal(row, member, run)


def put_off(store: Writing, outreach: int, at: datetime | None) -> None:
    """Plan the next attempt at `at`; None ends the attempts."""
    outreach_plans.plan_withdrawal(store, outreach, at)


def _pending_id(context: Context, withdrawal: Withdrawal, now: datetime) -> str | None:
    """Return the invitation's id while it is pending; else record an acceptance, or that it is gone."""
    row, member = withdrawal.row, withdrawal.member
    profile = context.gateway.profile(member.account_id, row.person or "")
    unread_lists.recovered(context, member, "profile", str(row.id))
    if profile.connected:
        with context.store.write() as store:
            assert_epoch(context, store)
            put_off(store, row.id, None)
            current = outreaches.get(store, row.id)
            if current.status == Status.INVITED:
                sequence.accept(store, current, now, now)
        return None
    if profile.pending_invitation and row.invitation_id:
        return row.invitation_id
    return _listed(context, withdrawal, profile, now)


def _listed(context: Context, withdrawal: Withdrawal, profile: Profile, now: datetime) -> str | None:
    """Return the invitation's id from the sent list, or record that the invitation is gone.

    See docs/provider.md#pitfalls, 18.
    """
    row = withdrawal.row
    with context.store.read() as store:
        allowed = account_lists.pages_left(store, withdrawal.member, now)
        public_id = contacts.public_id(store, row.contact_id)
    found, complete = None, False
    if allowed:
        listed = account_lists.sent_list(context, withdrawal.member)
        found = next((item.id for item in listed.items if account_lists.names(item, row.person, public_id, None)), None)
        complete = listed.ended and not account_lists.may_hide(
            listed.unreadable, row.person, public_id, row.invitation_id
        )
    gone = complete and not profile.pending_invitation and profile.distance is not None
    with context.store.write() as store:
        assert_epoch(context, store)
        if found is not None:
            outreach_plans.set_invitation(store, row.id, found)
        elif gone and outreaches.get(store, row.id).status == Status.INVITED:
            sequence.withdrawn(store, row.id, now, reason="invitation.gone")
        else:
            put_off(store, row.id, now + NOT_LISTED_AGAIN)
    return found


def _look_failed(context: Context, withdrawal: Withdrawal, error: ProviderError, now: datetime) -> None:
    if error.klass is ErrorClass.unreadable:
        unread_lists.failed(
            context, withdrawal.member, "profile", error.words, str(withdrawal.row.id), withdrawal.row.id
        )
    with context.store.write() as store:
        assert_epoch(context, store)
        wait = circuit_breaker.read_failed(context, store, withdrawal.member, error, now)
        if error.klass in (ErrorClass.person_fail, ErrorClass.unreadable):  # asking again soon would not help
            wait = NOT_LISTED_AGAIN
        put_off(store, withdrawal.row.id, now + wait)


def _commit_intent(context: Context, withdrawal: Withdrawal, now: datetime) -> Intent | None:
    return committed(context, partial(_intent, context, withdrawal, now))


def _intent(context: Context, withdrawal: Withdrawal, now: datetime, store: Writing) -> Intent | None:
    current = _allowed(context, store, withdrawal.row.id, now)
    if current is None:
        return None
    row, member = current.row, current.member
    key, number = secrets.token_hex(8), 1 + deliveries.attempts(store, row.id, 0)
    delivery = deliveries.add(
        store,
        NewDelivery(
            key=key,
            outreach=row.id,
            campaign=row.campaign_id,
            member=member.id,
            contact=row.contact_id,
            run=current.run,
            person=row.person or "",
            step=0,
            kind="withdrawal",
            attempt=number,
            text=None,
            epoch=context.epoch,
            intent_at=now,
            live=False,
        ),
    )
    put_off(store, row.id, None)
    context.keep_mark(store)
    line = side_journal.line_of(
        context.workspace.stamp.hash_key,
        account=member.account_id,
        person=row.person or "",
        step=0,
        attempt=number,
        delivery=key,
        kind="withdrawal",
        at=now,
    )
    return Intent(delivery, None, current.run, row, member, line, now, boot_seconds() + SEND_BY_S)


def _call(context: Context, intent: Intent, number: str, last_gate: Gate) -> Outcome:
    context.gateway.withdraw(intent.member.account_id, number, last_gate)
    return Outcome("sent", ref=number)


def _commit(context: Context, intent: Intent, outcome: Outcome) -> None:
    """Commit an outcome: delivery, the invitation's rows and journal in one transaction."""
    now = context.workspace.now()
    with context.store.write() as store:
        assert_epoch(context, store)
        if outcome.kind == "sent":
            circuit_breaker.worked(context, store, now)
            taken_back(store, intent.delivery, intent.outreach, now, run=intent.run)
        elif outcome.kind == "not_sent":
            _not_now(context, store, intent, outcome.reason, now + AGAIN)
        elif outcome.error is not None:
            _error(context, store, intent, outcome.error, now)


def _error(context: Context, store: Writing, intent: Intent, error: ProviderError, now: datetime) -> None:
    """Commit an error by its class; any class not listed is in doubt."""
    member = members.get(store, intent.member.id)
    match error.klass:
        case ErrorClass.not_sent | ErrorClass.not_executed:
            circuit_breaker.failed(context, store, error.words, now)
            _not_now(context, store, intent, error.type or "unreachable", now + AGAIN, error.words)
        case ErrorClass.account_wait:
            wait = max(
                circuit_breaker.backoff(member.failures, member.account_id), circuit_breaker.required_wait(error)
            )
            _not_now(context, store, intent, error.type or "", now + wait, error.words)
        case ErrorClass.account_stop:
            _not_now(context, store, intent, error.type or "", now + circuit_breaker.OFF_AGAIN, error.words)
            circuit_breaker.stop_member(context.workspace, store, member, error, now)
        case ErrorClass.key_stop:
            _not_now(context, store, intent, error.type or "", now + circuit_breaker.OFF_AGAIN, error.words)
            circuit_breaker.stop_all(context.workspace, store, error, now)
        case klass if klass in REFUSED and error.type != GONE:
            refused(store, intent.delivery, intent.outreach, error, now)
        case _:
            look = now if error.type == GONE else now + context.settle
            if error.type != GONE:
                circuit_breaker.failed(context, store, error.words, now)
            _doubt(context, store, intent, error, look)


def _doubt(context: Context, store: Writing, intent: Intent, error: ProviderError, look: datetime) -> None:
    why = error.type or error.klass.value
    deliveries.in_doubt(store, intent.delivery, context.workspace.now(), look, error=why, words=error.words)


def _not_now(context: Context, store: Writing, intent: Intent, why: str, again: datetime, words: str = "") -> None:
    """Record that nothing was withdrawn; the next attempt is at `again`."""
    now = context.workspace.now()
    deliveries.withdrawal_over(store, intent.delivery, DeliveryState.NOT_SENT, now, error=why, words=words)
    put_off(store, intent.outreach.id, again)


def refused(store: Writing, delivery: int, row: OutreachRow, error: ProviderError, now: datetime) -> None:
    """Record that the network refuses the withdrawal, with its words; the withdrawal is not tried again."""
    why = error.type or ""
    deliveries.withdrawal_over(store, delivery, DeliveryState.REFUSED, now, error=why, words=error.words)
    outreach_plans.drop_withdrawal_reason(store, row.id)
    journal.about(store, row.id, now, ENGINE, "withdrawal.refused", data={"words": error.words})


def taken_back(store: Writing, delivery: int, row: OutreachRow, now: datetime, *, run: int | None) -> None:
    """Record that the invitation is withdrawn: for 21 days the member does not invite this person."""
    deliveries.withdrawal_over(store, delivery, DeliveryState.SENT, now)
    if outreaches.get(store, row.id).status == Status.INVITED:
        sequence.withdrawn(store, row.id, now, reason="withdrawn", actor=row.withdraw_by or ENGINE, run=run)

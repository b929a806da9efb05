"""Settling a doubt by reading: the sent list, the profile, the chat (docs/reliability.md#settling)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.reading import account_lists, account_owner, chat_history
from core.engine.reading.circuit_breaker import read_failed, read_worked
from core.engine.sending import call_holds, outcome
from core.engine.settling import withdraw_reconcile
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules import authorship
from core.rules.clock_steps import LARGEST_STEP
from core.rules.doubt_limits import WITHOUT_EVIDENCE
from core.rules.holds import call_of
from core.rules.states import BookingState, DeliveryState, Status
from core.store import bookings, campaigns, deliveries, holds, journal, members, outreaches
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import contacts

BETWEEN_READS = timedelta(minutes=30)
"""Least time between the two reads that prove absence."""
WITHOUT_CONTROL = timedelta(hours=24)
"""Least time between the two reads if the list has no known invitation as a control; after them a person decides."""
LATELY = timedelta(days=14)
"""Time before the attempt back to which connections are read: the person may have connected before the call."""
NO_EVIDENCE = timedelta(minutes=30)
ABOUT_MORE = frozenset({ErrorClass.transient, ErrorClass.account_stop, ErrorClass.key_stop})
"""Errors that concern more than this doubt and are passed on."""
ALREADY_INVITED = "already_invited_recently"
"""Provider error that may refer to Overture's own pending invitation."""


@dataclass(frozen=True)
class Doubt:
    """A delivery whose outcome is unknown."""

    id: int
    outreach: OutreachRow
    member: MemberRow
    step: int
    text: str | None
    error: str
    intent_at: datetime
    booking: int | None
    run: int | None
    absent_reads: int
    absent_at: datetime | None


@dataclass(frozen=True)
class Evidence:
    """The result of looking for a send in doubt; every list was read to its end if it is `complete`."""

    found: bool
    ref: str | None = None
    chat: str | None = None
    connected: bool = False
    complete: bool = True
    control: bool = True
    """False if nothing known was found either, so that not finding the send proves little."""


def settle_due(context: Context, delivery: int, now: datetime) -> None:
    """Look up one delivery in doubt, and decide as the evidence allows."""
    with context.store.read() as store:
        kind = deliveries.kind_in_doubt(store, delivery)
    if kind == "withdrawal":
        withdraw_reconcile.settle(context, delivery, now)
    elif kind is not None:
        _settle_send(context, _load(context, delivery), now)


def _settle_send(context: Context, doubt: Doubt, now: datetime) -> None:
    try:
        evidence = _evidence(context, doubt)
    except ProviderError as error:
        with context.store.write() as store:
            assert_epoch(context, store)
            wait = max(NO_EVIDENCE, read_failed(context, store, doubt.member, error, now))
            if error.klass in ABOUT_MORE or not _too_long(doubt, now):
                _plan_check(store, doubt, now + wait)
            else:
                _leave_to_a_person(store, doubt, now)
        return
    read_worked(context, now)
    now = context.workspace.now()
    with context.store.write() as store:
        assert_epoch(context, store)
        account_owner.assert_same(store, doubt.member)
        if evidence is None:
            _plan_check(store, doubt, now + NO_EVIDENCE)
        elif evidence.found:
            _was_sent(store, doubt, evidence, now)
        elif evidence.connected:
            _close(store, doubt, Status.CANCELLED, "connected", now)
        else:
            _absent(store, doubt, evidence, now)


def _load(context: Context, delivery: int) -> Doubt:
    with context.store.read() as store:
        found = deliveries.unknown(store, delivery)
        outreach = outreaches.get(store, found.outreach)
        member = members.get(store, outreach.member_id)
    return Doubt(
        delivery,
        outreach,
        member,
        found.step,
        found.text,
        found.error,
        found.intent_at,
        found.booking,
        found.run,
        found.absent_reads,
        found.absent_at,
    )


def _evidence(context: Context, doubt: Doubt) -> Evidence | None:
    """Search LinkedIn for the send in doubt.

    Return None if the account's status is not ok, as its lists are stale then, or if the account is not known to be the
    member's own.
    """
    if not doubt.member.account_known or context.gateway.account(doubt.member.account_id).status != "ok":
        return None
    return _look_for_invitation(context, doubt) if doubt.step == 0 else _look_for_message(context, doubt)


def _look_for_invitation(context: Context, doubt: Doubt) -> Evidence:
    person = doubt.outreach.person
    with context.store.read() as store:
        public_id = contacts.public_id(store, doubt.outreach.contact_id)
    sent = account_lists.sent_list(context, doubt.member)
    for item in sent.items:
        if account_lists.names(item, person, public_id, None):
            return Evidence(found=True, ref=item.id)
    if any(record.provider_id is not None and record.provider_id == person for record in sent.unreadable):
        return Evidence(found=True)
    with context.store.write() as store:
        # The read is counted like any other, but no budget holds back the settling of a doubt.
        assert_epoch(context, store)
        journal.about(store, doubt.outreach.id, context.workspace.now(), ENGINE, "profile.read")
    profile = context.gateway.profile(doubt.member.account_id, person or "")
    if profile.pending_invitation:
        return Evidence(found=True)
    with context.store.read() as store:
        control = account_lists.holds_something_known(store, doubt.member, sent.items)
    complete = sent.ended and not account_lists.may_hide(sent.unreadable, person, public_id)
    told = complete and profile.distance is not None  # a profile that LinkedIn withholds proves no absence
    # A person who connected after our attempt accepted it, unless the network said that it refused the invitation.
    if not profile.connected or doubt.error == ALREADY_INVITED:
        return Evidence(found=False, connected=profile.connected, complete=told, control=control)
    before = _connected_before(context, doubt, public_id)
    if before is None:
        return Evidence(found=False, complete=False)
    return Evidence(found=not before, connected=True, complete=told, control=control)


def _connected_before(context: Context, doubt: Doubt, public_id: str | None) -> bool | None:
    """Return whether LinkedIn dates the connection before the attempt: then it did not come from the invitation.

    Return None if the date is in a part of the list, or a record of it, that could not be read.
    """
    person = doubt.outreach.person
    known = account_lists.new_relations(context, doubt.member, doubt.intent_at - LATELY)
    dated = next((item.connected_at for item in known.items if item.provider_id == person), None)
    if dated is None and (known.fault or account_lists.may_hide(known.unreadable, person, public_id)):
        return None
    return dated is not None and dated < doubt.intent_at - LARGEST_STEP  # the two clocks may differ


def _look_for_message(context: Context, doubt: Doubt) -> Evidence:
    chat = chat_history.chat_of(context, doubt.member, doubt.outreach)
    if chat is None:
        return Evidence(found=False, control=False)
    after = doubt.intent_at - timedelta(minutes=2)
    try:
        messages, listing = chat_history.read_chat(context, doubt.outreach, chat, after)
    except ProviderError as error:
        if not chat_history.deleted(error):
            raise
        return Evidence(found=False, control=False)  # its messages are gone with it: a person decides
    wanted = authorship.normal(doubt.text or "")
    with context.store.read() as store:
        known = chat_history.known_chat(store, doubt.outreach)
    listed = [dated.message.id for dated in messages]
    for message, _at in messages:
        says = authorship.normal(message.text) == wanted
        if says and authorship.author(chat_history.line_of(message), known, listed) != "person":
            return Evidence(found=True, ref=message.id, chat=chat)
    return Evidence(found=False, chat=chat, complete=not listing.fault)


def _plan_check(store: Writing, doubt: Doubt, at: datetime) -> None:
    deliveries.plan_check(store, doubt.id, at)


def _was_sent(store: Writing, doubt: Doubt, evidence: Evidence, now: datetime) -> None:
    deliveries.arrived(store, doubt.id, now, evidence.ref)
    _move_count(store, doubt, BookingState.SENT, "", now)
    if doubt.error != deliveries.REPLAYED:
        call_holds.worked(store, doubt.outreach, call_of(doubt.step), now, at=doubt.intent_at)
    outcome.mark_sent(
        store,
        doubt.outreach.id,
        Status.IN_DOUBT,
        now,
        sent_at=doubt.intent_at,
        ref=evidence.ref,
        chat=evidence.chat,
        run=doubt.run,
    )


def _move_count(store: Writing, doubt: Doubt, state: BookingState, reason: str, now: datetime) -> None:
    """Settle the booking of a doubt, which changes its run's counts, and journal that."""
    bookings.settle(store, doubt.booking, state, reason, now)
    data = {"was": "in_doubt", "is": state, "reason": reason}
    journal.about(store, doubt.outreach.id, now, ENGINE, "settled", run=doubt.run, data=data)


def _too_long(doubt: Doubt, now: datetime) -> bool:
    """Return whether to leave the doubt to a person: a deleted or withheld profile never shows the outcome."""
    return now - doubt.intent_at >= WITHOUT_EVIDENCE


def _absent(store: Writing, doubt: Doubt, evidence: Evidence, now: datetime) -> None:
    """Count a complete read that did not find the send; decide after two such reads with enough time between."""
    if not evidence.complete:
        if _too_long(doubt, now):
            _leave_to_a_person(store, doubt, now)
        else:
            _plan_check(store, doubt, now + NO_EVIDENCE)
        return
    apart = BETWEEN_READS if evidence.control else WITHOUT_CONTROL
    if doubt.absent_at is None or now - doubt.absent_at < apart:
        first = doubt.absent_at or now
        deliveries.count_absence(store, doubt.id, first, first + apart)
        return
    _decide_absent(store, doubt, evidence, now)


def _decide_absent(store: Writing, doubt: Doubt, evidence: Evidence, now: datetime) -> None:
    archived = campaigns.get(store, doubt.outreach.campaign_id).archived
    held = _held_for_all(store, doubt)
    if held and doubt.step == 0 and evidence.control and not archived:
        _back_to_due(store, doubt, now, reason=held, requeues=doubt.outreach.requeues)
    elif doubt.error == ALREADY_INVITED and doubt.step == 0:
        _close(store, doubt, Status.CANCELLED, "withdrawn.recently", now)
    elif archived:
        _close(store, doubt, Status.CANCELLED, "archived", now)
    elif doubt.step > 0 or not evidence.control or doubt.outreach.requeues > 0 or doubt.error == deliveries.REPLAYED:
        # A call that only the side journal knows may be old: an invitation declined since is in no list.
        _leave_to_a_person(store, doubt, now)
    else:
        _back_to_due(store, doubt, now, reason="provider.down", requeues=doubt.outreach.requeues + 1)


def _held_for_all(store: Reading, doubt: Doubt) -> str:
    """Return the code of the hold that was set because others got the same answer as this doubt, or ""."""
    row, call = doubt.outreach, call_of(doubt.step)
    answer = holds.refusal_type(store, row.id, call)
    if answer is None or doubt.error != (answer or ErrorClass.unknown.value):
        return ""
    found = holds.of_call(store, row.campaign_id, row.member_id, call)
    return found[0].code if found else ""


def _close(store: Writing, doubt: Doubt, after: Status, reason: str, now: datetime) -> None:
    state = DeliveryState.REFUSED if doubt.error == ALREADY_INVITED else DeliveryState.NOT_SENT
    deliveries.settle(store, doubt.id, state, now)
    _move_count(store, doubt, BookingState.NOT_SENT, reason, now)
    outreaches.change(
        store,
        doubt.outreach.id,
        Status.IN_DOUBT,
        after,
        now=now,
        actor=ENGINE,
        kind=after.value,
        run=doubt.run,
        reason=reason,
    )


def _back_to_due(store: Writing, doubt: Doubt, now: datetime, *, reason: str, requeues: int) -> None:
    """Make an invitation that provably did not arrive due again; without a hold, only once."""
    deliveries.settle(store, doubt.id, DeliveryState.NOT_SENT, now)
    _move_count(store, doubt, BookingState.NOT_SENT, reason, now)
    due_again(
        store,
        doubt.outreach,
        Status.IN_DOUBT,
        now,
        actor=ENGINE,
        run=doubt.run,
        requeues=requeues,
    )


def due_again(
    store: Writing,
    row: OutreachRow,
    before: Status,
    now: datetime,
    *,
    actor: str,
    run: int | None,
    requeues: int,
    reason: str = "",
) -> None:
    """Make an outreach approved again; without a stored approval it waits for one, or for its profile to be read."""
    columns: dict[str, Any] = {"requeues": requeues}
    after = Status.APPROVED if row.approved_by else Status.PENDING
    if after is Status.PENDING and row.step == 0:
        after, columns["read_at"] = Status.QUEUED, to_us(now)
    outreaches.change(
        store, row.id, before, after, now=now, actor=actor, kind="absent", run=run, reason=reason, **columns
    )


def _leave_to_a_person(store: Writing, doubt: Doubt, now: datetime) -> None:
    deliveries.leave_unresolved(store, doubt.id)
    outreaches.change(
        store,
        doubt.outreach.id,
        Status.IN_DOUBT,
        Status.UNRESOLVED,
        now=now,
        actor=ENGINE,
        kind="unresolved",
        run=doubt.run,
        reason="unresolved",
    )

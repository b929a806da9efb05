"""Settling a withdrawal of unknown outcome by reading whether the invitation is still pending."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import sequence
from core.engine.reading import account_lists
from core.engine.reading.circuit_breaker import read_failed, read_worked
from core.engine.sending import withdraw
from core.network.gateway import Profile
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.doubt_limits import WITHOUT_EVIDENCE
from core.rules.states import DeliveryState, Status
from core.store import deliveries, journal, members, outreaches
from core.store.database import Writing
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import contacts


class Doubt(NamedTuple):
    """A withdrawal in doubt."""

    id: int
    row: OutreachRow
    member: MemberRow
    run: int | None
    error: str
    intent_at: datetime


def settle(context: Context, delivery: int, now: datetime) -> None:
    """Read the account, its sent list and the profile, and decide as the evidence allows."""
    with context.store.read() as store:
        found = deliveries.unknown(store, delivery)
        row = outreaches.get(store, found.outreach)
        member = members.get(store, row.member_id)
    doubt = Doubt(delivery, row, member, found.run, found.error, found.intent_at)
    try:
        stands, profile = _read(context, doubt, now)
    except ProviderError as failure:
        with context.store.write() as store:
            assert_epoch(context, store)
            _plan_check(store, doubt, now, read_failed(context, store, member, failure, now))
        return
    read_worked(context, now)
    now = context.workspace.now()
    with context.store.write() as store:
        assert_epoch(context, store)
        _decide(store, doubt, stands, profile, now)


def _read(context: Context, doubt: Doubt, now: datetime) -> tuple[bool | None, Profile | None]:
    """Return whether the invitation is still pending (None if unknown), and the profile (None if it cannot be seen)."""
    row, member = doubt.row, doubt.member
    if not member.account_known or context.gateway.account(member.account_id).status != "ok":
        return None, None  # the lists of an account that is off are stale
    sent = account_lists.sent_list(context, member)
    with context.store.write() as store:
        # The read is counted like any other, but no budget holds back the settling of a doubt.
        assert_epoch(context, store)
        journal.about(store, row.id, now, ENGINE, "profile.read")
        public_id = contacts.public_id(store, row.contact_id)
    complete = sent.ended and not account_lists.may_hide(sent.unreadable, row.person, public_id, row.invitation_id)
    stands = any(account_lists.names(item, row.person, public_id, row.invitation_id) for item in sent.items)
    try:
        profile = context.gateway.profile(member.account_id, row.person or "")
    except ProviderError as error:
        if error.klass is not ErrorClass.person_fail:
            raise
        return (True if stands else _gone(doubt, listed=complete, told=True, now=now)), None
    if stands:
        return not profile.connected, profile
    if profile.pending_invitation:
        return True, profile
    return _gone(doubt, listed=complete, told=profile.distance is not None, now=now), profile


def _gone(doubt: Doubt, *, listed: bool, told: bool, now: datetime) -> bool | None:
    """Return False (no longer pending) if an invitation that was not seen is proven to be gone, else None (unknown).

    It is gone if the whole list and the profile could have shown it; after a day the whole list alone is enough.
    """
    return False if listed and (told or now - doubt.intent_at >= WITHOUT_EVIDENCE) else None


def _decide(store: Writing, doubt: Doubt, stands: bool | None, profile: Profile | None, now: datetime) -> None:
    current = outreaches.get(store, doubt.row.id)
    if current.status != Status.INVITED:  # a check of the account was faster
        state = DeliveryState.SENT if current.status == Status.WITHDRAWN else DeliveryState.NOT_SENT
        deliveries.withdrawal_over(store, doubt.id, state, now)
    elif profile is not None and profile.connected:
        deliveries.withdrawal_over(store, doubt.id, DeliveryState.NOT_SENT, now, error=doubt.error)
        sequence.accept(store, current, now, now)
    elif stands is None:
        _plan_check(store, doubt, now)
    elif stands:
        deliveries.withdrawal_over(store, doubt.id, DeliveryState.NOT_SENT, now, error=doubt.error)
        withdraw.put_off(store, current.id, now + withdraw.AGAIN)
    elif doubt.error == withdraw.GONE:
        deliveries.withdrawal_over(store, doubt.id, DeliveryState.REFUSED, now, error=doubt.error)
        sequence.withdrawn(store, current.id, now, reason="invitation.gone")
    else:
        withdraw.taken_back(store, doubt.id, current, now, run=doubt.run)


def _plan_check(store: Writing, doubt: Doubt, now: datetime, wait: timedelta = withdraw.AGAIN) -> None:
    """Plan another look soon; less often after a day without a result."""
    least = withdraw.AGAIN if now - doubt.intent_at < WITHOUT_EVIDENCE else withdraw.NOT_LISTED_AGAIN
    at = now + max(least, wait)
    deliveries.plan_check(store, doubt.id, at)

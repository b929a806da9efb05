"""The control read: a profile that must exist is read, to learn whether LinkedIn shows the account any profile."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.reading.circuit_breaker import read_failed
from core.network.gateway import Profile
from core.network.provider_errors import ErrorClass, ProviderError
from core.store import journal, members, outreaches
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import contacts
from core.store.views import outreach_people


def finds(context: Context, member: MemberRow, row: OutreachRow, now: datetime) -> bool:
    """Read a profile that was found before, else the member's own; return False if LinkedIn does not show it either.

    Return True without a usable answer: only a certain absence counts.
    """
    with context.store.write() as store:
        assert_epoch(context, store)
        found = outreach_people.found_before(store, member.id, row.id)
        known = None if found is None else outreaches.get(store, found)
        journal.write(
            store, now, ENGINE, "profile.read", campaign=row.campaign_id, member=member.id, data={"control": True}
        )
    try:
        return _shown(context, member, known)
    except ProviderError as error:
        if error.klass is ErrorClass.person_fail:
            return False
        with context.store.write() as store:
            assert_epoch(context, store)
            read_failed(context, store, members.get(store, member.id), error, now)
        return True


def _shown(context: Context, member: MemberRow, known: OutreachRow | None) -> bool:
    gateway = context.gateway
    if known is not None and known.person is not None:
        profile: Profile = gateway.profile(member.account_id, known.person)
        with context.store.read() as store:
            return not contacts.is_another(store, known.contact_id, profile)
    own = member.provider_id or gateway.own_profile(member.account_id).provider_id
    return gateway.profile(member.account_id, own).provider_id == own

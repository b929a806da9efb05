"""The regular check of an account, a few times a day: status, acceptances, messages, and sends outside Overture."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import sequence
from core.engine.reading import account_lists, account_owner, chats, circuit_breaker, reached_outside, unread_lists
from core.engine.reading.paging import Listing
from core.network.gateway import OwnProfile, Relation, SentInvitation
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.account_status import plan_now, state_of_status
from core.rules.limits import READS_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.rules.states import Status
from core.seeds import generator
from core.store import held_items, journal, members, outreach_counts, outreach_plans, outreaches
from core.store import readings as failing
from core.store.database import Reading, Writing
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.views import journal_queries, outreach_people

EVERY_H = (3.0, 6.0)
"""Hours between two reads of an account, drawn at random (docs/provider.md#acceptance)."""
LATE = timedelta(hours=12)
"""Overlap with the last check: lists lag, relations appear up to 8 hours late."""
MORNING = timedelta(hours=6)
"""Local time of the next day's first check, for an account whose pages of the day are used up."""
ONCE_A_DAY = timedelta(days=1)
GONE_AFTER = timedelta(hours=2)
"""Age up to which an invitation may be missing from the sent list only because the list lags."""


def sync_due(context: Context, member_id: int, now: datetime) -> None:
    """Check one account, and plan the next check."""
    with context.store.read() as store:
        member = members.get(store, member_id)
    if member.archived:  # possible if the store was changed by hand; the check would stay due for ever
        with context.store.write() as store:
            assert_epoch(context, store)
            members.plan_no_sync(store, member_id)
        return
    read = False
    try:
        on = _check_account(context, member, now)
        if on and _may_read_lists(context, member, now):
            _check_lists(context, member, now)
            read = True
    except ProviderError as error:
        unreadable = error.klass is ErrorClass.unreadable
        soonest = unread_lists.failed(context, member, "account", error.words) if unreadable else now
        with context.store.write() as store:
            assert_epoch(context, store)
            account_owner.assert_same(store, member)
            wait = circuit_breaker.read_failed(context, store, member, error, now)
            _plan_next(store, member, max(soonest, now + wait))
        return
    circuit_breaker.read_worked(context, now)
    with context.store.write() as store:
        assert_epoch(context, store)
        if account_owner.assert_same(store, member).archived:
            return  # joined to an older member of the same owner
        at = _next_check(member, now, on=on, read=read)
        again = failing.next_again(store, member.id) if read else None
        # A list that is due but was not read has used up its pages of the day: reading it at once would loop.
        at = at if again is None or again <= now else min(at, again)
        counts = account_lists.reads_count_from(store)
        at = at if counts is None or counts <= now else min(at, counts)
        _plan_next(store, member, at, looked=now if read else None)


def _next_check(member: MemberRow, now: datetime, *, on: bool, read: bool) -> datetime:
    """Return the next check: at a random time, soon if the account is off, tomorrow if the day's pages are used up."""
    if not on:
        return now + circuit_breaker.OFF_AGAIN
    if not read:
        tomorrow = start_of_day(local_date(now, member.time_zone) + timedelta(days=1), member.time_zone)
        return tomorrow + MORNING
    chance = generator("sync", member.account_id, now.isoformat())
    return now + timedelta(hours=chance.uniform(*EVERY_H))


def _may_read_lists(context: Context, member: MemberRow, now: datetime) -> bool:
    with context.store.read() as store:
        return account_lists.pages_left(store, member, now)


def _plan_next(store: Writing, member: MemberRow, at: datetime, looked: datetime | None = None) -> None:
    if looked is None:
        members.plan_sync(store, member.id, at)
    else:
        members.finish_sync(store, member.id, at, looked)


def _check_account(context: Context, member: MemberRow, now: datetime) -> bool:
    """Read an account's status and, if that is ok, the owner; return whether the lists may be read for the member."""
    account = context.gateway.account(member.account_id)
    on = account.status == "ok"
    with context.store.write() as store:
        assert_epoch(context, store)
        circuit_breaker.key_works(store, now)
        current = account_owner.assert_same(store, member)
        circuit_breaker.set_state(
            context.workspace, store, current, state_of_status(account.status), account.words, now
        )
    own = _own_profile(context, member) if on else None
    if own is None:
        return on
    with context.store.write() as store:
        assert_epoch(context, store)
        current = account_owner.assert_same(store, member)
        if not account_owner.learn(context, store, current, own, now):
            return False
        _learn_plan(store, current, own, now)
    return True


def _own_profile(context: Context, member: MemberRow) -> OwnProfile | None:
    """Read the owner of the account; return None if the answer cannot be read and the owner is already known.

    Raises ProviderError, also if the owner was never read: then nothing is read or sent for the account.
    """
    try:
        own = context.gateway.own_profile(member.account_id)
    except ProviderError as error:
        if error.klass is not ErrorClass.unreadable or not member.account_known:
            raise
        unread_lists.failed(context, member, "account", error.words)
        return None
    unread_lists.recovered(context, member, "account")
    return own


def _learn_plan(store: Writing, member: MemberRow, own: OwnProfile, now: datetime) -> None:
    """Store the account's plan, which decides note length and the month's notes; LinkedIn may change it at any time."""
    plan = plan_now(member.plan, premium=own.premium, sales_navigator=own.sales_navigator)
    if plan != member.plan:
        members.set_plan(store, member.id, plan)
        journal.write(store, now, ENGINE, "member.edited", member=member.id, data={"plan": plan, "was": member.plan})


def _check_lists(context: Context, member: MemberRow, now: datetime) -> None:
    since = _since(context, member)
    sent = account_lists.sent_list(context, member)
    relations = account_lists.new_relations(context, member, since)
    with context.store.write() as store:
        assert_epoch(context, store)
        account_owner.assert_same(store, member)
        account_lists.note_foreign(context, store, member, sent, now)
        since_when = account_lists.reads_count_from(store)
        if sent.ended and (since_when is None or now >= since_when):
            # Skipped records count as sent outside Overture, so they hold nothing back for ever.
            members.sent_list_was_read(store, member.id, now)
        _learn_ids(context, store, member, sent.items, now)
        _accept_from(context, store, member, relations.items, now)
        reached_outside.cancel_reached(context, store, member, relations.items, now)
    if sent.ended:
        _check_gone(context, member, sent, now)
    chats.check_chats(context, member, since, now)


def _since(context: Context, member: MemberRow) -> datetime | None:
    """Return the moment from which lists are read: earlier if a failed record or chat is due to be read again."""
    if member.synced_at is None:
        return None
    with context.store.read() as store:
        failed = held_items.first_of_member(store, member.id) if context.held else None
    return (member.synced_at if failed is None else min(member.synced_at, failed)) - LATE


def _learn_ids(
    context: Context, store: Writing, member: MemberRow, invitations: list[SentInvitation], now: datetime
) -> None:
    """Store missing invitation ids from the sent list: an invitation can be withdrawn only by its id."""
    for row in outreach_people.unnamed_invitations(store, member.id):
        with bulkhead.within(context, Item("look", row.id, "", None, row.id, member.id), now):
            listed = (item.id for item in invitations if account_lists.names(item, row.person, row.public_id, None))
            found = next(listed, None)
            if found is not None:
                outreach_plans.set_invitation(store, row.id, found)


def _accept_from(context: Context, store: Writing, member: MemberRow, relations: list[Relation], now: datetime) -> None:
    """Mark invited people who are now relations as accepted, at the moment that LinkedIn gives."""
    waiting = outreach_counts.unaccepted(store, member.id)
    undated = outreach_counts.undated(store, member.id)
    for relation in relations:
        known = relation.provider_id
        ident = waiting.get(known, undated.get(known))
        if ident is None:
            continue
        with bulkhead.within(context, Item("record", member.id, f"relation of {ident}", None, ident, member.id), now):
            row = outreaches.get(store, ident)
            if waiting.pop(known, None) is not None:
                sequence.accept(store, row, relation.connected_at, now)
            else:
                sequence.date_acceptance(store, row, relation.connected_at, now)


def _check_gone(context: Context, member: MemberRow, sent: Listing[SentInvitation], now: datetime) -> None:
    """Check invitations missing from the sent list: accepted, withdrawn, declined or expired; the profile decides."""
    people = {item.provider_id for item in sent.items if item.provider_id is not None}
    unnamed = [item for item in sent.items if item.provider_id is None]
    with context.store.read() as store:
        candidates = outreach_people.invited_before(store, member.id, now - GONE_AFTER)
    for ident, person, public_id, invitation in candidates:
        item = Item("look", ident, "profile", None, ident, member.id)
        with context.store.read() as store:
            if bulkhead.is_held(context, store, item.key, now):
                continue
        with bulkhead.isolated(context, partial(_same, item), now, through=(ProviderError,)):
            listed = person in people or any(
                account_lists.names(item, person, public_id, invitation) for item in unnamed
            )
            hidden = not listed and account_lists.may_hide(sent.unreadable, person, public_id, invitation)
            if not listed and not _confirm_gone(context, member, person, ident, now, hidden=hidden):
                return


def _same(item: Item, _store: Reading) -> Item:
    return item


def _confirm_gone(context: Context, member: MemberRow, person: str, ident: int, now: datetime, *, hidden: bool) -> bool:
    """Read one profile, within the day's reads; return False if none is left.

    With `hidden`, an unreadable record of the list may be this person's: they may have accepted, but their invitation
    does not count as gone, and their profile is read once a day.
    """
    with context.store.write() as store:
        assert_epoch(context, store)
        if hidden and _read_lately(store, ident, now):
            return True
        start = start_of_day(local_date(now, member.time_zone), member.time_zone)
        if journal_queries.reads_since(store, member.id, start) >= READS_PER_DAY:
            return False
        journal.about(store, ident, now, ENGINE, "profile.read")
    try:
        profile = context.gateway.profile(member.account_id, person)
    except ProviderError as error:
        if error.klass is ErrorClass.unreadable:
            unread_lists.failed(context, member, "profile", error.words, str(ident), ident)
        elif error.klass is not ErrorClass.person_fail:
            raise
        return True
    unread_lists.recovered(context, member, "profile", str(ident))
    with context.store.write() as store:
        assert_epoch(context, store)
        row = outreaches.get(store, ident)
        if row.status != Status.INVITED or profile.pending_invitation:
            return True
        if profile.connected:
            sequence.accept(store, row, now, now)
        elif profile.distance is not None and not hidden:  # a withheld distance is unknown, not "none"
            sequence.withdrawn(store, ident, now, reason="invitation.gone")
    return True


def _read_lately(store: Reading, outreach: int, now: datetime) -> bool:
    return journal_queries.profile_was_read(store, outreach, now - ONCE_A_DAY)

"""Reading a drawn person's profile: the outreach is cancelled with a reason, or its text waits for approval."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine import side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import draw, excluded, hold_excluded, impossible, sequence
from core.engine.reading import unread_lists
from core.engine.reading.circuit_breaker import THROTTLED, read_failed, read_worked
from core.engine.restoring import replay
from core.engine.sending import call_holds, control_read
from core.network.gateway import Profile
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.addresses.identity import identity_of
from core.rules.codes import describe
from core.rules.holds import DRAW, EQUAL_ROW, NOT_FOUND_ROW, PROFILE, READING
from core.rules.limits import AFTER_WITHDRAWAL, READS_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.rules.states import Status
from core.seeds import generator
from core.store import campaigns, holds, journal, members, outreach_plans, outreaches
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import blocks, connections, contacts
from core.store.views import journal_queries, outreach_people, sends
from core.store.views.candidates import held_by_another

UNREAD = timedelta(minutes=1)
"""Wait before a profile is requested again while the account's owner is not known yet."""


def read_due(context: Context, outreach_id: int, now: datetime) -> None:
    """Read the profile of one queued person, within the member's reads of the day; then cancel or render the text."""
    with context.store.write() as store:
        assert_epoch(context, store)
        row = outreaches.get(store, outreach_id)
        member = members.get(store, row.member_id)
        later = _not_yet(store, row, member, now)
        if later is not None:
            outreach_plans.plan_read(store, outreach_id, later)
            return
        if row.status != Status.QUEUED:
            return
        identifier = contacts.identifier(store, row.contact_id)
        if identity_of(identifier, bare=True) is None:  # imported before placeholders were refused
            _cancel(context, store, row, "address.nobody", now)
            return
        for call in READING:
            call_holds.tried(store, row, call, now)
        journal.about(store, row.id, now, ENGINE, "profile.read")
    try:
        profile = context.gateway.profile(member.account_id, identifier)
    except ProviderError as error:
        if error.klass is ErrorClass.unreadable:
            _unreadable(context, row, member, error)
        else:
            _failed(context, row, member, error, now)
        return
    read_worked(context, now)
    unread_lists.recovered(context, member, "profile", str(row.id))
    with context.store.read() as store:
        another = contacts.is_another(store, row.contact_id, profile)
    if another:
        answer = call_holds.Answer(200, "profile.other", describe("profile.other")[0], NOT_FOUND_ROW)
        _not_found(context, row, member, answer, "profile.other", now)
    else:
        _decide(context, row, profile, now)


def _not_yet(store: Reading, row: OutreachRow, member: MemberRow, now: datetime) -> datetime | None:
    """Return the time until which a due read waits, or None: account off, reading held, or the day's reads used up."""
    if member.state != "ok" or member.barred:
        return now + timedelta(minutes=30)
    if not member.account_known:
        return now + UNREAD
    for call in READING:
        hold = holds.blocking(store, row.campaign_id, row.member_id, call, now)
        if hold is not None:
            return hold.try_at
    today = local_date(now, member.time_zone)
    if journal_queries.reads_since(store, member.id, start_of_day(today, member.time_zone)) >= READS_PER_DAY:
        tomorrow = start_of_day(today + timedelta(days=1), member.time_zone)
        chance = generator("reads", member.account_id, today)
        return tomorrow + timedelta(hours=6, minutes=chance.uniform(0, 60))
    return None


def _unreadable(context: Context, row: OutreachRow, member: MemberRow, error: ProviderError) -> None:
    """Put off the read of a profile that cannot be read: by an hour at first, later by up to six hours."""
    again = unread_lists.failed(context, member, "profile", error.words, str(row.id), row.id)
    with context.store.write() as store:
        assert_epoch(context, store)
        outreach_plans.plan_read(store, row.id, again, queued=True)


def _failed(context: Context, row: OutreachRow, member: MemberRow, error: ProviderError, now: datetime) -> None:
    if error.klass is ErrorClass.person_fail:
        answer = call_holds.Answer(error.status or 0, "not.found", error.words, NOT_FOUND_ROW)
        _not_found(context, row, member, answer, "not.found", now)
        return
    with context.store.write() as store:
        assert_epoch(context, store)
        wait = read_failed(context, store, member, error, now)
        outreach_plans.plan_read(store, row.id, now + wait)
        if error.status == THROTTLED:
            _rest(context, store, member, wait)
        elif (refusal := call_holds.answer_of(error, error.klass)) is not None:
            call_holds.refused(context, store, row, PROFILE, refusal, now, at=now)


def _not_found(
    context: Context, row: OutreachRow, member: MemberRow, answer: call_holds.Answer, reason: str, now: datetime
) -> None:
    """Cancel a person without a profile; after five consecutive ones, hold reading instead.

    If a control read finds no profile either, the member's reading is held, not the campaign's alone.
    """
    with context.store.read() as store:
        asks = call_holds.completes(store, row, PROFILE, answer)
    unreadable = asks and not control_read.finds(context, member, row, now)
    with context.store.write() as store:
        assert_epoch(context, store)
        current = outreaches.get(store, row.id)
        if current.status != Status.QUEUED:
            return
        if not call_holds.refused(context, store, current, PROFILE, answer, now, at=now, member_wide=unreadable):
            _cancel(context, store, current, reason, now, words=answer.words)


def _rest(context: Context, store: Writing, member: MemberRow, wait: timedelta) -> None:
    """Postpone all planned reads of an account from which LinkedIn wants fewer calls; their spacing stays."""
    shift = wait // timedelta(microseconds=1)
    outreach_plans.shift_reads(store, member.id, wait, context.workspace.now() + wait)
    members.put_off_next_read(store, member.id, shift)


def _decide(context: Context, row: OutreachRow, profile: Profile, now: datetime) -> None:
    with context.store.write() as store:
        assert_epoch(context, store)
        campaign = campaigns.get(store, row.campaign_id)
        current = outreaches.get(store, row.id)
        if current.status != Status.QUEUED:
            return
        call_holds.worked(store, current, PROFILE, now)
        contact, known_before = contacts.learn(store, row.contact_id, profile, now)
        hold_excluded.hold(context.workspace, store, [contact], now, ENGINE, but=current.id)
        if known_before and outreach_people.is_in_campaign(store, contact, row.campaign_id):
            _cancel(context, store, current, "same_person", now)
            return
        person = current._replace(person=profile.provider_id, contact_id=contact)
        if replay.claim(context, store, person, now):
            _store_identity(store, person)
            return
        reason = _reason_against(context, store, current, contact, profile, known_before=known_before, now=now)
        if reason:
            _cancel(context, store, current, reason, now)
            return
        _store_identity(store, person)
        _ask(context, store, campaign, outreaches.get(store, row.id), now)


def _store_identity(store: Writing, row: OutreachRow) -> None:
    """Store the person's identity from the profile."""
    outreach_plans.set_person(store, row.id, row.person, row.contact_id)


def _reason_against(
    context: Context,
    store: Reading,
    row: OutreachRow,
    contact: int,
    profile: Profile,
    *,
    known_before: bool,
    now: datetime,
) -> str:
    """Return why this person is not invited, or an empty text (docs/design.md#who-is-never-invited)."""
    if known_before and _is_taken(context, store, row, contact):
        return "same_person"
    if profile.connected or connections.known(store, contact, row.member_id):
        return "connected"
    if profile.pending_invitation:
        return "invited.elsewhere"
    refused = excluded.reason_against(context.workspace, store, contact)
    if refused:
        return refused
    if _is_blocked(context, store, profile):
        return "blocked"
    after = now - AFTER_WITHDRAWAL
    return sends.invited_before(store, row.member_id, profile.provider_id, after) or impossible.held_first(
        context, store, row, contact
    )


def _is_taken(context: Context, store: Reading, row: OutreachRow, contact: int) -> bool:
    """Return whether another outreach already holds the person, who was drawn by another of their addresses.

    Outreaches of this campaign, its group and this member count; with the setting `all`, those of any campaign.
    """
    dedupe = context.workspace.stamp.dedupe
    return outreach_people.is_taken(store, row, contact) or held_by_another(
        store, row.id, contact, row.campaign_id, row.member_id, dedupe=dedupe
    )


def _is_blocked(context: Context, store: Reading, profile: Profile) -> bool:
    """Return whether an address of the profile is blocked by hash: a forgotten person may return by another address."""
    key = context.workspace.stamp.hash_key
    return any(
        blocks.is_blocked(store, side_journal.person_hash(key, "", address))
        for address in contacts.addresses_of(profile)
    )


def _cancel(context: Context, store: Writing, row: OutreachRow, reason: str, now: datetime, *, words: str = "") -> None:
    data = {"words": words} if words else None
    outreaches.change(
        store,
        row.id,
        Status.QUEUED,
        Status.CANCELLED,
        now=now,
        actor=ENGINE,
        kind="cancelled",
        reason=reason,
        data=data,
        read_at=None,
    )
    draw.replace(context, store, campaigns.get(store, row.campaign_id), row.batch, now)


def _ask(context: Context, store: Writing, campaign: CampaignRow, row: OutreachRow, now: datetime) -> None:
    refusal = sequence.render_step(store, campaign, row, 0, Status.QUEUED, now, read_at=None)
    if not refusal:
        call_holds.worked(store, row, DRAW, now)
        return
    answer = call_holds.Answer(0, "text", describe(refusal)[0], max(EQUAL_ROW, campaign.cohort_size))
    if not call_holds.refused(context, store, row, DRAW, answer, now, at=now):
        draw.replace(context, store, campaign, row.batch, now)

"""The gate: the checks that may hold a send back, made in the transaction that would commit its intent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.engine.context import Context
from core.engine.planning import budget, impossible
from core.engine.reading import circuit_breaker
from core.engine.sending import person_limits
from core.home import LEAST_FREE, free_bytes
from core.rules import doubt_limits
from core.rules.bulkheads import REASON
from core.rules.holds import call_of
from core.rules.limits import (
    HARD_WEEK,
    WEEK,
    note_allowed,
)
from core.seeds import generator
from core.store import campaigns, holds, members, notes, person_waits
from core.store.database import Reading
from core.store.engine import engine_state
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.upkeep import damage
from core.store.views import journal_queries, limit_usage

AGAIN = timedelta(minutes=1)
PROVIDER_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Later:
    """Not now: try again at this moment, for this reason."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class NotThisRun:
    """Not in this run: the person returns to approved with this reason."""

    reason: str


@dataclass(frozen=True)
class Never:
    """Not at all: the outreach is cancelled with this reason."""

    reason: str


Verdict = Later | NotThisRun | Never | None


def verdict(context: Context, store: Reading, outreach: OutreachRow, member: MemberRow, now: datetime) -> Verdict:
    """Return the first reason that holds a send back, or None."""
    return (
        _workspace(context, store, now)
        or _campaign(store, outreach)
        or _account(member, now)
        or _held(store, outreach, member, now)
        or _person(context, store, outreach, now)
        or _doubts(store, member, now)
        or _spacing(store, member, now)
        or (_message_limits(store, member, now) if outreach.step else _invitation_limits(store, member, now))
        or _note_limit(store, outreach, member, now)
    )


def holds_account(context: Context, store: Reading, member: MemberRow, now: datetime) -> Verdict:
    """Return the first reason that holds back any write of a member's account, or None."""
    return (
        _workspace(context, store, now)
        or _account(member, now)
        or _doubts(store, member, now)
        or _spacing(store, member, now)
    )


def _workspace(context: Context, store: Reading, now: datetime) -> Verdict:
    everybody = engine_state.conditions(store)
    if not context.replayed:
        return Later(now + AGAIN, REASON)  # people in the side journal may not be contacted again
    if context.check is not None and context.check.holds:
        return Later(now + AGAIN, "store.checking")
    if everybody.key_refused:
        return NotThisRun("key.refused")
    if context.safe:
        return Later(now + AGAIN, "engine.safe")
    if everybody.paused:
        return Later(now + AGAIN, "paused")
    if everybody.clock_held:
        return Later(now + AGAIN, "clock.held")
    if everybody.provider_down:
        return Later(now + PROVIDER_AGAIN, "provider.down")
    if free_bytes(context.workspace.home.folder) < LEAST_FREE:
        return Later(now + AGAIN, "disk.low")
    return None


def _campaign(store: Reading, outreach: OutreachRow) -> Verdict:
    """Return NotThisRun if the campaign was stopped during a call that was not sent: its send time is freed as well."""
    running = campaigns.is_running(store, outreach.campaign_id)
    return None if running else NotThisRun("stopped")


def _account(member: MemberRow, now: datetime) -> Verdict:
    if member.state != "ok":
        return NotThisRun(f"sender.{member.state}")
    if member.barred:
        return NotThisRun(member.barred)
    if member.paused:
        return Later(now + AGAIN, "member.paused")
    if member.sent_list_read_at is None or not member.account_known:
        return Later(now + AGAIN, "list.unread")
    return None


def _person(context: Context, store: Reading, outreach: OutreachRow, now: datetime) -> Verdict:
    reason = impossible.reason_against(context, store, outreach, now)
    return Never(reason) if reason else None


def _held(store: Reading, outreach: OutreachRow, member: MemberRow, now: datetime) -> Verdict:
    """Refuse a call that several people in a row were refused, or a person refused while calls to others worked."""
    hold = holds.blocking(store, outreach.campaign_id, outreach.member_id, call_of(outreach.step), now)
    if hold is not None:
        return NotThisRun(hold.code)
    if outreach.step or outreach.person is None:
        return None
    until = person_waits.until(store, outreach.member_id, outreach.person, now)
    return None if until is None else NotThisRun(person_limits.reason_of(until, member.time_zone))


def _doubts(store: Reading, member: MemberRow, now: datetime) -> Verdict:
    # A withdrawal whose outcome nothing shows stays in doubt, but holds nobody back.
    if limit_usage.open_doubts(store, member.id, now - doubt_limits.WITHOUT_EVIDENCE) >= doubt_limits.OPEN:
        return Later(now + PROVIDER_AGAIN, "doubts.open")
    lately = journal_queries.doubts_after(store, member.id, now - doubt_limits.REST)
    until = doubt_limits.rests_until(
        lately, limit_usage.doubts_of_last(store, member.id, doubt_limits.LAST) if lately else 0
    )
    return Later(until, "doubts.many") if until is not None and now < until else None


def _spacing(store: Reading, member: MemberRow, now: datetime) -> Verdict:
    last = limit_usage.last_write(store, member.id)
    spacing = timedelta(seconds=member.spacing_s)
    if last is None or now - last >= spacing:
        return None
    extra = generator("spacing", member.account_id, last).uniform(1, 20)
    return Later(last + spacing + timedelta(seconds=extra), "")


def _invitation_limits(store: Reading, member: MemberRow, now: datetime) -> Verdict:
    if member.cooldown_until is not None and member.cooldown_until > now:
        return NotThisRun("limit.network")
    if limit_usage.invitations_after(store, member.id, now - WEEK) >= HARD_WEEK:
        return NotThisRun("limit.week")
    if budget.invitations_today(store, member, now) >= budget.day_cap_now(store, member, now).ramped:
        return NotThisRun("limit.day")
    return None


def _note_limit(store: Reading, outreach: OutreachRow, member: MemberRow, now: datetime) -> Verdict:
    """Return NotThisRun if the month's notes are used up: an approved note is never dropped, so the person waits."""
    if outreach.step or outreach.text is None:
        return None
    used = notes.used(store, member.id, member.time_zone, now)
    return None if note_allowed(member.plan, used) else NotThisRun("limit.notes")


def _message_limits(store: Reading, member: MemberRow, now: datetime) -> Verdict:
    if budget.messages_left(store, member, now) == 0:
        return NotThisRun("limit.messages")
    return None


def open_at_wire(context: Context, store: Reading) -> str:
    """Check again just before the first byte is sent; return the reason against it, or an empty text."""
    if damage.known(context.workspace.home) is not None:
        return "store.damaged"
    everybody = engine_state.conditions(store)
    if everybody.epoch != context.epoch:
        return "engine.elsewhere"
    if everybody.paused:
        return "paused"
    if everybody.clock_held:
        return "clock.held"
    return "provider.down" if circuit_breaker.is_down(store) else ""


def member_open(store: Reading, member_id: int) -> str:
    """Return the reason if the member was paused or barred meanwhile, else an empty text."""
    member = members.get(store, member_id)
    return "member.paused" if member.paused else member.barred

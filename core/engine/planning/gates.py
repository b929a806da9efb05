"""The gates that hold a send, except those about one person: one table, for the engine and for `explain`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Protocol

from core.days_off import CODE as DAY_OFF
from core.engine.planning import budget
from core.engine.planning.planner import end_of_day
from core.engine.store_check import StoreCheck
from core.home import LEAST_FREE, free_bytes
from core.rules import doubt_limits
from core.rules.bulkheads import REASON
from core.rules.holds import call_of
from core.rules.limits import HARD_WEEK, WEEK, next_month
from core.rules.schedule import INSTANT, local_date, start_of_day
from core.seeds import generator
from core.store import campaign_days, campaigns, holds, notes
from core.store.campaign_days import CampaignDays
from core.store.database import Reading
from core.store.engine import clock_state, engine_state
from core.store.engine.engine_state import Conditions
from core.store.holds import HoldRow
from core.store.members import MemberRow
from core.store.views import journal_queries, limit_usage
from core.workspace import Workspace

BY_ITSELF = frozenset({"clock.held", "provider.down", "sender.connecting", "list.unread", "doubts.open"})
"""Reasons that end without a person, at a moment that is not known before."""
AGAIN = timedelta(minutes=1)
PROVIDER_AGAIN = timedelta(minutes=5)


@dataclass(frozen=True)
class Later:
    """A refusal for now: try again at this moment, for this reason."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class NotThisRun:
    """A refusal for this run: the person returns to *approved* with this reason."""

    reason: str


@dataclass(frozen=True)
class Never:
    """A final refusal: the outreach is cancelled with this reason."""

    reason: str


Verdict = Later | NotThisRun | Never | None


class EngineFacts(Protocol):
    """The engine's state that the gates need; a process without an engine takes it from the store."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def replayed(self) -> bool: ...
    @property
    def safe(self) -> bool: ...
    @property
    def check(self) -> StoreCheck | None: ...


class GateQuery:
    """A question to the gates: whether a member's account may make a call now. Shared values are read once.

    `campaign` is None if the question is about the account alone. `step` 0 is the invitation; `noted` is True if it
    carries a note.
    """

    def __init__(
        self,
        facts: EngineFacts,
        store: Reading,
        member: MemberRow,
        now: datetime,
        *,
        campaign: int | None = None,
        step: int = 0,
        noted: bool = False,
    ) -> None:
        self.facts = facts
        self.store = store
        self.member = member
        self.now = now
        self.campaign = campaign
        self.step = step
        self.noted = noted

    @cached_property
    def everybody(self) -> Conditions:
        """Conditions that hold all sending."""
        return engine_state.conditions(self.store)

    @cached_property
    def hold(self) -> HoldRow | None:
        """Return the hold that forbids the call of the campaign's step."""
        if self.campaign is None:
            return None
        return holds.blocking(self.store, self.campaign, self.member.id, call_of(self.step), self.now)

    @cached_property
    def off(self) -> CampaignDays | None:
        """The campaign's days off."""
        return None if self.campaign is None else campaign_days.of_campaign(self.store, self.campaign)


@dataclass(frozen=True)
class Gate:
    """One gate: its name, and the function that answers a question."""

    name: str
    ask: Callable[[GateQuery], Verdict]


def _replayed(asked: GateQuery) -> Verdict:
    # Until the replay, the store may lack people who were contacted according to the side journal.
    return None if asked.facts.replayed else Later(asked.now + AGAIN, REASON)


def _store(asked: GateQuery) -> Verdict:
    checking = asked.facts.check is not None and asked.facts.check.holds
    return Later(asked.now + AGAIN, "store.checking") if checking else None


def _key(asked: GateQuery) -> Verdict:
    return NotThisRun("key.refused") if asked.everybody.key_refused else None


def _safe(asked: GateQuery) -> Verdict:
    return Later(asked.now + AGAIN, "engine.safe") if asked.facts.safe else None


def _pause(asked: GateQuery) -> Verdict:
    return Later(asked.now + AGAIN, "paused") if asked.everybody.paused else None


def _clock(asked: GateQuery) -> Verdict:
    if asked.everybody.clock_held:
        return Later(asked.now + AGAIN, "clock.held")
    differs = not asked.facts.workspace.store.in_file and clock_state.difference(asked.store) is not None
    return Later(asked.now + AGAIN, "clock.differs") if differs else None


def _provider(asked: GateQuery) -> Verdict:
    return Later(asked.now + PROVIDER_AGAIN, "provider.down") if asked.everybody.provider_down else None


def _disk(asked: GateQuery) -> Verdict:
    low = free_bytes(asked.facts.workspace.home.folder) < LEAST_FREE
    return Later(asked.now + AGAIN, "disk.low") if low else None


def _campaign(asked: GateQuery) -> Verdict:
    """Return NotThisRun if the campaign was stopped: a stop does not release the send time of a call under way."""
    if asked.campaign is None or campaigns.is_running(asked.store, asked.campaign):
        return None
    return NotThisRun("stopped")


def _off(asked: GateQuery) -> Verdict:
    """Return NotThisRun on a day off, by its date in the campaign's zone, even for a run that began the day before."""
    if asked.off is None or not asked.off.days.periods:
        return None
    return NotThisRun(DAY_OFF) if local_date(asked.now, asked.off.time_zone) in asked.off.days else None


def _account(asked: GateQuery) -> Verdict:
    if asked.member.state != "ok":
        return NotThisRun(f"sender.{asked.member.state}")
    return NotThisRun(asked.member.barred) if asked.member.barred else None


def _member(asked: GateQuery) -> Verdict:
    return Later(asked.now + AGAIN, "member.paused") if asked.member.paused else None


def _lists(asked: GateQuery) -> Verdict:
    unread = asked.member.sent_list_read_at is None or not asked.member.account_known
    return Later(asked.now + AGAIN, "list.unread") if unread else None


def _refusals(asked: GateQuery) -> Verdict:
    """Refuse a call that is held because the network refused it for several people consecutively."""
    return None if asked.hold is None else NotThisRun(asked.hold.code)


def _doubts(asked: GateQuery) -> Verdict:
    # A withdrawal in doubt counts for one day only: if nothing shows its outcome, it stays in doubt.
    store, member, now = asked.store, asked.member, asked.now
    if limit_usage.open_doubts(store, member.id, now - doubt_limits.WITHOUT_EVIDENCE) >= doubt_limits.OPEN:
        return Later(now + PROVIDER_AGAIN, "doubts.open")
    lately = journal_queries.doubts_after(store, member.id, now - doubt_limits.REST)
    until = doubt_limits.rests_until(
        lately, limit_usage.doubts_of_last(store, member.id, doubt_limits.LAST) if lately else 0
    )
    return Later(until, "doubts.many") if until is not None and now < until else None


def _spacing(asked: GateQuery) -> Verdict:
    last = limit_usage.last_write(asked.store, asked.member.id)
    spacing = timedelta(seconds=asked.member.spacing_s)
    if last is None or asked.now - last >= spacing:
        return None
    extra = generator("spacing", asked.member.account_id, last).uniform(1, 20)
    return Later(last + spacing + timedelta(seconds=extra), "")


def _network(asked: GateQuery) -> Verdict:
    rests = asked.member.cooldown_until is not None and asked.member.cooldown_until > asked.now
    return NotThisRun("limit.network") if rests and not asked.step else None


def _week(asked: GateQuery) -> Verdict:
    if asked.step or limit_usage.invitations_after(asked.store, asked.member.id, asked.now - WEEK) < HARD_WEEK:
        return None
    return NotThisRun("limit.week")


def _day(asked: GateQuery) -> Verdict:
    if asked.step:
        return None
    used = budget.invitations_today(asked.store, asked.member, asked.now)
    full = used >= budget.day_cap_now(asked.store, asked.member, asked.now).ramped
    return NotThisRun("limit.day") if full else None


def _messages(asked: GateQuery) -> Verdict:
    full = asked.step and budget.messages_left(asked.store, asked.member, asked.now) == 0
    return NotThisRun("limit.messages") if full else None


def _notes(asked: GateQuery) -> Verdict:
    """Return NotThisRun if the month's notes are used up: an approved note is never dropped, so the person waits."""
    if asked.step or not asked.noted:
        return None
    used = notes.used(asked.store, asked.member.id, asked.member.time_zone, asked.now)
    return None if notes.allowed(asked.store, asked.member.plan, used) else NotThisRun("limit.notes")


WORKSPACE = (
    Gate("journal", _replayed),
    Gate("store", _store),
    Gate("key", _key),
    Gate("safe", _safe),
    Gate("pause", _pause),
    Gate("clock", _clock),
    Gate("provider", _provider),
    Gate("disk", _disk),
)
"""Gates that hold everybody's sends, in the order of the send path."""
CAMPAIGN = (Gate("campaign", _campaign), Gate("off", _off))
ACCOUNT = (Gate("account", _account), Gate("member", _member), Gate("lists", _lists))
REFUSALS = Gate("refusals", _refusals)
PACE = (Gate("doubts", _doubts), Gate("spacing", _spacing))
LIMITS = (
    Gate("network", _network),
    Gate("week", _week),
    Gate("day", _day),
    Gate("messages", _messages),
    Gate("notes", _notes),
)
BEFORE_PERSON = (*WORKSPACE, *CAMPAIGN, *ACCOUNT, REFUSALS)
AFTER_PERSON = (*PACE, *LIMITS)
EVERY = (*BEFORE_PERSON, *AFTER_PERSON)
"""All gates in the order of the send path; checks about one person come between the two parts."""


def first(gates: tuple[Gate, ...], asked: GateQuery) -> Verdict:
    """Return the verdict of the first gate that blocks, or None."""
    return next((verdict for gate in gates if (verdict := gate.ask(asked)) is not None), None)


def frees_at(asked: GateQuery, verdict: Later | NotThisRun | Never) -> datetime | None:
    """Return when a closed gate opens by itself if nothing else happens; None if that is not known."""
    match verdict.reason:
        case "" | "doubts.many":
            return verdict.at if isinstance(verdict, Later) else None
        case "limit.network":
            return asked.member.cooldown_until
        case "limit.week":
            sent = limit_usage.invitation_moments(asked.store, asked.member.id, asked.now - WEEK)
            return sent[len(sent) - HARD_WEEK] + WEEK
        case "limit.day" | "limit.messages":
            return end_of_day(asked.member, asked.now) + INSTANT
        case "limit.notes":
            return next_month(asked.now, asked.member.time_zone)
    if verdict.reason == DAY_OFF and asked.off is not None:
        zone = asked.off.time_zone
        return start_of_day(asked.off.days.until(local_date(asked.now, zone)), zone)
    return asked.hold.try_at if asked.hold is not None and verdict.reason == asked.hold.code else None


def blocking(asked: GateQuery) -> dict[str, str]:
    """Return the gates that block an invitation of a campaign, with their reasons, as a run records them."""
    found = ((gate.name, gate.ask(asked)) for gate in EVERY)
    return {name: verdict.reason for name, verdict in found if verdict is not None}

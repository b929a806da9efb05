"""The gate: the checks that may hold a send, made in the transaction that would commit its intent."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.engine.planning import gates, impossible
from core.engine.planning.gates import GateQuery, Later, Never, NotThisRun, Verdict
from core.engine.sending import person_limits
from core.store import members, person_waits
from core.store.database import Reading
from core.store.engine import engine_state
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.upkeep import damage

__all__ = ["Later", "Never", "NotThisRun", "Verdict"]


def verdict(context: Context, store: Reading, outreach: OutreachRow, member: MemberRow, now: datetime) -> Verdict:
    """Return the first reason that holds a send, or None."""
    noted = outreach.text is not None
    asked = GateQuery(context, store, member, now, campaign=outreach.campaign_id, step=outreach.step, noted=noted)
    return (
        gates.first(gates.BEFORE_PERSON, asked)
        or _wait(store, outreach, member, now)
        or _person(context, store, outreach, now)
        or gates.first(gates.AFTER_PERSON, asked)
    )


def holds_account(context: Context, store: Reading, member: MemberRow, now: datetime) -> Verdict:
    """Return the first reason that holds any write of a member's account, or None."""
    return gates.first((*gates.WORKSPACE, *gates.ACCOUNT, *gates.PACE), GateQuery(context, store, member, now))


def _wait(store: Reading, outreach: OutreachRow, member: MemberRow, now: datetime) -> Verdict:
    """Refuse an invitation to a person whom the network refused although it accepted others."""
    if outreach.step or outreach.person is None:
        return None
    until = person_waits.until(store, outreach.member_id, outreach.person, now)
    return None if until is None else NotThisRun(person_limits.reason_of(until, member.time_zone))


def _person(context: Context, store: Reading, outreach: OutreachRow, now: datetime) -> Verdict:
    reason = impossible.reason_against(context, store, outreach, now)
    return Never(reason) if reason else None


def open_at_wire(context: Context, store: Reading) -> str:
    """Check again just before the first byte is sent; return the reason against it, or an empty text."""
    if damage.known(context.workspace.home) is not None:
        return "store.damaged"
    everybody = engine_state.conditions(store)
    if everybody.epoch != context.epoch or context.store.origin() != context.origin:
        return "engine.elsewhere"
    if everybody.paused:
        return "paused"
    if everybody.clock_held:
        return "clock.held"
    return "provider.down" if everybody.provider_down else ""


def member_open(store: Reading, member_id: int) -> str:
    """Return the reason if the member was paused or barred meanwhile, else an empty text."""
    member = members.get(store, member_id)
    return "member.paused" if member.paused else member.barred

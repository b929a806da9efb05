"""The gates of a campaign at a past moment: as its last run recorded them, changed by the journal rows since then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from core.days_off import CODE as DAY_OFF
from core.engine.planning import gates
from core.engine.planning.planner import end_of_day
from core.rules.codes import describe, lookup
from core.rules.holds import INVITATION
from core.rules.limits import HARD_WEEK, WEEK
from core.rules.schedule import INSTANT, before_day, local_date
from core.rules.states import RunState
from core.services.explain import days_off_then
from core.services.unshown import data_of
from core.store import bookings, members, runs
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.views import limit_usage
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.explaining import gate_changes
from core.store.views.explaining.gate_changes import GateChange
from core.views.explain_view import GateView

NOTED = frozenset({"journal", "store", "disk", "doubts", "notes", "messages"})
"""Gates whose changes are not journalled: after a run recorded one as open, its later state is unknown."""


UNREADABLE = "The last run recorded its gates, but its record cannot be read."


@dataclass
class Then:
    """A campaign at a past moment, with the gates that its last run recorded."""

    store: Reading
    line: CampaignLine
    at: datetime
    member: MemberRow
    opened_at: datetime | None
    """Opening of the last run that recorded its gates; None before the first."""
    blocks: Mapping[str, str]
    day_cap: int | None
    unreadable: bool = False
    """True if the last run recorded its gates, and the record cannot be read."""


def read(store: Reading, line: CampaignLine, at: datetime) -> Then:
    """Return a campaign at a past moment, with the record of its last run."""
    run = gate_changes.last_run(store, line.id, at)
    member = members.get(store, line.member_id)
    if run is None or run.gates is None:
        return Then(store, line, at, member, None, {}, None)
    noted = data_of(run.gates)
    blocks, day_cap = noted.get("blocks"), noted.get("day_cap")
    if not isinstance(blocks, dict) or not isinstance(day_cap, int) or not all(map(_is_code, blocks.values())):
        return Then(store, line, at, member, None, {}, None, unreadable=True)
    return Then(store, line, at, member, run.opened_at, blocks, day_cap)


def _is_code(code: object) -> bool:
    return isinstance(code, str) and (code in ("", "spacing") or lookup(code) is not None)


def gates_then(then: Then) -> list[GateView]:
    """Return every gate in the order of the send path; its state is `unknown` without a record."""
    return [GateView("engine", "open" if then.opened_at == then.at else "unknown"), *map(_of(then), gates.EVERY)]


def _of(then: Then) -> Callable[[gates.Gate], GateView]:
    return lambda gate: _CHANGES.get(gate.name, _noted)(then, gate.name)


def _noted(then: Then, name: str) -> GateView:
    """Return a gate as the run recorded it when it opened."""
    if then.opened_at is None:
        return GateView(name, "unknown")
    code = then.blocks.get(name)
    if code is None:
        return GateView(name, "open" if name not in NOTED or then.at == then.opened_at else "unknown")
    return _blocks(then, name, code, then.opened_at)


def _blocks(then: Then, name: str, code: str, since: datetime | None, until: datetime | None = None) -> GateView:
    text, action = describe(code, sender=then.line.member, source=then.line.source)
    if code == "stopped":
        text = "The campaign was not active."
    if code in ("", "spacing"):
        code, text, action = "spacing", f"{then.line.member}'s account had just sent something.", ""
    return GateView(name, "blocks", code, since, until, text, action)


def _unread(name: str) -> GateView:
    return GateView(name, "unknown", words="The journal's row of it cannot be read.")


def _decided(then: Then, name: str, row: GateChange | None, closes: Mapping[str, str]) -> GateView:
    """Return a gate from its last journal row, else as the run recorded it; `closes` maps closing kinds to codes."""
    if row is None:
        return _noted(then, name) if then.opened_at is not None else GateView(name, "open")
    code = closes.get(row.kind)
    return GateView(name, "open", since=row.at) if code is None else _blocks(then, name, code, row.at)


def _everybody(*opens: str, **closes: str) -> Callable[[Then, str], GateView]:
    kinds = {kind.replace("_", "."): code for kind, code in closes.items()}

    def asked(then: Then, name: str) -> GateView:
        row = gate_changes.of_workspace(then.store, [*opens, *kinds], then.at)
        return _decided(then, name, row, kinds)

    return asked


def _campaign(then: Then, name: str) -> GateView:
    kinds = ("campaign.started", "campaign.stopped", "campaign.archived", "campaign.created")
    row = gate_changes.of_campaign(then.store, kinds, then.at, then.line.id)
    if row is None:  # before it was created
        return _blocks(then, name, "stopped", None)
    return _decided(then, name, row, dict.fromkeys(kinds[1:], "stopped"))


def _off(then: Then, name: str) -> GateView:
    """Return the gate of a day off, from the days off of that time; if the journal lacks them, from the date's records.

    By these records its last run was `off`, or a send time was given up for the day off and no run opened afterwards.
    """
    day = local_date(then.at, then.line.time_zone)
    off = days_off_then.was_off(then.store, then.line.id, then.member.id, day, then.at)
    if off is not None:
        return _blocks(then, name, DAY_OFF, None) if off else GateView(name, "open")
    run = runs.last_of_day(then.store, then.line.id, day, then.at)
    since = before_day(day, then.line.time_zone) if run is None else run.opened_at
    recorded = run is not None and run.state == RunState.OFF
    if recorded or bookings.given_up(then.store, then.line.id, DAY_OFF, since, then.at):
        return _blocks(then, name, DAY_OFF, None)
    return _unread(name)


def _account(then: Then, name: str) -> GateView:
    row = gate_changes.of_member(then.store, ("member.state", "member.barred"), then.at, then.member.id)
    if row is None:
        return _decided(then, name, None, {})
    state = str(data_of(row.data).get("state", ""))
    if state == "ok":
        return GateView(name, "open", since=row.at)
    code = row.code if row.kind == "member.barred" else f"sender.{state}"
    return _unread(name) if lookup(code) is None else _blocks(then, name, code, row.at)


def _member(then: Then, name: str) -> GateView:
    row = gate_changes.of_member(then.store, ("paused", "resumed"), then.at, then.member.id)
    return _decided(then, name, row, {"paused": "member.paused"})


def _lists(then: Then, name: str) -> GateView:
    if then.opened_at is not None and name not in then.blocks:
        return GateView(name, "open")
    row = gate_changes.of_member(then.store, ("lists.read",), then.at, then.member.id)
    return _blocks(then, name, "list.unread", None) if row is None else GateView(name, "open", since=row.at)


def _refusals(then: Then, name: str) -> GateView:
    row = gate_changes.of_call(then.store, INVITATION, then.at, then.member.id, then.line.id)
    if row is not None and not data_of(row.data):
        return _unread(name)
    return _decided(then, name, row, {} if row is None else {"hold.set": row.code})


def _network(then: Then, name: str) -> GateView:
    row = gate_changes.of_member(then.store, ("limit.network",), then.at, then.member.id)
    if row is None:
        return GateView(name, "open")
    try:
        until = datetime.fromisoformat(str(data_of(row.data)["until"])).astimezone(UTC)
    except (ValueError, KeyError, OverflowError):
        return _unread(name)
    if until <= then.at:
        return GateView(name, "open")
    return _blocks(then, name, "limit.network", row.at, until)


def _sent(then: Then, after: datetime) -> list[datetime]:
    return [at for at in limit_usage.invitation_moments(then.store, then.member.id, after) if at <= then.at]


def _week(then: Then, name: str) -> GateView:
    sent = _sent(then, then.at - WEEK)
    if len(sent) < HARD_WEEK:
        return GateView(name, "open", words=f"{len(sent)} of {HARD_WEEK} used.")
    return _blocks(then, name, "limit.week", sent[HARD_WEEK - 1], sent[len(sent) - HARD_WEEK] + WEEK)


def _day(then: Then, name: str) -> GateView:
    """Return the gate of the day's cap; `unknown` unless a run of the same local date recorded the cap."""
    zone = then.member.time_zone
    today = local_date(then.at, zone)
    if then.opened_at is None or then.day_cap is None or local_date(then.opened_at, zone) != today:
        return GateView(name, "unknown")
    sent = _sent(then, before_day(today, zone))
    if len(sent) < then.day_cap:
        return GateView(name, "open", words=f"{len(sent)} of {then.day_cap} used.")
    since = sent[then.day_cap - 1] if then.day_cap else None
    return _blocks(then, name, "limit.day", since, end_of_day(then.member, then.at) + INSTANT)


def _spacing(then: Then, name: str) -> GateView:
    spacing = timedelta(seconds=then.member.spacing_s)
    last = limit_usage.last_write_until(then.store, then.member.id, then.at)
    if last is None or then.at - last >= spacing:
        return GateView(name, "open")
    return _blocks(then, name, "spacing", last, last + spacing)


_CHANGES: dict[str, Callable[[Then, str], GateView]] = {
    "key": _everybody("key.works", key_refused="key.refused"),
    "safe": _everybody("safe.ended", safe_began="engine.safe"),
    "pause": _everybody("resumed", paused="paused"),
    "clock": _everybody("clock.settled", "clock.agrees", clock_held="clock.held", clock_differs="clock.differs"),
    "provider": _everybody("provider.up", provider_down="provider.down"),
    "campaign": _campaign,
    "off": _off,
    "account": _account,
    "member": _member,
    "lists": _lists,
    "refusals": _refusals,
    "spacing": _spacing,
    "network": _network,
    "week": _week,
    "day": _day,
}
"""Gates whose changes are in the journal; all others are as the run recorded them."""

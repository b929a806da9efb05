"""The gates of a campaign as they are now: the engine, damage of the store, and all gates of the send path."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from core.engine.planning import gates
from core.engine.planning.gates import Gate, GateQuery, Later, Never, NotThisRun
from core.engine.store_check import StoreCheck
from core.rules.clock_steps import clock_seconds
from core.rules.codes import describe
from core.rules.health import told
from core.services.overview.hold_problems import hold_condition
from core.services.overview.snapshot import Facts
from core.store import members
from core.store.holds import HoldRow
from core.store.views.campaign_numbers import CampaignLine
from core.views.explain_view import GateView
from core.workspace import Workspace

Refusal = Later | NotThisRun | Never
MEGABYTE = 1024 * 1024
BY_KIND = frozenset({gates.REFUSALS.name, *(gate.name for gate in gates.LIMITS)})
"""Gates that may be closed for invitations and open for messages, or the other way round."""


@dataclass(frozen=True)
class Seen:
    """The engine's facts that gates ask for, as another process sees them.

    The replay counts as done, because the engine sends nothing before its end.
    """

    workspace: Workspace
    safe: bool
    replayed: bool = True
    check: StoreCheck | None = None


def questions(facts: Facts, line: CampaignLine) -> tuple[GateQuery, GateQuery]:
    """Return the two questions to the gates: about a campaign's next invitation, and about its next message."""
    member = members.get(facts.store, line.member_id)
    seen = Seen(facts.workspace, facts.safe_since is not None)
    invitation, message = (
        GateQuery(seen, facts.store, member, facts.now, campaign=line.id, step=step) for step in (0, 1)
    )
    return invitation, message


def gates_now(facts: Facts, line: CampaignLine) -> list[GateView]:
    """Return every gate of the send path, in its order."""
    asked = questions(facts, line)
    return [_engine(facts), *_damage(facts), *(_view(facts, line, gate, *asked) for gate in gates.EVERY)]


def _engine(facts: Facts) -> GateView:
    if facts.life.works or facts.by_hand:
        return GateView("engine", "open")
    text = "No engine is running." if facts.life.holder is None else "The engine that runs does not respond."
    return GateView("engine", "blocks", "engine.none", words=text, action=describe("engine.none")[1])


def _damage(facts: Facts) -> Iterator[GateView]:
    if facts.damage is not None:
        text, action = describe("store.damaged", words=facts.damage.words, backup=facts.damage.backup)
        yield GateView("damage", "blocks", "store.damaged", words=text, action=action)


def _view(facts: Facts, line: CampaignLine, gate: Gate, invitation: GateQuery, message: GateQuery) -> GateView:
    """Return a gate's view for both kinds of send; if it is closed for both, the reason is the invitation's."""
    verdict = gate.ask(invitation)
    other = gate.ask(message) if gate.name in BY_KIND else verdict
    if verdict is None:
        if other is None:
            return GateView(gate.name, "open")
        return replace(_closed(facts, line, gate.name, message, other), only="message")
    view = _closed(facts, line, gate.name, invitation, verdict)
    return view if other is not None else replace(view, only="invitation")


def _closed(facts: Facts, line: CampaignLine, name: str, asked: GateQuery, verdict: Refusal) -> GateView:
    """Return the view of a closed gate, with its sentence, and the time at which it opens by itself."""
    until = gates.frees_at(asked, verdict)
    text, action = words_of(facts, line, verdict.reason, until, asked.hold)
    since = _since(facts, line, asked, verdict.reason)
    return GateView(name, "blocks", verdict.reason or "spacing", since, until, text, action)


def words_of(
    facts: Facts, line: CampaignLine, code: str, until: datetime | None, hold: HoldRow | None = None
) -> tuple[str, str]:
    """Return the sentence about a closed gate, and the remedy; `hold` is the one that closes it, if any."""
    if not code:
        return f"{line.member}'s account sent something a moment ago.", "Nothing to do: sends are spaced."
    if code == "stopped":
        return "The campaign is not active.", "Start it: `overture campaign start`, or r on Invites."
    when = "" if until is None else told(until, line.time_zone, facts.workspace.stamp.time_zone, facts.now)
    fields: dict[str, object] = {"sender": line.member, "source": line.source, "until": when}
    if code in ("limit.day", "limit.ramp"):
        cap = facts.budget(line.member_id).cap
        fields |= {"cap": cap, "limit": cap}
    if code == "disk.low":
        fields |= {"left": facts.free // MEGABYTE}
    if code == "clock.differs" and facts.clock_difference is not None:
        fields |= {"host": facts.clock_difference.host, "seconds": clock_seconds(facts.clock_difference.seconds)}
    if hold is not None and hold.code == code:
        fields |= hold_condition(hold, sender=line.member, source=line.source, until=when).sentence
    return describe(code, **fields)


def _since(facts: Facts, line: CampaignLine, asked: GateQuery, code: str) -> datetime | None:
    if asked.hold is not None and code == asked.hold.code:
        return asked.hold.since
    interruptions = facts.interruptions
    return {
        "paused": interruptions.paused_at,
        "provider.down": interruptions.provider_down_since,
        "key.refused": interruptions.key_refused_at,
        "engine.safe": facts.safe_since,
        "clock.held": facts.clock[0],
        "clock.differs": None if facts.clock_difference is None else facts.clock_difference.since,
        "member.paused": line.member_paused,
        f"sender.{line.member_state}": line.member_since,
    }.get(code)

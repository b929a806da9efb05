"""The next moment at which a campaign can send something, and the things that a person must do before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.engine.planning import planner
from core.engine.planning.gates import BY_ITSELF
from core.plural import plural
from core.rules.codes import describe
from core.rules.health import opening_words, told
from core.rules.schedule import Opening, local_date, next_opening, opening_at
from core.rules.shortage import APPROVALS, UNREAD
from core.rules.states import Status
from core.services.overview.problems import lasts
from core.services.overview.snapshot import Facts
from core.services.overview.today_progress import finished
from core.store import bookings, campaigns, slots
from core.store.slots import SlotRow
from core.store.views import eligible
from core.store.views.campaign_numbers import CampaignLine
from core.views.explain_view import GateView, NextMoment

OPENINGS = 40
"""Number of next openings that are examined: for a campaign with one slot a week, those of eight months."""
PEOPLE, SLOT = "people", "slot"


def next_moment(facts: Facts, line: CampaignLine, found: Sequence[GateView]) -> NextMoment:
    """Return the earliest moment at which an invitation or a message can be sent in the present state."""
    if line.archived:
        return NextMoment(None, "The campaign is archived, so nothing more is sent.")
    ways = [_of_kind(facts, line, found, kind) for kind in ("invitation", "message")]
    possible = [way for way in ways if way is not None]
    if not possible:
        return _nobody(facts, line)
    return min(possible, key=lambda way: (bool(way.needs), way.at is None, way.at or facts.now))


def needs_person(facts: Facts, line: CampaignLine, gate: GateView) -> bool:
    """Return whether a gate stays closed until a person acts."""
    if gate.state != "blocks" or gate.until is not None or gate.gate in (PEOPLE, SLOT):
        return False
    return gate.code not in BY_ITSELF or lasts(facts, line, gate.code)


def _of_kind(facts: Facts, line: CampaignLine, found: Sequence[GateView], kind: str) -> NextMoment | None:
    blocking = [gate for gate in found if gate.state == "blocks" and gate.only in ("", kind)]
    waits = [gate for gate in blocking if gate.until is None and gate.gate not in (PEOPLE, SLOT)]
    needs = tuple(gate.gate for gate in waits if needs_person(facts, line, gate))
    awaits = tuple(gate.gate for gate in waits if gate.gate not in needs)
    since = max([facts.now, *(gate.until for gate in blocking if gate.until is not None and gate.gate != SLOT)])
    planned = sorted(one.send_at for one in bookings.planned(facts.store, campaign=line.id, kind=kind))
    closes = facts.open_until(line)
    if planned and closes is not None and max(planned[0], since) < closes:
        at = max(planned[0], since)
        what = f"{_count(len(planned), kind)} {_have(planned)} a send time; the first can be sent"
        return NextMoment(at, what, needs, awaits)
    whole = any(gate.code in ("limit.week", "limit.day") for gate in blocking)
    openings = list(_openings(facts, line, since, whole=whole))
    for slot, opening in openings:
        ready = _ready(facts, line, slot, opening, kind)
        if ready:
            at = max(opening.opens, since)
            what = f"{_count(ready, kind)} {_is(ready)} approved; the first can be sent"
            return NextMoment(at, what, needs, awaits)
    unready = _unready(facts, line, openings, kind, needs)
    return None if unready is None else replace(unready, awaits=awaits)


def _unready(
    facts: Facts, line: CampaignLine, openings: list[tuple[SlotRow, Opening]], kind: str, needs: tuple[str, ...]
) -> NextMoment | None:
    """Return the earliest time at which something could be sent to a person who is not approved yet."""
    statuses = facts.statuses(line)
    waiting = facts.pending.get(line.id)
    if kind == "message":
        texts = (waiting.texts - waiting.invitations) if waiting is not None else 0
        if not texts:
            return None
        first = None if waiting is None else waiting.first_due
        at = next((one.opens for _slot, one in openings if first is None or one.date.isoformat() >= first), None)
        return NextMoment(
            at,
            f"{_count(texts, 'message')} {_wait(texts)} for approval; if approved now, one can be sent",
            (*needs, "approval"),
        )
    texts = waiting.invitations if waiting is not None else 0
    drawn = texts + statuses.get(Status.QUEUED, 0)
    if not drawn and not facts.left(line, 1):
        return None
    if line.approval == "off":
        at = openings[0][1].opens if openings else None
        return NextMoment(
            at, "People are drawn and their texts written before the next opening; one can be sent", needs
        )
    # An invitation approved today is sent on a later local date, and people are drawn when a run opens.
    today = local_date(facts.now, line.time_zone)
    asked = today if drawn or not openings else openings[0][1].date
    at = next((one.opens for _slot, one in openings if one.date > asked), None)
    if texts:
        what = f"{_count(texts, 'text')} {_wait(texts)} for approval; if approved today, the first can be sent"
    elif drawn:
        what = "Texts are being written; if approved today, the first can be sent"
    else:
        what = "The next opening draws people; approved on that day, the first can be sent"
    return NextMoment(at, what, (*needs, "approval"))


def _nobody(facts: Facts, line: CampaignLine) -> NextMoment:
    if finished(facts, line):
        return NextMoment(None, "Everybody in the source was contacted: nothing is left to send.", ("source",))
    return NextMoment(None, "Nobody is ready, and nobody is left to draw.", ("source",))


def _ready(facts: Facts, line: CampaignLine, slot: SlotRow, opening: Opening, kind: str) -> int:
    if kind == "invitation":
        moments = planner.run_moments(slot, opening.opens, facts.now)
        return eligible.count_invitations(facts.store, line.id, *moments)
    moment = max(opening.opens, facts.now)
    return len(eligible.messages(facts.store, line.id, opening.date, moment))


def _openings(facts: Facts, line: CampaignLine, since: datetime, *, whole: bool) -> Iterator[tuple[SlotRow, Opening]]:
    """Yield the next openings not over at `since`, soonest first; for a stopped campaign, those after a start now.

    With `whole` a run that opens before `since` does not count, since its share of the budget is fixed at its opening.
    """
    campaign = campaigns.get(facts.store, line.id)
    off = facts.days_off(line)
    found: list[tuple[datetime, int, SlotRow, Opening]] = []
    for slot in slots.of_campaign(facts.store, line.id):
        opens = (
            slot.next_open_at
            if line.active
            else planner.next_open(facts.store, slot, campaign, off, facts.now, join=True)
        )
        opening = None if opens is None else opening_at(slot.rule, opens)
        for _ in range(OPENINGS):
            if opening is None:
                break
            if (
                opening.date not in off
                and (opening.opens if whole else opening.closes - timedelta(microseconds=1)) >= since
            ):
                found.append((opening.opens, slot.id, slot, opening))
            opening = next_opening(slot.rule, opening.opens)
    for _opens, _id, slot, opening in sorted(found, key=lambda one: one[:2])[:OPENINGS]:
        yield slot, opening


def people_gate(facts: Facts, line: CampaignLine) -> GateView:
    """Return the gate `people`: open if somebody has a send time, or is approved for the next opening."""
    planned = bool(bookings.planned(facts.store, campaign=line.id))
    coming = facts.next_slot(line.id)
    opening = None if coming is None or coming.next_open_at is None else opening_at(coming.rule, coming.next_open_at)
    ready = planned or (
        coming is not None
        and opening is not None
        and any(_ready(facts, line, coming, opening, kind) for kind in ("invitation", "message"))
    )
    if ready:
        return GateView(PEOPLE, "open")
    waiting = facts.pending.get(line.id)
    if waiting is not None and waiting.texts:
        text, action = describe(APPROVALS, count=waiting.texts)
        return GateView(PEOPLE, "blocks", APPROVALS, waiting.since, None, text, action)
    code = UNREAD if facts.statuses(line).get(Status.QUEUED) else "draw.waiting" if facts.left(line, 1) else "finished"
    if code == "finished" and not finished(facts, line):
        code = "run.waiting" if facts.statuses(line).get(Status.APPROVED) else "source.empty"
    if code == "source.empty":
        return GateView(PEOPLE, "blocks", "source.low", words="Nobody is ready, and the source has nobody left.")
    contacted = {"contacted": facts.sent(line), "of": sum(facts.statuses(line).values())}
    text, action = describe(code, source=line.source, sender=line.member, **contacted)
    return GateView(PEOPLE, "blocks", code, words=text, action=action)


def slot_gate(facts: Facts, line: CampaignLine) -> GateView:
    """Return the gate `slot`: open while a run is open, else blocked until the next opening."""
    until, coming = facts.open_until(line), facts.next_opening(line)
    zone = facts.workspace.stamp.time_zone
    if until is not None and until > facts.now:
        return GateView(SLOT, "open", words=f"A run is open until {told(until, line.time_zone, zone, facts.now)}.")
    if coming is None:
        return GateView(SLOT, "blocks", "slot.closed", words="No run is open, and none is to come.")
    if coming <= facts.now:  # nobody has opened it yet
        when = opening_words(coming, line.time_zone, zone, facts.now)
        return GateView(SLOT, "blocks", "slot.closed", None, coming, f"No run is open; the next opening is {when}.")
    when = told(coming, line.time_zone, zone, facts.now)
    return GateView(SLOT, "blocks", "slot.closed", None, coming, f"No run is open; the next one opens at {when}.")


def _count(number: int, what: str) -> str:
    return f"{number:,} {plural(number, what)}"


def _is(number: int) -> str:
    return plural(number, "is", "are")


def _wait(number: int) -> str:
    return plural(number, "waits", "wait")


def _have(found: Sequence[object]) -> str:
    return plural(len(found), "has", "have")

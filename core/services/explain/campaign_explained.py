"""The explanation of a campaign, now or at a past moment: its gates, next send, runs, and one reason per person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from core.errors import UsageError
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.problem_codes import person_code
from core.rules.problem_codes.person_code import WAITS
from core.rules.states import OPENED
from core.services.explain import gates_now, gates_then, next_moment
from core.services.explain.explained_words import unreadable_runs
from core.services.explain.readable import checked_line, checked_member
from core.services.lookup import find
from core.services.overview import campaign_list
from core.services.overview.snapshot import Facts
from core.services.typed_moment import past_moment
from core.store import campaigns, members
from core.store.database import Reading
from core.store.fields import to_us
from core.store.views import campaign_numbers, campaign_runs
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.explaining import people_then, person_states
from core.views.campaign_detail_view import Run
from core.views.explain_view import Explanation, GateView, NextMoment
from core.workspace import Workspace


def explain(workspace: Workspace, ref: str, at: datetime | None = None) -> Explanation:
    """Explain why a campaign sends or does not send, now or at a past moment.

    Raises NotFoundError for an unknown campaign, UsageError for a moment to come, UnreadableError.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        line = checked_line(campaign_numbers.line(store, find(store, "campaign", ref)))
        checked_member(members.get(store, line.member_id))
        moment = past(at, now)
        facts = Facts(workspace, store, now)
        odd: list[int] = []
        runs = campaign_list.runs_until(store, line, moment or now, odd=odd)
        unreadable = tuple(_unreadable(facts, line, odd))
        if moment is None:
            found = gates_of(facts, line)
            leaves = next_moment.next_moment(facts, line, found)
            people = _people(workspace, store, line, now)
            told = _explanation(line, now, now, found, runs, people, leaves, recorded=True)
            return replace(told, unreadable=unreadable)
        then = gates_then.read(store, line, moment)
        found = [*gates_then.gates_then(then), _slot_then(runs, moment, odd)]
        people = people_then.counts(store, campaigns.get(store, line.id), moment)
        told = _explanation(line, moment, now, found, runs, people, None, recorded=then.opened_at is not None)
        unreadable = (*unreadable, *([gates_then.UNREADABLE] if then.unreadable else []))
        return replace(told, followed=campaign_runs.next_opening(store, line.id, moment), unreadable=unreadable)


def zone_of(workspace: Workspace, ref: str) -> str:
    """Return the time zone of a campaign. Raises NotFoundError, UnreadableError."""
    with workspace.store.read() as store:
        return checked_line(campaign_numbers.line(store, find(store, "campaign", ref))).time_zone


def moment_of(workspace: Workspace, ref: str, text: str) -> datetime | None:
    """Return the past moment, in UTC, that a text names in a campaign's time zone; None for now.

    Raises NotFoundError for an unknown campaign, UsageError for a text that names no moment or one to come.
    """
    now = workspace.now()
    return past(past_moment(text, zone_of(workspace, ref), now, "--at"), now)


def gates_of(facts: Facts, line: CampaignLine) -> list[GateView]:
    """Return every gate of a campaign as it is now, in the order of the send path."""
    return [*gates_now.gates_now(facts, line), next_moment.people_gate(facts, line), next_moment.slot_gate(facts, line)]


def coming(facts: Facts, line: CampaignLine) -> NextMoment:
    """Return the next moment at which something of a campaign can be sent."""
    return next_moment.next_moment(facts, line, gates_of(facts, line))


def past(at: datetime | None, now: datetime) -> datetime | None:
    """Return a moment that has passed, None for now. Raises UsageError for one that is to come."""
    if at is not None and at > now:
        raise UsageError("--at needs a moment that has passed.", field="--at")
    return None if at == now else at


def _explanation(
    line: CampaignLine,
    at: datetime,
    now: datetime,
    found: Iterable[GateView],
    runs: list[Run],
    people: Mapping[str, int],
    leaves: NextMoment | None,
    *,
    recorded: bool,
) -> Explanation:
    run = runs[0] if runs else None
    return Explanation(
        id=line.id,
        name=line.name,
        sender=line.member,
        member_id=line.member_id,
        source_id=line.source_id,
        time_zone=line.time_zone,
        at=at,
        now=now,
        recorded=recorded,
        gates=tuple(found),
        next=leaves,
        run=run,
        runs=tuple(one for one in runs if run is not None and one.day == run.day),
        history=tuple(runs),
        people=people,
        left=people.get(WAITS, 0),
    )


def _unreadable(facts: Facts, line: CampaignLine, odd: Sequence[int]) -> Iterator[str]:
    """Yield sentences about what of a campaign cannot be read, and about the runs that are left out."""
    error = facts.odd(line)
    if error is not None:
        yield f"The store holds a value that cannot be read: {error.place}."
    if odd:
        yield unreadable_runs(odd)


def _slot_then(runs: list[Run], at: datetime, odd: Sequence[int]) -> GateView:
    open_runs = [run for run in runs if run.opens <= at < run.closes and run.state in OPENED]
    if open_runs:
        return GateView(next_moment.SLOT, "open", since=open_runs[0].opens, until=open_runs[0].closes)
    if odd:
        return GateView(next_moment.SLOT, "unknown", words="A run that cannot be read may have been open.")
    return GateView(next_moment.SLOT, "blocks", "slot.closed", words="No run was open.")


def _people(workspace: Workspace, store: Reading, line: CampaignLine, now: datetime) -> dict[str, int]:
    """Count the people of the source by reason; the sum is the source's size plus its merged entries."""
    row = campaigns.get(store, line.id)
    after = to_us(now - AFTER_WITHDRAWAL)
    found: dict[str, int] = {}
    for state in person_states.states(store, row, dedupe=workspace.stamp.dedupe, withdrawn_after=after):
        code = person_code.code_of(state.code, state.status, state.reason, written=state.written)
        found[code] = found.get(code, 0) + state.people
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

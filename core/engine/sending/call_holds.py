"""Holds: if several people are refused alike, the call is held, and they get back the status that they had."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.planning import draw, runs
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.holds import DRAW, EQUAL_ROW, NOTE, PROFILE, READING, TRY_EVERY, code_of, next_try
from core.rules.states import Status
from core.store import campaigns, holds, journal, members, outreach_counts, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.held_items import Item
from core.store.holds import HoldRow
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow
from core.store.views import outreach_people
from core.store.views.candidates import held_by_another
from core.workspace import Workspace

ENDS = frozenset(
    {
        ErrorClass.done_already,
        ErrorClass.not_connected,
        ErrorClass.person_fail,
        ErrorClass.content_fail,
        ErrorClass.plan_stop,
        ErrorClass.person_wait,
        ErrorClass.unknown,
        ErrorClass.uncertain,
    }
)
"""Answers that end one person's outreach or put it in doubt; the same answer for everybody has another cause."""
_BY_REFUSAL = ("refused", "connected", "not.connected", "not.found", "profile.other")
"""Reasons with which a refusal ends an outreach. Only these outreaches are put back into the queue by a hold."""
REFUSALS = frozenset(range(400, 500)) - {408}
"""HTTP statuses of a refusal; any other one means that the provider has a fault."""
LAST = timedelta(minutes=1)
"""Delay of the next read of a refused person, so that another person is tried first."""
log = logging.getLogger("overture.engine")


@dataclass(frozen=True)
class Answer:
    """A refusal as counted; `needed` consecutive people with the same status and type make a hold."""

    status: int
    type: str
    words: str
    needed: int = EQUAL_ROW


def answer_of(error: ProviderError, meaning: ErrorClass) -> Answer | None:
    """Return the refusal to count; None if the error is about the account, or has no status of a refusal (4xx)."""
    if meaning not in ENDS or error.status is None or error.status not in REFUSALS:
        return None
    return Answer(error.status, error.type or "", error.words)


def completes(store: Reading, row: OutreachRow, call: str, answer: Answer) -> bool:
    """Return whether this person's refusal would make a hold; reads only."""
    if holds.of_call(store, row.campaign_id, row.member_id, call):
        return False
    if holds.was_spared(store, row.id, call, answer.status, answer.type):
        return False
    people = holds.people_of_row(store, row.campaign_id, call, answer.status, answer.type)
    return len({*people, row.id}) >= answer.needed


def refused(
    context: Context,
    store: Writing,
    row: OutreachRow,
    call: str,
    answer: Answer,
    now: datetime,
    *,
    at: datetime,
    member_wide: bool = False,
) -> str:
    """Count one person's refusal of a call made at `at`.

    Return the code of the hold if the refusal belongs to one: the person is then restored. Return "" if the refusal
    concerns this person.
    """
    found = holds.of_call(store, row.campaign_id, row.member_id, call)
    if not found and holds.was_spared(store, row.id, call, answer.status, answer.type):
        holds.forget_refusal(store, row.id, call)  # calls to others have worked since: it is about this person
        return ""
    holds.add_refusal(
        store,
        campaign=row.campaign_id,
        outreach=row.id,
        call=call,
        status=answer.status,
        type_=answer.type,
        at=at,
        spared=bool(found),
    )
    if found:
        holds.refused_again(store, found, answer.words, row.id)
        return _stop_calls(context.workspace, store, row, call, now)
    people = holds.people_of_row(store, row.campaign_id, call, answer.status, answer.type)
    if len(people) < answer.needed:
        return ""
    return _hold(context, store, row, call, answer, people, now, member_wide=member_wide)


def _hold(
    context: Context,
    store: Writing,
    row: OutreachRow,
    call: str,
    answer: Answer,
    people: list[int],
    now: datetime,
    *,
    member_wide: bool,
) -> str:
    wide = member_wide or (call != DRAW and _twin(store, row, call, answer))
    code = code_of(call, member_wide=wide)
    holds.add(
        store,
        campaign=None if wide else row.campaign_id,
        member=row.member_id,
        call=call,
        code=code,
        status=answer.status,
        type_=answer.type,
        words=answer.words,
        people=len(people),
        outreach=row.id,
        now=now,
        try_at=next_try(call, now, members.get(store, row.member_id).time_zone),
    )
    data = {"call": call, "status": answer.status, "type": answer.type, "words": answer.words, "people": len(people)}
    journal.about(store, row.id, now, ENGINE, "hold.set", code=code, data=data)
    log.error("Held: %s of %s (%s): %s", call, "a member" if wide else "a campaign", code, answer.words)
    holds.spare(store, row.campaign_id, call)
    if call != DRAW:
        for ident in people:
            if ident != row.id:
                with bulkhead.within(context, Item("look", ident, call, row.campaign_id, ident, row.member_id), now):
                    _give_back(context, store, ident, call, code, now)
    return _stop_calls(context.workspace, store, row, call, now)


def _twin(store: Reading, row: OutreachRow, call: str, answer: Answer) -> bool:
    """Return whether another campaign of the member is held after the same answer."""
    return any(
        hold.campaign_id is not None and (hold.status, hold.type) == (answer.status, answer.type)
        for hold in holds.of_member(store, row.member_id, call)
    )


def _give_back(context: Context, store: Writing, ident: int, call: str, code: str, now: datetime) -> None:
    """Restore the status of a person whose outreach the refusals ended, unless it was decided differently since."""
    dedupe = context.workspace.stamp.dedupe
    row = outreaches.get(store, ident)
    decided = outreach_people.decided(store, ident)
    if row.status not in (Status.FAILED, Status.CANCELLED) or decided.reason not in _BY_REFUSAL or decided.closed:
        return
    if row.step == 0 and held_by_another(store, row.id, row.contact_id, row.campaign_id, row.member_id, dedupe=dedupe):
        return
    after = Status.QUEUED if call == PROFILE else Status.APPROVED
    columns: dict[str, int | None] = {"read_at": to_us(now + TRY_EVERY)} if call == PROFILE else {"send_at": None}
    outreaches.change(store, ident, row.status, after, now=now, actor=ENGINE, kind="given_back", reason=code, **columns)


def _stop_calls(workspace: Workspace, store: Writing, row: OutreachRow, call: str, now: datetime) -> str:
    """Release the send times of a held call, or put off its reads; return the code of its widest hold."""
    found = holds.of_call(store, row.campaign_id, row.member_id, call)
    for hold in found:
        if call in READING:
            _put_reads_off(store, hold)
        else:
            whole = hold.campaign_id is None
            member = hold.member_id if whole else None
            runs.give_back_all(workspace, store, now, hold.code, kind=call, campaign=hold.campaign_id, member=member)
    return next((hold.code for hold in found if hold.campaign_id is None), found[0].code)


def _put_reads_off(store: Writing, hold: HoldRow) -> None:
    """Move the reads of a hold to its next trial, those of refused people last."""
    outreach_plans.put_reads_off(store, hold.member_id, hold.campaign_id, hold.try_at, LAST)


def tried(store: Writing, row: OutreachRow, call: str, now: datetime) -> None:
    """Record that one person is tried under the holds of a call, whatever the result."""
    found = holds.of_call(store, row.campaign_id, row.member_id, call)
    if found:
        holds.put_off(store, found, next_try(call, now, members.get(store, row.member_id).time_zone))
        if call in READING:
            for hold in holds.of_call(store, row.campaign_id, row.member_id, call):
                _put_reads_off(store, hold)


def worked(store: Writing, row: OutreachRow, call: str, now: datetime, *, at: datetime | None = None) -> None:
    """End the refusals and holds of a call that worked, unless it was made (`at`) before the first refusal."""
    found = holds.of_call(store, row.campaign_id, row.member_id, call)
    first = holds.first_refusal(store, row.campaign_id, call) or min((hold.since for hold in found), default=None)
    if first is None or (at is not None and at < first):
        return
    holds.break_row(store, row.campaign_id, call)
    for hold in found:
        _end(store, hold, now, ENGINE)


def _end(store: Writing, hold: HoldRow, now: datetime, actor: str) -> None:
    holds.remove(store, hold)
    outreach_plans.end_hold(store, hold.member_id, hold.campaign_id, hold.code)
    journal.write(
        store,
        now,
        actor,
        "hold.ended",
        campaign=hold.campaign_id,
        member=hold.member_id,
        code=hold.code,
        data={"call": hold.call},
    )
    if hold.call in READING:
        _read_again(store, hold, now)


def _read_again(store: Writing, hold: HoldRow, now: datetime) -> None:
    """Give the reads that a hold had postponed new times, spaced from each other."""
    found = outreach_counts.queued_of(store, hold.member_id, hold.campaign_id)
    moments = draw.read_moments(store, hold.member_id, len(found), now, seed=f"hold:{hold.since.isoformat()}")
    for ident, at in zip(found, moments, strict=True):
        outreach_plans.plan_read(store, ident, at)


def lift(store: Writing, now: datetime, actor: str, *, member: int | None = None) -> int:
    """End every hold, or a member's, on request; return how many. The network's limit of notes stays."""
    found = [hold for hold in holds.every(store) if hold.call != NOTE and member in (None, hold.member_id)]
    for hold in found:
        _lift(store, hold, now, actor)
    return len(found)


def _lift(store: Writing, hold: HoldRow, now: datetime, actor: str) -> None:
    for campaign in campaigns.of_member(store, hold.member_id) if hold.campaign_id is None else [hold.campaign_id]:
        holds.forget_refusals(store, campaign, hold.call)
    _end(store, hold, now, actor)


def edited(store: Writing, campaign: int, now: datetime, actor: str, *, calls: tuple[str, ...] = ()) -> None:
    """End a campaign's holds after its texts or source changed; the member's own holds let one person be tried at once.

    `calls` limits this to some kinds of call.
    """
    for hold in holds.of_campaign(store, campaign):
        if not calls or hold.call in calls:
            _lift(store, hold, now, actor)
    member = campaigns.get(store, campaign).member_id
    for hold in holds.every(store):
        if hold.member_id == member and hold.campaign_id is None and hold.call != NOTE:
            holds.put_off(store, [hold], now)
            if hold.call in READING:
                _read_again(store, hold._replace(campaign_id=campaign), now)


def archived(store: Writing, campaign: int, now: datetime, actor: str) -> None:
    """End the holds of an archived campaign."""
    for hold in holds.of_campaign(store, campaign):
        _lift(store, hold, now, actor)


def source_changed(store: Writing, source: int, now: datetime, actor: str) -> None:
    """Resume reading and drawing from a source with new people, and from every segment, which may contain them."""
    for campaign in holds.campaigns_of_source(store, source):
        edited(store, campaign, now, actor, calls=READING)


def values_came(store: Writing, now: datetime, actor: str) -> None:
    """Resume drawing for texts that could not be rendered: people's values changed, perhaps the missing ones."""
    for hold in holds.every(store):
        if hold.call == DRAW:
            _lift(store, hold, now, actor)

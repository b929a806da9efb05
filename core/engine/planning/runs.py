"""Runs: each opens, is planned, and closes; then the planned sends are sent, in doubt, or not sent for a reason."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from functools import partial

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.ownership.clock_watch import held_over
from core.engine.planning import draw, gates, impossible, off_runs, planner, run_account, withdraw_schedule
from core.engine.planning.budget import day_cap_now, member_budget, messages_left
from core.engine.planning.run_account import Messages
from core.rules.bulkheads import REASON
from core.rules.limits import note_allowed
from core.rules.message_due import is_late
from core.rules.schedule import Opening, local_date, opening_at
from core.rules.shortage import Short
from core.rules.states import Status
from core.store import (
    bookings,
    campaign_days,
    campaigns,
    held_items,
    journal,
    members,
    notes,
    outreach_counts,
    outreach_plans,
    outreaches,
    slots,
)
from core.store import runs as recorded
from core.store.bookings import Due, Planned
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.engine import engine_state
from core.store.fields import to_us
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.store.runs import Account, OpenRun
from core.store.slots import SlotRow
from core.store.views import eligible, journal_queries
from core.store.views.agenda import Kind
from core.workspace import Workspace

TOO_LATE = timedelta(minutes=2)
"""Least time that a run needs; with less left, it is recorded as missed (docs/design.md#a-run-closes)."""


def open_due(context: Context, slot_id: int, now: datetime) -> None:
    """Open the due run of a slot, or record it as missed, in one transaction."""
    with context.store.write() as store:
        assert_epoch(context, store)
        slot = slots.get(store, slot_id)
        campaign = campaigns.get(store, slot.campaign_id)
        if slot.next_open_at is None or slot.next_open_at > now:
            return
        opening = opening_at(slot.rule, slot.next_open_at)
        if opening is not None and campaign.active and not campaign.archived:
            member = members.get(store, campaign.member_id)
            if opening.date in campaign_days.of_campaign(store, campaign.id).days:  # off only since it was scheduled
                off_runs.record(store, slot, opening, now)
                planner.schedule_next(store, slot_id, slot.next_open_at)
                return
            cause = _why_missed(context, store, slot.id, slot.campaign_id, member, opening, now)
            if cause:
                run = record_missed(store, slot, campaign, opening, now, cause)
            else:
                run = _open(context, store, slot, campaign, member, opening, now)
            _note_gates(context, store, run, campaign, member, now)
        planner.schedule_next(store, slot_id, slot.next_open_at)


def _why_missed(
    context: Context, store: Reading, slot: int, campaign: int, member: MemberRow, opening: Opening, now: datetime
) -> str:
    if planner.end_of(store, campaign, opening) - now < TOO_LATE:
        return _why_late(context, store, slot, campaign, opening)
    if member.state != "ok":
        return f"sender.{member.state}"
    if member.barred:
        return member.barred
    if engine_state.conditions(store).key_refused:
        return "key.refused"
    return ""


def _why_late(context: Context, store: Reading, slot: int, campaign: int, opening: Opening) -> str:
    """Return why a run opens only near its end: an error, the clock, a stopped campaign, a suspended machine."""
    cause = why_unopened(store, slot, campaign, opening, context.since)
    if cause == REASON:
        context.still_held.add(("open", slot, ""))
    return cause


def why_unopened(store: Reading, slot: int, campaign: int, opening: Opening, since: datetime | None) -> str:
    """Return why no engine opened a run in time; `since` (UTC) is the start of the running engine, if one runs."""
    if held_items.slot_failed(store, slot, opening.opens):
        return REASON
    if held := held_over(store, planner.end_of(store, campaign, opening) - TOO_LATE):
        return held
    started = journal_queries.last_started(store, campaign)
    return "stopped" if started is not None and started > opening.opens else _not_here(since, opening.opens)


def _not_here(since: datetime | None, moment: datetime) -> str:
    """Classify a missed moment: `engine.down` if no engine ran, `late` if one ran but was suspended or slow."""
    return "late" if since is not None and since <= moment else "engine.down"


def _record(store: Writing, slot: SlotRow, opening: Opening, now: datetime, cause: str = "") -> int:
    return recorded.add(
        store,
        slot=slot.id,
        campaign=slot.campaign_id,
        day=opening.date,
        opens=opening.opens,
        closes=opening.closes,
        now=now,
        cause=cause,
    )


def record_missed(
    store: Writing, slot: SlotRow, campaign: CampaignRow, opening: Opening, now: datetime, cause: str
) -> int:
    """Record a run as missed, with its cause and what it could have sent; return its id."""
    run = _record(store, slot, opening, now, cause)
    cohort = run_account.cohort(store, campaign, opening.date)
    account = Account(cohort, {cause: cohort} if cohort else {})
    recorded.account(store, run, account)
    data = {"date": opening.date.isoformat(), "cause": cause, "cohort": cohort, "short": account.short}
    journal.write(store, now, ENGINE, "problem", campaign=slot.campaign_id, run=run, code="run.missed", data=data)
    return run


def _note_gates(
    context: Context, store: Writing, run: int, campaign: CampaignRow, member: MemberRow, now: datetime
) -> None:
    """Store the gates that were closed when a run opened, and the day's cap, for later explanations."""
    asked = gates.GateQuery(context, store, member, now, campaign=campaign.id)
    recorded.note_gates(store, run, gates.blocking(asked), day_cap_now(store, member, now).ramped)


def _open(
    context: Context,
    store: Writing,
    slot: SlotRow,
    campaign: CampaignRow,
    member: MemberRow,
    opening: Opening,
    now: datetime,
) -> int:
    impossible.cancel_before_planning(context, store, slot, campaign, opening, now)
    share = planner.share_of(store, member, slot.id, now, partial(_share_guard, context, member.id, now))
    run = _record(store, slot, opening, now)
    cohort = run_account.cohort(store, campaign, opening.date, share.ready or 0)
    moments = planner.run_moments(slot, opening.opens, now)
    people: Short = {}
    if share.ready is not None:
        people = run_account.people_short(context, store, campaign, moments, cohort - min(share.ready, cohort))
    messages = _due_messages(context, store, campaign, member, opening.date, now)
    written, no_room = _plan(context, store, run, messages.ready, "message", opening, now)
    messages_short = messages.short(timed=len(messages.ready) - no_room, planned=written)
    chosen = _due_invitations(store, slot, member, opening, now)[: share.count]
    invited, left = _plan(context, store, run, chosen, "invitation", opening, now)
    short = run_account.invitations(cohort, share, people, timed=len(chosen) - left, planned=invited)
    unplaced = no_room + left
    drawn = 0
    if campaign.approval != "off":
        batch = planner.batch_of(slot, opening.opens)
        drawn = draw.cohort(context, store, campaign, batch, opening.date, now)
    account = Account(cohort, short, messages.due, messages_short)
    recorded.account(store, run, account)
    data = {
        "planned": invited + written,
        "drawn": drawn,
        "withdrawals": withdraw_schedule.plan(store, campaign, member, opening.closes, now),
        "want": share.want,
        "share": share.count,
        "limit": share.limit,
        **account._asdict(),
    }
    journal.write(store, now, ENGINE, "run.opened", campaign=campaign.id, run=run, data=data)
    if unplaced:
        journal.write(
            store,
            now,
            ENGINE,
            "problem",
            campaign=campaign.id,
            run=run,
            code="slot.full",
            data={"left": unplaced},
        )
    return run


def _share_guard(context: Context, member: int, now: datetime, slot: SlotRow) -> AbstractContextManager[None]:
    """Return a context that skips a slot whose count fails, so that the member's other campaigns get their shares."""
    return bulkhead.within(context, Item("share", slot.id, "", slot.campaign_id, None, member), now)


def _due_messages(
    context: Context, store: Writing, campaign: CampaignRow, member: MemberRow, day: date, now: datetime
) -> Messages:
    """Return the messages due on the run's date; approved ones within the day's limit, oldest first.

    A message that is more than 14 days late requires approval again first, in any mode.
    """
    unready = eligible.unready_messages(store, campaign.id, day, now)
    approved = eligible.messages(store, campaign.id, day, now)
    found = Messages(unready.unapproved, unready.held, len(approved))
    for row in approved:
        with bulkhead.within(context, Item("plan", row.id, "", campaign.id, row.id, member.id), now):
            due = date.fromisoformat(row.due_date)
            asked = local_date(row.approved_at, campaign.time_zone)
            if is_late(due, day) and (row.approved_by == "mode" or not is_late(due, asked)):
                outreaches.change(
                    store,
                    row.id,
                    Status.APPROVED,
                    Status.PENDING,
                    now=now,
                    actor=ENGINE,
                    kind="asked_again",
                    approved_at=None,
                    approved_by="",
                )
                found.asked_again += 1
            else:
                found.ready.append(row.id)
    left = max(0, messages_left(store, member, now) - bookings.held(store, member.id, "message"))
    found.limited = len(found.ready[left:])
    found.ready = found.ready[:left]
    return found


def _due_invitations(store: Reading, slot: SlotRow, member: MemberRow, opening: Opening, now: datetime) -> list[int]:
    """Return the invitations that are to get send times, oldest first.

    Invitations refused before come later, and those whose note exceeds the month's allowance come last.
    """
    found = eligible.invitations(store, slot.campaign_id, *planner.run_moments(slot, opening.opens, now))
    used, a_month = notes.used(store, member.id, member.time_zone, now), notes.a_month(store)
    ready: list[int] = []
    held: list[int] = []
    for ident, noted in found:
        goes = not noted or note_allowed(member.plan, used, a_month)
        (ready if goes else held).append(ident)
        used += bool(noted and goes)
    return ready + held


def _plan(
    context: Context, store: Writing, run: int, idents: list[int], kind: str, opening: Opening, now: datetime
) -> tuple[int, int]:
    """Give send times to outreaches in order, as many as fit; return how many have one, and how many did not fit."""
    if not idents:
        return 0, 0
    row = outreaches.get(store, idents[0])
    member = members.get(store, row.member_id)
    name = campaigns.get(store, row.campaign_id).name
    times = planner.times_left(store, row.campaign_id, member, len(idents), opening.closes, now, seed=f"{name}:{kind}")
    planned = 0
    for ident, at in zip(idents, times, strict=False):
        with bulkhead.within(context, Item("plan", ident, "", row.campaign_id, ident, member.id), now):
            step = outreach_counts.step_of(store, ident)
            bookings.add(store, run=run, outreach=ident, member=member.id, step=step, kind=kind, send_at=at)
            outreaches.change(
                store,
                ident,
                Status.APPROVED,
                Status.SCHEDULED,
                now=now,
                actor=ENGINE,
                kind="scheduled",
                run=run,
                send_at=to_us(at),
                data={"send_at": to_us(at)},
            )
            planned += 1
    return planned, len(idents) - len(times)


def close_due(context: Context, run_id: int, now: datetime) -> None:
    """Close a run whose time is over; each planned send that was not made gets a reason."""
    with context.store.write() as store:
        assert_epoch(context, store)
        row = recorded.open_run(store, run_id)
        if row is None or row.closes_at > now:
            return
        for booking in bookings.planned_in(store, run_id):
            given_back = False
            outreach = booking.outreach_id
            item = Item("close", run_id, str(outreach), campaign=row.campaign_id, outreach=outreach)
            with bulkhead.within(context, item, now):
                give_back(store, booking, why_left(context, store, booking.reason, booking.send_at, row.closes_at), now)
                given_back = True
            if not given_back:  # the reason could not be determined
                give_back(store, booking, REASON, now)
        recorded.close(store, run_id, now)
        sums = bookings.sums_of(store, run_id)
        journal.write(store, now, ENGINE, "run.closed", campaign=row.campaign_id, run=run_id, data=sums)


def why_left(context: Context, store: Reading, reason: str, send_at: datetime, closes_at: datetime) -> str:
    """Return why a send time passed unused: its postponement, else a held clock, else an absent or late engine."""
    if reason or send_at >= closes_at:
        return reason or "slot.full"
    return held_over(store, send_at) or _not_here(context.since, send_at)


def give_back(store: Writing, booking: Planned | Due, reason: str, now: datetime, *, actor: str = ENGINE) -> None:
    """Release an unused send time: the person is approved again, and the run stores the reason."""
    bookings.give_back(store, booking.id, reason, now)
    outreaches.change(
        store,
        booking.outreach_id,
        Status.SCHEDULED,
        Status.APPROVED,
        now=now,
        actor=actor,
        kind="not_sent",
        run=booking.run_id,
        reason=reason,
        send_at=None,
    )


def put_off(store: Writing, booking: int, at: datetime, reason: str) -> None:
    """Move a send time to `at`, or to the run's close if that is earlier; the run then stores the reason."""
    bookings.put_off(store, booking, at, reason)
    outreach_plans.follow_booking(store, booking)


def give_back_all(
    workspace: Workspace,
    store: Writing,
    now: datetime,
    reason: str,
    *,
    campaign: int | None = None,
    member: int | None = None,
    kind: str | None = None,
    actor: str = ENGINE,
) -> int:
    """Release every unused send time of a campaign or a member; return how many.

    A send time that cannot be released stays until its run closes; its outreach is held, so that it is not sent.
    """
    count = 0
    for booking in bookings.planned(store, campaign=campaign, member=member, kind=kind):
        outreach = booking.outreach_id
        item = Item(Kind.SEND.work, outreach, "", campaign, outreach, member)
        with bulkhead.within_any(workspace, item, now):
            give_back(store, booking, reason, now, actor=actor)
            count += 1
    return count


def resume_open_runs(store: Writing, campaign_id: int, now: datetime, actor: str) -> int:
    """Give new send times to the people of an open run after a stop inside its slot; nobody is drawn."""
    campaign = campaigns.get(store, campaign_id)
    member = members.get(store, campaign.member_id)
    replanned = 0
    for run in recorded.open_runs(store, campaign_id, now):
        replanned += _replan(store, run, campaign.name, member, now, actor)
    return replanned


def _replan(store: Writing, run: OpenRun, name: str, member: MemberRow, now: datetime, actor: str) -> int:
    back = bookings.stopped_in(store, run.id)
    budget = member_budget(store, member, now).left
    invitations = [booking for booking in back if booking.kind == "invitation"][:budget]
    chosen = [booking for booking in back if booking.kind == "message"] + invitations
    seed = f"{name}:{now.isoformat()}"
    times = planner.times_left(store, run.campaign_id, member, len(chosen), run.closes_at, now, seed=seed)
    for booking, at in zip(chosen, times, strict=False):
        bookings.plan_again(store, booking.id, at)
        outreaches.change(
            store,
            booking.outreach_id,
            Status.APPROVED,
            Status.SCHEDULED,
            now=now,
            actor=actor,
            kind="scheduled",
            run=run.id,
            send_at=to_us(at),
            data={"send_at": to_us(at)},
        )
    return len(times)

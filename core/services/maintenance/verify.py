"""`overture verify`: the recount of every number on the screens, and all checks of contradictions in the store."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from core.engine.planning import excluded
from core.rules.limits import HARD_WEEK, SPACING_MIN, WEEK
from core.rules.schedule import local_date
from core.rules.states import Status, may_follow
from core.services import unshown
from core.services.maintenance import (
    verify_counts,
    verify_days,
    verify_exclusions,
    verify_groups,
    verify_runs,
    verify_sends,
)
from core.services.overview import held_problems
from core.store import bookings, owners, runs
from core.store.database import Reading
from core.store.fields import MICROSECOND
from core.store.views import (
    journal_queries,
    merged_contacts,
    row_counts,
    verify_deliveries,
    verify_limits,
    verify_outreaches,
)
from core.store.views.doubts import people_in_doubt, withdrawals_in_doubt
from core.views.verification_view import Finding, Verification
from core.workspace import Workspace


def verify(workspace: Workspace) -> Verification:
    """Run all checks, and return their findings."""
    checks: tuple[Callable[[Reading], Iterator[Finding]], ...] = (
        _runs_add_up,
        _bookings_match_deliveries,
        _statuses_match_journal,
        _deliveries_match_outreaches,
        _sends_were_approved,
        _sends_inside_runs,
        _not_on_creation_day,
        _week_cap,
        _spacing,
        _acceptances,
        _withdrawals,
        verify_sends.statuses_match_sends,
        verify_sends.pending_invitations,
        verify_sends.sends_had_send_times,
        verify_sends.runs_as_opened,
        verify_days.day_caps,
        verify_days.weeks_known,
        verify_counts.counts_match,
        verify_exclusions.held_as_ruled(excluded.hash_of(workspace)),
        verify_runs.runs_account,
    )
    with workspace.store.read() as store:
        differences = tuple(finding for check in checks for finding in _whole(check, store))
        return Verification(
            checked=row_counts.checked(store),
            differences=differences,
            duplicates=tuple(
                finding
                for check in (_sent_twice, _invited_twice, verify_groups.invited_by_two, _runs_twice)
                for finding in _whole(check, store)
            ),
            merged=tuple(_merged(store)),
            held=held_problems.sentences(store, workspace.now(), workspace.stamp.time_zone),
            in_doubt=people_in_doubt(store),
            withdrawals_in_doubt=withdrawals_in_doubt(store),
        )


def _whole(check: Callable[[Reading], Iterator[Finding]], store: Reading) -> list[Finding]:
    """Return the findings of a check; if an unreadable row stops the check, that is a finding, too."""
    name = check.__name__.strip("_").replace("_", " ")
    told = f"The check “{name}” could not be finished, because a stored value is invalid: see overture.log."
    return unshown.shown(lambda: list(check(store)), lambda _error: [_finding("unfinished", told)])


def _read(text: str | None) -> dict[str, Any]:
    """Return the data of a row of the journal; empty if it cannot be read."""
    try:
        found = json.loads(text or "")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _finding(check: str, text: str, **about: int | str) -> Finding:
    return Finding(check, text, about)


def _runs_add_up(store: Reading) -> Iterator[Finding]:
    """Check closed runs: planned = sent + in doubt + not sent, and each send time that was not used has a reason."""
    for run, waiting in bookings.open_in_closed_runs(store):
        yield _finding("runs", f"Run {run} is closed, but {waiting} of its send times are open.", run=run)
    for booking, run in bookings.without_reason(store):
        yield _finding("runs", f"Run {run} did not use send time {booking} and does not say why.", run=run)


def _bookings_match_deliveries(store: Reading) -> Iterator[Finding]:
    for booking, state, delivery in verify_deliveries.mismatched_attempts(store):
        yield _finding(
            "bookings", f"Send time {booking} says {state}, its last attempt says {delivery}.", booking=booking
        )


def _statuses_match_journal(store: Reading) -> Iterator[Finding]:
    """Check each change of status: it is allowed, and begins at the previous status.

    The last change ends at the present status.
    """
    standing: dict[int, str] = {}
    known = set(Status)
    for outreach, data in journal_queries.status_changes(store):
        told = _read(data)
        if told.get("to") not in known:
            yield _finding("journal", f"A line about outreach {outreach} cannot be read.", outreach=outreach)
            continue
        if "from" in told and told["from"] in known:
            yield from _change(outreach, standing.get(outreach), told["from"], told["to"])
        elif "batch" not in told:
            continue
        standing[outreach] = told["to"]
    for outreach, status in verify_outreaches.statuses(store):
        if standing.get(outreach) != status:
            yield _finding(
                "statuses",
                f"Outreach {outreach} is {status}, its journal ends with {standing.get(outreach)}.",
                outreach=outreach,
            )


def _change(outreach: int, stood: str | None, before: str, after: str) -> Iterator[Finding]:
    if stood != before:
        yield _finding("statuses", f"Outreach {outreach} was {stood}, then changed from {before}.", outreach=outreach)
    if not may_follow(Status(before), Status(after)):
        yield _finding("statuses", f"Outreach {outreach} went from {before} to {after}.", outreach=outreach)


def _deliveries_match_outreaches(store: Reading) -> Iterator[Finding]:
    for outreach, invited, sent in verify_deliveries.otherwise_invited(store):
        yield _finding(
            "deliveries",
            f"Outreach {outreach}: {sent} invitations were sent, and invited_at is {invited}.",
            outreach=outreach,
        )


def _sends_were_approved(store: Reading) -> Iterator[Finding]:
    """Check that every sent text was approved before, word for word, by a person or by the campaign's mode."""
    approvals: dict[tuple[int, int], list[tuple[int, str | None]]] = {}
    for line in journal_queries.approvals(store):
        approvals.setdefault((line.outreach, line.step), []).append((line.at_us, _read(line.data).get("text")))
    for sent in verify_deliveries.texts(store):
        given = [said for when, said in approvals.get((sent.outreach, sent.step), []) if when <= sent.at_us]
        if not given or given[-1] != sent.text:
            yield _finding("approvals", f"Delivery {sent.id} was sent without an approval.", delivery=sent.id)


def _sends_inside_runs(store: Reading) -> Iterator[Finding]:
    for delivery, run in verify_deliveries.outside_runs(store):
        yield _finding("slots", f"Delivery {delivery} was sent outside run {run}.", delivery=delivery, run=run)


def _not_on_creation_day(store: Reading) -> Iterator[Finding]:
    for delivery, at, zone, created in verify_deliveries.early(store):
        if local_date(at, zone) <= local_date(created, zone):
            yield _finding("creation day", f"Delivery {delivery} was sent on the creation day.", delivery=delivery)


def _week_cap(store: Reading) -> Iterator[Finding]:
    """Yield each member that sent more than 100 invitations in 168 hours, by the invitations of this store.

    A call in doubt that was replayed from the side journal may not have arrived, and is not counted.
    """
    by_member: dict[int, list[int]] = {}
    lanes = owners.lanes(store)
    for call in verify_limits.counted_for_week(store):
        by_member.setdefault(lanes[call.member], []).append(call.at_us)
    week = WEEK // MICROSECOND
    for member, moments in by_member.items():
        for index, at in enumerate(moments[HARD_WEEK:], start=HARD_WEEK):
            if at - moments[index - HARD_WEEK] < week:
                yield _finding(
                    "week", f"Member {member} sent more than {HARD_WEEK} invitations in 168 hours.", member=member
                )
                break


def _spacing(store: Reading) -> Iterator[Finding]:
    last: dict[int, int] = {}
    lanes, least = owners.lanes(store), SPACING_MIN // MICROSECOND
    for call in verify_limits.calls(store):
        member = lanes[call.member]
        if member in last and call.at_us - last[member] < least:
            yield _finding("spacing", f"Delivery {call.id} was sent less than 2 minutes after the previous one.")
        last[member] = call.at_us


def _acceptances(store: Reading) -> Iterator[Finding]:
    for outreach in verify_outreaches.accepted_otherwise(store):
        yield _finding("acceptances", f"Outreach {outreach} and its journal disagree about its acceptance.")


def _withdrawals(store: Reading) -> Iterator[Finding]:
    """Yield invitations that were withdrawn but still count as pending."""
    for outreach in verify_outreaches.withdrawn_yet_out(store):
        yield _finding(
            "withdrawals",
            f"Outreach {outreach} was withdrawn, but its invitation still counts as pending.",
            outreach=outreach,
        )


def _sent_twice(store: Reading) -> Iterator[Finding]:
    for outreach, step, count in verify_limits.sent_twice(store):
        yield _finding("twice", f"Step {step} of outreach {outreach} was sent {count} times.", outreach=outreach)


def _invited_twice(store: Reading) -> Iterator[Finding]:
    for member, person, count in verify_limits.invited_twice(store):
        yield _finding("twice", f"Member {member} invited one person {count} times.", person=person)


def _runs_twice(store: Reading) -> Iterator[Finding]:
    for slot, day, count in runs.repeated(store):
        yield _finding("twice", f"Slot {slot} ran {count} times on {day}.", slot=slot)


def _merged(store: Reading) -> Iterator[Finding]:
    """Yield contacts found to be one person after both were invited."""
    for found in merged_contacts.both_invited(store):
        yield _finding(
            "merged",
            f"Contacts {found.winner} and {found.loser} are one person; member {found.member} invited both.",
            contact=found.winner,
        )

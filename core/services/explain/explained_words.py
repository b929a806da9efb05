"""An explanation in sentences, for the command line and the app."""

from __future__ import annotations

from collections.abc import Sequence

from core.plural import plural
from core.rules.health import day_words, told
from core.rules.short_words import short_words
from core.rules.shortage import together
from core.views.campaign_detail_view import Run
from core.views.explain_view import Explanation, MemberDay

APPROVE = "Approve the texts."
UNRECORDED = "No run had recorded its gates by then, so only the journal shows the state of that moment."
"""Said of a past moment before the first run that recorded its gates."""
NAMED = 5
"""Unreadable runs that are named; further ones follow as "…"."""
WHEN_OPEN = {
    "engine": "An engine works",
    "damage": "The store is whole",
    "journal": "The safety log is read",
    "store": "The store is checked",
    "key": "The API key is accepted",
    "safe": "No safe mode",
    "pause": "Nothing is paused",
    "off": "It is no day off",
    "clock": "The clock is trusted",
    "provider": "The provider answers",
    "disk": "The disk has room",
    "campaign": "The campaign is active",
    "account": "The account works",
    "member": "The member is not paused",
    "lists": "The account's lists are read",
    "refusals": "LinkedIn takes the calls",
    "doubts": "Few sends are in doubt",
    "spacing": "The last send is long enough ago",
    "network": "LinkedIn reports no limit",
    "week": "Room in the 168 hours",
    "day": "Room in the day's cap",
    "messages": "Room in the day's messages",
    "notes": "Room in the month's notes",
    "people": "Somebody is approved",
    "slot": "A run is open",
}
"""Words for a gate that is open."""


def leaves(view: Explanation, viewer_zone: str) -> str:
    """Return a sentence about the next send and its conditions; empty for an explanation of a past moment."""
    coming = view.next
    if coming is None:
        return ""
    acts = {gate.gate: gate.action for gate in view.gates}
    needs = [APPROVE if one == "approval" else acts.get(one) or one for one in coming.needs]
    before = f" Before: {' '.join(needs)}" if needs else ""
    if coming.at is None:
        return f"{coming.what.rstrip('.')}.{before}"
    states = [WHEN_OPEN[gate][:1].lower() + WHEN_OPEN[gate][1:] for gate in coming.awaits]
    provided = f", if {' and '.join(states)} by then" if states else ""
    return f"{coming.what}{provided}: {told(coming.at, view.time_zone, viewer_zone, view.now)}.{before}"


def run_sentence(run: Run) -> str:
    """Return a run's result and its reasons: `Thu 8 Jan 14:00: 5 of 6 planned, 5 sent. Short: 1 left to …`."""
    return f"{run_time(run)}: {run_result(run)}"


def member_sentence(view: MemberDay, when: str) -> str:
    """Return a sentence about a member's runs of a day until `when`: invitations sent, planned and possible."""
    sent = f"{view.sent:,} {plural(view.sent, 'invitation')}"
    odd = f" {unreadable_runs(view.unreadable_runs)}" if view.unreadable_runs else ""
    if not any(one.runs for one in view.campaigns):
        readable = "readable " if odd else ""
        return f"No {readable}run of {view.name}'s campaigns had opened by {when}.{odd}"
    possible = f"{view.planned:,} were planned, and the runs could have sent {view.cohort:,}"
    return f"{view.name} sent {sent} in the runs that had opened by {when}: {possible}.{odd}"


def outside_runs(number: int) -> str:
    """Return the sentence about invitations that belong to no run of this store."""
    return (
        f"The conversion counts {number:,} {plural(number, 'invitation')} of no run: sent after the backup that was "
        "restored, and known from the safety log."
    )


def unreadable_runs(runs: Sequence[int]) -> str:
    """Return the sentence about runs that are left out, because their stored data cannot be read."""
    named = ", ".join(map(str, sorted(runs)[:NAMED])) + (" …" if len(runs) > NAMED else "")
    many = len(runs) > 1
    return (
        f"{'Runs' if many else 'Run'} {named} of the store {'are' if many else 'is'} left out, because "
        f"{'their' if many else 'its'} stored data cannot be read."
    )


def run_time(run: Run) -> str:
    """Return the day and the slot of a run: `Thu 8 Jan 14:00`."""
    return f"{day_words(run.day)} {run.slot:%H:%M}"


def run_result(run: Run) -> str:
    """Return a run's result and its reasons: `5 of 6 planned, 5 sent. Short: 1 left to …`."""
    sums = run.invitations
    text = f"{sums.planned} of {run.cohort} planned, {sums.sent} sent"
    if not run.cohort and not sums.planned:
        text = "nobody could be approved before it"
    if run.state == "missed":
        text = f"missed, {run.cohort} not sent" if run.cohort else "missed"
    if run.state == "off":
        text = "day off"
    return ". ".join([text, *_reasons(run)]) + "."


def run_reasons(run: Run) -> str:
    """Return a run's result without its numbers of planned and sent invitations, for a table that has these."""
    return ". ".join(_reasons(run)) + "." if _reasons(run) else run_result(run)


def _reasons(run: Run) -> list[str]:
    sums = run.invitations
    reasons = [f"Short: {short_words(run.short)}"] if run.short else []
    reasons += [f"Not sent: {short_words(sums.not_sent)}"] if sums.not_sent else []
    reasons += [f"In doubt: {sums.in_doubt}"] if sums.in_doubt else []
    reasons += [f"Still to come: {sums.waiting}"] if sums.waiting else []
    beside = run.messages
    if run.messages_due or beside.planned:
        why = short_words(together(run.messages_short, beside.not_sent))
        reasons.append(
            f"Messages: {beside.sent} of {max(run.messages_due, beside.planned)} sent{', ' if why else ''}{why}"
        )
    return reasons

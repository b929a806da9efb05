"""An explanation in sentences, for the command line and the app."""

from __future__ import annotations

from core.rules.health import day_words, told
from core.rules.short_words import short_words
from core.rules.shortage import together
from core.views.campaign_detail_view import Run
from core.views.explain_view import Explanation

APPROVE = "Approve the texts."


def leaves(view: Explanation, viewer_zone: str) -> str:
    """Return when something is sent next and what must happen before; empty for a past moment."""
    coming = view.next
    if coming is None:
        return ""
    acts = {gate.gate: gate.action for gate in view.gates}
    needs = [APPROVE if one == "approval" else acts.get(one) or one for one in coming.needs]
    before = f" Before: {' '.join(needs)}" if needs else ""
    if coming.at is None:
        return f"{coming.what.rstrip('.')}.{before}"
    return f"{coming.what}: {told(coming.at, view.time_zone, viewer_zone, view.now)}.{before}"


def run_sentence(run: Run) -> str:
    """Return a run's result and its reasons: `Thu 8 Jan 14:00: 5 of 6 planned, 5 sent. Short: 1 left to …`."""
    when = f"{day_words(run.day)} {run.slot:%H:%M}"
    sums = run.invitations
    text = f"{when}: {sums.planned} of {run.cohort} planned, {sums.sent} sent"
    if not run.cohort and not sums.planned:
        text = f"{when}: nobody could be approved before it"
    if run.state == "missed":
        text = f"{when}: missed, {run.cohort} not sent" if run.cohort else f"{when}: missed"
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
    return ". ".join([text, *reasons]) + "."

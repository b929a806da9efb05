"""Check of each run's account: its cohort equals the planned invitations plus those not planned, each with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from core.rules.codes import lookup
from core.services.unshown import data_of
from core.store.database import Reading
from core.store.views import campaign_runs
from core.store.views.campaign_runs import RunAccount
from core.views.verification_view import Finding


def runs_account(store: Reading) -> Iterator[Finding]:
    """Recount every run: cohort = planned + short, messages due = planned + short, as recorded at its opening."""
    for run in campaign_runs.accounts(store):
        short, messages_short = _short(run.short), _short(run.messages_short)
        yield from _sum(run.run, "invitations", run.cohort, run.invitations, short)
        yield from _sum(run.run, "messages", run.messages_due, run.messages, messages_short)
        noted = data_of(run.noted or "")
        if noted.get("cohort") != run.cohort or noted.get("short", {}) != short:
            yield _finding(run.run, "differs from the journal row of its opening in its number of possible invitations")
        elif _messages(run) != (noted.get("messages_due", 0), noted.get("messages_short", {})):
            yield _finding(run.run, "differs from the journal row of its opening in its number of due messages")


def _messages(run: RunAccount) -> tuple[int, object]:
    return run.messages_due, _short(run.messages_short)


def _sum(run: int, what: str, due: int, planned: int, short: Mapping[str, int] | None) -> Iterator[Finding]:
    if short is None:
        yield _finding(run, f"has an unreadable reason for planning fewer {what}")
        return
    if due != planned + sum(short.values()):
        told = f"could send {due} {what}, planned {planned}, and gives reasons for {sum(short.values())} of the others"
        yield _finding(run, told)
    for code, number in short.items():
        if lookup(code) is None or number < 1:
            yield _finding(run, f"gives no known reason for {number} {what}: {code}")


def _short(text: str) -> dict[str, int] | None:
    """Return a shortage as stored; None if it cannot be read."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    whole = isinstance(found, dict) and all(isinstance(number, int) for number in found.values())
    return found if whole else None


def _finding(run: int, text: str) -> Finding:
    return Finding("runs", f"Run {run} {text}.", {"run": run})

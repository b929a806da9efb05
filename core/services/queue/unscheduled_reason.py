"""The reason why an approved person has no send time: their last run left them out, or gave their send time back.

A reason is shown with its run, because it held only then: invitations used up today are free again tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.rules.health import day_words
from core.rules.holds import PERSON_WAIT
from core.rules.schedule import in_zone, start_of_day
from core.rules.states import Status
from core.store.database import Reading
from core.store.fields import from_us, to_us
from core.store.views import last_runs
from core.store.views.last_runs import ApprovedQuery, ApprovedRow, LastRun
from core.views.queue_view import QueueEntry

LATER = "Nothing to do: it is sent in a later run, the oldest approval first."
COHORT = "cohort"
"""The cause that no limit was reached: the run took as many people as the campaign's cohort allows."""
_CAUSES = {
    "limit.day": "the sender's day cap, shared with their other campaigns, left it {share} of {want} invitations",
    "limit.week": "the sender's 100 invitations in 168 hours left it {share} of {want}",
    "limit.ramp": "the ramp of the sender's account left it {share} of {want} invitations",
    "limit.messages": "the sender's 50 messages of the day were used up",
    "slot.full": "the slot had no room for more",
    COHORT: "it took its cohort of {share}",
}


@dataclass(frozen=True)
class _Run:
    """The last run of a campaign, with the numbers that decide whom it left out."""

    id: int
    day: str
    zone: str
    day_start: int
    opens: int
    opened: int
    noted: dict[str, Any]
    invitations: int
    full: bool

    def left_out(self, row: ApprovedRow) -> bool:
        """Return whether the run could have taken this person and did not."""
        # Not left out: a person with a send time in this run, or one who was put back after it opened.
        return bool(row.in_time) and row.booked_in != self.id and row.changed_at <= self.opened

    @property
    def values(self) -> tuple[str, int, int, int]:
        """The run's local date, that day's start, the moment until which approvals by mode count, and the opening."""
        return self.day, self.day_start, max(self.opens, self.opened), self.opened

    def cause(self, step: int) -> str:
        """Return the code of the reason for leaving a person out; messages get their send times before invitations."""
        if step > 0:
            return "slot.full" if self.full and not self.invitations else "limit.messages"
        share = int(self.noted.get("share", 0))
        if share < int(self.noted.get("want", 0)):
            return str(self.noted.get("limit", "limit.day"))
        return "slot.full" if self.full and self.invitations < share else COHORT

    def told(self, cause: str) -> str:
        """Return the cause as a sentence, with the run and its numbers."""
        numbers = {name: self.noted.get(name, 0) for name in ("share", "want")}
        return f"Left out by the run of {_opening(self.opens, self.zone)}: {_CAUSES[cause].format(**numbers)}."


def _opening(opens: int, zone: str) -> str:
    local = in_zone(from_us(opens), zone)
    return f"{day_words(local.date())} {local:%H:%M}"


def _told(row: ApprovedRow, sentence: str) -> str:
    """Return the stored reason's sentence with the run to which it belongs."""
    if row.booked_opens is None or row.booked_zone is None:
        return sentence
    return f"Not sent in the run of {_opening(row.booked_opens, row.booked_zone)}: {sentence}"


def explain(store: Reading, found: Sequence[QueueEntry]) -> list[QueueEntry]:
    """Return the rows, with `left_out` and `why` set on approved ones that a run left out; reads at most twice.

    A reason that an earlier run stored is dropped if a later run left the person out.
    """
    asked = {entry.id: entry for entry in found if entry.status is Status.APPROVED}
    if not asked:
        return list(found)
    runs = _last_runs(store, {entry.campaign_id for entry in asked.values()})
    wanted: list[ApprovedQuery] = [
        (entry.id, *runs[entry.campaign_id].values) if entry.campaign_id in runs else (entry.id,)
        for entry in asked.values()
    ]
    for row in last_runs.approved(store, wanted):
        asked[row.id] = _explained(asked[row.id], row, runs.get(asked[row.id].campaign_id))
    return [asked.get(entry.id, entry) for entry in found]


def _explained(entry: QueueEntry, row: ApprovedRow, run: _Run | None) -> QueueEntry:
    if run is not None and run.left_out(row) and not _is_waiting(entry.reason, run.day):
        cause = run.cause(row.step)
        return replace(entry, left_out=cause, why=run.told(cause), reason=None, action=LATER)
    if entry.why:
        return replace(entry, why=_told(row, entry.why))
    return entry


def _is_waiting(reason: str | None, day: str) -> bool:
    """Return whether no run of a local date could take a person, because the network made them wait longer."""
    code, _, until = (reason or "").partition(":")
    return code == PERSON_WAIT and until > day


def _last_runs(store: Reading, campaigns: set[int]) -> dict[int, _Run]:
    """Return the last readable run of each campaign that has one."""
    found = ((row.campaign_id, _run(row)) for row in last_runs.last_runs(store, campaigns))
    return {campaign: run for campaign, run in found if run is not None}


def _run(row: LastRun) -> _Run | None:
    """Return a run; None if its date, zone or notes cannot be read, so that it explains nothing."""
    try:
        start = to_us(start_of_day(date.fromisoformat(row.local_date), row.time_zone))
        noted = dict(json.loads(row.noted))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None
    return _Run(
        row.id,
        row.local_date,
        row.time_zone,
        start,
        row.opens_at,
        row.opened_at,
        noted,
        row.invitations,
        bool(row.full),
    )

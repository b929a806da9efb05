"""Why somebody who is approved has no send time: what their last run gave the time back for, or left them out for.

A reason is told with its run, because it was true then: today's invitations are not used up any more tomorrow.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.rules.holds import PERSON_WAIT
from core.rules.schedule import in_zone, start_of_day
from core.rules.states import Status
from core.store.database import Store
from core.store.fields import from_us, to_us
from core.store.views import eligible
from core.views.queue_view import QueueEntry

LATER = "Nothing to do: it goes in a later run, the oldest approval first."
COHORT = "cohort"
"""Not a limit of the sender's: the run took as many as the campaign asks for."""
_CAUSES = {
    "limit.day": "the sender’s day cap, shared with their other campaigns, left it {share} of {want} invitations",
    "limit.week": "the sender’s 100 invitations in 168 hours left it {share} of {want}",
    "limit.ramp": "the ramp of the sender’s account left it {share} of {want} invitations",
    "limit.messages": "the sender’s 50 messages of the day were used up",
    "slot.full": "the slot had no room for more",
    COHORT: "it took its cohort of {share}",
}
# One line a campaign: its last run, found by the index over campaign and opening, and what was noted as it opened.
_LAST = """
SELECT r.campaign_id, r.id, r.local_date, s.time_zone, r.opens_at, r.opened_at, j.data,
(SELECT count(*) FROM booking b WHERE b.run_id = r.id AND b.kind = 'invitation'),
EXISTS (SELECT 1 FROM journal p WHERE p.run_id = r.id AND p.kind = 'problem' AND p.code = 'slot.full')
FROM json_each(?) wanted JOIN run r ON r.id = (SELECT l.id FROM run l WHERE l.campaign_id = wanted.value
AND l.state <> 'missed' ORDER BY l.opens_at DESC LIMIT 1)
JOIN slot s ON s.id = r.slot_id JOIN journal j ON j.run_id = r.id AND +j.kind = 'run.opened'
"""  # the plus keeps SQLite from starting with every run that was ever opened
_OUTREACH, _DAY, _DAY_START, _MOMENT, _OPENED = (f"json_extract(wanted.value, '$[{place}]')" for place in range(5))
# Each with whether its campaign's last run could take it, and the last send time that any run gave it for this step.
_APPROVED = f"""
SELECT outreach.id, outreach.step, outreach.changed_at,
CASE WHEN outreach.step = 0 THEN {eligible.approved_in_time(_DAY_START, _MOMENT)}
ELSE {eligible.due_in_time(_DAY, _OPENED)} END, b.run_id, r.opens_at, s.time_zone
FROM json_each(?) wanted JOIN outreach ON outreach.id = {_OUTREACH}
LEFT JOIN booking b ON b.id =
(SELECT max(l.id) FROM booking l WHERE l.outreach_id = outreach.id AND l.step = outreach.step)
LEFT JOIN run r ON r.id = b.run_id LEFT JOIN slot s ON s.id = r.slot_id
"""


@dataclass(frozen=True)
class _Approved:
    """One outreach that is approved and has no send time; moments are microseconds."""

    id: int
    step: int
    changed_at: int
    """Since when it is approved as it is now: later than the approval for people who were put back."""
    in_time: int | None
    """Whether its campaign's last run could take it; None without a run."""
    booked_in: int | None
    """The last run that gave it a send time for this step."""
    booked_opens: int | None
    booked_zone: str | None

    def told(self, sentence: str) -> str:
        """The stored reason with the run to which it belongs."""
        if self.booked_opens is None or self.booked_zone is None:
            return sentence
        return f"Not sent in the run of {_opening(self.booked_opens, self.booked_zone)}: {sentence}"


@dataclass(frozen=True)
class _Run:
    """The last run of a campaign, as far as it decides who was left out."""

    id: int
    day: str
    zone: str
    day_start: int
    opens: int
    opened: int
    noted: dict[str, Any]
    invitations: int
    full: bool

    def left_out(self, row: _Approved) -> bool:
        """Return whether the run could have taken this person, and did not."""
        # It may have had a send time there, or have been put back since.
        return bool(row.in_time) and row.booked_in != self.id and row.changed_at <= self.opened

    @property
    def values(self) -> tuple[str, int, int, int]:
        """Its local date, the start of that, the moment until which the mode's approvals count, and its opening."""
        return self.day, self.day_start, max(self.opens, self.opened), self.opened

    def cause(self, step: int) -> str:
        """The code of what left them out; messages get their times before invitations do."""
        if step > 0:
            return "slot.full" if self.full and not self.invitations else "limit.messages"
        share = int(self.noted.get("share", 0))
        if share < int(self.noted.get("want", 0)):
            return str(self.noted.get("limit", "limit.day"))
        return "slot.full" if self.full and self.invitations < share else COHORT

    def told(self, cause: str) -> str:
        """The cause as a sentence, with the run and its numbers."""
        numbers = {name: self.noted.get(name, 0) for name in ("share", "want")}
        return f"Left out by the run of {_opening(self.opens, self.zone)}: {_CAUSES[cause].format(**numbers)}."


def _opening(opens: int, zone: str) -> str:
    return f"{in_zone(from_us(opens), zone):%a %d %b %H:%M}"


def explain(store: Store, found: Sequence[QueueEntry]) -> list[QueueEntry]:
    """Return the rows with `left_out`, and `why` with it, on each that is approved; two statements at most.

    A reason that an earlier run left is dropped where a later one left the person out.
    """
    asked = {entry.id: entry for entry in found if entry.status is Status.APPROVED}
    if not asked:
        return list(found)
    runs = _last_runs(store, sorted({entry.campaign_id for entry in asked.values()}))
    wanted = [
        (entry.id, *(runs[entry.campaign_id].values if entry.campaign_id in runs else ())) for entry in asked.values()
    ]
    for row in (_Approved(*values) for values in store.rows(_APPROVED, json.dumps(wanted))):
        asked[row.id] = _explained(asked[row.id], row, runs.get(asked[row.id].campaign_id))
    return [asked.get(entry.id, entry) for entry in found]


def _explained(entry: QueueEntry, row: _Approved, run: _Run | None) -> QueueEntry:
    if run is not None and run.left_out(row) and not _is_waiting(entry.reason, run.day):
        cause = run.cause(row.step)
        return replace(entry, left_out=cause, why=run.told(cause), reason=None, action=LATER)
    if entry.why:
        return replace(entry, why=row.told(entry.why))
    return entry


def _is_waiting(reason: str | None, day: str) -> bool:
    """Return True for who could not be taken on a local date: the network lets them wait until a later one."""
    code, _, until = (reason or "").partition(":")
    return code == PERSON_WAIT and until > day


def _last_runs(store: Store, campaigns: list[int]) -> dict[int, _Run]:
    """Return the last run of each campaign that had one which can be read."""
    found = ((campaign, _run(*values)) for campaign, *values in store.rows(_LAST, json.dumps(campaigns)))
    return {campaign: run for campaign, run in found if run is not None}


def _run(
    ident: int, day: str, zone: str, opens: int, opened: int, noted: str, invitations: int, full: int
) -> _Run | None:
    """Return a run, or None for one whose date, zone or notes cannot be read: it explains nobody."""
    try:
        start = to_us(start_of_day(date.fromisoformat(day), zone))
        told = dict(json.loads(noted))
    except (ValueError, TypeError, LookupError, OverflowError, RecursionError):
        return None
    return _Run(ident, day, zone, start, opens, opened, told, invitations, bool(full))

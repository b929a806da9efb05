"""The last run of each campaign, and whether it could have taken those who are approved and have no send time.

SQL as text: each statement takes a list of values, or of rows, as one JSON value, and is joined to it; Peewee has no
word for that table. The rows are as they are stored: who asks leaves an odd one out alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from core.store.database import Reading
from core.store.views import eligible


class LastRun(NamedTuple):
    """The last run of a campaign that was not missed; moments are microseconds since 1970, UTC."""

    campaign_id: int
    id: int
    local_date: str
    time_zone: str
    """The zone of its slot."""
    opens_at: int
    opened_at: int
    noted: str
    """What the journal says of its opening, as JSON."""
    invitations: int
    """How many send times of invitations it gave."""
    full: int
    """1 where the slot had no room for more."""


class ApprovedRow(NamedTuple):
    """An outreach that is approved and has no send time; moments are microseconds since 1970, UTC."""

    id: int
    step: int
    changed_at: int
    """Since when it is approved as it is now: later than the approval for people who were put back."""
    in_time: int | None
    """1 where its campaign's last run could take it; None without a run."""
    booked_in: int | None
    """The last run that gave it a send time for this step."""
    booked_opens: int | None
    booked_zone: str | None


Asked = tuple[int] | tuple[int, str, int, int, int]
"""The id of an outreach; where its campaign had a run, also the run's local date, the start of that day, the moment
until which the campaign's mode lets approvals count, and when the run opened."""

_LAST = """
SELECT r.campaign_id, r.id, r.local_date, s.time_zone, r.opens_at, r.opened_at, j.data,
(SELECT count(*) FROM booking b WHERE b.run_id = r.id AND b.kind = 'invitation'),
EXISTS (SELECT 1 FROM journal p WHERE p.run_id = r.id AND p.kind = 'problem' AND p.code = 'slot.full')
FROM json_each(?) wanted JOIN run r ON r.id = (SELECT l.id FROM run l WHERE l.campaign_id = wanted.value
AND l.state <> 'missed' ORDER BY l.opens_at DESC LIMIT 1)
JOIN slot s ON s.id = r.slot_id JOIN journal j ON j.run_id = r.id AND +j.kind = 'run.opened'
"""  # the plus keeps SQLite from starting with every run that was ever opened
_OUTREACH, _DAY, _DAY_START, _MOMENT, _OPENED = (f"json_extract(wanted.value, '$[{place}]')" for place in range(5))
_APPROVED = f"""
SELECT outreach.id, outreach.step, outreach.changed_at,
CASE WHEN outreach.step = 0 THEN {eligible.approved_in_time(_DAY_START, _MOMENT)}
ELSE {eligible.due_in_time(_DAY, _OPENED)} END, b.run_id, r.opens_at, s.time_zone
FROM json_each(?) wanted JOIN outreach ON outreach.id = {_OUTREACH}
LEFT JOIN booking b ON b.id =
(SELECT max(l.id) FROM booking l WHERE l.outreach_id = outreach.id AND l.step = outreach.step)
LEFT JOIN run r ON r.id = b.run_id LEFT JOIN slot s ON s.id = r.slot_id
"""


def last_runs(store: Reading, campaigns: Iterable[int]) -> list[LastRun]:
    """Return the last run of each campaign that had one, found by the index over campaign and opening."""
    return [LastRun(*row) for row in store.rows(_LAST, json.dumps(sorted(campaigns)))]


def approved(store: Reading, asked: Sequence[Asked]) -> list[ApprovedRow]:
    """Return each outreach that is asked about, and whether its campaign's last run could take it."""
    return [ApprovedRow(*row) for row in store.rows(_APPROVED, json.dumps(asked))]

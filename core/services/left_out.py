"""Why somebody who is approved has no send time: what the last run of the campaign left them out for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.rules.schedule import in_zone, start_of_day
from core.rules.states import Status
from core.store.database import Store
from core.store.fields import from_us, to_us

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
SELECT r.campaign_id, r.local_date, s.time_zone, r.opens_at, r.opened_at, j.data,
(SELECT count(*) FROM booking b WHERE b.run_id = r.id AND b.kind = 'invitation'),
EXISTS (SELECT 1 FROM journal p WHERE p.run_id = r.id AND p.kind = 'problem' AND p.code = 'slot.full')
FROM json_each(?) wanted JOIN run r ON r.id = (SELECT l.id FROM run l WHERE l.campaign_id = wanted.value
AND l.state <> 'missed' ORDER BY l.opens_at DESC LIMIT 1)
JOIN slot s ON s.id = r.slot_id JOIN journal j ON j.run_id = r.id AND +j.kind = 'run.opened'
"""  # the plus keeps SQLite from starting with every run that was ever opened
_APPROVED = """
SELECT id, step, approved_at, approved_by, due_date FROM outreach WHERE id IN (SELECT value FROM json_each(?))
"""


@dataclass(frozen=True)
class _Run:
    """The last run of a campaign, as far as it decides who was left out."""

    day: str
    zone: str
    opens: int
    opened: int
    noted: dict[str, Any]
    invitations: int
    full: bool

    def wanted(self, step: int, approved_at: int, approved_by: str, due: str | None) -> bool:
        """Whether the run could have taken somebody who was approved then (`planner.ELIGIBLE`, `runs`)."""
        if step > 0:
            return due is not None and due <= self.day and approved_at < self.opened
        before = to_us(start_of_day(date.fromisoformat(self.day), self.zone))
        return approved_at < before or (approved_by == "mode" and approved_at <= max(self.opens, self.opened))

    def cause(self, step: int) -> str:
        """The code of what left them out."""
        if step > 0:
            return "slot.full" if self.full else "limit.messages"
        share = int(self.noted.get("share", 0))
        if share < int(self.noted.get("want", 0)):
            return str(self.noted.get("limit", "limit.day"))
        return "slot.full" if self.full and self.invitations < share else COHORT

    def told(self, cause: str) -> str:
        """The cause as a sentence, with the run and its numbers."""
        numbers = {name: self.noted.get(name, 0) for name in ("share", "want")}
        opened = in_zone(from_us(self.opens), self.zone)
        return f"Left out by the run of {opened:%a %d %b %H:%M}: {_CAUSES[cause].format(**numbers)}."


def explain(store: Store, views: Sequence[dict[str, Any]]) -> None:
    """Put `left_out`, and `why` with it, on each row that is approved for no other reason; two statements at most."""
    for view in views:
        view["left_out"] = None
    asked = {int(view["id"]): view for view in views if view["status"] == Status.APPROVED and view["reason"] is None}
    if not asked:
        return
    runs = _last_runs(store, sorted({int(view["campaign_id"]) for view in asked.values()}))
    for ident, step, approved_at, approved_by, due in store.rows(_APPROVED, json.dumps(list(asked))):
        view = asked[ident]
        run = runs.get(int(view["campaign_id"]))
        if run is not None and approved_at is not None and run.wanted(step, approved_at, approved_by, due):
            view["left_out"] = run.cause(step)
            view["why"] = run.told(view["left_out"])


def _last_runs(store: Store, campaigns: list[int]) -> dict[int, _Run]:
    found = store.rows(_LAST, json.dumps(campaigns))
    return {row[0]: _Run(row[1], row[2], row[3], row[4], json.loads(row[5]), row[6], bool(row[7])) for row in found}

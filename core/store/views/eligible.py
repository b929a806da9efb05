"""Whom a run may take: the one spelling of the rule, for the planner and for what explains its choice.

Each function returns SQL on rows of `outreach`; its arguments are SQL too. `day` is the run's local date as text,
`day_start` its start and `moment` its opening (or the time at which it opens late), both in microseconds.
"""

from __future__ import annotations

from core.store.held_items import person_free
from core.store.person_waits import not_waiting


def approved_in_time(day_start: str, moment: str) -> str:
    """Select what a person approved on an earlier local date than the run's, or the mode before it opens."""
    return f"(outreach.approved_at < {day_start} OR outreach.approved_by = 'mode' AND outreach.approved_at <= {moment})"


def due_in_time(day: str, moment: str) -> str:
    """Select messages due by the run's local date and approved before the run opens."""
    return f"(outreach.due_date <= {day} AND outreach.approved_at < {moment})"


def invitations(day_start: str, moment: str) -> str:
    """Select invitations approved in time; not of people who wait after a refusal or are held after an error."""
    return (
        f"outreach.status = 'approved' AND outreach.step = 0 AND {approved_in_time(day_start, moment)} "
        f"AND {not_waiting(moment)} AND {person_free(moment)}"
    )


def messages(day: str, moment: str) -> str:
    """Select messages due in time; not of people who are held after an internal error."""
    return (
        f"outreach.status = 'approved' AND outreach.step > 0 AND {due_in_time(day, moment)} AND {person_free(moment)}"
    )

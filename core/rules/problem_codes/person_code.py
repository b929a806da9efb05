"""The code of the reason why a person in a campaign's source is not contacted yet; `contacted` if they were."""

from __future__ import annotations

from typing import Final

from core.rules.shortage import APPROVALS, UNREAD, UNRECORDED
from core.rules.states import Status

DRAWN: Final = "drawn"
"""Placeholder for the code of a person who was drawn: the code is decided by their outreach."""
CONTACTED: Final = "contacted"
WAITS: Final = "draw.waiting"
"""The person is not drawn yet, and the next runs may draw them."""
APPROVED: Final = "run.waiting"
PLANNED: Final = "send.planned"

_BY_STATUS: Final = {
    Status.QUEUED: UNREAD,
    Status.PENDING: APPROVALS,
    Status.APPROVED: APPROVED,
    Status.SCHEDULED: PLANNED,
    Status.SENDING: PLANNED,
    Status.IN_DOUBT: "in_doubt",
    Status.UNRESOLVED: "unresolved",
    Status.REJECTED: "rejected",
    Status.WITHDRAWN: "withdrawn",
    Status.FAILED: "refused",
    Status.CANCELLED: UNRECORDED,
}
_OWN = (Status.QUEUED, Status.APPROVED, Status.CANCELLED, Status.FAILED)
"""Statuses in which the stored reason is more precise than the status."""

STILL_TO_GO: Final = frozenset({Status.QUEUED, Status.PENDING, Status.APPROVED})
"""Statuses of people whose next step waits for the campaign's next opening."""


def code_of(code: str, status: str | None, reason: str | None, *, written: bool) -> str:
    """Return the one code of a person: `code` if they were not drawn, else the code from their outreach.

    The part after a colon of a stored reason is left out. The store's column `outreach.why` computes the same, and
    refuses a row without a code.
    """
    if code != DRAWN or status is None:
        return code
    known = Status(status)
    if known is Status.WITHDRAWN:
        return _BY_STATUS[known]
    if written:
        return CONTACTED
    own = (reason or "").partition(":")[0] if known in _OWN else ""
    return own or _BY_STATUS.get(known, CONTACTED)

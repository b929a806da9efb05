"""The queue: one row for each person in a campaign. Moments are aware and in UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.rules.coming import Due
from core.rules.states import Status

Key = tuple[int, int]
"""The position of a row in an order: its sort value, then its id."""
Order = Literal["latest", "next", "id"]
"""`latest` (everybody, the latest first), `next` (people still to be contacted, the next first) or `id`."""


@dataclass(frozen=True, slots=True)
class QueueContact:
    """The person of a row; `profile` is an address on LinkedIn, None if only the provider's id is known."""

    id: int
    name: str
    profile: str | None


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One person in one campaign: status, reason, text and times."""

    id: int
    campaign_id: int
    campaign: str
    program: str
    source: str
    contact: QueueContact
    sender: str
    """Name of the member whose account sends."""
    step: int
    """Position of the current step; 0 is the invitation."""
    kind: str | None
    """invitation, welcome or follow-up; None if the campaign no longer has the step."""
    number: int
    """Ordinal of the follow-up (1, 2, …); 0 for other steps."""
    status: Status
    means: str
    """The status as a sentence, with the send time if there is one."""
    due: Due | None
    """State of the send time: to come, now or overdue; None if there is none."""
    reason: str | None
    """Code of the reason for the status (`core.rules.codes`)."""
    why: str | None
    """The reason, or the cause of `left_out`, as a sentence."""
    left_out: str | None
    """Code of the reason why the last run left an approved person out; then `reason` is None."""
    action: str | None
    """The remedy that a person can apply."""
    revision: int
    """Number of the present text of this step, from 1; 0 before the first."""
    text: str | None
    """None if nothing is rendered yet, or for an invitation without a note."""
    provider_words: str | None
    """The provider's answer to a send that was refused or is in doubt."""
    at: datetime | None
    """The send time, else when the last step was sent, answered or ended; None for a waiting text."""
    send_at: datetime | None
    sent_at: datetime | None
    """Time at which the last step was sent."""
    approved_at: datetime | None
    approved_by: str | None


@dataclass(frozen=True, slots=True)
class QueueQuery:
    """The choice of rows, their order, and `at`, the row at which the window begins; None for the first."""

    campaign: str | None = None
    """Name or id."""
    program: str | None = None
    status: str | None = None
    where: str = ""
    """A filter, as in `--where`, without an order of its own."""
    order: Order = "latest"
    at: Key | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One window: its rows with their keys, and the total number of rows."""

    query: QueueQuery
    now: datetime
    rows: tuple[QueueEntry, ...]
    keys: tuple[Key, ...]
    before: int
    """Rows before the window."""
    total: int
    statuses: Mapping[str, int]
    """Number of rows by status, also of those that the query excludes."""
    withdrawals_in_doubt: int
    """Withdrawals of unknown outcome, of the campaign or of all; their people have the status *invited*."""


@dataclass(frozen=True, slots=True)
class DoubtEvidence:
    """The evidence about a send whose outcome is unknown."""

    status: Status
    kind: str
    """invitation or message."""
    tried_at: datetime
    attempt: int
    """Number of this attempt at the step, from 1."""
    text: str | None
    error: str
    """The provider's type of error; empty if it gave no answer."""
    provider_words: str
    absent_reads: int
    """Complete readings of LinkedIn's lists that did not show it."""
    absent_at: datetime | None
    """Time of the first of these reads."""
    looks_at: datetime | None
    """Time of the engine's next check; None if there is none."""

"""The statuses of an outreach and of a delivery, and the one table of allowed changes."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from core.text import clean


class StoredWord(StrEnum):
    """A status as a word in the store. An unknown word is kept (cleaned) to be shown; it equals no member."""

    @classmethod
    def _missing_(cls, value: object) -> Self:
        word = clean(str(value), 40)
        odd = str.__new__(cls, word)
        odd._name_, odd._value_ = word, word
        return odd


class Status(StoredWord):
    """The state of an outreach in its current step (docs/design.md#json, `queue list`)."""

    QUEUED = "queued"
    """Drawn from the source; its profile is not read yet."""
    PENDING = "pending"
    """The text waits for the sender's approval."""
    APPROVED = "approved"
    """The text is approved; a run will give it a send time."""
    SCHEDULED = "scheduled"
    """It has a send time."""
    SENDING = "sending"
    """The intent is committed; the outcome is not."""
    IN_DOUBT = "in_doubt"
    """It is not known whether the step arrived; the engine looks it up."""
    UNRESOLVED = "unresolved"
    """Nobody can find out whether it arrived; a person decides."""
    INVITED = "invited"
    """The invitation was sent; no answer yet."""
    ACCEPTED = "accepted"
    """The person accepted the invitation; the next message is not due yet."""
    MESSAGED = "messaged"
    """The latest message was sent; the next one is not due yet."""
    REPLIED = "replied"
    """The person replied, or the member wrote to them outside Overture: the sequence is over."""
    FINISHED = "finished"
    """Every step was sent."""
    REJECTED = "rejected"
    """The sender rejected the text."""
    CANCELLED = "cancelled"
    """Will not be contacted, for the stored reason."""
    WITHDRAWN = "withdrawn"
    """The invitation was withdrawn."""
    FAILED = "failed"
    """The provider refused this person or this text."""


S = Status

TRANSITIONS: dict[Status, frozenset[Status]] = {
    S.QUEUED: frozenset({S.PENDING, S.APPROVED, S.CANCELLED, S.FAILED, S.IN_DOUBT, S.REPLIED}),
    S.PENDING: frozenset({S.APPROVED, S.REJECTED, S.CANCELLED, S.REPLIED, S.IN_DOUBT}),
    S.APPROVED: frozenset({S.SCHEDULED, S.PENDING, S.REJECTED, S.CANCELLED, S.REPLIED, S.IN_DOUBT}),
    S.SCHEDULED: frozenset({S.SENDING, S.APPROVED, S.PENDING, S.REJECTED, S.CANCELLED, S.REPLIED}),
    S.SENDING: frozenset(
        {
            S.INVITED,
            S.MESSAGED,
            S.FINISHED,
            S.SCHEDULED,
            S.APPROVED,
            S.PENDING,
            S.IN_DOUBT,
            S.FAILED,
            S.CANCELLED,
        }
    ),
    S.IN_DOUBT: frozenset(
        {S.INVITED, S.ACCEPTED, S.MESSAGED, S.FINISHED, S.APPROVED, S.PENDING, S.QUEUED, S.UNRESOLVED, S.CANCELLED}
    ),
    S.UNRESOLVED: frozenset({S.INVITED, S.MESSAGED, S.FINISHED, S.APPROVED, S.PENDING, S.QUEUED, S.CANCELLED}),
    S.INVITED: frozenset({S.ACCEPTED, S.REPLIED, S.WITHDRAWN, S.CANCELLED, S.FINISHED}),
    S.ACCEPTED: frozenset({S.PENDING, S.APPROVED, S.REPLIED, S.FINISHED, S.CANCELLED}),
    S.MESSAGED: frozenset({S.PENDING, S.APPROVED, S.REPLIED, S.FINISHED, S.CANCELLED}),
    S.FINISHED: frozenset({S.REPLIED}),
    S.REPLIED: frozenset(),
    S.REJECTED: frozenset({S.PENDING, S.QUEUED, S.ACCEPTED, S.MESSAGED}),
    S.CANCELLED: frozenset({S.QUEUED, S.APPROVED, S.ACCEPTED, S.MESSAGED}),
    S.WITHDRAWN: frozenset({S.QUEUED}),
    S.FAILED: frozenset({S.QUEUED, S.APPROVED, S.ACCEPTED, S.MESSAGED}),
}

WAITING = (S.QUEUED, S.PENDING, S.APPROVED)
"""Statuses of drawn people without a send time, who limit the next draw."""
NOT_YET_OUT = (S.QUEUED, S.PENDING, S.APPROVED, S.SCHEDULED)
"""Statuses that archiving a campaign cancels."""
WRITTEN = (S.PENDING, S.APPROVED, S.SCHEDULED)
"""Statuses with a text that is not sent yet."""
CLEARED = (S.APPROVED, S.SCHEDULED)
"""Statuses with an approved text that is not sent yet."""
BETWEEN_STEPS = (S.ACCEPTED, S.MESSAGED)
"""Statuses of people who wait for the text of their next message."""
DOUBTFUL = (S.IN_DOUBT, S.UNRESOLVED)
"""Statuses in which a step may or may not have been sent."""
OPEN = (*NOT_YET_OUT, S.SENDING, S.IN_DOUBT, S.UNRESOLVED, S.INVITED, S.ACCEPTED, S.MESSAGED)
"""Statuses in which an outreach is still active."""
RELEASED = (S.CANCELLED, S.REJECTED, S.WITHDRAWN)
"""Statuses in which an outreach no longer holds its person."""
TO_GO = (S.UNRESOLVED, S.IN_DOUBT, S.SENDING, S.SCHEDULED, S.APPROVED, S.PENDING, S.QUEUED)
"""Statuses still to be sent, in the order of the queue: those that need a person or are under way first."""
REQUEUEABLE = (S.CANCELLED, S.REJECTED, S.WITHDRAWN, S.FAILED)
"""Statuses that a person may put back into the queue."""


class DeliveryState(StoredWord):
    """The state of one attempt at one external effect."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    """The provider refused it: this person, or this text."""
    NOT_SENT = "not_sent"
    """Provably not sent, or the provider says so."""
    IN_DOUBT = "in_doubt"
    UNRESOLVED = "unresolved"


MAY_HAVE_ARRIVED = (
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.IN_DOUBT,
    DeliveryState.UNRESOLVED,
)
"""Attempts that count against every limit."""


class RunState(StoredWord):
    """The state of one slot on one local date."""

    OPEN = "open"
    CLOSED = "closed"
    MISSED = "missed"
    OFF = "off"
    """Its date is a day off."""


OPENED = (RunState.OPEN, RunState.CLOSED)
"""States of runs that opened."""


class BookingState(StoredWord):
    """The state of one send time of one run; a run's sums are the sums over these."""

    PLANNED = "planned"
    SENDING = "sending"
    SENT = "sent"
    IN_DOUBT = "in_doubt"
    NOT_SENT = "not_sent"


def may_follow(before: Status, after: Status) -> bool:
    """Return whether the table allows this change."""
    return after in TRANSITIONS.get(before, ())

"""Rules for network answers that concern the program or the account, not one person (docs/design.md#holds)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from core.rules.schedule import local_date, start_of_day

PROFILE: Final = "profile"
INVITATION: Final = "invitation"
MESSAGE: Final = "message"
DRAW: Final = "draw"
NOTE: Final = "note"
"""Kinds of call that a hold stops: profile reads, invitations, messages, draws, notes of a basic account."""
READING: Final = (PROFILE, DRAW)
"""Holds under which no profile is read and nobody is drawn."""

NOT_FOUND_ROW: Final = 5
"""Consecutive people without a profile after which a control read decides if the campaign or the member is held."""
EQUAL_ROW: Final = 3
"""Consecutive people refused with the same status and type after which the campaign's sending is held."""
TRY_EVERY: Final = timedelta(hours=24)
"""Time between two trials with one person during a hold."""
LEAST_REST: Final = timedelta(hours=12)
"""Least time until the trial in the next day's run, since runs open at the same time each day."""
PERSON_WAITS: Final = timedelta(days=21)
"""Time for which the network refuses one person while it accepts others (docs/provider.md#linkedins-rules)."""
PERSON_WAIT: Final = "person.wait"
"""Reason of a person who waits for that time; the local end date follows a colon."""
MAYBE_ONE_PERSON: Final = frozenset({"cannot_resend_yet", "cannot_resend_within_24hrs", "connection_limit_reached"})
"""Limit answers of the provider that may concern either one person or the account."""
MAYBE_NOTES: Final = frozenset({"cannot_resend_yet", "cannot_resend_within_24hrs", "limit_exceeded"})
"""Limit answers that may mean that the month's notes of a basic account are used up."""

_CODES: Final = {
    (PROFILE, False): "source.unreadable",
    (PROFILE, True): "profiles.unreadable",
    (INVITATION, False): "sending.refused",
    (INVITATION, True): "member.refused",
    (MESSAGE, False): "sending.refused",
    (MESSAGE, True): "member.refused",
    (DRAW, False): "draw.held",
    (NOTE, True): "notes.spent",
}
HOLD_CODES: Final = frozenset(_CODES.values())
READING_CODES: Final = frozenset(code for (call, _wide), code in _CODES.items() if call in READING)


def code_of(call: str, *, member_wide: bool) -> str:
    """Return the problem code of a hold on one kind of call, of a campaign or of a whole member."""
    return _CODES[call, member_wide]


def next_try(call: str, now: datetime, zone: str) -> datetime:
    """Return when the next person is tried: a read after 24 hours, a send in the next local day's runs."""
    if call in READING:
        return now + TRY_EVERY
    return max(start_of_day(local_date(now, zone) + timedelta(days=1), zone), now + LEAST_REST)


def call_of(step: int) -> str:
    """Return the kind of call for a step: position 0 is the invitation."""
    return MESSAGE if step else INVITATION


def plural_of(call: str) -> str:
    """Return the plural of a kind of call, for sentences."""
    return {PROFILE: "profile reads", INVITATION: "invitations", MESSAGE: "messages"}.get(call, call)

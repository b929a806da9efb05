"""Reactions of people to an invitation and a message: seeded by account, person and attempt.

See docs/design.md#the-sandbox.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from core import seeds

ACCEPTED: Final = 0.37
REPLIED: Final = 0.12
# Of those who accept: the share that has accepted after a number of hours; between two points, interpolated over the
# logarithm of the time.
DELAYS: Final = (
    (0.0, 0.03),
    (0.21, 1.0),
    (0.63, 24.0),
    (0.88, 168.0),
    (0.99, 720.0),
    (1.0, 1440.0),
)
REPLIES: Final = (
    "Thanks for connecting. Tell me more?",
    "Hi, happy to be in touch!",
    "Not for me at the moment, thank you.",
    "Could we speak next week?",
)


def acceptance(seed: str, account: str, public: str, attempt: int, at: datetime) -> datetime | None:
    """Return when a person accepts the `attempt`-th invitation, sent `at`; None if never."""
    if seeds.fraction(seed, "accept", account, public, attempt) >= ACCEPTED:
        return None
    drawn = seeds.fraction(seed, "delay", account, public, attempt)
    return at + timedelta(hours=_hours(drawn))


def _hours(share: float) -> float:
    for (low, begin), (high, end) in pairwise(DELAYS):
        if share < high:
            return float(begin * (end / begin) ** ((share - low) / (high - low)))
    return DELAYS[-1][1]


def lag(seed: str, account: str, public: str, longest: timedelta) -> timedelta:
    """Return the delay until a new contact is listed: mostly short, at most `longest`."""
    return longest * seeds.fraction(seed, "lag", account, public) ** 2


def reply(seed: str, account: str, public: str, at: datetime) -> tuple[datetime, str] | None:
    """Return the time and the text of a person's reply to the first message, sent `at`; None if they never reply."""
    if seeds.fraction(seed, "reply", account, public) >= REPLIED:
        return None
    draw = seeds.generator(seed, "answer", account, public)
    return at + timedelta(hours=draw.uniform(0.5, 60.0)), draw.choice(REPLIES)

"""The acceptance rate of a campaign over its life (docs/design.md#conversion)."""

from __future__ import annotations

from dataclasses import dataclass

TIPPING_POINT = 0.40
"""Rate from which a campaign's mark is green."""


@dataclass(frozen=True)
class Conversion:
    """Numbers sent and accepted; `ratio` (0 to 1, four decimals) and `good` are None while nothing was sent."""

    sent: int
    accepted: int
    ratio: float | None
    good: bool | None


def conversion(sent: int, accepted: int) -> Conversion:
    """Return the acceptance rate of a campaign; good from 40 %, by the exact ratio, not the rounded one."""
    if sent <= 0:
        return Conversion(sent, accepted, None, None)
    exact = accepted / sent
    return Conversion(sent, accepted, round(exact, 4), exact >= TIPPING_POINT)

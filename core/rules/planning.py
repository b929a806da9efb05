"""Draw sizes, shares of a member's budget, and send times (docs/design.md#the-life-of-a-campaign)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from core.rules.schedule import utc
from core.seeds import generator

PREPARE = timedelta(hours=12)
"""Longest time before its run at which a cohort may be drawn if approval is off."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


def draw_size(cohort: int, slots_per_day: int, waiting: int) -> int:
    """Return the number of contacts that a run draws; `waiting` is queued + pending + approved.

    See docs/design.md#the-draw.
    """
    return max(0, min(cohort, 2 * cohort * slots_per_day - waiting))


def replacement_reads(cohort: int) -> int:
    """Return the most profiles that one run may read, replacements included (docs/design.md#reading-profiles)."""
    return 2 * cohort


def draw_ahead_at(opens: datetime, created_day_end: datetime) -> datetime | None:
    """Return the UTC moment for drawing the cohort of the run that opens at `opens`, if approval is off.

    `created_day_end` is the UTC end of the campaign's creation day, in its zone. Return None if that day leaves no
    time before the run.
    """
    moment = max(utc(opens) - PREPARE, utc(created_day_end))
    return moment if moment < opens else None


@dataclass(frozen=True)
class Want:
    """The invitations that a slot wants from its member's budget, and the time of its campaign's last invitation."""

    key: str
    want: int
    last_served: datetime | None


def fair_shares(budget: int, wants: Sequence[Want]) -> dict[str, int]:
    """Return the invitations for each key: by proportion, at least 1 each while the budget lasts.

    The remainder of rounding goes one at a time to the key that sent least recently. If "at least 1 each" exceeds the
    budget, the largest shares lose the difference. No share exceeds its want, and their sum does not
    exceed the budget.
    """
    if len({entry.key for entry in wants}) < len(wants):
        raise ValueError("two wants under one key")
    hungry = sorted((entry for entry in wants if entry.want > 0), key=_longest_unserved)
    total = sum(entry.want for entry in hungry)
    budget = max(0, min(budget, total))
    shares = {entry.key: 0 for entry in wants}
    for entry in hungry:
        shares[entry.key] = max(1, budget * entry.want // total)
    _take_back(shares, hungry, sum(shares.values()) - budget)
    _hand_out(shares, hungry, budget - sum(shares.values()))
    return shares


def _longest_unserved(entry: Want) -> tuple[bool, datetime, str]:
    return entry.last_served is not None, utc(entry.last_served or _EPOCH), entry.key


def _take_back(shares: dict[str, int], hungry: Sequence[Want], excess: int) -> None:
    for _ in range(excess):
        largest = max(reversed(hungry), key=lambda entry: shares[entry.key])
        shares[largest.key] -= 1


def _hand_out(shares: dict[str, int], hungry: Sequence[Want], left: int) -> None:
    while left > 0:
        for entry in [entry for entry in hungry if shares[entry.key] < entry.want][:left]:
            shares[entry.key] += 1
            left -= 1


def send_times(
    *, count: int, start: datetime, end: datetime, spacing: timedelta, taken: Sequence[datetime], seed: str
) -> list[datetime]:
    """Return up to `count` random moments of [start, end), as many as fit, soonest first, in whole seconds of UTC.

    Each is at least `spacing` away from the others and from every `taken` moment (docs/design.md#send-times).
    """
    step = _step(spacing)
    gaps = _gaps(start, end, spacing, taken)
    rooms = [_room(gap, step) for gap in gaps]
    chance = generator("send times", seed)
    found: list[datetime] = []
    for gap, number in zip(gaps, _spread(count, rooms, chance), strict=True):
        found += [_EPOCH + second * _SECOND for second in _inside(gap, number, step, chance)]
    return found


def _step(spacing: timedelta) -> int:
    if spacing <= timedelta(0):
        raise ValueError(f"spacing must be longer than nothing: {spacing}")
    return -(-spacing // _SECOND)


def _room(gap: tuple[int, int], step: int) -> int:
    return (gap[1] - gap[0]) // step + 1


def _gaps(start: datetime, end: datetime, spacing: timedelta, taken: Sequence[datetime]) -> list[tuple[int, int]]:
    """Return the first and last free second of every gap; points of two gaps are never too near to each other."""
    low, last = _second_from(start), _second_from(end) - 1
    gaps = []
    for moment in sorted(utc(one) for one in taken):
        high = min(last, (moment - spacing - _EPOCH) // _SECOND)
        if low <= high:
            gaps.append((low, high))
        low = max(low, _second_from(moment + spacing))
    if low <= last:
        gaps.append((low, last))
    return gaps


def _second_from(moment: datetime) -> int:
    return -((_EPOCH - utc(moment)) // _SECOND)


def _spread(count: int, rooms: Sequence[int], chance: Random) -> list[int]:
    """Distribute `count` over gaps: every free place is equally likely, so no gap gets more than fit."""
    total = sum(rooms)
    places = sorted(chance.sample(range(total), max(0, min(count, total))))
    numbers, below = [], 0
    for room in rooms:
        numbers.append(sum(below <= place < below + room for place in places))
        below += room
    return numbers


def _inside(gap: tuple[int, int], number: int, step: int, chance: Random) -> list[int]:
    slack = gap[1] - gap[0] - (number - 1) * step
    offsets = sorted(chance.randint(0, slack) for _ in range(number))
    return [gap[0] + offset + index * step for index, offset in enumerate(offsets)]

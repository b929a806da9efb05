"""The one form of times, percentages and counts that all commands print for people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from core.cli.output.table import DASH

if TYPE_CHECKING:
    from core.rules.conversion import Conversion
    from core.rules.today import Today


def moment(at: datetime | None, zone: str, *, named: bool = True) -> str:
    """Return `2026-01-06 14:00 Europe/Paris`; without `named`, leave out the zone, which a column's title names."""
    if at is None:
        return DASH
    from core.rules.schedule import in_zone

    text = f"{in_zone(at, zone):%Y-%m-%d %H:%M}"
    return f"{text} {zone}" if named else text


def next_moment(at: datetime | None, state: str | None, zone: str, *, doing: str, named: bool = True) -> str:
    """Return `2026-01-06 14:00`, or for a past time `searching now` (`doing` is the verb) or `overdue since …`."""
    words = moment(at, zone, named=named)
    return {"now": f"{doing} now", "overdue": f"overdue since {words}"}.get(state or "", words)


def percent(value: float | None) -> str:
    """Return `46 %`, or a dash if there is nothing to divide by."""
    return DASH if value is None else f"{value:.0f} %"


def today(progress: Today) -> str:
    """Return today's sends out of those planned: `12/20 (60 %)`; `12/20 of 30 (60 %)` if 30 were expected.

    Returns a dash before the first opening.
    """
    if progress.percent is None:
        return DASH
    more = f" of {progress.expected}" if progress.expected > progress.planned else ""
    return f"{progress.sent}/{progress.planned}{more} ({percent(progress.percent)})"


def conversion(found: Conversion) -> str:
    """Return the conversion: `46 % (58/126)`, or a dash if nothing was sent."""
    if found.ratio is None:
        return DASH
    return f"{percent(100 * found.ratio)} ({found.accepted}/{found.sent})"


def ago(at: datetime, now: datetime) -> str:
    """Return the age of something: `12 s ago`, `3 min ago`, `2 h ago`, `5 days ago`."""
    seconds = max(0, int((now - at).total_seconds()))
    for limit, size, unit in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds // size} {unit} ago"
    return f"{seconds // 86_400} days ago"


def counts(found: Mapping[str, int]) -> str:
    """Return `limit.week 3, slot.full 2`, the largest first."""
    return ", ".join(f"{name} {count}" for name, count in sorted(found.items(), key=lambda item: (-item[1], item[0])))

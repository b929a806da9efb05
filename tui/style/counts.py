"""Counts and names as sentences use them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from core.rules.health import told
from tui.style.cells import cut


def listed(names: Sequence[str], most: int) -> str:
    """Names in a row, each quoted and cut, with its count where it comes more than once; how many more there are."""
    counts = Counter(names)
    shown = ", ".join(_times(cut(name, 40), times) for name, times in list(counts.items())[:most])
    more = sum(list(counts.values())[most:])
    return f"{shown} and {more} more" if more > 0 else shown


def _times(name: str, times: int) -> str:
    return f"“{name}”" if times == 1 else f"“{name}” ({times} times)"


def plural(count: int, one: str, many: str = "") -> str:
    """`1 person`, `2 people`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def when(at: datetime, zone: str, now: datetime) -> str:
    """A coming moment as "14:00 (in 12 min)", in a zone."""
    return told(at, zone, zone, now)

"""Names listed for a sentence, and parts joined to a line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tui.style.cells import cut


def listed(names: Sequence[str], most: int) -> str:
    """Return the first `most` names, quoted and cut, with a count if a name repeats, then how many more there are."""
    counts = Counter(names)
    shown = ", ".join(_times(cut(name, 40), times) for name, times in list(counts.items())[:most])
    more = sum(list(counts.values())[most:])
    return f"{shown} and {more} more" if more > 0 else shown


def _times(name: str, times: int) -> str:
    return f"“{name}”" if times == 1 else f"“{name}” ({times} times)"


def joined(*parts: str, by: str = " · ") -> str:
    """Return the parts that are not empty, joined by `by`."""
    return by.join(part for part in parts if part)

"""The order of names in lists that people read: "1-2" comes before "1-10"."""

from __future__ import annotations

import re

from core.rules.filters.folding import fold

_NUMBER = re.compile("([0-9]+)")
Natural = tuple[tuple[tuple[str, int, str], ...], str]


def natural(name: str) -> Natural:
    """Return the sort key of a name: without case and accents, and with its numbers in their own order.

    A number is compared by its digits, however many it has. The name itself settles ties.
    """
    found = _NUMBER.split(fold(name))  # a word, a number, a word …
    numbers = [number.lstrip("0") for number in found[1::2]]
    pairs = zip(found[::2], [*numbers, ""], strict=True)
    return tuple((word, len(number), number) for word, number in pairs), name

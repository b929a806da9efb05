"""Words that go with a count."""

from __future__ import annotations


def plural(count: int, one: str, many: str = "") -> str:
    """Return the words for a count, without the number: `person` for 1, `people` else; with no `many`, `one` + s."""
    return one if count == 1 else many or one + "s"

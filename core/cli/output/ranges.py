"""Bounds for numbers in options: the largest integer that a store can hold, and finite fractions."""

from __future__ import annotations

import math
from typing import Any, Final

import click

HIGHEST: Final = 2**63 - 1
"""The largest number that a store can hold."""
LONGEST_SECONDS: Final = 100_000_000.0
"""Most seconds that an option accepts: about three years."""


class FiniteRange(click.FloatRange):
    """A finite number in a range. Click's own range accepts `nan`, since every comparison with `nan` is false."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number. Raises click.BadParameter for a text that is no number, or for one outside the range."""
        found = float(super().convert(value, param, ctx))
        if not math.isfinite(found):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return found

"""Budgets of drawn cases: few in every run of the tests, more with `make test-long`."""

from __future__ import annotations

import os

LONG = os.environ.get("OVERTURE_TEST_LONG") == "yes"
"""True in a run of the tests that takes its time."""


def budget(short: int, long: int) -> int:
    """Return the number of cases to draw; examples that are written down are tried in either form."""
    return long if LONG else short

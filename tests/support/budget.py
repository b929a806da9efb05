"""Numbers of random cases: few in `make test`, more in `make test-long`."""

from __future__ import annotations

import os

LONG = os.environ.get("OVERTURE_TEST_LONG") == "yes"
"""True in a run by `make test-long`."""


def budget(short: int, long: int) -> int:
    """Return the number of random cases to draw. Examples written in a test are always tried as well."""
    return long if LONG else short

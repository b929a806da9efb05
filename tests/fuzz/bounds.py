"""`python -m tests.fuzz.bounds`: cases that use too much time or memory, hang or die, and each one's fault."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
import time
from pathlib import Path
from unittest.mock import patch

from hypothesis import strategies as st

from tests.fuzz import forked
from tests.fuzz.door import LEAST_S, BrokenError, Door, Passage

SOON_S = 0.2
"""Real seconds after which a child that never ends is killed here."""
BURNT_S = 50 * LEAST_S
"""Processor seconds of the case that uses too much of them, by the process's own count: the same on any machine."""


def use(case: str, _folder: Path) -> None:
    if case == "burns":
        while time.process_time() < BURNT_S:
            sum(range(10_000))
    elif case == "swells":
        bytearray(os.urandom(1024) * 150 * 1024)
    elif case == "hangs":
        threading.Event().wait()
    elif case == "dies":
        os.abort()
    elif case == "raises":
        raise ValueError("nobody foresaw this")


def main() -> None:
    """Print a line for each case: its name and the reported fault."""
    door = Door("bounds", st.just("plain"), use, lambda _case: "plain", per_seed=1, size=lambda _case: 1)
    with tempfile.TemporaryDirectory() as folder:
        passage = Passage(door, Path(folder))
        for case in ("plain", "burns", "swells", "hangs", "dies", "raises"):
            told = "good"
            try:
                with patch.object(forked, "HUNG_S", SOON_S if case == "hangs" else forked.HUNG_S):
                    passage.check(case)
            except BrokenError as error:
                told = str(error).strip().splitlines()[-1]
            sys.stdout.write(f"{case}: {told}\n")


if __name__ == "__main__":
    main()

"""A process at a terminal, measured from outside: its processor time, its bytes, its answer to a key."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.bench.app.claims import BARE, DOWN
from tests.bench.app.watched import processor_of, watched


def test_what_a_process_costs_and_writes_is_counted(tmp_path: Path) -> None:
    with watched(BARE, "3", kept=tmp_path) as shown:
        shown.wait_for("Active", "campaign 2")
        begun = shown.processor_s
        assert begun > 0
        assert shown.key(DOWN) > 0
        assert shown.processor_s > begun
        assert shown.rest(0).written >= 0


def test_a_command_that_does_more_costs_more(tmp_path: Path) -> None:
    little, much = ([sys.executable, "-c", f"sum(range({count}))"] for count in (1, 20_000_000))
    assert 0 < processor_of(little, tmp_path) < processor_of(much, tmp_path)

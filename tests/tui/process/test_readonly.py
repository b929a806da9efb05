"""The app with `--readonly`: it shows everything, changes nothing, and runs no engine."""

from __future__ import annotations

from pathlib import Path

from core.clock import SteppedClock
from core.workspace import home_of, opened
from tests.tui.support.driving import NOW, driven
from tui.process.run import may_run_engine


async def test_it_shows_everything_and_changes_nothing(demo_home: Path) -> None:
    home = home_of(demo_home)
    before = home.store.read_bytes()
    with opened(home, clock=SteppedClock(NOW), readonly=True) as workspace:
        assert not may_run_engine(workspace)
        async with driven(workspace) as shown:
            assert "READ-ONLY" in shown.status
            await shown.press("P", "y")
            assert any("--readonly" in line for line in shown.said), shown.said
    assert home.store.read_bytes() == before

"""What holds of every test: nothing is held after an unexpected error unless the test plants one; few collections."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from core.engine import bulkhead
from core.engine.context import Context
from core.store.held_items import Item

gc.set_threshold(50_000, 20, 50)  # as `tui.process.run` does: Python's own 700 cost a third of each test of the app


@pytest.fixture(autouse=True)
def nothing_is_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which the engine held something, unless it is marked `holds`: it then says what it expects."""
    held: list[str] = []
    original = bulkhead.hold

    def hold(
        context: Context,
        find: Callable[[], Item],
        error: Exception,
        now: datetime,
        undo: bulkhead.Undo | None = None,
    ) -> None:
        original(context, find, error, now, undo)
        held.append(f"{type(error).__name__} at {bulkhead.place_of(error)}: {error}")

    monkeypatch.setattr(bulkhead, "hold", hold)
    yield
    if request.node.get_closest_marker("holds") is None:
        assert held == [], "the engine met an error that this test did not plant"

"""The shared world of tests/support."""

from __future__ import annotations

import pytest

from core.store.changes import change_stamps
from tests.support.world import world, worlds

__all__ = ["world", "worlds"]


@pytest.fixture(autouse=True)
def unstamped_older_stores(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let tests of migrations write into stores of older versions, which have no stamps of changes."""
    if "migration" in request.path.stem:
        monkeypatch.setattr(change_stamps, "raise_for", lambda _store, _touched: None)

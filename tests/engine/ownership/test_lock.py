"""The engine's lock shows who holds it, and an attempt to see that is not taken for a holder."""

from __future__ import annotations

import fcntl
import os

import pytest

from core.engine.ownership import lock
from tests.support.world import World


def test_two_processes_that_look_at_once_do_not_see_each_other(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one of them has the lock for an instant, the other reads the holder."""
    path = world.home.engine_lock
    with lock.held(world.ws, "daemon"):
        assert lock.holder(path) == lock.Holder(os.getpid(), "daemon", os.uname().nodename)
    real = fcntl.flock
    seen: list[int] = []

    def flock(handle: int, operation: int) -> None:
        real(handle, operation)
        if len(seen) < 2:
            seen.append(handle)
            assert lock.holder(path) is None

    monkeypatch.setattr(fcntl, "flock", flock)
    assert lock.holder(path) is None
    assert len(seen) == 2

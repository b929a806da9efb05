"""Rules for every test: nothing is on hold after an unexpected error unless the test plants one.

Expensive things that are always the same are made once per process, such as an empty store.
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import settings

from core.engine import bulkhead
from core.engine.context import Context
from core.store import migrate
from tests.support import fresh_store
from tests.support.budget import budget

pytest_plugins = ["tests.support.both_stores"]
# no test depends on the machine's speed
settings.register_profile("overture", deadline=None, max_examples=budget(25, 500))
settings.load_profile("overture")
# fewer garbage collections, as in `tui.process.run`: the usual threshold of 700 costs a third of each test of the app
gc.set_threshold(50_000, 20, 50)
MEMORY, ROOM = Path("/dev/shm"), 2 * 1024**3  # noqa: S108 - a file system in memory, where there is one
"""Folder of the tests' homes, and the free bytes that it must have: on a disk, each commit would wait for a sync."""
if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)
LONG_ID = 100
"""Characters of a parameter in its test's name; longer ones are shortened, as each worker reports every name."""
MAKERS = (Path(__file__).parent / "store", Path(__file__).parent / "torture")
"""Tests that are about how a store is made."""


def pytest_xdist_auto_num_workers() -> int:
    """Return one more than there are processors: many tests wait for a process, and wait long on a busy machine."""
    return (os.cpu_count() or 1) + 1


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten a text in a test's name, as a hostile one may have megabytes; pytest numbers names that become equal."""
    if not isinstance(val, str | bytes) or len(val) <= LONG_ID:
        return None
    begun = ascii(val[: LONG_ID // 2]).strip("b'\"")
    return f"{begun}... {len(val)}"


@pytest.fixture(autouse=True)
def empty_stores_are_copies(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test outside of `MAKERS` run the migrations for an empty store."""
    if not any(folder in request.path.parents for folder in MAKERS):
        monkeypatch.setattr(migrate, "_apply", fresh_store.apply_or_copy)


@pytest.fixture(autouse=True)
def nothing_is_held(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test in which the engine held something, unless it is marked `holds` and names what it expects."""
    held: list[str] = []
    original = bulkhead.hold

    def hold(
        context: Context,
        find: bulkhead.Find,
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

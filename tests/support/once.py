"""Fixtures that are made once for all workers of a run of the tests."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from core.store.database import file_lock


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder of this name, filled by `make` in the first worker that comes; nobody may change it."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with file_lock(shared / f"{name}.lock", wait=True):
        if not (shared / name).exists():
            unfinished = factory.mktemp(name)
            make(unfinished)
            unfinished.rename(shared / name)
    return shared / name

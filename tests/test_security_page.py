"""`docs/security.md` names files and bounds: each of them agrees with the code."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from core import logs
from core.home import Home
from core.store.upkeep.copies import LARGEST

PAGE = (Path(__file__).parents[1] / "docs" / "security.md").read_text()
BOUNDS = re.findall(r"\| `(core[\w.]*)\.(\w+) = (\d+)` \|$", PAGE, re.MULTILINE)
FILES = re.findall(r"^\| `([\w.*-]+)` \|", PAGE, re.MULTILINE)
BESIDE = {
    "overture.sqlite-wal",
    "overture.sqlite-shm",
    "before-*.sqlite",
    "hourly-*.sqlite",
    "daily-*.sqlite",
    "screen-*.svg",
}


def test_there_are_bounds() -> None:
    assert len(BOUNDS) == len(re.findall(r"= \d+` \|$", PAGE, re.MULTILINE)) >= 23


@pytest.mark.parametrize(("module", "name", "value"), BOUNDS)
def test_a_bound_is_what_the_code_has(module: str, name: str, value: str) -> None:
    assert getattr(importlib.import_module(module), name) == int(value)


def test_every_file_of_the_home_is_named() -> None:
    assert set(FILES) == {path.name for path in Home(Path("/home")).files()} | BESIDE


def test_the_other_numbers() -> None:
    assert "at most 100 MB is rewritten at once" in PAGE
    assert LARGEST == 100_000_000
    assert logs.KEPT == 2

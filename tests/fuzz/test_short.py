"""The fuzz in its short form: some two seconds of processor time for each door, in every run of the tests.

Each door is fuzzed in a process of its own, which forks for every case and so must have one thread only. The seed
decides which cases are drawn, and a fixed number how many: the machine's speed decides nothing.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fuzz.doors import DOORS
from tests.fuzz.mutants import PLANTED
from tests.fuzz.ready import Ready
from tests.support.patience import DEADLINE_S

ROOT = Path(__file__).parents[2]
Fuzz = Callable[..., tuple[int, str]]


@pytest.fixture(scope="module")
def fuzz(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzz]:
    """Return a function that runs `python -m tests.fuzz` with the given arguments, in a fork of one process."""
    with Ready(tmp_path_factory.mktemp("fuzz")) as ready:
        yield ready.fuzz


@pytest.mark.parametrize("door", DOORS)
def test_no_case_harms(fuzz: Fuzz, door: str) -> None:
    code, said = fuzz("--only", door)
    assert code == 0, said
    assert f"{door} " in said


@pytest.mark.parametrize("door", DOORS)
def test_a_planted_defect_is_found(fuzz: Fuzz, door: str) -> None:
    code, said = fuzz("--only", door, "--mutant")
    assert code == 1, said
    assert "FAILED: python -m tests.fuzz --only" in said, said


def test_each_door_has_a_planted_defect() -> None:
    assert set(PLANTED) == set(DOORS)


def test_the_bounds_are_kept() -> None:
    """A case that takes too much processor time, memory or real time is reported as such; a plain case is not."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.bounds"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=True,
    )
    told = dict(line.split(": ", 1) for line in ended.stdout.splitlines())
    assert told["plain"] == "good"
    assert told["burns"].startswith("BURNS: ")
    assert told["swells"].startswith("SWELLS: ")
    assert told["hangs"].startswith("HANGS: ")
    assert told["dies"] == "ended by SIGABRT"
    assert told["raises"] == "ValueError: nobody foresaw this"

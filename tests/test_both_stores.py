"""The choice of tests that run on a server (`tests/support/both_stores.py`)."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace
from typing import Any

from tests.support.both_stores import FIXTURE, TESTS, undrawn


def walks(count: int) -> list[Any]:
    """Return walks as pytest collects them, each for both stores, and an equal number of other tests."""
    return [
        SimpleNamespace(path=TESTS / folder / "test_it.py", name=number, callspec=SimpleNamespace(params={FIXTURE: on}))
        for folder in ("engine/walks", "store")
        for number in range(count)
        for on in (False, True)
    ]


def left_out(run: str) -> list[int]:
    found: list[Any] = undrawn(walks(30), run)
    assert {(item.path.parent.name, item.callspec.params[FIXTURE]) for item in found} == {("walks", True)}
    return [item.name for item in found]


def test_a_run_draws_a_third_of_the_walks_the_same_in_each_worker() -> None:
    assert len(left_out("one")) == 20
    assert left_out("one") == left_out("one") != left_out("another")


def test_each_walk_is_drawn_in_some_run() -> None:
    counted = Counter(name for run in range(60) for name in left_out(str(run)))
    assert set(counted) == set(range(30))
    assert max(counted.values()) < 60


def test_even_one_walk_is_drawn() -> None:
    assert undrawn(walks(1), "one") == []

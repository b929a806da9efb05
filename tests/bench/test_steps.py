"""Every read of the store, counted in SQLite's steps in a young and an old world: none may grow unnoticed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bench.steps import aged, allowed, reads
from tests.bench.steps.counting import Steps, counted
from tests.bench.steps.drive import Driver, live
from tests.support import story
from tests.support.world import World

FEW, MANY = 3, 30
"""Copies of the past that are added to the young and the old world: these then hold 4 and 31 times the history."""
MORE = (MANY + 1) / (FEW + 1)
FLAT = 1.5
"""Highest ratio of the steps of a read that may not grow; steps up to `FREE` always pass."""
FREE = 100
SQUARE = 1.4
"""Highest ratio of the growth in steps to the growth in rows, for a read that may grow: it must not be quadratic."""
GROWS = {name for names in allowed.GROWS.values() for name in names}

By = dict[str, float]


@pytest.fixture(scope="module")
def steps(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Steps, Steps]]:
    """Return the steps of all statements in both worlds."""
    folder = tmp_path_factory.mktemp("steps")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OVERTURE_ACTOR", "tester")
        for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(folder / "nobody"))
        young = story.after(live, folder / "base")
        aged.renumber(young.ws.store)
        young.close()
        yield _driven(young, FEW), _driven(young, MANY)


def _driven(young: World, times: int) -> Steps:
    world = young.copied_to(young.folder.parent / str(times))
    try:
        aged.age(world.ws.store, times)
        world.close()
        with counted() as steps:
            world.open()
            Driver(world).all()
            seen = {name for name, _statement in steps}
            world.open()
            with world.ws.store.read() as store:
                for name in sorted(reads.names() - seen - allowed.ELSEWHERE.keys()):
                    reads.call(world, store, name)
        return steps
    finally:
        world.close()


def _growth(steps: tuple[Steps, Steps]) -> By:
    """Return the growth of each function whose steps grow: the highest ratio of old to young among its statements."""
    young, old = steps
    found: By = {}
    for (name, statement), many in old.items():
        few = young.get((name, statement))
        if name and few is not None and many > FLAT * few + FREE:
            found[name] = max(found.get(name, 0), many / max(few, 1))
    return found


def test_every_read_is_counted_and_grows_no_more_than_it_may(steps: tuple[Steps, Steps]) -> None:
    for counts in steps:
        assert reads.names() - {name for name, _statement in counts} - allowed.ELSEWHERE.keys() == set()
    growth = _growth(steps)
    assert {name: more for name, more in growth.items() if name not in GROWS} == {}
    assert GROWS - growth.keys() - allowed.ELSEWHERE.keys() == set()  # if one no longer grows, remove its line
    assert {name: more for name, more in growth.items() if more > SQUARE * MORE} == {}

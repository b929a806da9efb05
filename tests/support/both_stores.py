"""Choice of the store for each test: SQLite, PostgreSQL, or one after the other.

`make test` runs all tests on SQLite. It runs those of `ON_BOTH` on PostgreSQL as well, but only a third of the walks,
drawn for each run; `make test-long` runs all of these. `make test-postgres` runs the tests on PostgreSQL, except
those that open no store and those marked `sqlite_only`, and prints the numbers of both.
"""

from __future__ import annotations

import os
import random
import secrets
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.support.budget import LONG

SWITCH = "OVERTURE_TEST_STORE"
"""Environment variable by which `make test-postgres` puts every store on PostgreSQL."""
ALL_ON_SERVER = os.environ.get(SWITCH) == "postgresql"
FIXTURE = "on_server"
TESTS = Path(__file__).parents[1]
OF_SERVER = "store/postgres"
"""Folder of the tests that are about a server."""
WALKS = "engine/walks/"
ON_BOTH = ("store/", "cli/test_operators_day.py", WALKS)
"""Path prefixes of the tests that `make test` runs on both stores."""
ONE_OF = 3
"""Divisor: one walk in three also runs on a server, where walks take longer."""
ABOUT_A_FILE, WITHOUT_A_STORE = "about a file or SQLite itself (sqlite_only)", "without a store"
RUN = "PYTEST_XDIST_TESTRUNUID"
"""Environment variable with the id of a test run: the same in each worker, as all must collect the same tests."""
_left_out: Counter[str] = Counter()
"""Number of tests that a run on PostgreSQL leaves out, by reason."""


def _path(item: Any) -> str:
    return Path(item.path).relative_to(TESTS).as_posix()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrize each test that opens a store with the stores on which it runs."""
    marks = [mark.args[0] for mark in metafunc.definition.iter_markers("parametrize")]
    if FIXTURE not in metafunc.fixturenames or FIXTURE in marks or is_of_sqlite(metafunc.definition):
        return
    if ALL_ON_SERVER:
        metafunc.parametrize(FIXTURE, [True], ids=["postgresql"], indirect=True)
    elif _path(metafunc.definition).startswith(ON_BOTH):
        metafunc.parametrize(FIXTURE, [False, True], ids=["sqlite", "postgresql"], indirect=True)


def is_of_sqlite(item: pytest.Item) -> bool:
    """Return whether a test is marked `sqlite_only`. Raises UsageError for a mark without its reason."""
    mark = item.get_closest_marker("sqlite_only")
    if mark is not None and not mark.args:
        raise pytest.UsageError(f"{item.nodeid} is marked sqlite_only without a reason.")
    return mark is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests that need no server from a run on PostgreSQL, and walks that were not drawn from a short run."""
    if not ALL_ON_SERVER:
        left = [] if LONG else undrawn(items, os.environ.get(RUN) or secrets.token_hex())
        items[:] = [item for item in items if item not in left]
        config.hook.pytest_deselected(items=left)
        return
    kept: list[pytest.Item] = []
    left = []
    for item in items:
        why = _why_left_out(item)
        (left if why else kept).append(item)
        _left_out.update([why] if why else [])
    items[:] = kept
    config.hook.pytest_deselected(items=left)
    # only a worker has this dictionary; the process that reports reads it
    output: dict[str, Any] | None = getattr(config, "workeroutput", None)
    if output is not None:
        output["left_out"] = dict(_left_out)


def undrawn(items: list[pytest.Item], run: str) -> list[pytest.Item]:
    """Return the walks on PostgreSQL that were not drawn for this run, and so are left out; `run` is the seed."""
    walks = [item for item in items if _path(item).startswith(WALKS) and _is_on_server(item)]
    drawn = random.Random(run).sample(walks, -(-len(walks) // ONE_OF))
    return [item for item in walks if item not in drawn]


def _is_on_server(item: Any) -> bool:
    return hasattr(item, "callspec") and item.callspec.params.get(FIXTURE) is True


def _why_left_out(item: pytest.Item) -> str:
    if is_of_sqlite(item):
        return ABOUT_A_FILE
    if FIXTURE in getattr(item, "fixturenames", ()) or _path(item).startswith(OF_SERVER):
        return ""
    return WITHOUT_A_STORE


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over the counts of one worker: all workers collect the same tests, so the counts are not summed."""
    _left_out.update(Counter(getattr(node, "workeroutput", {}).get("left_out", {})) - _left_out)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how many tests a run on PostgreSQL left out."""
    for why, number in sorted(_left_out.items()):
        terminalreporter.write_line(f"{number} tests left out: {why}")


@pytest.fixture
def on_server(request: pytest.FixtureRequest) -> bool:
    """Return whether the stores of a test are on a server."""
    chosen = bool(getattr(request, "param", False))
    if chosen:
        from tests.support import postgres

        postgres.accept_marks()
    return chosen

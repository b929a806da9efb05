"""The torture in its short form: a few minutes of the long one (`make torture`), in every run of the tests."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.budget import budget
from tests.support.once import once
from tests.torture import cases, catch
from tests.torture.cases import Case
from tests.torture.hosts import Hosts, hosts
from tests.torture.line import Line
from tests.torture.scenes import (
    crashes,
    damage,
    errors,
    holds,
    killed,
    machine,
    month,
    outages,
    owners,
    power,
    promotions,
    sessions,
    storage,
    takeovers,
    wired,
    withdrawals,
)

SEED = 1
PARTS = 4
WALKS = 6
"""Walks of 20 steps, for each of two seeds; a release walks 1,000 of 100 steps."""
MONTHS = (2, 5, 7)
"""Seeds of months with few members: the quick ones."""
DAYS = 12
"""Days of each month; a release runs thirty, of 300 seeds."""


def good(line: Line) -> None:
    print(line)  # noqa: T201 - what a failing run shows first
    assert line.good, line


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Return the cases of the short form; one worker makes the dry runs before them for all."""
    kept = once(tmp_path_factory, "deaths", _draw) / "cases.pickle"
    found: list[Case] = pickle.loads(kept.read_bytes())  # noqa: S301 - written by a test beside this one
    return found


def _draw(folder: Path) -> None:
    (folder / "cases.pickle").write_bytes(pickle.dumps(cases.drawn(SEED, cases.SHORT)))


@pytest.mark.parametrize("part", range(PARTS))
def test_hundreds_of_deaths(drawn: list[Case], part: int) -> None:
    wanted = drawn[part::PARTS]
    line = crashes.run(wanted, SEED)
    assert line.reconciled > 0
    assert line.kills > 0.9 * sum(len(case.kills) for case in wanted)  # in a few cases the second kill is never reached
    good(line)


@pytest.mark.parametrize("part", range(2))
def test_the_real_client_parses_what_came_before_a_death(part: int) -> None:
    line = crashes.run(wired.few(SEED)[part::2], SEED, name="real client x answers", where=wired.Parsed)
    assert line.kills > line.cases
    good(line)


def test_a_withdrawal_dies_at_every_point() -> None:
    line = withdrawals.run(SEED, withdrawals.POINTS)
    assert line.kills > line.cases
    good(line)


def test_the_power_goes() -> None:
    good(power.run(SEED, 100))


def test_the_disk_is_full_or_fails() -> None:
    line, struck = storage.strike(SEED, 36)
    assert line.kills > line.cases / 2
    assert len(struck) == len(storage.ERRORS) * len(storage.PLACES)
    assert min(struck.values()) > 0
    good(line)


def test_bits_flip_and_pages_are_swapped() -> None:
    line, seen = damage.spoil(SEED, 60)
    assert min(seen[f"{what} of the {where}"] for what in damage.WAYS for where in damage.PLACES) > 5
    assert seen["rejected"] > 20
    assert seen["sent all the same"] > 0  # a store that passes `doctor` sends
    good(line)


def test_it_dies_inside_a_hold() -> None:
    line = holds.run(SEED, 16)
    assert line.kills > line.cases
    good(line)


@pytest.mark.holds
def test_errors_come_up_at_any_point() -> None:
    line = errors.run(SEED, 24)
    assert line.kills > line.cases
    good(line)


def test_one_engine_holds_a_store() -> None:
    line = owners.run(SEED, 24)
    assert line.cases > 20
    good(line)


@pytest.fixture(scope="module")
def stage() -> Iterator[Hosts]:
    """Yield one server for the tests that leave it as it was."""
    with hosts() as made:
        yield made


def test_the_server_is_lost_at_any_point(stage: Hosts) -> None:
    good(sessions.run(SEED, budget(3, 12), made=stage))


def test_a_standby_takes_over_at_any_point(stage: Hosts) -> None:
    line = takeovers.run(SEED, budget(3, 12), made=stage)
    assert line.kills > line.cases
    good(line)


def test_a_lagging_standby_is_promoted() -> None:
    good(promotions.run(SEED, budget(2, 9)))


@pytest.mark.timeout(2_000)  # real processes, as above
def test_three_hosts_share_a_server_that_fails() -> None:
    good(outages.run(SEED, budget(1, 6)))


def test_a_daemon_is_killed_again_and_again() -> None:
    line = killed.kills(SEED, 10)
    assert line.kills == 10
    good(line)


@pytest.mark.timeout(2_000)  # 21 real processes: 45 s on a quiet machine, many times that on a busy one
def test_processes_die_at_every_named_point() -> None:
    line = killed.points(SEED, 1)
    assert line.kills == line.cases
    good(line)


def test_two_daemons_at_once() -> None:
    good(killed.doubled(SEED, 3))


def test_a_daemon_is_stopped_and_goes_on() -> None:
    good(killed.stopped(SEED, 3))


@pytest.mark.parametrize("seed", [SEED, SEED + 1])
def test_a_random_walk_over_everything(seed: int) -> None:
    line = machine.run(seed, WALKS, 20)
    assert line.kills > 0  # the number varies: Hypothesis also draws constants from the modules that are loaded
    good(line)


@pytest.mark.parametrize("seed", MONTHS)
def test_the_days_of_several_members(seed: int) -> None:
    line = month.run(seed, days=DAYS)
    assert line.kills > 2
    good(line)


@pytest.mark.holds
@pytest.mark.parametrize("name", sorted(catch.PLANTED))
def test_a_planted_bug_is_caught(name: str) -> None:
    assert catch.caught(catch.hunted(name, SEED))

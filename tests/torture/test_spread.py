"""A long torture adds up its shares, and the report of a failing share says how to repeat it."""

from __future__ import annotations

import pytest

from tests.torture.line import Line
from tests.torture.spread import Work, spread


def share(cases: int, twice: int) -> Line:
    """Return the tally of a share; with a negative number of cases it fails in the middle of its work."""
    if cases < 0:
        raise RuntimeError("it ended")
    line = Line("shares", 0, cases=cases)
    line.fail("the case", twice=twice)
    return line


def test_shares_add_up_over_the_processors() -> None:
    found = spread(Work("shares", share, [(3, 0), (4, 0)]), 7)
    assert (found.cases, found.seed, found.good) == (7, 7, True)


def test_a_failure_names_its_share() -> None:
    found = spread(Work("shares", share, [(3, 0), (4, 1)]), 7, only=1)
    assert (found.cases, found.twice, found.good) == (4, 1, False)
    assert found.first_failure == "share 1 (`--share 1` repeats it): the case"


def test_a_share_that_ends_early_leaves_the_others_alone() -> None:
    found = spread(Work("shares", share, [(-1, 0), (4, 0)]), 7)
    assert (found.cases, found.good, found.broken) == (4, False, ["RuntimeError('it ended')"])
    assert "share 0 " in found.first_failure


def test_a_share_that_is_none_is_not_taken_for_a_good_one() -> None:
    with pytest.raises(SystemExit, match="0 to 1, and no share 2"):
        spread(Work("shares", share, [(3, 0), (4, 0)]), 7, only=2)

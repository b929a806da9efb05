"""Health: the first matching rule decides, and the detail says when it changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.rules.codes import CODES
from core.rules.health import Health, Problem, health, relative, told
from core.rules.problem_codes.code import Severity

PARIS = "Europe/Paris"
NEW_YORK = "America/New_York"
NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)  # Monday, 10:00 in Paris
LATER = NOW + timedelta(hours=3)


def problem(code: str, last_hours_ago: int | None = 1) -> Problem:
    last = None if last_hours_ago is None else NOW - timedelta(hours=last_hours_ago)
    return Problem(code, CODES[code].severity, f"{code} is open.", "Act.", 1, last, last)


FATAL, ERROR = problem("key.refused"), problem("in_doubt")
WARNING, INFO = problem("source.low"), problem("limit.day")


def of(*problems: Problem, **changes: Any) -> Health:
    arguments: dict[str, Any] = {
        "archived": False,
        "active": True,
        "created_today": False,
        "open_until": None,
        "next_opening": LATER,
        "zone": PARIS,
        "viewer_zone": PARIS,
        "now": NOW,
    }
    return health(problems=problems, **(arguments | changes))


OPEN = {"open_until": NOW + timedelta(minutes=30)}


@pytest.mark.parametrize(
    ("problems", "changes", "state"),
    [
        ((INFO, WARNING, ERROR, FATAL), {"archived": True, "created_today": True, **OPEN}, None),
        ((INFO, WARNING, ERROR, FATAL), {"active": False, "created_today": True, **OPEN}, None),
        ((INFO, WARNING, ERROR, FATAL), {"created_today": True, **OPEN}, "stopped"),
        ((INFO, WARNING, ERROR), {"created_today": True, **OPEN}, "created"),
        ((INFO, WARNING, ERROR), OPEN, "errors"),
        ((INFO, WARNING), OPEN, "warnings"),
        ((INFO,), OPEN, "running"),
        ((), OPEN, "running"),
        ((INFO,), {}, "scheduled"),
        ((), {}, "scheduled"),
        ((), {"open_until": NOW}, "scheduled"),
        ((), {"next_opening": None}, "scheduled"),
    ],
)
def test_the_first_match_wins(problems: tuple[Problem, ...], changes: dict[str, object], state: str | None) -> None:
    assert of(*problems, **changes).state == state


def test_an_inactive_campaign_keeps_only_its_fatal_causes_and_has_nothing_next() -> None:
    found = of(WARNING, FATAL, INFO, active=False)
    assert (found.problems, found.next, found.detail) == ((FATAL,), None, "Not active.")
    assert of(WARNING, archived=True) == Health(None, (), None, "Archived.")


def test_problems_come_most_severe_first_then_newest() -> None:
    old, new, never = problem("paused", 9), problem("run.missed", 2), problem("day.empty", None)
    found = of(INFO, never, old, ERROR, new, FATAL)
    assert found.problems == (FATAL, ERROR, new, old, never, INFO)
    lasting = replace(new, first=NOW - timedelta(days=9))
    assert of(old, lasting).problems == (lasting, old)


def test_the_detail_of_a_problem_is_its_sentence_and_how_many_more() -> None:
    assert of(WARNING, INFO).detail == "source.low is open."
    assert of(INFO, WARNING, ERROR).detail == "in_doubt is open. And 1 more."


def test_what_is_stopped_has_no_next_opening_and_everything_else_has() -> None:
    assert of(FATAL).next is None
    for found in (of(ERROR), of(WARNING), of(), of(created_today=True), of(**OPEN)):
        assert found.next == LATER


def test_created_names_the_first_opening() -> None:
    opening = datetime(2026, 1, 13, 8, tzinfo=UTC)
    found = of(created_today=True, next_opening=opening)
    assert found.detail == "Created today; first opening: Tue 13 Jan 09:00 (in 23 h)."


def test_running_says_until_when() -> None:
    assert of(**OPEN).detail == "Running until 10:30 (in 30 min)."


def test_scheduled_tells_the_next_opening_in_both_zones_and_in_how_long() -> None:
    assert of().detail == "Next opening: 13:00 (in 3 h)."
    elsewhere = of(viewer_zone=NEW_YORK).detail
    assert elsewhere == "Next opening: 13:00 Europe/Paris, 07:00 America/New_York (in 3 h)."
    assert of(viewer_zone="Europe/Berlin").detail == of().detail
    assert of(next_opening=None).detail == "Next opening: none."


def test_each_zone_has_its_own_date() -> None:
    # 01:00 on Tuesday in Paris is still Monday, today, in New York.
    moment = datetime(2026, 1, 13, 0, tzinfo=UTC)
    assert told(moment, PARIS, NEW_YORK, NOW) == ("Tue 13 Jan 01:00 Europe/Paris, 19:00 America/New_York (in 15 h)")
    assert told(datetime(2027, 1, 1, 8, tzinfo=UTC), PARIS, PARIS, NOW) == "Fri 1 Jan 2027 09:00 (in 354 days)"


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(0), "now"),
        (timedelta(seconds=29), "now"),
        (timedelta(seconds=-29), "now"),
        (timedelta(seconds=30), "in 1 min"),
        (timedelta(minutes=12), "in 12 min"),
        (timedelta(minutes=12, seconds=20), "in 12 min"),
        (timedelta(minutes=59, seconds=29), "in 59 min"),
        (timedelta(minutes=59, seconds=30), "in 1 h"),
        (timedelta(hours=2, minutes=59), "in 3 h"),
        (timedelta(hours=47, minutes=29), "in 47 h"),
        (timedelta(hours=63), "in 63 h"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(days=9, hours=13), "in 10 days"),
        (timedelta(minutes=-5), "5 min ago"),
        (timedelta(hours=-3), "3 h ago"),
        (timedelta(days=-4), "4 days ago"),
    ],
)
def test_distances_in_time_are_told_in_few_words(delta: timedelta, words: str) -> None:
    assert relative(delta) == words


def test_naive_moments_are_refused() -> None:
    naive = NOW.replace(tzinfo=None)
    for changes in ({"now": naive}, {"open_until": naive}, {"next_opening": naive}):
        with pytest.raises(ValueError, match="time zone"):
            of(**changes)


def test_severity_decides_and_not_the_code() -> None:
    harmless = Problem("in_doubt", Severity.INFO, "x.", "y.", 1, None, None)
    assert of(harmless).state == "scheduled"

"""Each format of a moment, and a check that no other file of the app formats moments."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

import tui
from core.rules.schedule import in_zone
from tui.style import moment_text

NOW = datetime(2026, 1, 6, 13, 5, 9, tzinfo=UTC)
PARIS = "Europe/Paris"
APP = Path(tui.__file__).parent
DIRECTIVE = re.compile(r"%-?[aAbBcdDeFGHIjklmMnprRsStTuUVwWxXyYzZ]")
"""Directives that strftime replaces; %d and %s count only in the format of a value, as log lines have them, too."""
CALLS = frozenset({"strftime", "isoformat", "ctime"})
PARTS = frozenset({"year", "month", "day", "hour", "minute", "second"})


@pytest.mark.parametrize(
    ("write", "words"),
    [
        (moment_text.clock_time, "14:05"),
        (moment_text.weekday_time, "Tue 14:05"),
        (moment_text.long_weekday_time, "Tuesday 14:05"),
        (moment_text.date_time, "Tue 6 Jan 14:05"),
        (moment_text.date_time_second, "Tue 6 Jan 14:05:09"),
        (moment_text.in_file_name, "20260106-140509"),
        (moment_text.date_at_time, "Tue 6 Jan at 14:05"),
        (moment_text.date_beside_time, "Tue 6 Jan  14:05"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_moment_in_its_zone(write: Callable[[datetime], str], words: str) -> None:
    assert write(in_zone(NOW, PARIS)) == words


def test_a_time_of_day_without_a_date() -> None:
    assert moment_text.clock_time(time(9, 0)) == "09:00"


def test_the_journal_tells_seconds_today_and_the_date_before() -> None:
    now = in_zone(NOW, PARIS)
    assert moment_text.journal_time(now, now) == "14:05:09"
    assert moment_text.journal_time(in_zone(datetime(2026, 1, 5, 22, 59, tzinfo=UTC), PARIS), now) == "5 Jan 23:59"
    assert moment_text.journal_time(in_zone(datetime(2026, 1, 5, 23, 1, tzinfo=UTC), PARIS), now) == "00:01:00"


def test_how_long_ago_and_since_when() -> None:
    before = datetime(2026, 1, 3, 8, 12, tzinfo=UTC)
    assert moment_text.since(before, NOW, PARIS) == "3 Jan"
    assert moment_text.since(datetime(2026, 1, 6, 8, 12, tzinfo=UTC), NOW, PARIS) == "09:12"
    assert moment_text.ago(before, NOW) == "3 days"
    assert moment_text.ago(NOW, NOW) == "now"


def test_a_coming_moment_names_the_viewers_clock_where_it_differs() -> None:
    coming = datetime(2026, 1, 6, 13, 17, tzinfo=UTC)
    assert moment_text.when(coming, PARIS, NOW) == "14:17 (in 12 min)"
    assert moment_text.when(coming, PARIS, NOW, viewer_zone="UTC") == "14:17 Europe/Paris, 13:17 UTC (in 12 min)"


def test_no_other_file_formats_a_moment() -> None:
    found = {
        f"{path.relative_to(APP)}:{line}"
        for path in APP.rglob("*.py")
        if path != Path(moment_text.__file__)
        for line in lines_that_format(path.read_text())
    }
    assert not found, "name the format in tui/style/moment_text.py"


@pytest.mark.parametrize(
    "code",
    [
        'f"{at:%H:%M}"',
        'f"{at:%d}"',
        'at.strftime("%A")',
        'FORMAT = "%d %b"',
        '"{:%Y}".format(at)',
        "at.isoformat()",
        'f"{at.hour:02}:{at.minute:02}"',
    ],
)
def test_a_format_elsewhere_would_be_found(code: str) -> None:
    assert list(lines_that_format(code)) == [1]


@pytest.mark.parametrize("code", ['log.info("%s of %d", a, b)', 'f"{share:.0f} %"', 'CSS = "width: 95%;"', "at.hour"])
def test_what_is_no_format_of_a_moment_is_left_alone(code: str) -> None:
    assert not list(lines_that_format(code))


def lines_that_format(source: str) -> Iterator[int]:
    """Yield the lines of a module that format a date or a time, each line once."""
    yield from sorted(
        {node.lineno for node in ast.walk(ast.parse(source)) if isinstance(node, ast.expr) and formats(node)}
    )


def formats(node: ast.expr) -> bool:
    """Return whether an expression formats a moment."""
    match node:
        case ast.FormattedValue(value=ast.Attribute(attr=name)) if name in PARTS:
            return True
        case ast.FormattedValue(format_spec=ast.JoinedStr() as spec):
            return "%" in ast.unparse(spec)
        case ast.Constant(value=str() as text):
            return any(sign[-1] not in "ds" for sign in DIRECTIVE.findall(text))
        case ast.Attribute(attr=name):
            return name in CALLS
    return False

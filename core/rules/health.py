"""Campaign health: the state and the problems that cause it; the first match wins (docs/design.md#health)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from core.days_off import CODE as DAY_OFF
from core.rules.problem_codes.code import Severity
from core.rules.schedule import WEEKDAYS, in_zone, utc

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEVER = datetime.min.replace(tzinfo=UTC)
OVERDUE = timedelta(minutes=2)
"""Time after which an event that did not happen is overdue."""


@dataclass(frozen=True)
class Problem:
    """An open problem: text and remedy, count and first and last time, and the provider's words verbatim."""

    code: str
    severity: Severity
    text: str
    action: str
    count: int
    first: datetime | None
    last: datetime | None
    words: str | None = None
    cause: str = ""
    """Code of the cause of missed runs, or of runs that sent nothing; empty for other problems."""


@dataclass(frozen=True)
class Health:
    """A campaign's health; the state is None if it is archived or inactive."""

    state: str | None
    """stopped, created, errors, warnings, running or scheduled."""
    problems: tuple[Problem, ...]
    """The most severe first, then the newest."""
    next: datetime | None
    """UTC of the next opening; None if none comes by itself."""
    detail: str


def health(
    *,
    archived: bool,
    active: bool,
    created_today: bool,
    problems: Sequence[Problem],
    open_until: datetime | None,
    next_opening: datetime | None,
    zone: str,
    viewer_zone: str,
    now: datetime,
) -> Health:
    """Return the state of a campaign at `now`, its open problems, and a sentence of detail.

    `open_until` is the end of the open run, `next_opening` the next one of any slot. The sentence gives times in the
    campaign's zone, and also in the viewer's if its clock differs.
    """
    ordered = _ordered(problems)
    if archived or not active:
        fatal = tuple(problem for problem in ordered if problem.severity is Severity.FATAL)
        return Health(None, fatal, None, "Archived." if archived else "Not active.")
    worst = ordered[0].severity if ordered else Severity.INFO
    if worst is Severity.FATAL:
        return Health("stopped", ordered, None, _first_of(ordered))
    coming = None if next_opening is None else utc(next_opening)
    when = "none" if coming is None else opening_words(coming, zone, viewer_zone, now)
    if created_today:
        return Health("created", ordered, coming, f"Created today; first opening: {when}.")
    if worst in (Severity.ERROR, Severity.WARNING):
        state = "errors" if worst is Severity.ERROR else "warnings"
        return Health(state, ordered, coming, _first_of(ordered))
    if any(problem.code == DAY_OFF for problem in ordered):
        return Health("scheduled", ordered, coming, f"A day off. Next opening: {when}.")
    if open_until is not None and utc(open_until) > utc(now):
        until = told(open_until, zone, viewer_zone, now)
        return Health("running", ordered, coming, f"Running until {until}.")
    through = next((problem.text for problem in ordered if problem.code == FINISHED), None)
    return Health("scheduled", ordered, coming, through or f"Next opening: {when}.")


def _ordered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    newest = sorted(problems, key=lambda problem: (problem.code != SILENCE, utc(problem.last or _NEVER)), reverse=True)
    return tuple(sorted(newest, key=lambda problem: problem.severity.rank, reverse=True))


FINISHED = "finished"
SILENCE = "nothing.sent"
"""Code of a problem that other problems cause, so it comes after all others of its severity."""


def _first_of(ordered: Sequence[Problem]) -> str:
    more = sum(problem.severity is not Severity.INFO for problem in ordered) - 1
    text = ordered[0].text
    return f"{text} And {more} more." if more else text


def opening_words(coming: datetime, zone: str, viewer_zone: str, now: datetime) -> str:
    """Return the next opening in words; a past one is never worded as a future one."""
    if coming > utc(now):
        return told(coming, zone, viewer_zone, now)
    return "now" if utc(now) - coming <= OVERDUE else f"overdue since {moment_words(coming, zone, viewer_zone, now)}"


def told(moment: datetime, zone: str, viewer_zone: str, now: datetime) -> str:
    """Return a moment in words: "14:00 (in 12 min)"; also in the viewer's zone if its clock differs."""
    return f"{moment_words(moment, zone, viewer_zone, now)} ({relative(utc(moment) - utc(now))})"


def moment_words(moment: datetime, zone: str, viewer_zone: str, now: datetime) -> str:
    """Return a moment in words without the distance to now, so that the text stays the same all day."""
    ours = in_zone(moment, zone)
    theirs = in_zone(moment, viewer_zone)
    text = _clock(ours, in_zone(now, zone))
    if ours.utcoffset() != theirs.utcoffset():
        text += f" {zone}, {_clock(theirs, in_zone(now, viewer_zone))} {viewer_zone}"
    return text


def _clock(local: datetime, now: datetime) -> str:
    if local.date() == now.date():
        return f"{local:%H:%M}"
    # Not strftime's names, which follow the process's locale.
    day = f"{WEEKDAYS[local.weekday()].capitalize()} {local.day} {MONTHS[local.month - 1]}"
    return f"{day} {local:%H:%M}" if local.year == now.year else f"{day} {local.year} {local:%H:%M}"


def day_words(day: date, *, year: bool = False) -> str:
    """Return a date in words: "Tue 6 Jan", with the year "Tue 6 Jan 2026"."""
    text = f"{WEEKDAYS[day.weekday()].capitalize()} {day.day} {MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def relative(delta: timedelta) -> str:
    """Return a rounded distance in time: "now", "in 12 min", "in 63 h", from 72 h on "in 3 days"; "5 min ago"."""
    seconds = abs(delta) // timedelta(seconds=1)
    if seconds < 30:
        return "now"
    if (minutes := (seconds + 30) // 60) < 60:
        amount = f"{minutes} min"
    elif (hours := (seconds + 1800) // 3600) < 72:
        amount = f"{hours} h"
    else:
        amount = f"{(seconds + 43200) // 86400} days"
    return f"in {amount}" if delta > timedelta(0) else f"{amount} ago"

"""A step of the wall clock is told apart from passing time, from sleep, and from a slowly corrected clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from core.rules.clock_steps import ClockReading, Event, Watch, observe

START = datetime(2026, 1, 6, 9, 0, tzinfo=UTC)
STABLE_TICKS = 600


def reading(wall_s: float, boot_s: float) -> ClockReading:
    return ClockReading(START + timedelta(seconds=wall_s), 1000.0 + boot_s)


def through(*readings: tuple[float, float]) -> tuple[Watch, list[Event]]:
    """Return the watch that began at (0, 0), and its events for these readings of (wall, boot)."""
    watch, events = Watch(reading(0, 0)), []
    for wall, boot in readings:
        watch, event = observe(watch, reading(wall, boot))
        events.append(event)
    return watch, events


def test_time_that_passes_is_no_step() -> None:
    assert through((1, 1), (2, 2.4), (3, 3), (86403, 86403))[1] == [Event.NOTHING] * 4


def test_a_suspended_machine_is_no_step() -> None:
    """Both clocks have moved on by eight hours."""
    assert through((1, 1), (28801, 28801.3))[1] == [Event.NOTHING] * 2


def test_some_seconds_are_written_down_and_hold_nothing() -> None:
    watch, events = through((6.1, 1), (127, 2), (120, 3))
    assert events == [Event.DRIFT, Event.DRIFT, Event.DRIFT]
    assert not watch.held


def test_the_border_of_a_forward_step() -> None:
    # 1 s passed: the wall may show 121 s more, not 121.5.
    assert through((121, 1))[1] == [Event.DRIFT]
    watch, events = through((121.5, 1))
    assert (watch.held, events) == (True, [Event.HELD])


def test_a_step_is_settled_after_ten_stable_minutes() -> None:
    ticks = [(3600.0 + n, 1.0 + n) for n in range(STABLE_TICKS + 1)]
    watch, events = through(*ticks)
    assert events == [Event.HELD] + [Event.NOTHING] * (STABLE_TICKS - 1) + [Event.SETTLED]
    assert not watch.held


def test_another_step_begins_the_ten_minutes_anew() -> None:
    ticks = [(3600.0, 1.0), (3899, 300), (7499, 301), (8097, 899), (8098, 900), (8099, 901)]
    assert through(*ticks)[1] == [
        Event.HELD,
        Event.NOTHING,
        Event.DRIFT,
        Event.NOTHING,
        Event.NOTHING,
        Event.SETTLED,
    ]


def test_a_clock_that_is_set_right_is_settled_at_once() -> None:
    watch, events = through((86401, 1), (86461, 61), (62, 62))
    assert events == [Event.HELD, Event.NOTHING, Event.SETTLED]
    assert watch == Watch(reading(62, 62))


def test_a_clock_set_back_is_told_and_holds_nothing_by_itself() -> None:
    watch, events = through((-3599, 1), (-3598, 2))
    assert events == [Event.BEHIND, Event.NOTHING]
    assert not watch.held

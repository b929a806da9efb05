"""Due times of messages, in the campaign's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from core.rules.message_due import followup_due, is_late, render_at, welcome_due

PARIS = "Europe/Paris"
DUE = date(2026, 1, 15)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_welcome_waits_for_the_local_date_after_the_acceptance() -> None:
    assert welcome_due(at("2026-01-05 10:00"), PARIS) == date(2026, 1, 6)
    # 23:30 UTC is the next day in Paris already, and still the same in New York.
    assert welcome_due(at("2026-01-05 23:30"), PARIS) == date(2026, 1, 7)
    assert welcome_due(at("2026-01-06 01:00"), "America/New_York") == date(2026, 1, 6)


def test_a_welcome_may_wait_longer_but_never_leaves_on_the_acceptance_date() -> None:
    assert welcome_due(at("2026-01-05 10:00"), PARIS, 3) == date(2026, 1, 8)
    assert welcome_due(at("2026-01-05 10:00"), PARIS, 0) == date(2026, 1, 6)


def test_a_follow_up_counts_local_days_from_the_step_before() -> None:
    assert followup_due(at("2026-01-05 10:00"), PARIS, 4) == date(2026, 1, 9)
    assert followup_due(at("2026-01-05 23:30"), PARIS, 4) == date(2026, 1, 10)
    # Four days over the spring gap are four dates, not 96 hours.
    assert followup_due(at("2026-03-27 22:30"), PARIS, 4) == date(2026, 3, 31)
    assert followup_due(at("2026-01-05 10:00"), PARIS, 0) == date(2026, 1, 6)


def test_a_message_is_rendered_at_local_midnight_two_days_before_it_is_due() -> None:
    assert render_at(DUE, PARIS, at("2026-01-05 10:00")) == at("2026-01-12 23:00")
    assert render_at(DUE, "America/New_York", at("2026-01-05 10:00")) == at("2026-01-13 05:00")


def test_a_message_due_sooner_is_rendered_at_once() -> None:
    for now in (at("2026-01-12 23:01"), at("2026-01-14 10:00"), at("2026-02-14 10:00")):
        assert render_at(DUE, PARIS, now) == now


def test_more_than_14_days_late_is_late() -> None:
    assert [is_late(DUE, DUE + timedelta(days=late)) for late in (-1, 0, 14, 15)] == [False, False, False, True]


def test_naive_moments_are_refused() -> None:
    naive = datetime(2026, 1, 5, 10)  # noqa: DTZ001 - the point
    with pytest.raises(ValueError, match="time zone"):
        welcome_due(naive, PARIS)
    with pytest.raises(ValueError, match="time zone"):
        followup_due(naive, PARIS, 4)
    with pytest.raises(ValueError, match="time zone"):
        render_at(DUE, PARIS, naive)

"""Trials during a hold, the names of holds, and the date on which a month's notes start again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.rules.codes import CODES
from core.rules.holds import DRAW, INVITATION, MESSAGE, NOTE, PROFILE, call_of, code_of, next_try, plural_of
from core.rules.limits import next_month

PARIS = "Europe/Paris"
NOON = datetime(2026, 1, 7, 11, tzinfo=UTC)


@pytest.mark.parametrize("call", [PROFILE, DRAW])
def test_a_read_is_tried_after_24_hours(call: str) -> None:
    assert next_try(call, NOON, PARIS) == NOON + timedelta(hours=24)


@pytest.mark.parametrize("call", [INVITATION, MESSAGE])
def test_a_send_is_tried_in_the_runs_of_the_next_local_day(call: str) -> None:
    assert next_try(call, NOON, PARIS) == datetime(2026, 1, 7, 23, tzinfo=UTC)
    late = datetime(2026, 1, 7, 22, tzinfo=UTC)  # 23:00 in Paris: the next day is not yet an hour away
    assert next_try(call, late, PARIS) == late + timedelta(hours=12)


def test_every_hold_has_a_code() -> None:
    wide = [(PROFILE, True), (INVITATION, True), (MESSAGE, True), (NOTE, True)]
    own = [(PROFILE, False), (INVITATION, False), (MESSAGE, False), (DRAW, False)]
    assert all(code_of(call, member_wide=whole) in CODES for call, whole in wide + own)
    assert (call_of(0), call_of(2)) == (INVITATION, MESSAGE)
    assert plural_of(PROFILE) == "profile reads"


@pytest.mark.parametrize(
    ("moment", "begins"),
    [
        (datetime(2026, 1, 31, 22, 59, tzinfo=UTC), datetime(2026, 1, 31, 23, tzinfo=UTC)),
        (datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 2, 28, 23, tzinfo=UTC)),
        (datetime(2026, 12, 5, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC)),
        (datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
    ],
)
def test_the_next_month_begins_in_the_members_zone(moment: datetime, begins: datetime) -> None:
    assert next_month(moment, PARIS) == begins

"""Lines about a member for its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.cli.output.table import Column

if TYPE_CHECKING:
    from core.views.members_view import Member

COLUMNS = (
    Column("Id", right=True),
    Column("Name", 30),
    Column("Account", 30),
    Column("Plan"),
    Column("Time zone", 30),
    Column("Day cap", right=True),
    Column("Ramp"),
    Column("Days off", 24),
    Column("Today", right=True),
    Column("Week", right=True),
    Column("State", 16),
    Column("Paused"),
)
SHOWN = [column.title for column in COLUMNS]


def state_of(view: Member) -> str:
    """Return the state of a member, or the code of the problem that forbids the member all sending."""
    return view.problem.code if view.problem else view.state


def row_of(view: Member) -> list[object]:
    """Return a member's values under `SHOWN`."""
    return [
        view.id,
        view.name,
        view.account,
        view.plan,
        view.time_zone,
        view.day_cap,
        view.ramp,
        view.days_off or None,
        f"{view.today.sent}/{view.today.cap}",
        f"{view.week.sent}/{view.week.limit}",
        state_of(view),
        view.paused,
    ]

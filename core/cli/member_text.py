"""A member, as its commands show it."""

from __future__ import annotations

from typing import Any

from core.cli.table import Column

COLUMNS = (
    Column("Id", right=True),
    Column("Name", 30),
    Column("Account", 30),
    Column("Plan"),
    Column("Time zone", 30),
    Column("Day cap", right=True),
    Column("Ramp"),
    Column("Today", right=True),
    Column("Week", right=True),
    Column("State", 16),
    Column("Paused"),
)
SHOWN = [column.title for column in COLUMNS]


def state_of(view: dict[str, Any]) -> str:
    """Return the state of a member, or the code of what keeps it from sending at all."""
    return str(view["problem"]["code"] if view["problem"] else view["state"])


def row_of(view: dict[str, Any]) -> list[object]:
    """A member under `SHOWN`."""
    keys = ("id", "name", "account", "plan", "time_zone", "day_cap", "ramp")
    values: list[object] = [*(view[key] for key in keys), state_of(view), view["paused"]]
    values[7:7] = [f"{view['today']['sent']}/{view['today']['cap']}", f"{view['week']['sent']}/{view['week']['limit']}"]
    return values

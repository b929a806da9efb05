"""Field types: moments as UTC microseconds, JSON as text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import peewee

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
_EARLIEST = (datetime(1, 1, 1, tzinfo=UTC) - EPOCH) // MICROSECOND
_LATEST = (datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC) - EPOCH) // MICROSECOND
"""The ends of the calendar: a stored moment beyond them is read as the nearer one."""

LATEST = datetime.max.replace(tzinfo=UTC)
"""A moment later than any other."""


def sql_list(values: Iterable[str]) -> str:
    """Return names of states as SQL, for `IN`: `('queued', 'pending')`."""
    return "(" + ", ".join(f"'{value}'" for value in values) + ")"


def is_true(field: AnyField) -> Any:
    """Return the condition that a field holds 1, written as in partial indexes: a bare field would not use them."""
    return field == True  # noqa: E712 - Peewee's own spelling; `is` would compare the field itself


def is_false(field: AnyField) -> Any:
    """Return the condition that a field holds 0."""
    return field == False  # noqa: E712 - as above


def to_us(moment: datetime) -> int:
    """Return whole microseconds since 1970 UTC. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError(f"a moment without a time zone cannot be stored: {moment!r}")
    return (moment - EPOCH) // MICROSECOND


def from_us(value: int) -> datetime:
    """Return the moment for `to_us` microseconds, in UTC; one outside the calendar becomes its nearer end."""
    if not _EARLIEST <= value <= _LATEST:
        value = min(max(value, _EARLIEST), _LATEST)
    return EPOCH + timedelta(0, 0, value)


def maybe_moment(value: int | None) -> datetime | None:
    """Return the moment of stored microseconds, in UTC; None for None."""
    return None if value is None else from_us(value)


if TYPE_CHECKING:
    MomentField = peewee.Field[datetime]
    MaybeMomentField = peewee.Field[datetime | None]
    AnyField = peewee.Field[Any]
else:
    MomentField = peewee.Field
    MaybeMomentField = peewee.Field
    AnyField = peewee.Field


def _as_stored(value: datetime | int | None) -> int | None:
    return value if value is None or isinstance(value, int) else to_us(value)


class UtcField(MomentField):
    """A moment in UTC, kept as whole microseconds; naive values are refused, in conditions too."""

    field_type = "BIGINT"

    def db_value(self, value: datetime | int | None) -> int | None:
        return _as_stored(value)

    def python_value(self, value: int | None) -> datetime | None:
        return maybe_moment(value)


class MaybeUtcField(MaybeMomentField):
    """A moment as in `UtcField`, or nothing."""

    field_type = "BIGINT"

    def __init__(self, **options: Any) -> None:
        super().__init__(null=True, **options)

    def db_value(self, value: datetime | int | None) -> int | None:
        return _as_stored(value)

    def python_value(self, value: int | None) -> datetime | None:
        return maybe_moment(value)


class JsonField(AnyField):
    """A JSON value kept as text, with sorted keys."""

    field_type = "TEXT"

    def db_value(self, value: object) -> str | None:
        return None if value is None else dump_json(value)

    def python_value(self, value: str | None) -> Any:
        return None if value is None else json.loads(value)


def dump_json(value: object) -> str:
    """Return compact JSON with sorted keys: the same value is always the same text."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

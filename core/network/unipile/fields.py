"""Reading an answer that we did not write: what is needed must be there, what is optional may be anything."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from core.network.gateway import Page

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class MalformedError(ValueError):
    """An answer without something that it must have."""


def record(value: object) -> dict[str, object]:
    """The object that `value` is, an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[dict[str, object]]:
    """The objects of a list, without whatever else is in it."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def maybe(item: dict[str, object], name: str) -> str | None:
    """A text that is not empty, or None. Half a character, which JSON can carry, becomes a question mark."""
    value = item.get(name)
    return value.encode(errors="replace").decode() if isinstance(value, str) and value else None


def text(item: dict[str, object], name: str) -> str:
    """A text, "" where there is none."""
    return maybe(item, name) or ""


def need(item: dict[str, object], name: str) -> str:
    """A text that must be there."""
    value = maybe(item, name)
    if value is None:
        raise MalformedError(f"{name} is missing or not a text")
    return value


def moment(item: dict[str, object], name: str) -> datetime | None:
    """A moment in UTC from ISO 8601; None where it is absent, unreadable or without a zone."""
    value = maybe(item, name)
    try:
        at = datetime.fromisoformat(value) if value else None
        return at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def need_moment(item: dict[str, object], name: str) -> datetime:
    """A moment that must be there."""
    at = moment(item, name)
    if at is None:
        raise MalformedError(f"{name} is missing or not a moment")
    return at


def need_epoch_ms(item: dict[str, object], name: str) -> datetime:
    """A moment in UTC from milliseconds since 1970."""
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedError(f"{name} is missing or not a number")
    try:
        return EPOCH + timedelta(milliseconds=value)
    except (OverflowError, ValueError) as error:
        raise MalformedError(f"{name} is out of range") from error


def need_flag(item: dict[str, object], name: str) -> bool:
    """A flag that must be there: 0 or 1 in REST answers, true or false in webhooks (PROVIDER 3.2)."""
    value = item.get(name)
    if value in (0, 1):
        return bool(value)
    raise MalformedError(f"{name} is missing or neither 0 nor 1")


def page(body: dict[str, object], one: Callable[[dict[str, object]], T | None]) -> Page[T]:
    """A list answer; `one` reads an item and gives None for one that is not ours to see.

    A cursor of an unknown kind is a fault: read as "the last page", it would make a part look complete.
    """
    items, cursor = body.get("items"), body.get("cursor")
    if not isinstance(items, list):
        raise MalformedError("items is missing or not a list")
    if cursor is not None and not isinstance(cursor, str):
        raise MalformedError("cursor is not a text")
    read = (one(_item(value)) for value in items)
    return Page(tuple(item for item in read if item is not None), cursor or None)


def _item(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedError("an item is not an object")
    return value

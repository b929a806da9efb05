"""Reading the fields of an untrusted answer: required ones must exist, optional ones may be anything.

Words are cleaned and cut here, before they are compared, stored or shown. An id cannot be changed: one that is too
long, or has an invisible character, counts as missing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from core import moments
from core.network.gateway import Page, Unreadable
from core.text import clean, clean_block, is_clean

T = TypeVar("T")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST, LAST = datetime(2003, 5, 5, tzinfo=UTC), moments.LAST
"""LinkedIn began in May 2003; a moment outside these two counts as missing."""
LONGEST_ID = 500
"""Most characters of an id; the provider's longest have some 120."""
LONGEST_CURSOR = 4000
MOST_RECORDS = 1000
"""Most records of one page; 100 are requested. More would cost seconds of processor time in a small answer."""
LONGEST_LINE = 300
"""Most characters of a name, a headline, a location; LinkedIn's own longest has 220."""
LONGEST_BLOCK = 8000
"""Most characters of a message: LinkedIn's own limit."""


class MalformedError(ValueError):
    """An answer that lacks a required part."""


def record(value: object) -> dict[str, object]:
    """Return `value` if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def records(value: object) -> list[dict[str, object]]:
    """Return the objects of a list, without its other items."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def maybe(item: dict[str, object], name: str) -> str | None:
    """Return a text unchanged, or None if it is empty or missing. Half a surrogate pair becomes a question mark."""
    value = item.get(name)
    return value.encode(errors="replace").decode() if isinstance(value, str) and value else None


def text(item: dict[str, object], name: str) -> str:
    """Return a text as one clean line, cut if it is long; "" if there is none."""
    return clean(maybe(item, name) or "", LONGEST_LINE)


def block(item: dict[str, object], name: str) -> str:
    """Return a clean text of several lines, cut if it is long; "" if there is none."""
    return clean_block(maybe(item, name) or "", LONGEST_BLOCK)


def ident(item: dict[str, object], name: str) -> str | None:
    """Return an id; None if it is absent, no text, too long, or has an invisible character."""
    value = maybe(item, name)
    return value if value is not None and _is_id(value, LONGEST_ID) else None


def need(item: dict[str, object], name: str) -> str:
    """Return an id. Raises MalformedError if there is none."""
    value = ident(item, name)
    if value is None:
        raise MalformedError(f"{name} is missing or cannot be an id")
    return value


def _is_id(value: str, longest: int) -> bool:
    return len(value) <= longest and "\n" not in value and is_clean(value)


def moment(item: dict[str, object], name: str) -> datetime | None:
    """Return a moment in UTC from ISO 8601; None if it is absent, unreadable, absurd or without a zone."""
    value = maybe(item, name)
    try:
        at = datetime.fromisoformat(value) if value else None
        at = at.astimezone(UTC) if at is not None and at.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None
    return at if at is not None and FIRST <= at < LAST else None


def need_epoch_ms(item: dict[str, object], name: str) -> datetime:
    """Return a moment in UTC from milliseconds since 1970. Raises MalformedError if there is none."""
    value = item.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise MalformedError(f"{name} is missing or not a number")
    try:
        at = EPOCH + timedelta(milliseconds=value)
    except (OverflowError, ValueError) as error:
        raise MalformedError(f"{name} is out of range") from error
    if not FIRST <= at < LAST:
        raise MalformedError(f"{name} is out of range")
    return at


def flag(item: dict[str, object], name: str) -> bool | None:
    """Return a flag: 0 or 1 in REST answers, true or false in webhooks; None for other values.

    See docs/provider.md#chats.
    """
    value = item.get(name)
    return bool(value) if isinstance(value, int | float) and value in (0, 1) else None


def page(body: dict[str, object], one: Callable[[dict[str, object]], T | None]) -> Page[T]:
    """Return a page; `one` reads a record and returns None for a record to omit.

    A record that `one` cannot read is skipped and reported. A cursor of an unknown kind is a fault: if it were read as
    "the last page", a part of the list would look like the whole.
    """
    items, cursor = body.get("items"), body.get("cursor")
    if not isinstance(items, list):
        raise MalformedError("items is missing or not a list")
    if len(items) > MOST_RECORDS:
        raise MalformedError(f"the page holds more than {MOST_RECORDS:,} records")
    if cursor is not None and not isinstance(cursor, str):
        raise MalformedError("cursor is not a text")
    if cursor and not _is_id(cursor, LONGEST_CURSOR):
        raise MalformedError("cursor is too long, or has an invisible character")
    read: list[T] = []
    skipped: list[Unreadable] = []
    for value in items:
        try:
            item = one(_item(value))
        except MalformedError as error:
            skipped.append(_remains(record(value), str(error)))
        else:
            read.extend(() if item is None else (item,))
    return Page(tuple(read), cursor or None, tuple(skipped))


def _item(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise MalformedError("a record is not an object")
    return value


def _remains(item: dict[str, object], why: str) -> Unreadable:
    """Return the readable parts of a record that cannot be read."""
    return Unreadable(
        why,
        id=ident(item, "id"),
        provider_id=_first(item, "invited_user_id", "member_id", "attendee_provider_id", "sender_id"),
        public_id=_first(item, "invited_user_public_id", "public_identifier"),
        at=moment(item, "parsed_datetime") or moment(item, "timestamp"),
    )


def _first(item: dict[str, object], *names: str) -> str | None:
    return next((found for name in names if (found := ident(item, name)) is not None), None)

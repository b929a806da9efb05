"""Answers with valid JSON and wrong content: broken records, lists without an end, wrong flags."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from core import seeds
from core.network.sandbox.answers import Body

DATES: Final = ("parsed_datetime", "created_at", "timestamp")
IDS: Final = ("id", "member_id", "provider_id")
FLAGS: Final = ("is_sender", "sender_id")
WORDS: Final = (
    "name",
    "first_name",
    "last_name",
    "headline",
    "location",
    "company",
    "position",
    "text",
    "invited_user",
    "invitation_text",
)
ALL_IDS: Final = (
    *IDS,
    "chat_id",
    "sender_id",
    "invitation_id",
    "message_id",
    "invited_user_id",
    "attendee_provider_id",
)
HIDDEN: Final = "\x1b]52;c;aGk=\x07\x1b[31m\x00\u202e\u200b\u2066"
"""Clipboard and colour escape sequences, and characters that reverse a line or are invisible."""
MARKS: Final = "e" + "\u0301" * 20_000
LONG: Final = 40_001
"""Characters of an overlong word."""
HUGE: Final = "9" * 5000
"""More digits than Python reads as one number."""
HUGE_MARK: Final = "a huge number stands here"

Spoil = Callable[[Body], object]


def _without_ids(item: Body) -> Body:
    return {name: value for name, value in item.items() if name not in IDS}


def _numbered(item: Body) -> Body:
    return {name: 12345 if name in IDS else value for name, value in item.items()}


def _undated(item: Body, date: object) -> Body:
    return {name: date if name in DATES else value for name, value in item.items()}


def _huge(item: Body) -> Body:
    return {name: HUGE_MARK if name in (*IDS, "created_at") else value for name, value in item.items()}


def _hidden(item: Body) -> Body:
    return _changed(item, WORDS, lambda value: HIDDEN + value.replace(" ", f"{HIDDEN} "))


def _endless(item: Body) -> Body:
    return _changed(item, WORDS, lambda value: (f"{value} {'long ' * 100}{MARKS}" + "x" * LONG)[:LONG])


def _odd_ids(item: Body) -> Body:
    return _changed(item, ALL_IDS, lambda value: value + HIDDEN)


def _long_ids(item: Body) -> Body:
    return _changed(item, ALL_IDS, lambda value: value + "0" * 100_000)


def _changed(item: Body, names: Sequence[str], change: Callable[[str], str]) -> Body:
    """Return a record with some of its texts changed, also those of its parts."""
    found: Body = {}
    for name, value in item.items():
        if isinstance(value, list):
            found[name] = [_changed(part, names, change) if isinstance(part, dict) else part for part in value]
        else:
            found[name] = change(value) if name in names and isinstance(value, str) else value
    return found


RECORDS: Final[Mapping[str, Spoil]] = {
    "bad_record": lambda _: None,
    "text_record": lambda _: "not a record",
    "no_field": _without_ids,
    "number_id": _numbered,
    "absurd_date": lambda item: _undated(item, "-4000-13-99"),
    "huge_value": _huge,
    "hidden_words": _hidden,
    "endless_words": _endless,
    "odd_ids": _odd_ids,
    "long_ids": _long_ids,
}
"""Changes to the first record of a list, or to a whole profile."""
MESSAGES: Final[Mapping[str, Spoil]] = {
    "no_time": lambda item: {name: value for name, value in item.items() if name != "timestamp"},
    "not_ours": lambda item: {**item, "is_sender": 0},
    "all_ours": lambda item: {**item, "is_sender": 1},
    "no_sender": lambda item: {name: value for name, value in item.items() if name not in FLAGS},
}
"""Changes to every message of a chat."""
LISTS: Final = frozenset({"cursor_loop", "same_page", "bad_page"})
WHAT: Final = frozenset({*RECORDS, *MESSAGES, *LISTS})


def misread(what: str, body: Body, cursor: str | None) -> Body:
    """Return the answer `body` spoilt by the fault `what`; `cursor` is the requested one."""
    items = body.get("items")
    if not isinstance(items, list):
        return _object(RECORDS[what](body)) if what in RECORDS and "public_identifier" in body else body
    if what in RECORDS:
        return {**body, "items": [RECORDS[what](items[0]), *items[1:]] if items else _alone(what)}
    if what in MESSAGES:
        return {**body, "items": [_message(what, item) for item in items]}
    if what == "bad_page":
        return {**body, "items": {"0": items}}
    mark = "" if what == "cursor_loop" else seeds.digest("page", cursor or "")
    return {**body, "cursor": _first_page(body.get("cursor") or cursor, mark)}


def _object(value: object) -> Body:
    return value if isinstance(value, dict) else {"object": "Nothing"}


def _alone(what: str) -> list[object]:
    """Return the records for an empty list: a broken one if the fault makes such, else none."""
    return [RECORDS[what]({})] if what in ("bad_record", "text_record") else []


def _message(what: str, item: object) -> object:
    return MESSAGES[what](item) if isinstance(item, dict) and item.get("object") == "Message" else item


def _first_page(cursor: object, mark: str) -> str:
    """Return a cursor to the first page, in the form of the given one; different marks make different cursors."""
    told: Body = {"limit": 100}
    if isinstance(cursor, str):
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    words = json.dumps({**told, "startIndex": 0, "mark": mark}, separators=(",", ":"))
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def with_huge_numbers(data: bytes) -> bytes:
    """Return a JSON text with huge numbers, which no JSON writer would produce."""
    return data.replace(json.dumps(HUGE_MARK).encode(), HUGE.encode())

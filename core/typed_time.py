"""Times of day as people type them: `9`, `930`, `17`, `9.30`, `9h30` and `9:5` beside `09:30`."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\d{1,2})\s*[:.hH]\s*(\d{1,2})?")
_DIGITS = re.compile(r"\d{1,4}")


def typed_time(text: str) -> str:
    """Return a typed time of day as HH:MM; a text that names none is returned as it is.

    One or two digits are hours, three or four hours and minutes.
    """
    typed = text.strip()
    parts = _PARTS.fullmatch(typed)
    if parts is not None and typed.isascii():
        hour, minute = int(parts[1]), int(parts[2] or 0)
    elif typed.isascii() and _DIGITS.fullmatch(typed):
        hour, minute = (int(typed), 0) if len(typed) <= 2 else divmod(int(typed), 100)
    else:
        return text
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else text

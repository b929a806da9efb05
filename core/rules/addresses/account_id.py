"""The check of a text that may be the provider's id of an account, since the id is put into addresses and queries."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100
_ELSEWHERE = re.compile(r"\.{1,2}|.*[\s/\\?#%].*", re.DOTALL)
"""The path segments `.` and `..`, and texts with a character that would make an address lead elsewhere."""


def is_account_id(words: str) -> bool:
    """Return whether a text can be an account's id, so that an address with it cannot lead elsewhere."""
    return 0 < len(words) <= LONGEST and _ELSEWHERE.fullmatch(words) is None

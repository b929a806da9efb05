"""Words that can be the provider's id of an account: it becomes a part of addresses and of queries."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 100
_ELSEWHERE = re.compile(r"\.{1,2}|.*[\s/\\?#%].*", re.DOTALL)
"""Places above, and signs by which an address would lead elsewhere."""


def is_account_id(words: str) -> bool:
    """Return whether this names an account and nothing else in an address."""
    return 0 < len(words) <= LONGEST and _ELSEWHERE.fullmatch(words) is None

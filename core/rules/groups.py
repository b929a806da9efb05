"""The group of a campaign: no person is contacted by two campaigns of one name in one program, of any sender."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def group_key(name: str, program: str) -> str:
    """Return the key of a group for comparison: case, width and white space make no difference."""
    return f"{_folded(program)}\n{_folded(name)}"


@lru_cache(4096)
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())

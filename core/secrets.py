"""Words that must never be seen: they are known here, so that whatever is written or said can be cleared of them."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

HIDDEN: Final = "***"
SHORTEST: Final = 8
"""Shorter ones are no secrets of a real network (the sandbox's key is `sandbox`), and would spoil common words."""
_known: set[str] = set()


def keep_secret(words: str) -> None:
    """Hide these words in `without_secrets` from now on, also as JSON or an address would write them."""
    if len(words) >= SHORTEST:
        escaped = json.dumps(words)[1:-1]
        _known.update({words, escaped, escaped.replace("/", "\\/"), quote(words, safe=""), quote(words)})


def without_secrets(said: str) -> str:
    """The same text with every secret hidden."""
    for secret in sorted(_known, key=len, reverse=True):  # the longest spelling first: it may hold a shorter one
        said = said.replace(secret, HIDDEN)
    return said


class Secret:
    """A word that shows itself only when asked: no repr, traceback or picture of local variables holds it."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words
        keep_secret(words)

    def reveal(self) -> str:
        """The word itself; for the one place that needs it."""
        return self._words

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied, stored or sent")

"""Registry of secrets, and a filter that hides them in any text."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import quote

HIDDEN: Final = "***"
SHORTEST: Final = 8
"""Length below which a word is not hidden: no secret of a real network is shorter (the sandbox's key is `sandbox`), and
hiding it would spoil common words.
"""
_known: set[str] = set()


def keep_secret(words: str) -> None:
    """Hide these words in `without_secrets` from now on, also in the spellings of JSON and URLs."""
    if len(words) >= SHORTEST:
        escaped = json.dumps(words)[1:-1]
        _known.update({words, escaped, escaped.replace("/", "\\/"), quote(words, safe=""), quote(words)})


def without_secrets(said: str) -> str:
    """Return the text with every secret hidden."""
    for secret in sorted(_known, key=len, reverse=True):  # longest first: a spelling may contain a shorter one
        said = said.replace(secret, HIDDEN)
    return said


class Secret:
    """A secret shown by `reveal` only: no repr, traceback or listing of local variables contains it."""

    __slots__ = ("_words",)

    def __init__(self, words: str) -> None:
        self._words = words
        keep_secret(words)

    def reveal(self) -> str:
        """Return the secret itself; for the one place that needs it."""
        return self._words

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not copied, stored or sent")

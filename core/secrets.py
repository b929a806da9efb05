"""Registry of secrets, and a filter that hides them in any text."""

from __future__ import annotations

import json
import os
import re
from typing import Final

HIDDEN: Final = "***"
SHORTEST: Final = 8
"""Length below which a word is not hidden: no secret of a real network is shorter (the sandbox's key is `sandbox`), and
hiding it would spoil common words.
"""
NOT_FOR_CHILDREN: Final = ("OVERTURE_PROVIDER_KEY", "OVERTURE_STORE_PASSWORD", "PGPASSWORD", "NOTIFY_SOCKET")
"""Environment variables that a person's own command never gets: secrets, and the supervisor's."""
_MOST_BACKSLASHES: Final = 8
"""Backslashes before one escaped character that are recognised: JSON within JSON within JSON writes four."""
_known: dict[str, re.Pattern[str]] = {}


def keep_secret(words: str) -> None:
    """Hide these words in `without_secrets` from now on: in upper or lower case, and escaped as in JSON or a URL."""
    if len(words) >= SHORTEST and words not in _known:
        _known[words] = re.compile("".join(map(_spellings, words)), re.IGNORECASE)


def _spellings(character: str) -> str:
    """Return the pattern of one character: itself, with or without backslashes, or its number in JSON or a URL."""
    number = json.dumps(character)[2:-1] if ord(character) > 0x7F else f"u{ord(character):04x}"
    number = number.replace("\\", rf"\\{{1,{_MOST_BACKSLASHES}}}")  # of the second half of a surrogate pair
    in_url = "".join(f"%(?:25)?{byte:02x}" for byte in character.encode("utf-8", "surrogatepass"))
    some = rf"\\{{0,{_MOST_BACKSLASHES}}}"
    return rf"(?:{some}{re.escape(character)}|\\{{1,{_MOST_BACKSLASHES}}}{number}|{in_url})"


def without_secrets(said: str) -> str:
    """Return the text with every secret hidden."""
    for words in sorted(_known, key=len, reverse=True):  # longest first: a secret may contain a shorter one
        said = _known[words].sub(HIDDEN, said)
    return said


def environment_for_children() -> dict[str, str]:
    """Return this process's environment for a command of a person, without its secrets."""
    return {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN}


def unexpected(error: BaseException | None) -> str:
    """Return the type and the words of an unexpected exception, with every secret hidden."""
    return without_secrets(f"{type(error).__name__}: {error}")


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

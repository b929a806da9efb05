"""Company names for comparison: without case, accents, punctuation and legal forms (`legal_forms`)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.rules.exclusions.legal_forms import FIRST, FORMS, GLUED, JOINED, PHRASES

_ACCENTS = re.compile("[\u0300-\u036f]")
"""Accents of Latin, Greek and Cyrillic letters; the marks of other scripts make another letter, so they stay."""
_UNDECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"})
_MARKS = re.compile("[™®©℠'’‘`´]")
_WORD = re.compile(r"[^\W_]+")
_AND = "and"
_SMALL_E = re.compile(r"(?<=\s)e([VGK])$")
"""German forms that only their capitals distinguish from other words: eV is a form, EV an electric vehicle."""
_GLUED = tuple(unicodedata.normalize("NFKD", form) for form in GLUED)


def folded_words(text: str) -> list[str]:
    """Return the words of a text without case, accents, apostrophes and trade mark signs."""
    decomposed = unicodedata.normalize("NFKD", _MARKS.sub("", text).casefold()).casefold()
    return _WORD.findall(_ACCENTS.sub("", decomposed).translate(_UNDECOMPOSED))


@lru_cache(maxsize=16384)
def company_key(name: str) -> str:
    """Return the key of a company name, equal for all its spellings; empty for a name without a letter or digit."""
    words = folded_words(_SMALL_E.sub(r"e \1", name).replace("&", f" {_AND} "))
    return " ".join(_without_forms(_joined(_without_joined_form(words))))


def _joined(words: list[str]) -> list[str]:
    """Join single letters that follow each other: "s", "p", "a" becomes "spa"."""
    found: list[str] = []
    single = False
    for word in words:
        if _is_single(word) and single:
            found[-1] += word
        else:
            found.append(word)
        single = _is_single(word)
    return found


def _is_single(word: str) -> bool:
    return len(word) == 1 and word.isascii()


def _without_joined_form(words: list[str]) -> list[str]:
    """Remove an ending that is a legal form only if written in single letters: I/S, a.d.; `Acme is` stays whole."""
    count = next((at for at, word in enumerate(reversed(words)) if not _is_single(word)), len(words))
    return words[:-count] if 1 < count < len(words) and "".join(words[-count:]) in JOINED else words


def _without_forms(words: list[str]) -> list[str]:
    """Remove legal forms from both ends, but never all words."""
    words = _unglued(words)
    while (count := _ending(words)) and count < len(words):
        words = words[:-count]
    while len(words) > 1 and words[0] in FIRST:
        words = words[1:]
    return words


def _ending(words: list[str]) -> int:
    """Return how many words at the end are a legal form, or the "and" before a removed one ("& Co.")."""
    for phrase in PHRASES:
        if tuple(words[-len(phrase) :]) == phrase:
            return len(phrase)
    return int(bool(words) and (words[-1] in FORMS or words[-1] == _AND))


def _unglued(words: list[str]) -> list[str]:
    """Remove legal forms of Japanese, Chinese and Korean names from the first and the last word."""
    for form in _GLUED:
        alone = len(unicodedata.normalize("NFKC", form)) == 1
        if len(words) > 1 and form in (words[0], words[-1]):
            words = words[1:] if words[0] == form else words[:-1]
        elif not alone and words and words[0].startswith(form) and words[0] != form:
            words = [words[0].removeprefix(form), *words[1:]]
        elif not alone and words and words[-1].endswith(form) and words[-1] != form:
            words = [*words[:-1], words[-1].removesuffix(form)]
    return words

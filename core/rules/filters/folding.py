"""Folding of text for comparison in a filter: without case and accents."""

from __future__ import annotations

import unicodedata

NOT_DECOMPOSED = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters with a stroke and the like, which Unicode does not split into a letter and a mark."""


def fold(text: str) -> str:
    """Return a text in lower case and without accents: "Łukasz Müller" becomes "lukasz muller"."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in split if not unicodedata.combining(sign)).translate(NOT_DECOMPOSED)

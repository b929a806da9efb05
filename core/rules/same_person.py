"""The check that an answer is about the requested person, since addresses have led to other people.

See docs/provider.md#pitfalls, 14.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from core.rules.addresses.identity import identity_of

CLASSIC = "ACo"
"""Prefix of the classic ids: answers repeat them unchanged, and give them in place of Sales Navigator's own."""
_WORD = re.compile(r"[^\W\d_]{2,}")


class Named(NamedTuple):
    """A person as the request or the answer names them; fields that are not given are empty."""

    provider_id: str
    public_id: str
    name: str


def is_another(asked: Named, answered: Named) -> bool:
    """Return whether the answer is about another person than the requested one.

    A classic id decides alone; else both the public address and every word of the name must differ. An address alone
    may differ: people change theirs, and the old one redirects to the new.
    """
    if asked.provider_id.startswith(CLASSIC):
        return asked.provider_id != answered.provider_id
    ours, theirs = _slug(asked.public_id), _slug(answered.public_id)
    if not ours or not theirs or ours == theirs:
        return False
    one, two = _words(asked.name), _words(answered.name)
    return bool(one and two) and one.isdisjoint(two)


def _slug(public_id: str) -> str:
    found = identity_of(public_id, bare=True)
    return found.value if found is not None and found.kind == "public" else ""


def _words(name: str) -> set[str]:
    """Return the words in lower case without accents."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return set(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))

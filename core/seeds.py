"""Repeatable randomness: the same words give the same numbers in every process."""

from __future__ import annotations

import hashlib
import random


def generator(*words: object) -> random.Random:
    """Return a random generator that depends on the given words alone."""
    return random.Random(digest(*words))


def digest(*words: object) -> str:
    """Return a hexadecimal fingerprint of the words, stable over processes and versions."""
    return hashlib.blake2b("\x1f".join(str(w) for w in words).encode(), digest_size=16).hexdigest()


def fraction(*words: object) -> float:
    """Return a number in [0, 1) that depends on the given words alone."""
    return int(digest(*words)[:13], 16) / 16**13

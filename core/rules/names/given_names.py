"""First names: pairs that belong together without a hyphen, and initials, which are not first names."""

from __future__ import annotations

import re

from core.rules.names.scripts import plain

_GIVEN_TOGETHER = {
    "jean": "luc paul pierre claude marc michel jacques francois philippe christophe baptiste louis yves charles rene"
    " noel sebastien loup hugues bernard francis daniel marie",
    "marie": "claude louise laure christine anne therese france helene jose eve pierre odile noelle paule",
    "anne": "marie sophie laure claire",
    "juan": "carlos jose pablo manuel antonio luis ignacio miguel francisco diego",
    "jose": "luis maria antonio manuel carlos miguel ramon ignacio angel",
    "luis": "miguel alberto carlos fernando enrique",
    "miguel": "angel",
    "maria": "jose luisa teresa elena isabel carmen dolores pilar angeles cristina fernanda",
    "ana": "maria isabel belen paula luisa",
    "abdul": "*",
    "abdel": "*",
    "abd": "*",
    "abdal": "*",
    "عبد": "*",
    "abu": "*",
    "أبو": "*",
    "ابو": "*",
}
"""First names that belong together without a hyphen; `*` matches any word."""


def are_given_together(one: str, two: str) -> bool:
    """Return whether two words are one first name: Jean Luc, Juan Carlos, Abdul Rahman."""
    seconds = _GIVEN_TOGETHER.get(plain(one), "")
    return seconds == "*" or plain(two) in seconds.split()


_INITIAL = re.compile(r"(?:[^\W\d_]\.?-?)|(?:[^\W\d_]\.-?){2,5}|(?![Ss]te?\.)[^\W\d_aeiouyäöüAEIOUYÄÖÜ]{2,3}\.")
_INITIAL_AT_END = re.compile(r"-[^\W\d_]\.$")
_SMALL = re.compile("[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u052f]")


def is_initial(word: str) -> bool:
    """Return whether a word is initials (A., J.P., Chr.) of a script with capitals; the Vietnamese name Ý is none."""
    return _INITIAL.fullmatch(word) is not None and _SMALL.search(word) is not None and word not in ("Ý", "ý")


def without_initials(given: str) -> str:
    """Return first names without the initials around them; empty if there are only initials."""
    kept = " ".join(word for word in given.split() if not is_initial(word))
    return _INITIAL_AT_END.sub("", kept)

"""Splitting of a filter into its terms: `-status:pending,approved "two words" sent<2d`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from core.errors import UsageError
from core.text import clean

Operator = Literal[":", "=", "<", ">"]
_OPERATORS: dict[str, Operator] = {":": ":", "=": "=", "<": "<", ">": ">"}
LONGEST = 1000
"""Most characters of a filter."""
MOST_TERMS = 50
MOST_VALUES = 50
_KEY = re.compile(r"([a-z_]+(?:\.[^\s:=<>\",]+)?)([:=<>])", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]*)"')
_PLAIN = re.compile(r'[^\s",]+')
_WORD = re.compile(r'[^\s"]+')


@dataclass(frozen=True)
class Term:
    """One term. Without a key, `values` is the one text to search for in the list's name columns."""

    key: str | None
    operator: Operator
    values: tuple[str, ...]
    negated: bool


def terms_of(text: str) -> list[Term]:
    """Return the terms of a filter. Raises UsageError for one that cannot be read."""
    return [term for _raw, term in raw_terms(text)]


def raw_terms(text: str) -> list[tuple[str, Term]]:
    """Return the terms of a filter, each with its text as it was written. Raises UsageError."""
    if len(text) > LONGEST:
        raise UsageError(f"A filter has at most {LONGEST} characters; this one has {len(text):,}.")
    found, place = [], 0
    while (place := _skip_spaces(text, place)) < len(text):
        begin = place
        term, place = _term(text, begin)
        found.append((text[begin:place], term))
        if place < len(text) and not text[place].isspace():
            raise UsageError(f"A space is missing in the filter before “{clean(text[place:], 40)}”.")
    if len(found) > MOST_TERMS:
        raise UsageError(f"A filter has at most {MOST_TERMS} terms; this one has {len(found)}.")
    return found


def _skip_spaces(text: str, place: int) -> int:
    while place < len(text) and text[place].isspace():
        place += 1
    return place


def _term(text: str, place: int) -> tuple[Term, int]:
    negated = text.startswith("-", place) and not text[place + 1 : place + 2].isspace() and place + 1 < len(text)
    place += negated
    key = _KEY.match(text, place)
    if key is None:
        word, place = _word(text, place)
        return Term(None, ":", (word,), negated), place
    values, place = _values(text, key.end(), key.group())
    return Term(key_name(key.group(1)), _OPERATORS[key.group(2)], values, negated), place


def key_name(text: str) -> str:
    """Return a key as the lists spell it; the name of a file's column keeps its case."""
    head, dot, column = text.partition(".")
    return f"{head.lower()}{dot}{column}"


def _word(text: str, place: int) -> tuple[str, int]:
    if text.startswith('"', place):
        return _quoted(text, place)
    found = _WORD.match(text, place)
    assert found is not None  # noqa: S101 - spaces were skipped, and a quote was looked for
    return found.group(), found.end()


def _quoted(text: str, place: int) -> tuple[str, int]:
    found = _QUOTED.match(text, place)
    if found is None:
        raise UsageError(f"A quote is not closed in the filter: {clean(text[place:], 40)}")
    return found.group(1), found.end()


def _values(text: str, place: int, key: str) -> tuple[tuple[str, ...], int]:
    """Return the comma-separated values after a key, and the position where they end."""
    values = []
    while True:
        value, place = _value(text, place, key)
        values.append(value)
        if not text.startswith(",", place):
            break
        place += 1
    if len(values) > MOST_VALUES:
        raise UsageError(f"{key} has {len(values)} values; at most {MOST_VALUES} are compared.")
    return tuple(values), place


def _value(text: str, place: int, key: str) -> tuple[str, int]:
    if text.startswith('"', place):
        return _quoted(text, place)
    found = _PLAIN.match(text, place)
    if found is None:
        raise UsageError(f'A value is missing after “{key}”. To find empty values, write {key[:-1]}="".')
    return found.group(), found.end()

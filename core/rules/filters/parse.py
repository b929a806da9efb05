"""Parsing of a filter for one list: known keys, values of the right kind, one order."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from core.errors import UsageError
from core.rules.filters.folding import fold
from core.rules.filters.keys import FilteredList, Key, Kind
from core.rules.filters.spans import Span, span_of
from core.rules.filters.terms import Operator, Term, key_name, terms_of
from core.text import clean

SORT = "sort"
_YES_NO = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
Value = str | float | bool | Span
"""A folded text, a number, yes or no, or a period."""


@dataclass(frozen=True)
class Condition:
    """A condition: a row matches if one of the keys matches one of the values; if negated, if none does."""

    keys: tuple[Key, ...]
    operator: Operator
    values: tuple[Value, ...]
    negated: bool = False


@dataclass(frozen=True)
class Order:
    """The key by which a list is sorted, and the direction."""

    key: Key
    falling: bool = False


@dataclass(frozen=True)
class Filter:
    """The conditions, all of which must hold, and the order."""

    conditions: tuple[Condition, ...] = ()
    order: Order | None = None


def parse(text: str, wanted: FilteredList, now: datetime, zone: str) -> Filter:
    """Return the filter that a text describes; dates are in `zone`, ages count back from `now`. Raises UsageError."""
    conditions, orders = [], []
    for term in terms_of(text):
        if term.key == SORT:
            orders.append(_order(term, wanted))
        else:
            conditions.append(_condition(term, wanted, now, zone))
    if len(orders) > 1:
        raise UsageError("A list is sorted by one key: write “sort:” once.")
    return Filter(tuple(conditions), orders[0] if orders else None)


def _order(term: Term, wanted: FilteredList) -> Order:
    if term.negated or term.operator != ":" or len(term.values) > 1:
        raise UsageError("The order is written sort:name, or sort:-name for the highest first.")
    (name,) = term.values
    key = wanted.key(key_name(name.removeprefix("-")))
    if not key.sorts:
        raise UsageError(f"{wanted.name.capitalize()} cannot be sorted by “{key.name}”, since a row may have several.")
    return Order(key, falling=name.startswith("-"))


def _condition(term: Term, wanted: FilteredList, now: datetime, zone: str) -> Condition:
    if term.key is None:
        _refuse_empty(term, "")
        return Condition(wanted.name_keys, ":", _texts(term.values), term.negated)
    key = wanted.key(term.key)
    _check_operator(key, term.operator)
    if key.kind is Kind.TEXT:
        _refuse_empty(term, key.name)
    if key.kind is Kind.MOMENT:
        spans = tuple(span_of(text, term.operator, key.name, now, zone) for text in term.values)
        return Condition((key,), ":", spans, term.negated)
    return Condition((key,), term.operator, _values(key, term.values), term.negated)


def _check_operator(key: Key, operator: Operator) -> None:
    if operator in "<>" and key.kind not in (Kind.NUMBER, Kind.MOMENT):
        raise UsageError(
            f"“{key.name}” is neither a number nor a time: compare it with “:” or “=”, not with “{operator}”."
        )


def _refuse_empty(term: Term, key: str) -> None:
    if term.operator == ":" and not all(map(str.strip, term.values)):
        hint = f'To find empty values, write {key}="".' if key else "Leave it out."
        raise UsageError(f"An empty text matches everything. {hint}")


def _values(key: Key, texts: Sequence[str]) -> tuple[Value, ...]:
    if key.kind is Kind.NUMBER:
        return tuple(_number(key, text) for text in texts)
    if key.kind is Kind.YES_NO:
        return tuple(_yes_no(key, text) for text in texts)
    if key.kind is Kind.CHOICE:
        return tuple(_choice(key, text) for text in texts)
    return _texts(texts)


def _texts(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(fold(clean(text, 200)) for text in texts)


def _number(key: Key, text: str) -> float:
    try:
        found = float(text.removesuffix("%"))
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UsageError(f"“{key.name}” needs a number, not “{clean(text, 40)}”.")
    return found


def _yes_no(key: Key, text: str) -> bool:
    found = _YES_NO.get(text.lower())
    if found is None:
        raise UsageError(f"“{key.name}” is yes or no, not “{clean(text, 40)}”.")
    return found


def _choice(key: Key, text: str) -> str:
    found = fold(text).replace(" ", "_").replace("in-doubt", "in_doubt")
    if found in key.choices:
        return found
    near = get_close_matches(found, key.choices, 1, 0.5)
    hint = f"Did you mean “{near[0]}”?" if near else f"It is one of: {', '.join(key.choices)}."
    raise UsageError(f"No {key.name} is called “{clean(text, 40)}”. {hint}")

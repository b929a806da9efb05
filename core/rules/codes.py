"""Every problem and every reason by its code (docs/design.md#health). A code is never renamed.

The rows are in `core.rules.problem_codes`, by kind. A code of a condition or an event may also be the reason of a send
that was not made.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.plural import plural
from core.rules.problem_codes.blocking import BLOCKING
from core.rules.problem_codes.blocking import LASTING as _LASTING
from core.rules.problem_codes.code import Code
from core.rules.problem_codes.hindering import HINDERING
from core.rules.problem_codes.person_reasons import PERSON_REASONS
from core.rules.problem_codes.run_events import EVENTS, MISSED_BECAUSE
from core.rules.problem_codes.send_reasons import SEND_REASONS

_NEUTRAL: Mapping[str, str] = {
    "sender": "the sender",
    "source": "the source",
    "count": "some",
    "left": "few",
    "planned": "some",
    "expected": "possible",
    "limit": "",
    "cap": "fewer",
    "runs": "a run",
    "until": "a later time",
    "scope": "this campaign",
    "others": "see the list of campaigns",
    "cause": "no cause was recorded",
    "detail": "a value",
    "heir": "another sender",
    "heir_id": "OLD",
    "member": "MEMBER",
    "account": "ID",
    "calls": "sends",
    "words": "the campaign shows its words",
    "lists": "lists",
    "held": "",
    "host": "the engine's machine",
    "seconds": "ahead of or behind",
    "since": "",
    "hint": "",
    "what": "one thing",
    "again": "by itself",
    "remedy": "Look in the Queue for what holds the people back.",
    "backup": "a whole backup",
    "place": "its place is not known",
    "of": "some",
    "contacted": "some",
    "among": "few",
    "variables": "values",
    "wants": "more",
    "fits": "fewer",
    "step": "connect it again with `overture member connect`, or C on the Members page",
}
"""Replacements for unknown fields, chosen so that the sentences read well."""

LASTING: dict[str, Code] = {entry.code: entry for entry in _LASTING}

CODES: dict[str, Code] = {
    entry.code: entry for entry in (*BLOCKING, *HINDERING, *EVENTS, *SEND_REASONS, *PERSON_REASONS)
}


_QUOTED = ("source",)
"""Fields that hold a name which a user chose; it is put in quotation marks."""


class _Value(str):
    """A value in a sentence. The format "send is|sends are" adds the words that fit its number."""

    __slots__ = ()

    def __format__(self, words: str) -> str:
        one, _, many = words.partition("|")
        return f"{self!s} {plural(1 if self == '1' else 2, one, many)}".strip() if words else str(self)


class _Fields(dict[str, _Value]):
    def __missing__(self, name: str) -> _Value:
        return _Value(_NEUTRAL.get(name, "something"))


def lookup(code: str) -> Code | None:
    """Return the row of a code; `text.missing:first_name` is found by the part before the colon."""
    return CODES.get(code.partition(":")[0])


def describe(code: str, /, **fields: object) -> tuple[str, str]:
    """Return the sentence of a code and the remedy.

    Never raises: a missing field becomes a neutral word, an unknown code is named in a general sentence. The part after
    a colon in the code is its {detail}; a {cause} that is itself a code becomes that code's clause.
    """
    return _filled(lookup(code), code, fields)


def clause(code: str, /, **fields: object) -> str:
    """Return a code's sentence for use after a colon: without full stop, in lower case unless it begins with a name."""
    found, text = lookup(code), describe(code, **fields)[0].removesuffix(".")
    is_name = found is None or found.text.startswith(("LinkedIn", "{"))
    return text if is_name else text[:1].lower() + text[1:]


def describe_lasting(code: str, /, **fields: object) -> tuple[str, str]:
    """Return the result of `describe` for a condition that has lasted too long."""
    return _filled(LASTING.get(code), code, fields)


def _filled(found: Code | None, code: str, fields: Mapping[str, object]) -> tuple[str, str]:
    if found is None:
        return f"There is a problem called {code}.", "Update Overture: this version does not know it."
    known = _Fields({name: _value(name, value) for name, value in fields.items() if value not in (None, "")})
    if detail := code.partition(":")[2]:
        known["detail"] = _Value(", ".join(part.strip() for part in detail.split(",")))
    cause = known.get("cause", "")
    if found.code == "run.missed" and cause in MISSED_BECAUSE:
        known["cause"] = _Value(MISSED_BECAUSE[cause].format_map(known))
    elif lookup(cause) is not None:
        others = {name: value for name, value in fields.items() if name != "cause"}
        known["cause"] = _Value(clause(cause, **others))
    return _sentence(found.text, known), found.action.format_map(known)


def _value(name: str, value: object) -> _Value:
    return _Value(f"“{value}”" if name in _QUOTED else value)


def _sentence(template: str, known: _Fields) -> str:
    """Return the filled template; a neutral word at its beginning gets a capital letter, a name stays as it is."""
    text = template.format_map(known)
    first = template[1:].partition("}")[0].partition(":")[0] if template.startswith("{") else ""
    return text[:1].upper() + text[1:] if first and first not in known else text

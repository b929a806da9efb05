"""Every problem and every reason by its code (docs/design.md#health). A code is never renamed.

The rows are in `core.rules.problem_codes`, by kind. A code of a condition or an event may also be the reason of a send
that was not made.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.rules.problem_codes.blocking import BLOCKING
from core.rules.problem_codes.blocking import LASTING as _LASTING
from core.rules.problem_codes.code import Code
from core.rules.problem_codes.hindering import HINDERING
from core.rules.problem_codes.person_reasons import PERSON_REASONS
from core.rules.problem_codes.run_events import EVENTS
from core.rules.problem_codes.send_reasons import SEND_REASONS

_NEUTRAL: Mapping[str, str] = {
    "sender": "the sender",
    "source": "the source",
    "count": "some",
    "left": "few",
    "planned": "some",
    "expected": "possible",
    "limit": "as many as the day allows",
    "cap": "less than usual",
    "until": "a later time",
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
    "what": "one thing",
    "again": "by itself",
    "remedy": "look in the Queue for what holds the people back",
    "backup": "a whole backup",
    "of": "some",
    "variables": "values",
    "step": "connect it again with `overture member connect`, or c on the Members page",
}
"""Replacements for unknown fields, chosen so that the sentences read well."""

LASTING: dict[str, Code] = {entry.code: entry for entry in _LASTING}

CODES: dict[str, Code] = {
    entry.code: entry for entry in (*BLOCKING, *HINDERING, *EVENTS, *SEND_REASONS, *PERSON_REASONS)
}


class _Fields(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _NEUTRAL.get(name, "something")


def lookup(code: str) -> Code | None:
    """Return the row of a code; `text.missing:first_name` is found by the part before the colon."""
    return CODES.get(code.partition(":")[0])


def describe(code: str, /, **fields: object) -> tuple[str, str]:
    """Return the sentence of a code and the remedy.

    Never raises: a missing field becomes a neutral word, an unknown code its own name. The part after a colon in the
    code is its {detail}; a {cause} that is itself a code becomes that code's sentence.
    """
    return _filled(lookup(code), code, fields)


def describe_lasting(code: str, /, **fields: object) -> tuple[str, str]:
    """Return the result of `describe` for a condition that has lasted too long."""
    return _filled(LASTING.get(code), code, fields)


def _filled(found: Code | None, code: str, fields: Mapping[str, object]) -> tuple[str, str]:
    if found is None:
        return f"There is a problem called {code}.", "Update Overture: this version does not know it."
    known = _Fields({name: str(value) for name, value in fields.items() if value not in (None, "")})
    if detail := code.partition(":")[2]:
        known["detail"] = ", ".join(part.strip() for part in detail.split(","))
    cause = known.get("cause", "")
    if lookup(cause) is not None:
        others = {name: value for name, value in fields.items() if name != "cause"}
        known["cause"] = describe(cause, **others)[0].rstrip(".")
    return found.text.format_map(known), found.action.format_map(known)

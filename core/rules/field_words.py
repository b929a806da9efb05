"""The variable for a field's name in another tool: FNAME, Vorname, contact.firstname, sender.name."""

from __future__ import annotations

import re
from functools import lru_cache

from core.rules.file_columns.column_names import RANKS, key

EXAMPLE = "Hi {{ first_name or 'there' }},"
"""The example at the end of every refusal of a text."""

_FALLBACKS = {
    "first_name": "there",
    "company": "your company",
    "position": "your role",
    "location": "your area",
}
_VARIABLES = frozenset(("first_name", "last_name", "name", "company", "position", "location", "headline"))
_OTHER_WORDS = {
    "senderfirstname": "sender_first_name",
    "sendername": "sender_first_name",
    "fname": "first_name",
    "fn": "first_name",
    "firstnam": "first_name",
    "firstnames": "first_name",
    "first": "first_name",
    "nickname": "first_name",
    "voornaam": "first_name",
    "fornavn": "first_name",
    "fornamn": "first_name",
    "imie": "first_name",
    "lname": "last_name",
    "ln": "last_name",
    "last": "last_name",
    "achternaam": "last_name",
    "fullname": "name",
    "cn": "company",
    "co": "company",
    "org": "company",
    "business": "company",
    "businessname": "company",
    "jt": "position",
    "ti": "position",
    "jobposition": "position",
    "lo": "location",
    "country": "location",
}
"""Names of fields that tools and people use besides column names; those of two letters are Dux-Soup's."""
_ABOUT_THEM = re.compile(
    r"contact|person|lead|prospect|recipient|profile|candidate|customer|client|target|linkedin|li|insert|enter|the|"
    r"their|his|her|s|here|attributes|properties|fields?|data|row|var|merge|current"
)
_ABOUT_US = re.compile(r"senders?|my|me|our|yours?|user|owner|from|rep|account|author|mine")
_JOINED = frozenset(("firstname", "lastname", "fname", "lname", "companyname", "sendername", "contactname"))
"""Names of fields in other tools that are one lower-case word, which no ordinary sentence contains."""
_WORD = re.compile(r"[^\W\d_]+|\d+")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][^\W\d_A-Z])")


@lru_cache(maxsize=1024)
def variable_of(written: str) -> str | None:
    """Return the variable for another tool's word, or None."""
    words = _words(written)
    while words:
        found = _known("".join(words))
        if found is not None:
            return found
        if _ABOUT_US.fullmatch(words[0]) and _known("".join(words[1:])) in ("first_name", "name"):
            return "sender_first_name"
        if _ABOUT_THEM.fullmatch(words[0]):
            words = words[1:]
        elif _ABOUT_THEM.fullmatch(words[-1]):
            words = words[:-1]
        elif _ABOUT_US.fullmatch(words[0]):
            words = words[1:]
        else:
            return None
    return None


def is_technical(written: str) -> bool:
    """Return whether a word is a field's name that no sentence contains: first_name, firstName, FNAME; not MyCity."""
    if "_" in written.strip("_"):
        return variable_of(written) is not None
    shaped = bool(_HUMP.search(written)) or written.casefold() in _JOINED
    return shaped and _known("".join(_words(written))) is not None


def spelled_out(variable: str, fallback: str = "") -> str:
    """Return the variable in template syntax, `{{ name }}`, with the given fallback or the usual one, if any."""
    instead = fallback or _FALLBACKS.get(variable, "")
    return f"{{{{ {variable} or '{instead}' }}}}" if instead else f"{{{{ {variable} }}}}"


def column_of(written: str) -> str:
    """Return the part after `custom.` in the field name of a column with this name."""
    words = [word for word in (key(word) for word in _words(written)) if word.isascii()]
    name = "_".join(words)[:40].strip("_")
    return name if name[:1].isalpha() else "column_name"


def _known(joined: str) -> str | None:
    if joined in _OTHER_WORDS:
        return _OTHER_WORDS[joined]
    field = RANKS.get(joined, ("", 0))[0]
    return field if field in _VARIABLES else None


def _words(written: str) -> list[str]:
    return [key(word) for word in _WORD.findall(_HUMP.sub(" ", written)) if key(word)]

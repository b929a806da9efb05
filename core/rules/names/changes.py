"""Changes to a name, in a form that can be counted and shown before → after."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Why(StrEnum):
    """A kind of correction of a cell; the import report counts them by these names."""

    ENCODING = "broken_text"
    ENTITY = "entity"
    ESCAPE = "escape"
    LETTERS = "letters"
    ASIDE = "aside"
    PRONOUNS = "pronouns"
    SIGN = "sign"
    TITLE = "title"
    CREDENTIAL = "credential"
    CASE = "case"
    TURNED = "turned"
    REPEATED = "repeated"
    NO_NAME = "no_name"
    EMPTY = "empty"
    INITIAL = "initial"
    ORDER = "order"


WORDS = {
    Why.ENCODING: "letters in a wrong encoding repaired",
    Why.ENTITY: "an HTML entity decoded",
    Why.ESCAPE: "an escape such as \\u00fc decoded",
    Why.LETTERS: "ornamental letters written plainly",
    Why.ASIDE: "text beside the name left out",
    Why.PRONOUNS: "pronouns left out",
    Why.SIGN: "symbols and emoji left out",
    Why.TITLE: "a title left out",
    Why.CREDENTIAL: "a degree or certificate left out",
    Why.CASE: "capitals corrected",
    Why.TURNED: "“Last, First” put in order",
    Why.REPEATED: "a repeated name left out",
    Why.NO_NAME: "not a person's name",
    Why.EMPTY: "a program's word for an empty cell",
    Why.INITIAL: "an initial is not a name for a greeting",
    Why.ORDER: "it is unclear which part is the first name: LinkedIn's own is used",
}
"""The meaning of each kind, as the end of a line of the report."""


class Change(NamedTuple):
    """One field of a person as the file has it and as it is used; `why` has at least one kind."""

    field: str
    before: str
    after: str
    why: tuple[Why, ...]


class Part(NamedTuple):
    """A text on its way through the rules, with the corrections made so far."""

    text: str
    why: tuple[Why, ...] = ()

    def to(self, text: str, why: Why) -> Part:
        """Return the part with another text, adding the reason once if the text differs."""
        if text == self.text:
            return self
        return Part(text, self.why if why in self.why else (*self.why, why))

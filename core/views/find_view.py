"""The result of a search over everything that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FoundKind = Literal["person", "campaign", "member", "program", "source"]


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A person, campaign, member, program or source whose name holds the words."""

    kind: FoundKind
    id: str
    """Row id; for a program its name."""
    name: str
    about: str
    """Words that tell it from others of its name, such as a person's company; may be empty."""
    begins: bool
    """The name begins with the words, rather than holding them somewhere."""

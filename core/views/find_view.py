"""The results of a search over everything that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FoundKind = Literal["person", "campaign", "member", "program", "source"]


@dataclass(frozen=True, slots=True)
class FoundThing:
    """A person, campaign, member, program or source whose name contains the words."""

    kind: FoundKind
    id: str
    """Row id; for a program its name."""
    name: str
    about: str
    """Words that distinguish it from others of its name, such as a person's company; may be empty."""
    begins: bool
    """True if the name begins with the words; False if they are further inside."""

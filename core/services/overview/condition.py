"""A problem that is present now: its code, and the values of its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Condition:
    """A problem that is present now, with the fields of its sentence; `first` is when it began, UTC."""

    code: str
    count: int = 1
    first: datetime | None = None
    words: str = ""
    """The provider's words."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """Further fields of the sentence."""

    @property
    def sentence(self) -> dict[str, object]:
        """All values for the placeholders of the sentence."""
        return {"count": self.count, "words": self.words, **self.fields}

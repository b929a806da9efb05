"""People who are not drawn because they lack a value that the invitation needs: their number, and the values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from core.rules.wanting import LanguageLacks
from core.store.database import Reading
from core.store.views.campaign_numbers import CampaignLine
from core.store.views.candidates import count_wanting
from core.store.views.lacking_values import Lacks, values_of_lacks
from core.workspace import Workspace

AMONG = 1_000
"""Number of the next people who are examined; a limit, because they are read at each refresh of a page."""


@dataclass(frozen=True)
class Wanting:
    """Numbers of the people who would be drawn next from a source, but lack a value."""

    people: int
    of: int
    """Number of the next people, at most `AMONG`, including those who lack a value."""
    by_variable: dict[str, int]

    @property
    def variables(self) -> str:
        """The variables in words, each with the number of people who lack it if there are several."""
        if len(self.by_variable) == 1:
            return next(iter(self.by_variable))
        return ", ".join(f"{name} ({count:,})" for name, count in self.by_variable.items())


def wanting(
    workspace: Workspace, store: Reading, line: CampaignLine, withdrawn_after: int, lacks: Lacks
) -> Wanting | None:
    """Return the numbers of a campaign's next people who lack values that its invitation needs; None if none do."""
    found, languages = lacks
    if not found:
        return None
    count = partial(
        count_wanting,
        store,
        line.source_id,
        line.id,
        line.member_id,
        dedupe=workspace.stamp.dedupe,
        withdrawn_after=withdrawn_after,
        limit=AMONG,
    )
    among = count(lacks=values_of_lacks(found, languages))
    if not among.wanting:
        return None
    names = sorted({name for of in found for lack in of.lacks for name in lack.lacks})
    counts = {name: count(lacks=values_of_lacks(without(found, name), languages)).wanting for name in names}
    ranked = sorted(counts, key=lambda name: (-counts[name], name))
    return Wanting(among.wanting, among.people, {name: counts[name] for name in ranked if counts[name]})


def without(found: Sequence[LanguageLacks], name: str) -> list[LanguageLacks]:
    """Return only those lacks, by language, that include the variable `name`."""
    return [LanguageLacks(of.language, tuple(lack for lack in of.lacks if name in lack.lacks)) for of in found]

"""The check of excluded people: they are computed again from the rules and from people's values."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import nullcontext

from core.store.database import Reading
from core.store.people import exclusions
from core.store.people.exclusions import HashOf
from core.views.verification_view import Finding


def held_as_ruled(hash_of: HashOf) -> Callable[[Reading], Iterator[Finding]]:
    """Return the check that each person is excluded by exactly the rules that match them."""

    def held_by_rules(store: Reading) -> Iterator[Finding]:
        if not exclusions.any_in_force(store) and not exclusions.counts(store):
            return
        for contact, kept, found in exclusions.mismatched(lambda: nullcontext(store), hash_of):
            text = f"Contact {contact} is recorded as excluded by {_rules(kept)}, but is matched by {_rules(found)}."
            yield Finding("exclusions", text, {"contact": contact})

    return held_by_rules


def _rules(idents: set[int]) -> str:
    listed = ", ".join(str(one) for one in sorted(idents))
    return f"rule {listed}" if len(idents) == 1 else f"rules {listed}" if idents else "no rule"

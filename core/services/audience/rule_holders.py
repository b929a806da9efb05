"""The reasons for which people are excluded: their own mark “do not contact”, and the rules that match them."""

from __future__ import annotations

from collections.abc import Iterable

from core.rules.exclusions.rule import RuleKind
from core.store.database import Reading
from core.store.people import exclusions
from core.views.exclusions_view import Holder

PERSON = "person:"
"""Prefix of the id under which `exclude list` shows a contact's own mark."""


def holders(store: Reading, people: dict[int, bool]) -> dict[int, tuple[Holder, ...]]:
    """Return the mark and the rules that exclude each contact; `people` maps a contact to True if it is marked."""
    held = exclusions.holding(store, list(people))
    rules = {rule.id: rule for rule in exclusions.in_force(store)} if held else {}
    found: dict[int, tuple[Holder, ...]] = {}
    for contact, marked in people.items():
        if not marked and contact not in held:
            found[contact] = ()
            continue
        by_rule = [Holder(str(one), rules[one].kind, rules[one].value) for one in held.get(contact, ()) if one in rules]
        mark = [Holder(f"{PERSON}{contact}", RuleKind.PERSON, "")] if marked else []
        found[contact] = (*mark, *by_rule)
    return found


def holders_of(store: Reading, rules: Iterable[int]) -> dict[int, Holder]:
    """Return rules by id."""
    found = {ident: exclusions.get(store, ident) for ident in rules}
    return {ident: Holder(str(ident), rule.kind, rule.value) for ident, rule in found.items() if rule is not None}

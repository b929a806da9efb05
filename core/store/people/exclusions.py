"""Rules that exclude people (table `exclusion`), and whom each excludes (table `excluded_contact`).

The second table is for the draw and for counts. Before anything is sent, `matching` compares the person's values with
the rules themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import NamedTuple, TypeVar

import peewee as pw

from core.rules.exclusions.rule import Facts, RuleKind, keys_of, titles_matching
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.people import addresses
from core.store.spelled import one_of
from core.store.tables.people import Contact, ExcludedContact, Exclusion

BATCH = 5_000
"""Most contacts that are compared in one read."""
R = TypeVar("R")
"""The identifier of a rule: its id, or its comparison key."""
Read = Callable[[], AbstractContextManager[Reading]]
"""A function that opens a read."""
HashOf = Callable[[str], str]
"""The keyed hash of an address."""


class RuleRow(NamedTuple):
    """A rule. `file` is empty if it was added by hand, `value` is empty if it excludes one person."""

    id: int
    kind: str
    value: str
    key: str
    file: str
    reason: str
    actor: str
    at: datetime
    lifted: bool


class _Fact(NamedTuple):
    id: int
    of: int
    company: str
    position: str
    headline: str
    email: str
    custom: dict[str, str]


class _Held(NamedTuple):
    contact: int
    exclusion: int


class _Count(NamedTuple):
    exclusion: int
    people: int


class _Key(NamedTuple):
    id: int
    key: str


_ROW = Exclusion.select(
    Exclusion.id,
    Exclusion.kind,
    Exclusion.value,
    Exclusion.key,
    Exclusion.file,
    Exclusion.reason,
    Exclusion.actor,
    Exclusion.at,
    Exclusion.lifted_at.is_null(False),
).order_by(Exclusion.id)
_STANDS = Exclusion.lifted_at.is_null()
_ALL = Select(_ROW.where(_STANDS), RuleRow)
_ONE = Select(_ROW.where(Exclusion.id == given("id")), RuleRow)
_BY_KEY = Select(_ROW.where(_STANDS & (Exclusion.key == given("key")) & (Exclusion.file == given("file"))), RuleRow)
_OF_FILE = Select(_ROW.where(_STANDS & (Exclusion.file == given("file"))), RuleRow)
_KINDS = Select(Exclusion.select(Exclusion.kind).where(_STANDS).distinct(), str)
_KEYS = Select(Exclusion.select(Exclusion.id, Exclusion.key).where(_STANDS & one_of(Exclusion.key, "keys")), _Key)
_TITLES = Select(
    Exclusion.select(Exclusion.id, Exclusion.key).where(_STANDS & (Exclusion.kind == RuleKind.TITLE)), _Key
)
_TOLD = {
    Exclusion.value: given("value"),
    Exclusion.reason: given("reason"),
    Exclusion.actor: given("actor"),
    Exclusion.at: given("at"),
}
_ADD = Change(
    Exclusion.insert(
        {Exclusion.kind: given("kind"), Exclusion.key: given("key"), Exclusion.file: given("file"), **_TOLD}
    ).on_conflict(
        conflict_target=(Exclusion.key, Exclusion.file),
        update={**_TOLD, Exclusion.lifted_at: None},
        where=Exclusion.lifted_at.is_null(False),
    )
)
_LIFT = Change(Exclusion.update({Exclusion.lifted_at: given("at")}).where((Exclusion.id == given("id")) & _STANDS))

_ITSELF = pw.fn.COALESCE(Contact.merged_into, Contact.id)
_FACTS = Contact.select(
    Contact.id, _ITSELF, Contact.company, Contact.position, Contact.headline, Contact.email, Contact.custom
)
_FACTS_OF = Select(_FACTS.where(one_of(Contact.id, "contacts") | one_of(Contact.merged_into, "contacts")), _Fact)
_FACTS_AFTER = Select(_FACTS.where(Contact.id > given("after")).order_by(Contact.id).limit(given("limit")), _Fact)
_STANDING_AFTER = Select(
    Contact.select(Contact.id)
    .where(Contact.merged_into.is_null() & (Contact.id > given("after")))
    .order_by(Contact.id)
    .limit(given("limit")),
    int,
)
_HELD = Select(
    ExcludedContact.select(ExcludedContact.contact, ExcludedContact.exclusion)
    .where(one_of(ExcludedContact.contact, "contacts"))
    .order_by(ExcludedContact.contact, ExcludedContact.exclusion),
    _Held,
)
_PEOPLE = Select(
    ExcludedContact.select(ExcludedContact.contact)
    .where(ExcludedContact.exclusion == given("exclusion"))
    .order_by(ExcludedContact.contact),
    int,
)
_COUNTS = Select(
    ExcludedContact.select(ExcludedContact.exclusion, pw.fn.COUNT(ExcludedContact.contact)).group_by(
        ExcludedContact.exclusion
    ),
    _Count,
)
_HOLD = Change(
    ExcludedContact.insert(
        {ExcludedContact.contact: given("contact"), ExcludedContact.exclusion: given("exclusion")}
    ).on_conflict(action="NOTHING", conflict_target=(ExcludedContact.contact, ExcludedContact.exclusion))
)
_FREE = Change(
    ExcludedContact.delete().where(
        (ExcludedContact.contact == given("contact")) & (ExcludedContact.exclusion == given("exclusion"))
    )
)
_FREE_ALL = Change(ExcludedContact.delete().where(ExcludedContact.exclusion == given("exclusion")))
_FORGET = Change(ExcludedContact.delete().where(ExcludedContact.contact == given("contact")))


def in_force(store: Reading) -> list[RuleRow]:
    """Return the rules in force, ordered by id."""
    return _ALL.all(store)


def of_file(store: Reading, file: str) -> list[RuleRow]:
    """Return the rules in force that came from a list file."""
    return _OF_FILE.all(store, file=file)


def get(store: Reading, ident: int) -> RuleRow | None:
    """Return a rule, a lifted one too; None for an unknown id."""
    return _ONE.first(store, id=ident)


def by_key(store: Reading, key: str, file: str = "") -> RuleRow | None:
    """Return the rule in force with this comparison key, from a file or added by hand."""
    return _BY_KEY.first(store, key=key, file=file)


def any_in_force(store: Reading) -> bool:
    """Return whether any rule is in force."""
    return _KINDS.first(store) is not None


def add(store: Writing, kind: str, value: str, key: str, *, file: str, reason: str, at: datetime, actor: str) -> bool:
    """Add a rule and return whether it is new; an existing one keeps its actor and reason."""
    return bool(_ADD.run(store, kind=kind, value=value, key=key, file=file, reason=reason, at=at, actor=actor))


def lift(store: Writing, ident: int, at: datetime) -> list[int]:
    """Lift a rule; return the contacts that it excluded, ordered by id."""
    found = people(store, ident)
    _LIFT.run(store, id=ident, at=at)
    _FREE_ALL.run(store, exclusion=ident)
    return found


def people(store: Reading, ident: int) -> list[int]:
    """Return the contacts whom a rule excludes, ordered by id."""
    return _PEOPLE.all(store, exclusion=ident)


def counts(store: Reading) -> dict[int, int]:
    """Count the people whom each rule excludes; a rule that is missing from the result excludes nobody."""
    return dict(_COUNTS.all(store))


def holding(store: Reading, contacts: Sequence[int]) -> dict[int, list[int]]:
    """Return the rules that exclude contacts, by contact."""
    found: dict[int, list[int]] = {}
    for row in _HELD.all(store, contacts=contacts):
        found.setdefault(row.contact, []).append(row.exclusion)
    return found


def matching(store: Reading, contacts: Iterable[int], hash_of: HashOf) -> dict[int, set[int]]:
    """Compare contacts, and all that were merged into them, with every rule in force."""
    kinds = set(_KINDS.all(store))
    wanted = list(contacts)
    if not kinds or not wanted:
        return {}
    facts = _FACTS_OF.all(store, contacts=wanted)
    keys = {row.id: keys_of(_facts(row)) for row in facts}
    if RuleKind.PERSON in kinds:
        for key, contact in addresses.contacts_by_id(store, list(keys)):
            keys[contact].add(f"{RuleKind.PERSON}:{hash_of(key)}")
    rules = _rules(_KEYS.all(store, keys=list(set[str]().union(*keys.values()))))
    titles = _rules(_TITLES.all(store)) if RuleKind.TITLE in kinds else {}
    return _matches(facts, keys, rules, titles)


def hold(store: Writing, contacts: Iterable[int], hash_of: HashOf) -> set[int]:
    """Recompute and store which rules exclude these contacts; return the excluded ones."""
    if not any_in_force(store):
        return set()
    wanted = list(contacts)
    found = matching(store, wanted, hash_of)
    before = holding(store, wanted)
    for contact in wanted:
        now, was = found.get(contact, set()), set(before.get(contact, ()))
        for rule in sorted(now - was):
            _HOLD.run(store, contact=contact, exclusion=rule)
        for rule in sorted(was - now):
            _FREE.run(store, contact=contact, exclusion=rule)
    return set(found)


def scan(read: Read, keys: Collection[str], hash_of: HashOf) -> dict[int, set[str]]:
    """Return, by contact, the keys of the rules that match the person; each slice of contacts is a read of its own.

    The scan blocks no write, but people who change meanwhile may be missed: scan again once the rules are in force.
    """
    found: dict[int, set[str]] = {}
    after: int | None = 0
    while after is not None:
        with read() as store:
            after = _slice(store, after, keys, hash_of, found)
    return found


def _slice(
    store: Reading, after: int, wanted: Collection[str], hash_of: HashOf, matches: dict[int, set[str]]
) -> int | None:
    """Add the matches of the next contacts behind `after`; return the last contact's id, None if there were none."""
    facts = _FACTS_AFTER.all(store, after=after, limit=BATCH)
    rules = {key: {key} for key in wanted}
    titles = {key: {key} for key in wanted if key.startswith(f"{RuleKind.TITLE}:")}
    keys = {row.id: keys_of(_facts(row)) for row in facts}
    if facts and any(key.startswith(f"{RuleKind.PERSON}:") for key in wanted):
        for key, contact in addresses.contacts_by_id(store, list(keys)):
            keys[contact].add(f"{RuleKind.PERSON}:{hash_of(key)}")
    for contact, hits in _matches(facts, keys, rules, titles).items():
        matches.setdefault(contact, set()).update(hits)
    return facts[-1].id if facts else None


def hold_found(store: Writing, rules: Sequence[RuleRow], found: Mapping[int, Collection[str]]) -> set[int]:
    """Store the matches that a scan found for these rules; return the people for whom any of them is new."""
    ids: dict[str, list[int]] = {}
    for rule in rules:
        ids.setdefault(rule.key, []).append(rule.id)
    return {
        contact
        for contact, keys in found.items()
        for key in keys
        for rule_id in ids.get(key, ())
        if _HOLD.run(store, contact=contact, exclusion=rule_id)
    }


def hold_everybody(store: Writing, rules: Sequence[RuleRow], hash_of: HashOf) -> set[int]:
    """Store the people whom new rules match, and return them; all in one write, for the engine's start."""
    found = scan(lambda: nullcontext(store), {rule.key for rule in rules}, hash_of)
    hold_found(store, rules, found)
    return set(found)


def mismatched(read: Read, hash_of: HashOf) -> Iterator[tuple[int, set[int], set[int]]]:
    """Yield each person whose stored rules differ from the matching ones, with the stored and the matching rules."""
    after: int | None = 0
    while after is not None:
        with read() as store:
            contacts = _STANDING_AFTER.all(store, after=after, limit=BATCH)
            kept, found = holding(store, contacts), matching(store, contacts, hash_of)
        for contact in contacts:
            rules, matched = set(kept.get(contact, ())), found.get(contact, set())
            if rules != matched:
                yield contact, rules, matched
        after = contacts[-1] if contacts else None


def forget(store: Writing, contact: int) -> None:
    """Delete the record of which rules exclude a contact."""
    _FORGET.run(store, contact=contact)


def _facts(row: _Fact) -> Facts:
    return Facts(row.company, row.position, row.headline, row.email, row.custom)


def _rules(found: Iterable[_Key]) -> dict[str, set[int]]:
    rules: dict[str, set[int]] = {}
    for row in found:
        rules.setdefault(row.key, set()).add(row.id)
    return rules


def _matches(
    facts: Sequence[_Fact],
    keys: Mapping[int, set[str]],
    rules: Mapping[str, set[R]],
    titles: Mapping[str, set[R]],
) -> dict[int, set[R]]:
    """Return the rules that match, by the contact that represents the person."""
    found: dict[int, set[R]] = {}
    for row in facts:
        hits = [*(keys[row.id] & rules.keys()), *(titles_matching(_facts(row), titles) if titles else ())]
        for key in hits:
            found.setdefault(row.of, set()).update(titles[key] if key in titles else rules[key])
    return found

"""A list of exclusions as a file: columns `kind` and `value`, or columns named after a kind, or one value per line.

Encodings, separators and workbooks are handled as for contact files.
"""

from __future__ import annotations

import contextlib
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from core.errors import UsageError
from core.plural import plural
from core.rules.addresses.in_cell import addresses_in
from core.rules.exclusions.company_name import folded_words
from core.rules.exclusions.rule import RuleKind, rule_key
from core.rules.exclusions.web_domain import domain_of, is_website
from core.rules.file_columns.column_names import field_of
from core.services.audience.contact_file.reader import read_records
from core.services.audience.contact_file.records import Record
from core.store.people.exclusions import HashOf
from core.text import clean
from core.views.exclusions_view import RefusedLine

MOST = 100_000
"""Most rules of one list, since all of them are added in one transaction."""
_KIND, _VALUE, _REASON = "kind", "value", "reason"
_KINDS_OF_FIELDS = {"company": RuleKind.COMPANY, "position": RuleKind.TITLE, "address": RuleKind.PERSON}
"""Kind of rule, by field of a contact file: so column names of contact files, in many languages, work here, too."""
_NAMES = {
    **dict.fromkeys(("kind", "type", "rule", "art", "typ", "tipo"), _KIND),
    **dict.fromkeys(("value", "wert", "valeur", "valor", "valore", "name", "entry"), _VALUE),
    **dict.fromkeys(("reason", "why", "note", "notes", "comment", "grund", "raison", "motivo"), _REASON),
    **dict.fromkeys(
        (
            "company", "companies", "company name", "account", "account name", "organization", "organisation",
            "employer", "firma", "unternehmen", "entreprise", "societe", "empresa", "azienda",
        ),
        RuleKind.COMPANY,
    ),
    **dict.fromkeys(("title", "titles", "job title", "position", "role", "jobtitel", "poste", "cargo"), RuleKind.TITLE),
    **dict.fromkeys(("domain", "domains", "email domain", "website", "company domain"), RuleKind.DOMAIN),
    **dict.fromkeys(("person", "profile", "address", "linkedin"), RuleKind.PERSON),
}  # fmt: skip


_OF_A_PERSON = (RuleKind.PERSON, RuleKind.DOMAIN)
"""Kinds whose columns may hold profile addresses: LinkedIn's own export names theirs URL, as others name websites."""


@dataclass(frozen=True, slots=True)
class ReadRule:
    """One rule of a list."""

    kind: RuleKind
    value: str
    key: str
    reason: str


@dataclass(slots=True)
class ReadExclusions:
    """The rules of a list, each once, and the lines that could not be read as a rule."""

    rules: list[ReadRule] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    guessed: str = ""
    beside: set[str] = field(default_factory=set)
    """Keys of the companies, domains and titles in rows about one person; such values are not read as rules.

    Earlier versions made rules of them, which must not be lifted as long as the file names these values.
    """


def read_exclusions(path: Path, hash_of: HashOf) -> ReadExclusions:
    """Read a list of exclusions. Raises UsageError if it cannot be read or no line becomes a rule."""
    name = clean(path.name, 100)
    records = [record for record in read_records(path) if record.fault or any(c.strip() for c in record.cells)]
    columns = _columns(records[0].cells) if records and not records[0].fault else {}
    found, guesses = ReadExclusions(), Counter[RuleKind]()
    seen: set[str] = set()
    for record in records[1:] if columns else records:
        for rule in _rules(record, columns, hash_of, guesses, found):
            if rule.key not in seen:
                seen.add(rule.key)
                found.rules.append(rule)
    if not found.rules:
        why = "; ".join(f"line {one.line}: {one.reason}" for one in found.refused[:5])
        raise UsageError(
            f"{name} excludes nobody: write columns kind and value (company, Acme), or one company, domain or profile "
            f"address per line.{f' {why}.' if why else ''}",
            field="file",
        )
    if len(found.rules) > MOST:
        raise UsageError(f"{name} holds more than {MOST:,} rules: split it.", field="file")
    if not columns:
        told = ", ".join(f"{count:,} as {_SPELLED[kind](count)}" for kind, count in sorted(guesses.items()))
        found.guessed = f"There is no header, so the kinds of the lines were guessed: {told}."
    return found


_SPELLED = {
    RuleKind.COMPANY: lambda count: plural(count, "a company", "companies"),
    RuleKind.DOMAIN: lambda count: plural(count, "a domain", "domains"),
    RuleKind.TITLE: lambda count: plural(count, "a title", "titles"),
    RuleKind.PERSON: lambda count: plural(count, "a person", "people"),
}


def _columns(cells: list[str]) -> dict[int, str]:
    """Return the content of each column, by index, if the first line is a header; else an empty dictionary."""
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = " ".join(folded_words(cell.replace("_", " ")))
        held = _NAMES.get(name)
        if held is None and domain_of(cell) is None and not addresses_in(cell):
            held = RuleKind.DOMAIN if is_website(cell) else _kind_of_field(cell)
        if held is not None and held not in found.values():
            found[place] = held
    return found if set(found.values()) - {_KIND, _REASON} else {}


def _kind_of_field(column: str) -> RuleKind | None:
    field = field_of(column)
    return _KINDS_OF_FIELDS.get(field[0]) if field is not None else None


def _rules(
    record: Record, columns: dict[int, str], hash_of: HashOf, guesses: Counter[RuleKind], read: ReadExclusions
) -> list[ReadRule]:
    if record.fault:
        read.refused.append(RefusedLine(record.line, record.fault))
        return []
    if not columns:
        cells = [cell.strip() for cell in record.cells if cell.strip()]
        if cells[0].startswith("#"):
            return []
        pairs, reason = [_alone(cells)], ""
        guesses[pairs[0][0]] += 1
    else:
        told = {held: record.cells[at].strip() for at, held in columns.items() if at < len(record.cells)}
        reason = clean(told.pop(_REASON, ""), 300)
        try:
            pairs = _told(told)
        except ValueError as error:
            read.refused.append(RefusedLine(record.line, str(error)))
            return []
    found: list[ReadRule] = []
    people = [(RuleKind.PERSON, value) for kind, value in pairs if kind in _OF_A_PERSON and addresses_in(value)]
    if columns and people:  # the company and title beside a profile address are that person's
        read.beside |= _keys_beside(pairs)
        pairs = people
    for kind, value in pairs:
        try:
            found += [ReadRule(kind, value, key, reason) for key in _keys(kind, value, hash_of)]
        except UsageError as error:
            read.refused.append(RefusedLine(record.line, error.text))
    return found


def _alone(cells: list[str]) -> tuple[RuleKind, str]:
    """Return the kind and value of a line without a header; a company's name may hold commas."""
    kind = _NAMES.get(" ".join(folded_words(cells[0]))) if len(cells) > 1 else None
    if kind in list(RuleKind):
        return RuleKind(kind), ", ".join(cells[1:])
    whole = ", ".join(cells)
    return guessed(whole), whole


def _told(told: dict[str, str]) -> list[tuple[RuleKind, str]]:
    """Return the kinds and values of a row. Raises ValueError for an unknown kind, or a row without a value."""
    pairs = [(RuleKind(held), value) for held, value in told.items() if value and held in list(RuleKind)]
    if value := told.get(_VALUE):
        word = " ".join(folded_words(told.get(_KIND, "")))
        kind = _NAMES.get(word) if word else guessed(value)
        if kind not in list(RuleKind):
            raise ValueError(f"“{clean(told[_KIND], 40)}” is no kind: write company, domain, title or person")
        pairs.append((RuleKind(kind), value))
    if not pairs:
        raise ValueError("no value")
    return pairs


def _keys_beside(pairs: list[tuple[RuleKind, str]]) -> set[str]:
    """Return the keys of the companies, domains and titles of a row; a value that is no possible rule has none."""
    keys: set[str] = set()
    for kind, value in pairs:
        if kind is not RuleKind.PERSON:
            with contextlib.suppress(UsageError):
                keys.add(rule_key(kind, value))
    return keys


def guessed(value: str) -> RuleKind:
    """Guess the kind of a value: a person if it is a profile address, a domain if it looks like one, else a company."""
    if addresses_in(value):
        return RuleKind.PERSON
    bare = " " not in value.strip() and "." in value
    return RuleKind.DOMAIN if bare and (domain_of(value) is not None) else RuleKind.COMPANY


def _keys(kind: RuleKind, value: str, hash_of: HashOf) -> list[str]:
    if kind is not RuleKind.PERSON:
        return [rule_key(kind, value)]
    found = addresses_in(value)
    if not found:
        raise UsageError(f"“{clean(value, 80)}” is no profile address")
    return [f"{RuleKind.PERSON}:{hash_of(person.key)}" for person in found]

"""A rule that excludes people: its kind, the value that it compares, and the people whom it matches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from core.errors import UsageError
from core.rules.exclusions.company_name import company_key, folded_words
from core.rules.exclusions.web_domain import domain_of, domains_of_person, with_parents
from core.text import clean

LONGEST = 200
"""Most characters of a rule's value."""


class RuleKind(StrEnum):
    """The kind of value that a rule compares. A person is known only by a keyed hash of an address."""

    COMPANY = "company"
    DOMAIN = "domain"
    TITLE = "title"
    PERSON = "person"


class Facts(NamedTuple):
    """The data of a person that rules compare."""

    company: str
    position: str
    headline: str
    email: str
    custom: Mapping[str, str]


def rule_key(kind: RuleKind, value: str) -> str:
    """Return the key of a rule, such as `company:acme`; equal for values that exclude the same people.

    Raises UsageError for a value that names nothing, or more than one domain.
    """
    value = clean(value, LONGEST + 1)
    if len(value) > LONGEST:
        raise UsageError(f"A {kind} has at most {LONGEST} characters.", field=f"--{kind}")
    if kind is RuleKind.DOMAIN:
        return f"{kind}:{_domain(value)}"
    found = company_key(value) if kind is RuleKind.COMPANY else " ".join(folded_words(value))
    if not found:
        raise UsageError(f"“{value}” names no {kind}: write at least a letter or digit.", field=f"--{kind}")
    return f"{kind}:{found}"


def present_key(key: str, value: str = "") -> str:
    """Return the key that this version gives to a rule of an earlier one, which knew fewer legal forms.

    `value` is the rule's value; without it, the new key is made from the old one.
    """
    kind, _colon, told = key.partition(":")
    return f"{kind}:{company_key(value) or company_key(told) or told}" if kind == RuleKind.COMPANY else key


def _domain(value: str) -> str:
    local, at, _host = value.rpartition("@")
    if at and local.strip():
        whole = domain_of(value) or "example.com"
        raise UsageError(
            f"“{clean(value, 80)}” is one person's e-mail address: write {whole} to exclude everybody of that domain.",
            field="--domain",
        )
    found = domain_of(value)
    if found is None:
        raise UsageError(f"“{clean(value, 80)}” is no domain: write one such as acme.com.", field="--domain")
    return found


def kind_of(key: str) -> RuleKind:
    """Return the kind of a rule from its key. Raises ValueError if the key has none."""
    return RuleKind(key.partition(":")[0])


def keys_of(facts: Facts) -> set[str]:
    """Return the keys of all rules by company or domain that match a person."""
    found = {
        f"{RuleKind.DOMAIN}:{domain}"
        for whole in domains_of_person(facts.email, facts.custom)
        for domain in with_parents(whole)
    }
    company = company_key(facts.company)
    return found | {f"{RuleKind.COMPANY}:{company}"} if company else found


def titles_matching(facts: Facts, titles: Iterable[str]) -> list[str]:
    """Return those keys of title rules that match a person's position or headline."""
    texts = [words for text in (facts.position, facts.headline) if (words := folded_words(text))]
    return [key for key in titles if any(_in_order(key.partition(":")[2].split(), words) for words in texts)]


def _in_order(wanted: list[str], words: list[str]) -> bool:
    """Return whether `words` has all wanted words in the same order; other words may be between them."""
    rest = iter(words)
    return all(word in rest for word in wanted)

"""Matching of people by rules for a company, a domain or a title."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.rules.exclusions.company_name import company_key
from core.rules.exclusions.legal_forms import FIRST, FORMS, GLUED, JOINED, PHRASES
from core.rules.exclusions.rule import Facts, RuleKind, keys_of, rule_key, titles_matching

SAME = [
    ["Acme", "ACME, Inc.", "Ácme GmbH", "acme S.p.A.", "Acme S.à r.l.", "Acme Sp. z o.o.", "Acme GmbH & Co. KG",
     "Acme Co., Ltd.", "Acme A/S", "ACME K.K.", "Acme S.A. de C.V.", "Acme™", "Acme d.o.o.", "ＡＣＭＥ",
     "Acme Pty. Ltd.", "Acme GesmbH", "Acme Ges.m.b.H.", "Acme eG", "Acme eV", "Acme e.V.", "Acme AB (publ)",
     "Acme S.C.A.", "Acme I/S", "Acme a.d.", "Acme KGaA", "Acme GmbH & Co. KGaA", "Acme Sp. z o.o. sp. k.",
     "Acme S. Coop.", "Acme d.o.o.e.l.", "Acme A.Ş.", "Acme Tic. Ltd. Şti.", "Acme N.V./S.A.", "Acme FZ-LLC",
     "Acme PartG mbB", "Acme Aktiengesellschaft", "Acme ЕООД"],
    ["トヨタ", "株式会社トヨタ", "トヨタ株式会社", "(株)トヨタ"],
    ["Ромашка", "ООО «Ромашка»", "РОМАШКА ООО"],
    ["삼성전자", "삼성전자 주식회사", "㈜삼성전자"],
    ["华为", "华为有限公司"],
    ["L'Oréal", "L’Oreal S.A.", "LOREAL"],
    ["AT&T", "AT & T Inc."],
    ["Marks & Spencer plc", "Marks and Spencer"],
    ["Łódź Øre AB", "lodz ore"],
    ["J.P. Morgan", "JP Morgan"],
    ["Straße AG", "Strasse"],
]  # fmt: skip


@pytest.mark.parametrize("names", SAME, ids=lambda names: names[0])
def test_names_of_one_company(names: list[str]) -> None:
    assert {company_key(name) for name in names} == {company_key(names[0])} != {""}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Labs"),
        ("Acme", "Acmetron"),
        ("Inc", "Ltd"),
        ("ガス", "カス"),
        ("Visa", "Vi"),
        ("AS Roma", "Roma"),
        ("Acme is", "Acme I/S"),
        ("Acme EV", "Acme e.V."),
        ("SCI Acme", "Acme"),
        ("Da Vinci", "Vinci"),
    ],
)
def test_names_of_two_companies(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(name: str) -> None:
    assert company_key(company_key(name)) in (company_key(name), company_key(company_key(company_key(name))))


def test_a_change_of_the_list_comes_with_a_migration() -> None:
    """Rules are stored by their keys: a changed list needs a migration such as 0015, and its new hash here."""
    told = repr([sorted(FORMS), sorted(JOINED), sorted(FIRST), sorted(PHRASES), GLUED])
    assert hashlib.sha256(told.encode()).hexdigest()[:16] == "f1732d4b8112d4e4"


@given(st.sampled_from(sorted(FORMS)), st.sampled_from(["Vindrose", "Łukasz Söhne", "Ünal"]))
def test_a_legal_form_changes_no_name(form: str, name: str) -> None:
    assert company_key(f"{name} {form.upper()}") == company_key(name)


def facts(**told: object) -> Facts:
    """Return the data of a person that has only these values."""
    return Facts(**{"company": "", "position": "", "headline": "", "email": "", "custom": {}, **told})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "told",
    [
        {"email": "jane@acme.com"},
        {"email": "Jane Roe <jane@Mail.ACME.com>"},
        {"custom": {"website": "https://www.acme.com/about?x=1"}},
        {"custom": {"company_domain": "acme.com"}},
        {"custom": {"work_2": "jane@acme.com"}},
    ],
)
def test_a_domain_with_its_sub_domains(told: dict[str, object]) -> None:
    assert rule_key(RuleKind.DOMAIN, "https://www.Acme.com/") in keys_of(facts(**told))


@pytest.mark.parametrize(
    "told",
    [
        {"email": "jane@notacme.com"},
        {"email": "jane@acme.com.example"},
        {"custom": {"notes": "we met at acme.com"}},
        {"custom": {"linkedin_url": "https://acme.com"}},
        {"email": ""},
    ],
)
def test_another_domain(told: dict[str, object]) -> None:
    assert "domain:acme.com" not in keys_of(facts(**told))


def test_a_domain_in_other_letters_is_one_domain() -> None:
    assert rule_key(RuleKind.DOMAIN, "MÜLLER.de") == rule_key(RuleKind.DOMAIN, "xn--mller-kva.de")
    assert rule_key(RuleKind.DOMAIN, "müller.de") in keys_of(facts(email="a@müller.de"))


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ("VP Sales", True),
        ("Vice President (VP), Sales EMEA", True),
        ("VP of Sales", True),
        ("Sales VP", False),
        ("VP Salesforce", False),
        ("SVP Sales", False),
        ("", False),
    ],
)
def test_words_of_a_title_in_their_order(text: str, matches: bool) -> None:
    key = rule_key(RuleKind.TITLE, "vp  sales")
    assert bool(titles_matching(facts(position=text), [key])) is matches
    assert bool(titles_matching(facts(headline=text), [key])) is matches


def test_a_title_does_not_begin_in_one_field_and_end_in_the_other() -> None:
    assert titles_matching(facts(position="VP", headline="Sales"), ["title:vp sales"]) == []


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (RuleKind.COMPANY, "—", "names no company"),
        (RuleKind.TITLE, " ", "names no title"),
        (RuleKind.DOMAIN, "com", "is no domain"),
        (RuleKind.DOMAIN, "jane@acme.com", "write acme.com"),
        (RuleKind.DOMAIN, "acme com", "is no domain"),
        (RuleKind.COMPANY, "a" * 201, "at most 200"),
    ],
)
def test_a_value_that_names_nothing(kind: RuleKind, value: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        rule_key(kind, value)

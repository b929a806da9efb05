"""A cell gives every person whose address is in it, among any other text, and never a stranger."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.addresses.identity import identity_of, refusal
from core.rules.addresses.in_cell import address_in, addresses_in

FIELD = Path(__file__).parents[2] / "data" / "field"
JANE = "https://www.linkedin.com/in/jane-roe"
ENCODED = "https%3A%2F%2Fwww.linkedin.com%2Fin%2Fjane-roe"
ACW = "ACwAABk3XyZ01lQm9mVh5bWw7T6bE3tq2Yp0aBz"
REFUSED_ROWS = {"P6", "P7", "P8", "P13", "P19", "P23", "P27", "P30", "P31"}


def test_the_addresses_of_the_field() -> None:
    with (FIELD / "09_addresses.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["Name"]: row["LinkedIn URL"] for row in csv.DictReader(file)}
    found = {name: addresses_in(cell) for name, cell in rows.items()}
    assert {name for name, people in found.items() if not people} == REFUSED_ROWS
    assert all(len(people) <= 1 for people in found.values())
    slugs = {people[0].value for people in found.values() if people and people[0].kind == "public"}
    assert slugs == {f"jane-roe-09{letter}" for letter in "abcdefghiklmnoqrstux"} | {"müller-🚀-09j"}


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        (f"{JANE} (Jane Roe)", ["jane-roe"]),
        (f"{JANE}, {JANE}-2", ["jane-roe", "jane-roe-2"]),
        (f"{JANE}{JANE}-2", ["jane-roe", "jane-roe-2"]),
        (f"{JANE} and {JANE}-2", ["jane-roe", "jane-roe-2"]),
        (f"{JANE}\n{JANE}", ["jane-roe"]),
        (f"{JANE}|https://www.linkedin.com/sales/lead/{ACW},NAME", ["jane-roe", ACW]),
        (f"LinkedIn: {JANE}", ["jane-roe"]),
        (f"LinkedIn:{JANE}", ["jane-roe"]),
        (f"Jane Roe {JANE}", ["jane-roe"]),
        (f"{JANE} - Jane", ["jane-roe"]),
        (f"{JANE}.", ["jane-roe"]),
        (f'<a href="{JANE}">Jane</a>', ["jane-roe"]),
        (f'=HYPERLINK("{JANE}","Jane")', ["jane-roe"]),
        (f"“{JANE}”", ["jane-roe"]),
        ("https:\\/\\/www.linkedin.com\\/in\\/jane-roe", ["jane-roe"]),
        ("https://https://www.linkedin.com/in/jane-roe", ["jane-roe"]),
        ("http//www.linkedin.com/in/jane-roe", ["jane-roe"]),
        ("/in/jane-roe/", ["jane-roe"]),
        (f"https://web.archive.org/web/2020/{JANE}", ["jane-roe"]),
        (f"https://nam02.safelinks.protection.outlook.com/?url={ENCODED}&data=x", ["jane-roe"]),
        (f"https://www.linkedin.com/authwall?trk=x&sessionRedirect={ENCODED}", ["jane-roe"]),
        ("https://www.linkedin.com/login?session_redirect=%2Fin%2Fjane-roe", ["jane-roe"]),
        (f"urn:li:fs_salesProfile:({ACW},NAME_SEARCH,abc)", [ACW]),
        (f"https://www.linkedin.com/talent/hire/12/manage/all/profile/{ACW}?x=1", [ACW]),
        (f"https://www.linkedin.com/sales/profile/{ACW},NAME_SEARCH,x", [ACW]),
    ],
)
def test_what_is_wrapped_around_an_address_is_taken_off(cell: str, values: list[str]) -> None:
    assert [person.value for person in addresses_in(cell)] == values


@pytest.mark.parametrize(
    "cell",
    [
        "",
        "Jane Roe",
        "jane-roe",
        "Jane in/out",
        "in/unavailable",
        "https://www.linkedin.com/in/jane roe",
        f"{JANE} roe-2",
        f"{JANE}&trk=x",
        f"https://example.com/?u={JANE}",
        "https://example.com\\@www.linkedin.com/in/jane-doe",
        f"https://www.linkedin.com/company/acme?url={JANE}",
        "urn:li:member:123",
        "https://linkedin.com.evil.example/in/jane-roe",
        "https://www.linkedin.com/feed/update/urn:li:activity:12",
    ],
)
def test_nobody_is_guessed(cell: str) -> None:
    assert addresses_in(cell) == ()
    assert address_in(cell) is None


def test_an_id_without_its_capitals_and_a_short_link_say_so() -> None:
    lost = refusal(f"https://www.linkedin.com/in/{ACW.lower()}")
    assert lost.startswith("a LinkedIn id that lost its capitals")
    assert refusal("https://lnkd.in/eXy12").startswith("a short link")


@given(st.text(alphabet="ab-:/?&=.,;|<>() \"'\n%20linkedin.com/in/https://urn:li:", max_size=60))
def test_whoever_is_found_is_a_plain_identity(cell: str) -> None:
    for person in addresses_in(cell):
        assert identity_of(person.value, bare=True) == person

"""Placeholders name no person, in any form; bare identifiers count only in a column that is full of them."""

from __future__ import annotations

import pytest

from core.rules.addresses.identity import identity_of, refusal
from core.rules.addresses.nobody import looks_bare, takes_bare

FORMS = (
    "https://www.linkedin.com/in/{}",
    "https://www.linkedin.com/in/{}/",
    "http://linkedin.com/in/{}?trk=people-guest",
    "linkedin.com/in/{}/fr",
    "https://m.linkedin.com/in/{}/#about",
    "https://de.linkedin.com/in/{}/overlay/contact-info/",
)
NOBODY = (
    "unknown-user",
    "hidden-profile",
    "firstname-lastname",
    "no-linkedin",
    "object-object",
    "0",
    "unavailable",
    "Unavailable",
    "UNKNOWN",
    "headless",
    "out-of-network",
    "me",
    "edit",
    "null",
    "undefined",
    "n-a",
    "tbd",
    "none",
    "-",
    "%75navailable",
    "___",
    "--",
    "www.google.com",
    "example.com",
    "your-name",
)
CELLS = (
    "TBD",
    "none",
    "-",
    "n/a",
    "null",
    "#N/A",
    "?",
    "x",
    "0",
    "n.v.",
    "12345678",
    "www.google.com",
    "google.com",
    "linkedin.com",
    "https://example.com/in/jane",
    "ada@example.com",
    "Jane Doe",
    "https://www.linkedin.com",
    "https://www.linkedin.com/company/acme",
    "",
    " ",
    "…",
    "TRUE",
    "keine",
    "NaN",
    "=",
    "[]",
    "\u200b",
)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("slug", NOBODY)
def test_a_placeholder_is_nobody_in_every_form_of_address(form: str, slug: str) -> None:
    assert identity_of(form.format(slug)) is None
    assert identity_of(slug, bare=True) is None
    assert refusal(form.format(slug))


@pytest.mark.parametrize("address", ["https://www.linkedin.com/in//", "linkedin.com/in/?x=1", "linkedin.com/in/%20/"])
def test_an_empty_slug_is_nobody(address: str) -> None:
    assert identity_of(address) is None


def test_a_placeholder_is_named_in_its_refusal() -> None:
    told = refusal("https://www.linkedin.com/in/unavailable/fr?x=1")
    assert told.startswith("LinkedIn's placeholder for nobody, not a person's profile")


@pytest.mark.parametrize("slug", ["jane-doe", "jane-unavailable", "tbd-jones", "null-1a2b", "meredith", "x1", "na-kim"])
def test_a_slug_that_only_holds_such_a_word_is_a_person(slug: str) -> None:
    assert identity_of(f"linkedin.com/in/{slug}") is not None


@pytest.mark.parametrize("cell", CELLS)
def test_what_cells_hold_instead_of_somebody_is_no_bare_identifier(cell: str) -> None:
    assert not looks_bare(cell)
    assert identity_of(cell) is None


def test_nine_of_ten_cells_must_look_like_one() -> None:
    good = [f"jane-doe-{n}" for n in range(9)]
    assert takes_bare([*good, "TBD", "", " "])
    assert not takes_bare([*good[:8], "TBD", "none"])
    assert not takes_bare([*good, "Ann Lee", "TBD"])
    assert not takes_bare(["", " "])
    assert takes_bare(["ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E", "j%C3%B6rg-11", "jörg-12", "Jane-Doe"])

"""One person has one identity, whatever form the address has; nothing but a person's profile has one."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from core.rules.addresses.identity import (
    MAX_PUBLIC_ID,
    Identity,
    identity_of,
    identity_of_any,
    is_provider_id,
    profile_address,
    public_id,
    refusal,
)

ACO = "ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"
ACW = "ACwAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"
AEM = "AEMAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"


@pytest.mark.parametrize(
    "address",
    [
        "https://www.linkedin.com/in/jane-doe-1a2b3c",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/",
        "http://linkedin.com/in/jane-doe-1a2b3c",
        "linkedin.com/in/jane-doe-1a2b3c",
        "www.linkedin.com/in/jane-doe-1a2b3c",
        "//www.linkedin.com/in/jane-doe-1a2b3c",
        "HTTPS://WWW.LINKEDIN.COM/IN/JANE-DOE-1A2B3C",
        "https://fr.linkedin.com/in/jane-doe-1a2b3c?trk=people",
        "https://m.linkedin.com/in/jane-doe-1a2b3c#about",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/?miniProfileUrn=urn%3Ali%3Afs_miniProfile%3AACoAA",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/en",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/fr/",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/pt-BR/",
        "https://www.linkedin.com/in/jane-doe-1a2b3c/overlay/contact-info/",
        "https://www.linkedin.com/in/jane%2Ddoe-1a2b3c",
        "https://www.linkedin.com:443/in/jane-doe-1a2b3c",
        "https://www.linkedin.com./in/jane-doe-1a2b3c",
        "  https://www.linkedin.com/in/jane-doe-1a2b3c\r\n",
        "\ufeffhttps://www.linkedin.com/in/jane-doe-1a2b3c\u200b",
    ],
)
def test_every_form_of_one_address_is_one_person(address: str) -> None:
    assert public_id(address) == "jane-doe-1a2b3c"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "jane-doe",
        "in/jane-doe",
        "https://linkedin.com.evil.org/in/jane-doe",
        "https://evillinkedin.com/in/jane-doe",
        "https://example.com/in/someone",
        "https://example.com/?u=https://www.linkedin.com/in/jane-doe",
        "https://www.linkedin.com@example.com/in/jane-doe",
        "https://jane@www.linkedin.com/in/jane-doe",
        "https://example.com\\@www.linkedin.com/in/jane-doe",
        "https://www.linkedin.com:8080/in/jane-doe",
        "https://www.linkedin.com:port/in/jane-doe",
        "https://[www.linkedin.com/in/jane-doe",
        "ftp://www.linkedin.com/in/jane-doe",
        "javascript:alert(1)",
        "javascript://www.linkedin.com/in/jane-doe",
        "https://www.linkedin.com/company/acme",
        "https://www.linkedin.com/pub/jane-doe/1/2/3",
        "https://www.linkedin.com/in/",
        "https://www.linkedin.com/in",
        "https://www.linkedin.com/",
        "https://www.linkedin.com/in/jane/doe-and-more",
        "https://www.linkedin.com/in/jane%2Fdoe",
        "https://www.linkedin.com/in/jane%20doe",
        "https://www.linkedin.com/in/jane doe",
        "https://www.linkedin.com/in/jane%00doe",
        "https://www.linkedin.com/in/jane%0Adoe",
        "https://www.linkedin.com/in/jane%E2%80%AEdoe",
        "https://www.linkedin.com/in/j%E9r%F4me",
        "https://www.linkedin.com/in/..",
        "https://www.linkedin.com/in/" + "x" * (MAX_PUBLIC_ID + 1),
    ],
)
def test_anything_else_is_nobody(address: str) -> None:
    assert identity_of(address) is None
    assert refusal(address)


def test_percent_encoding_is_undone_once_and_composed() -> None:
    assert public_id("https://www.linkedin.com/in/j%C3%B6rg-11") == "jörg-11"
    assert public_id("https://www.linkedin.com/in/jörg-11") == "jörg-11"
    assert public_id("https://www.linkedin.com/in/jo%CC%88rg-11") == "jörg-11"
    assert public_id("https://www.linkedin.com/in/J%C3%96RG-11") == "jörg-11"
    assert public_id("https://www.linkedin.com/in/j%25C3%25B6rg-11") is None


def test_the_longest_slug_is_still_a_person() -> None:
    assert public_id("linkedin.com/in/" + "x" * MAX_PUBLIC_ID) == "x" * MAX_PUBLIC_ID


@pytest.mark.parametrize(
    ("address", "value"),
    [
        (f"https://www.linkedin.com/in/{ACO}", ACO),
        (f"https://www.linkedin.com/in/{ACO}/?trk=x", ACO),
        (f"https://www.linkedin.com/sales/lead/{ACW},NAME_SEARCH,abcd", ACW),
        (f"https://www.linkedin.com/sales/lead/{ACW}%2CNAME_SEARCH%2Cabcd?_ntb=1", ACW),
        (f"https://www.linkedin.com/sales/people/{ACW},name", ACW),
        (f"https://www.linkedin.com/talent/profile/{AEM}", AEM),
        ("https://www.linkedin.com/in/ACoAA123", "ACoAA123"),
        (f"https://www.linkedin.com/profile/view?trk=x&id={ACO}", ACO),
    ],
)
def test_a_providers_id_keeps_its_case(address: str, value: str) -> None:
    assert identity_of(address) == Identity("provider", value)
    assert public_id(address) is None


def test_a_slug_that_only_resembles_an_id_is_a_slug() -> None:
    assert public_id("linkedin.com/in/ACOUSTIC-GUITARS-OF-JANE-AND-1") == "acoustic-guitars-of-jane-and-1"
    assert public_id("linkedin.com/in/AEsop-jones") == "aesop-jones"
    assert not is_provider_id(ACO.lower())
    assert is_provider_id(ACO)
    assert identity_of("https://www.linkedin.com/sales/lead/jane-doe,NAME") is None


def test_the_key_names_the_kind() -> None:
    assert Identity("public", "jane-doe").key == "public:jane-doe"
    assert Identity("provider", ACO).key == f"provider:{ACO}"


def test_a_lone_slug_counts_only_where_it_was_asked_for() -> None:
    assert identity_of("Jane-Doe") is None
    assert identity_of("Jane-Doe", bare=True) == Identity("public", "jane-doe")
    assert identity_of(ACO, bare=True) == Identity("provider", ACO)
    assert identity_of("https://linkedin.com/in/jane-doe", bare=True) == Identity("public", "jane-doe")
    for value in ["Jane Doe", "javascript:alert(1)", "a/b", "https://example.com/in/x", "example.com/x", ""]:
        assert identity_of(value, bare=True) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (" ", "no address"),
        ("https://example.com/in/x", "not a LinkedIn profile address: https://example.com/in/x"),
        ("https://www.linkedin.com/company/acme", "a company page, not a person's profile"),
        ("https://www.linkedin.com/school/acme", "a school page, not a person's profile"),
        ("https://www.linkedin.com/pub/jane/1/2/3", "an address of the old form"),
        ("https://www.linkedin.com/search/results", "a LinkedIn address, but not of a person's profile"),
    ],
)
def test_a_refusal_says_what_the_address_is(address: str, reason: str) -> None:
    assert refusal(address).startswith(reason)


@given(st.text(max_size=40))
@example("İstanbul")
@example("ΑΣ")
@example("é́")
def test_the_canonical_address_of_an_identity_leads_back_to_it(slug: str) -> None:
    found = identity_of(slug, bare=True)
    assume(found is not None and found.kind == "public")
    assert found is not None
    assert public_id(profile_address(found.value)) == found.value
    assert profile_address(found.value).isascii()


@given(st.text(alphabet="abc/:@.?#%\\[]0AEiノ\u202e\x00 linkedin.com", max_size=40))
def test_no_text_raises_and_every_identity_is_a_plain_segment(value: str) -> None:
    found = identity_of(value, bare=True)
    assert found is None or not set(found.value) & set("/\\?#%@: \x00\u202e")


beginnings = st.sampled_from(["https://www.linkedin.com/in/", "http://linkedin.com/in/", "https://fr.linkedin.com/in/"])
slugs = st.one_of(
    st.from_regex(r"\A[a-z0-9-]{0,110}\Z"),
    st.sampled_from(["me", "unavailable", "acoaa" + "b" * 34, "acwaa-lee", "12", "a.b", ACO, "jane%2Ddoe", "İa-b"]),
)


@given(beginnings, slugs, st.sampled_from(["", "/", "/fr", "?a=b", " ", "\n"]))
def test_the_fast_path_says_what_the_slow_one_says(begin: str, slug: str, end: str) -> None:
    assert identity_of(f"{begin}{slug}{end}") == identity_of_any(f"{begin}{slug}{end}")

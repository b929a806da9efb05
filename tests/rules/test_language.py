"""A person is written to in their own language where the campaign has it, else in the campaign's first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.language import choose, is_language, normalise


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("fr", "fr"),
        ("fr-FR", "fr"),
        ("fr_FR.UTF-8", "fr"),
        ("FR", "fr"),
        ("French", "fr"),
        ("Français", "fr"),
        ("Franc\u0327ais", "fr"),
        ("Französisch", "fr"),
        ("English (native)", "en"),
        ("eng", "en"),
        ("Español", "es"),
        ("Português", "pt"),
        ("日本語", "ja"),
        ("Русский", "ru"),
        ("हिन्दी", "hi"),
        ("nb-NO", "no"),
        ("  de ; fr", "de"),
        ("gsw", "gsw"),
        ("Klingon", ""),
        ("n/a", ""),
        ("42", ""),
        ("", ""),
    ],
)
def test_a_language_by_any_common_name(value: str, code: str) -> None:
    assert normalise(value) == code


@given(st.text(max_size=20))
def test_what_is_normalised_is_a_code_or_nothing_and_stays(value: str) -> None:
    code = normalise(value)
    assert code == "" or is_language(code)
    assert normalise(code) == code


@pytest.mark.parametrize(
    ("contact", "campaign", "chosen"),
    [
        ("fr", ["en", "fr"], "fr"),
        ("fr-CA", ["en", "fr"], "fr"),
        ("de", ["en", "fr"], "en"),
        ("", ["fr", "en"], "fr"),
    ],
)
def test_the_campaigns_first_language_is_the_fallback(contact: str, campaign: list[str], chosen: str) -> None:
    assert choose(contact, campaign) == chosen


def test_a_code_is_two_or_three_small_letters() -> None:
    assert [c for c in ["en", "gsw", "EN", "en-US", "e", "", "engl", "é1"] if is_language(c)] == ["en", "gsw"]

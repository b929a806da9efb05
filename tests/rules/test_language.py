"""A person gets the text in their own language if the campaign has it, else in the campaign's first language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.language import Understood, choose, is_language, normalise, understood


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
        ("gsw", "de"),
        ("Klingon", ""),
        ("n/a", ""),
        ("42", ""),
        ("", ""),
    ],
)
def test_a_language_by_any_common_name(value: str, code: str) -> None:
    assert normalise(value) == code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("French (France)", "fr"),
        ("Brazilian Portuguese", "pt"),
        ("JP", "ja"),
        ("cz", "cs"),
        ("Swiss German", "de"),
        ("Simplified Chinese", "zh"),
        ("Native: French", "fr"),
        ("Français, Anglais", "fr"),
        ("Vietnamese", "vi"),
        ("Thai", "th"),
        ("vie", "vi"),
        ("Persian", "fa"),
        ("German/English", "de"),
        ("Deutsch (Muttersprache)", "de"),
        ('["fr"]', "fr"),
        ("Croatian", "hr"),
        ("Catalan", "ca"),
        ("no", "no"),
        ("pt-BR", "pt"),
        ("American English", "en"),
        ("Flemish", "nl"),
        ("Inglés", "en"),
        ("Spanish; Castilian", "es"),
        ("Français (langue maternelle)", "fr"),
        ("中文 (简体)", "zh"),
        ("Anglais", "en"),
        ("Niederländisch", "nl"),
        ("Tedesco", "de"),
        ("Немецкий", "de"),
        ("英語", "en"),
        ("Angielski", "en"),
        ("Engels", "en"),
        ("Almanca", "de"),
        ("Mandarin", "zh"),
        ("Cantonese", "zh"),
        ("Farsi", "fa"),
        ("Norsk bokmål", "no"),
        ("Bahasa Indonesia", "id"),
        ("Bahasa Melayu", "ms"),
        ("English (Native or Bilingual)", "en"),
        ("fluent French", "fr"),
        ("Language: French", "fr"),
        ("French and English", "fr"),
        ("1. German", "de"),
        ("fr,en;q=0.9", "fr"),
        ("EN - C1", "en"),
        ("🇫🇷", "fr"),
        ("🇫🇷 Français", "fr"),
        ("iw", "he"),
        ("Tagalog", "fil"),
    ],
)
def test_a_language_as_files_of_the_field_name_it(value: str, code: str) -> None:
    assert understood(value) == Understood(code, True)


@pytest.mark.parametrize("value", ["Yes", "yes", "TRUE", "France", "Elvish", "Klingon", "12", "xx", "Good", "other"])
def test_what_is_not_understood_is_told(value: str) -> None:
    assert understood(value) == Understood("", False)


@pytest.mark.parametrize("value", ["", " ", "n/a", "N/A", "unknown", "null", "-", "?", "und"])
def test_nothing_said_is_nothing_to_tell_of(value: str) -> None:
    assert understood(value) == Understood("", True)


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

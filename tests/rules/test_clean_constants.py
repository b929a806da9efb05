"""No text of a campaign brings in an invisible character, for any template and any person."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.rules.message import check_template, render
from core.text import clean_block

ADA = {"first_name": "Ada", "last_name": "Wong", "name": "Ada Wong", "company": "Acme", "position": "CTO"}
HIDDEN = (
    "\\ud800",
    "\\x1b]52;c;aGk=\\x07",
    "\\u202e",
    "\\u2066",
    "\\x00",
    "\\u200b",
    "\\ufeff",
    "\\x9b31m",
    "\\U000e0041",
    "\\u2028",
    "\\r",
    "\\t",
    "\\u200d",
    "\\ufe0f",
    "\\u3164",
    "\\ue000",
    "e\\u0301",
    "\\N{RIGHT-TO-LEFT MARK}",
    "\\33[2J",
)
PLACES = (
    "{{{{ '{}' }}}}",
    "{{{{ company or '{}' }}}}",
    "{{{{ 'a' if name else '{}' }}}}",
    "{{{{ name|default('{}') }}}}",
    "{{{{ name|replace('{}', '') }}}}",
    "{{{{ name|replace('a', '{}')|upper }}}}",
    "{{% if name == '{}' %}}a{{% endif %}}",
    "{{% if '{}' in name %}}a{{% endif %}}",
    "{{% if '{}' not in name %}}a{{% endif %}}",
    "{{% if '{}' %}}a{{% endif %}}",
    "{{% if not '{}' %}}a{{% else %}}b{{% endif %}}",
    "{{% if name %}}a{{% elif '{}' and name %}}b{{% endif %}}",
    "{{{{ '{}'|title }}}}",
    "{{{{ 'a' if '{}' != name else 'b' }}}}",
)


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("place", PLACES)
def test_no_text_in_quotes_holds_what_nobody_sees(hidden: str, place: str) -> None:
    template = "Hi {{ first_name }},\n" + place.format(hidden)
    faults = check_template(template, None)
    assert len(faults) == 1
    assert faults[0].startswith("Line 2: a text in quotes ")
    assert faults[0].isprintable()
    with pytest.raises(UsageError):
        render(template, ADA, {})


@pytest.mark.parametrize(
    "number",
    [
        "1e999",
        "1e308",
        "1.5",
        "1e-5",
        "0x" + "f" * 5000,
        "9" * 300,
        "9" * 5000,
        "8001",
        "1_000_000",
        "10**400",
        "-1",
        "2e0",
    ],
)
@pytest.mark.parametrize(
    "place",
    [
        "{{{{ {} }}}}",
        "{{{{ company or {} }}}}",
        "{{% if {} %}}a{{% endif %}}",
        "{{{{ 'a' if {} else 'b' }}}}",
        "{{{{ name|truncate({}) }}}}",
        "{{{{ name|default({}) }}}}",
        "{{{{ {}|upper }}}}",
        "{{% if not {} %}}a{{% endif %}}",
    ],
)
def test_no_number_but_a_small_one_can_be_written(number: str, place: str) -> None:
    template = "Hi {{ first_name }},\n" + place.format(number)
    faults = check_template(template, None)
    assert len(faults) == 1
    assert faults[0].startswith("Line 2: ")
    with pytest.raises(UsageError):
        render(template, ADA, {})


@pytest.mark.parametrize(
    ("template", "values", "text"),
    [
        ("{{ first_name }}{{ '\\u0308' }}", {"first_name": "Zoe"}, "Zoë"),
        ("{{ first_name|upper }}", {"first_name": "Weiß ǰ"}, "WEISS J\u030c"),
        ("{{ first_name|lower }}", {"first_name": "İ"}, "i\u0307"),
        (
            "{{ first_name }}{{ last_name }}",
            {"first_name": "a" + "\u0301" * 30, "last_name": "\u0301" * 30},
            "á" + "\u0301" * 29,
        ),
        ("{{ first_name }}b", {"first_name": "é\u200d"}, "éb"),
        ("{{ first_name|truncate(2) }}", {"first_name": "👨\u200d👩"}, "👨…"),
        ("{{ first_name|replace('x', '') }}", {"first_name": "e\u200dx\u200d\u0301"}, "é"),
        ("{{ first_name }}", {"first_name": "a\x1b[2J\ud800\u202e\x00"}, "a"),
        ("{{ location }}", {"location": "a\r\nb\u2028c"}, "a\nb\nc"),
    ],
)
def test_what_parts_become_together_is_cleaned(template: str, values: dict[str, str], text: str) -> None:
    assert check_template(template, None) == []
    assert render(template, values, {}).text == text


@settings(deadline=None)  # the time depends on the machine
@given(
    st.lists(
        st.sampled_from(
            [
                "{{ first_name }}",
                "{{ custom.x }}",
                "{{ first_name|upper }}",
                "{{ name|title }}",
                "{{ name|truncate(3) }}",
                "{{ name|replace('a', custom.x) }}",
                "{{ '\\u0301' }}",
                "a",
                "❤",
                " ",
                "\n",
                "{{ name|lower|capitalize }}",
            ]
        ),
        min_size=1,
        max_size=12,
    ),
    st.lists(st.text(st.characters(exclude_categories=()), min_size=1, max_size=12), min_size=3, max_size=3),
)
def test_whatever_is_rendered_is_clean(parts: list[str], values: list[str]) -> None:
    first, name, custom = values
    text = render("".join(parts), {"first_name": first, "name": name}, {"x": custom}).text
    assert text is not None
    assert clean_block(text, 10_000) == text


def test_a_text_that_fails_on_its_values_is_an_error_of_the_text() -> None:
    class Odd(str):
        __slots__ = ()

        def __str__(self) -> str:
            raise ZeroDivisionError

    with pytest.raises(UsageError, match="cannot be used for this person"):
        render("{{ name|upper }}", {"name": Odd("x")}, {})


def test_the_deepest_text_that_can_be_saved_renders() -> None:
    template = "{% if name %}" * 36 + "a" + "{% endif %}" * 36
    assert check_template(template, None) == []
    assert render(template, ADA, {}).text == "a"
    assert render("{% if name %}{{ name }}" + "{% elif name %}b" * 300 + "{% endif %}", ADA, {}).text == "Ada Wong"


def test_nothing_is_never_printed_as_a_word() -> None:
    assert render("a{{ none|upper }}{{ company or none }}", {}, {}).text == "a"

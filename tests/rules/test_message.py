"""Texts: only safe templates can be written, values are data, and missing values are named."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import UsageError
from core.rules.field_words import EXAMPLE
from core.rules.message import (
    KNOWN,
    Finding,
    Rendered,
    StepText,
    check_template,
    length,
    lint,
    literal_length,
    render,
    variables,
)
from core.text import clean_block

ADA = {"first_name": "Ada", "last_name": "Wong", "name": "Ada Wong", "company": "Acme", "position": "CTO"}


def text_of(template: str, values: dict[str, str] | None = None, custom: dict[str, str] | None = None) -> str:
    rendered = render(template, ADA if values is None else values, custom or {})
    assert rendered.text is not None
    return rendered.text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hi {{ first_name }}!", "Hi Ada!"),
        ("Hi {{ headline or 'there' }}", "Hi there"),
        ("Hi {{ headline|default('there') }}", "Hi there"),
        ("Hi {{ headline|default('there', true)|upper }}", "Hi THERE"),
        ("{% if location %}in {{ location }}{% else %}somewhere{% endif %}", "somewhere"),
        ("{% if not location %}nowhere{% elif name %}x{% endif %}", "nowhere"),
        ("{{ 'you lead' if position == 'CTO' else 'you work' }}", "you lead"),
        ("{{ 'x' if location }}.", "."),
        ("{% if location == 'Paris' %}a{% else %}b{% endif %}", "b"),
        ("{% if location != 'Paris' %}a{% else %}b{% endif %}", "a"),
        ("{% if 'Paris' in location %}a{% else %}b{% endif %}", "b"),
        ("{% if 'cto' in position|lower %}a{% else %}b{% endif %}", "a"),
        ("{% if 'cto' not in position|lower and company %}a{% else %}b{% endif %}", "b"),
        (
            "{{ company|upper }} {{ company|lower }} {{ 'ab cd'|title }} {{ 'ab'|capitalize }}",
            "ACME acme Ab Cd Ab",
        ),
        ("{{ ' a '|trim }}{{ 'a long text'|truncate(7) }}", "aa long…"),
        ("{{ company|replace('Acme', first_name) }}", "Ada"),
        ("{{ custom.budget }} {{ custom.items }} {{ custom.if }}", "9 three yes"),
        ("\n\n Hi,\r\n  Ada \n", "Hi,\n  Ada"),
        ("no template at all: 100 % sure {…}", "no template at all: 100 % sure {…}"),
        ("{{ '{sure}' }}", "{sure}"),
    ],
)
def test_rendering_by_hand(template: str, text: str) -> None:
    assert check_template(template, ["budget", "items", "if"]) == []
    assert text_of(template, custom={"budget": "9", "items": "three", "if": "yes"}) == text


def test_what_is_printed_and_missing_is_named_once_and_in_order() -> None:
    template = "{{ headline|upper }} {{ first_name }} {{ custom.pet }} {{ location }} {{ headline }}"
    assert render(template, ADA, {"pet": ""}) == Rendered(None, ("headline", "custom.pet", "location"))
    assert render("{{ first_name }}", {"first_name": ""}, {}) == Rendered(None, ("first_name",))
    assert render("{{ location or headline }}", ADA, {}) == Rendered(None, ("headline",))


def test_a_missing_value_that_is_not_printed_costs_nothing() -> None:
    assert render("{% if headline %}{{ headline }}{% endif %}Hi", ADA, {}) == Rendered("Hi", ())


@given(
    st.dictionaries(st.sampled_from(KNOWN), st.text(min_size=1, max_size=30)),
    st.text(min_size=1, max_size=30),
)
def test_values_are_data_and_never_rendered_again(values: dict[str, str], pet: str) -> None:
    template = "".join(f"<{{{{ {name} }}}}>" for name in values) + "<{{ custom.pet }}>"
    expected = "".join(f"<{value}>" for value in values.values()) + f"<{pet}>"
    assert render(template, values, {"pet": pet}).text == clean_block(expected, 8000)


def test_a_person_called_like_a_template() -> None:
    assert text_of("Hi {{ first_name }}", {"first_name": "{{ 7*7 }}"}) == "Hi {{ 7*7 }}"
    assert text_of("{{ custom.x }}", custom={"x": "{% for i in y %}"}) == "{% for i in y %}"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ 9**9**9 }}", "arithmetic"),
        ("{{ 'a' * 999999999 }}", "arithmetic"),
        ("{{ -1 }}", "arithmetic"),
        ("{{ 1 + 1 }}", "arithmetic"),
        ("{% for x in name %}{{ x }}{% endfor %}", "loops"),
        ("{{ range(9) }}", "calls"),
        ("{{ name.upper() }}", "calls"),
        ("{{ name.__class__ }}", "only custom.column_name"),
        ("{{ custom.__class__ }}", "only custom.column_name"),
        ("{{ custom.a.b }}", "only custom.column_name"),
        ("{{ custom['a'] }}", "write custom.column_name"),
        ("{{ custom }}", "write custom.column_name"),
        ("{{ self }}", "self"),
        ("{% set a = 1 %}", "set"),
        ("{% macro a() %}{% endmacro %}", "macro"),
        ("{% include 'x' %}", "include"),
        ("{% import 'x' as y %}", "import"),
        ("{% from 'x' import y %}", "import"),
        ("{% extends 'x' %}", "extends"),
        ("{% block x %}{% endblock %}", "block"),
        ("{% with %}{% endwith %}", "with"),
        ("{% raw %}{{ name }}{% endraw %}", "raw"),
        ("{% filter upper %}a{% endfilter %}", "filter"),
        ("{% call name() %}{% endcall %}", "call"),
        ("{{ name is defined }}", "write {% if company %}"),
        ("{{ name ~ name }}", "write the parts"),
        ("{{ [name] }}", "lists"),
        ("{{ name < 'b' }}", "compare with"),
        ("{{ name == 3 }}", "texts in quotes"),
        ("{{ first_name in name }}", "in quotes"),
        ("{{ name|attr('x') }}", "there is no filter “attr”"),
        ("{{ name|truncate }}", "truncate(80)"),
        ("{{ name|truncate('x') }}", "truncate(80)"),
        ("{{ name|truncate(length=5) }}", "without names"),
        ("{{ name|replace('x') }}", "replace('old', 'new')"),
        ("{{ name|upper(1) }}", "is written upper"),
        ("{{ name|default }}", "default('there')"),
        ("{{ " + "(" * 3000 + "name" + ")" * 3000 + " }}", "nests too deeply"),
        ("{{ " + "name or " * 200 + "name }}", "nests too deeply"),
        ("{{ " + "9" * 5000 + " }}", "number is too long"),
        ("x" * 8001, "at most 8000"),
    ],
)
def test_what_could_hang_grow_or_look_inside_is_refused(template: str, says: str) -> None:
    faults = check_template(template, None)
    assert len(faults) == 1
    assert says in faults[0]
    with pytest.raises(UsageError):
        render(template, ADA, {})


def test_a_syntax_error_has_its_line() -> None:
    assert check_template("Hi\n{{ first_name }\n", None)[0].startswith("Line 2: ")
    assert check_template("Hi\n\n{% if name %}", None)[0].startswith("Line 3: ")


def test_unknown_variables_are_named_with_the_nearest() -> None:
    assert check_template("Hi\n{{ frist_name }} {{ frist_name }}", None) == [
        f"Line 2: there is no variable “frist_name”: did you mean first_name? For example: {EXAMPLE}"
    ]
    assert "did you mean custom.budget?" in check_template("{{ custom.bugdet }}", ["budget"])[0]
    assert "the source has custom.team_size." in check_template("{{ custom.degree }}", ["team_size"])[0]
    assert "no column of its own" in check_template("{{ custom.degree }}", [])[0]
    assert "did you mean custom.budget?" in check_template("{{ budget }}", ["budget"])[0]
    assert "did you mean custom.budget?" in check_template("{{ custom_budget }}", ["budget"])[0]
    assert "use first_name" in check_template("{{ zzz }}", [])[0]
    assert len(check_template("{% if a1 %}{{ b2 }}{% endif %}", None)) == 2


def test_custom_columns_are_checked_against_the_source_where_it_is_known() -> None:
    assert check_template("{{ custom.pet }}", None) == []
    assert check_template("{{ custom.pet }}", ["pet"]) == []
    assert len(check_template("{{ custom.pet }}", [])) == 1


def test_variables_are_those_of_conditions_too() -> None:
    text = "{% if custom.pet %}{{ first_name|default(name) }}{% elif 'x' in headline %}{% endif %}"
    assert variables(text) == {"custom.pet", "first_name", "name", "headline"}


@given(st.text(alphabet="{}%#|.'\"()=~ abifenor_custom0129\n", max_size=60))
def test_any_text_is_either_refused_with_a_sentence_or_renders(text: str) -> None:
    faults = check_template(text, None)
    assert all(len(fault) > 10 and "\n" not in fault for fault in faults)
    if not faults:
        assert not set(render(text, ADA, {}).missing) - variables(text)


def test_a_result_cannot_grow_without_bound() -> None:
    template = "{{ name|replace('a', 'bbbbbbbbbb')|replace('b', 'aaaaaaaaaa')|replace('a', 'cccccccccc') }}" * 40
    with pytest.raises(UsageError, match="at most 8000"):
        render(template, {"name": "a" * 200}, {})


def test_threads_share_the_cache_and_keep_their_own_missing_names() -> None:
    people = [{"first_name": f"P{i}"} if i % 2 else {} for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        rendered = list(pool.map(lambda values: render("{{ first_name }}", values, {}), people))
    assert rendered == [Rendered(f"P{i}", ()) if i % 2 else Rendered(None, ("first_name",)) for i in range(200)]


def test_length_counts_utf16_units() -> None:
    assert length("né👍") == 4
    assert literal_length("👍" * 3) == 6


@pytest.mark.parametrize(
    ("template", "shortest"),
    [
        ("Hi {{ first_name }}", 3),
        ("{% if name %}12345{% else %}12{% endif %}", 2),
        ("{% if name %}12345{% elif company %}1{% else %}12{% endif %}", 1),
        ("{% if name %}12345{% endif %}1", 1),
        ("{# nothing #}", 0),
    ],
)
def test_the_shortest_a_text_can_be(template: str, shortest: int) -> None:
    assert literal_length(template) == shortest


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("invitation", "x" * 201, "a basic account can send 200"),
        ("invitation", "x" * 301, "LinkedIn takes 300"),
        ("welcome", "Hi [Name], nice", "“[Name]” is sent as it is written"),
        ("welcome", "Hi {first_name}, nice", "“{first_name}” is sent as it is written"),
        ("welcome", "Hi  there", "Two spaces"),
        ("welcome", "Hi! Great! Super!", "3 exclamation marks"),
    ],
)
def test_lint_points_at_it(kind: str, text: str, says: str) -> None:
    findings = lint([StepText(kind, {"en": text})], ["en"])
    assert len(findings) == 1
    assert findings[0].text.startswith((says, "At least"))
    assert re.search(re.escape(says), findings[0].text)


def test_lint_says_which_language_is_used_instead() -> None:
    steps = [
        StepText("invitation", {}),
        StepText("welcome", {"en": "Hi"}),
        StepText("follow-up", {"fr": "Salut"}),
    ]
    assert lint(steps, ["en", "fr"]) == [
        Finding(1, "fr", "No text in fr: en is used."),
        Finding(2, "en", "No text in en: en is used."),
    ]


def test_lint_has_nothing_to_say_about_a_good_text() -> None:
    text = "Hi {{ first_name or 'there' }},\n\n  {% if company %}{{ company }} {% endif %}looks great! [1] {{ name }}"
    assert lint([StepText("invitation", {"en": text}), StepText("welcome", {"en": "x" * 500})]) == []
    assert lint([StepText("welcome", {"en": "{{ broken"})]) == []

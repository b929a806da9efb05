"""Placeholders of other tools are refused with the right spelling, and text that only resembles them passes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.field_words import EXAMPLE, variable_of
from core.rules.message import KNOWN, check_template, render
from core.rules.placeholders import in_final_text

FIRST = "{{ first_name or 'there' }}"
COMPANY = "{{ company or 'your company' }}"
VALUES = dict.fromkeys(KNOWN, "Ada")

OF_OTHER_TOOLS = [
    ("{first_name}", FIRST), ("%FIRSTNAME%", FIRST), ("_FN_", FIRST), ("*|FNAME|*", FIRST), ("#firstName#", FIRST),
    ("$first_name", FIRST), ("${first_name}", FIRST), ("{First-Name}", FIRST), ("{!firstname}", FIRST),
    ("{ { first_name } }", FIRST), ("[First Name]", FIRST), ("<<first name>>", FIRST), ("<first_name>", FIRST),
    ("((first_name))", FIRST), ("[[first_name]]", FIRST), ("@first_name", FIRST), ("{#FirstName#}", FIRST),
    ("{{first_name|there}}", FIRST), ("{{first name}}", FIRST), ("{{ firstname }}", FIRST), ("{% firstname %}", FIRST),
    ("{{{first_name}}}", FIRST), ("{{contact.first_name}}", FIRST), ("{{FIRST_NAME}}", FIRST),
    ("{{firstName}}", FIRST), ("{{first-name}}", FIRST), ("{{First Name}}", FIRST), ("{{first_name}}}", FIRST),
    ("{{first_name} }", FIRST), ("{{ first_name", FIRST), ("{first_name", FIRST), ("{!Contact.FirstName}", FIRST),
    ("{{contact.firstname}}", FIRST), ("<%= first_name %>", FIRST), ("«FirstName»", FIRST), ("-firstName-", FIRST),
    ("%%FIRST_NAME%%", FIRST), ("##FNAME##", FIRST), ("%(first_name)s", FIRST), (":first_name:", FIRST),
    ("|FNAME|", FIRST), ("{Vorname}", FIRST), ("[Prénom]", FIRST), ("{{Nombre}}", FIRST), ("％firstName％", FIRST),
    ("｛first_name｝", FIRST), ("{$first_name}", FIRST), ("{{ first_name or ‘there’ }}", FIRST),
    ("{{ first_name or '{first_name}' }}", FIRST), ("{{ 'first_name' }}", FIRST), ("{lead.firstName}", FIRST),
    ("https://a.example/?n={first_name}", FIRST), ("&lt;first_name&gt;", FIRST), ("{first_name:there}", FIRST),
    ('{{ first_name | default: "mate" }}', "{{ first_name or 'mate' }}"),
    ("{first_name|friend}", "{{ first_name or 'friend' }}"),
    ("_LN_", "{{ last_name }}"), ("*|LNAME|*", "{{ last_name }}"), ("{lastName}", "{{ last_name }}"),
    ("_CN_", COMPANY), ("{company_name}", COMPANY), ("[Company Name]", COMPANY), ("%COMPANY%", COMPANY),
    ("{{company.name}}", COMPANY), ("{{ account.name }}", COMPANY), ("<company>", COMPANY), ("$company", COMPANY),
    ("{{ company or '[Company]' }}", COMPANY), ("[Insert Company Name Here]", COMPANY),
    ("{job_title}", "{{ position or 'your role' }}"), ("{{contact.jobtitle}}", "{{ position or 'your role' }}"),
    ("{{sender.first_name}}", "{{ sender_first_name }}"), ("[Your Name]", "{{ sender_first_name }}"),
    ("{my_first_name}", "{{ sender_first_name }}"), ("{icebreaker}", "{{ custom.icebreaker }}"),
    ("{{custom.pet|dog}}", "{{ custom.pet or 'dog' }}"), ("*|ICE BREAKER|*", "{{ custom.ice_breaker }}"),
    ("{{#if company}}x{{/if}}", "{% if company %}…{% endif %}"),
    ("{Hi|Hello}", "such as “Hi”"), ("{{Hi|Hello|Hey}}", "such as “Hi”"), ("[Hi|Hello]", "such as “Hi”"),
    ("{Hi {{ first_name }}|Hello}", "one of the texts"), ("{Hi|{Hello|Hey}}", "one of the texts"),
    ("(first name)", FIRST), ("‹first name›", FIRST), ("〔First Name〕", FIRST), ("(Insert Company Name)", COMPANY),
    ("$FN$", FIRST), ("^^FN^^", FIRST), ("$$FIRSTNAME$$", FIRST),
    ("{{1}}", "write the name of a variable"), ("{{ none }}", "write the name of a variable"),
    ("{# remember #}", "comments are not allowed"), ("Hi {# never closed", "comments are not allowed"),
]  # fmt: skip

HONEST = [
    "We are #1 in C#, F# and #hiring #python #remote",
    "It costs $500 or US$20, 100% of 50% at 5 % and 3 % more; $TSLA, $FN, A$AP, Ke$ha, $ave",
    "snake_case is fine, and so is camelCase; _emphasis_, _very_ much, _NOW_, __init__",
    'Code: {…}, {}, {0}, { return 1; }, {"a": 1}, if (x) { y = 2; }, {a, b}, {ca. 20 %}',
    "Write to firstname.lastname@acme.example or to ada@acme.example",
    "https://x.example/?first_name=ada&q=%C3%A9%20a#name#",
    "[1] [sic] [Webinar] [Webinar | Paris] [link](https://x.example)",
    "<3 <b>bold</b>, a < b > c, List<String>, ((really)), (name) (company)",
    "(your company, my name) (my company) (the company) (our current position)",
    "$100$ or $A$B, 2^n^ (name of it) (my position is open)",
    "« Bonjour », «bonjour», “quoted”, @ada @company, Founder & CEO @ Acme | Advisor | Speaker",
    "HubSpot, LinkedIn, JavaScript, eBay, iPhone, MyCity, YourCompany, TopCompany",
    "first name, last name, company, title; Prénom, Vorname, Nombre; :-) ;-) *bold* ~about~",
    "[{{ company }} | {{ position }}] {{ first_name }}|{{ last_name }}|{{ name }} 100%{{ company }}%",
    "{% if company == '[Name]' %}a{% endif %}{{ name|replace('{name}', 'x') }}{{ '{sure}' }}",
]


@pytest.mark.parametrize(("written", "instead"), OF_OTHER_TOOLS)
def test_a_placeholder_is_refused_with_the_right_spelling(written: str, instead: str) -> None:
    faults = check_template(f"Hello\n{written}, shall we connect?", None)
    assert any(instead in fault.removesuffix(EXAMPLE) for fault in faults), faults
    assert all(fault.startswith("Line 2: ") and fault.endswith(f"For example: {EXAMPLE}") for fault in faults)
    assert not any(words in fault for fault in faults for words in ("expected", "token", "unexpected", "unknown tag"))


@pytest.mark.parametrize("text", HONEST)
def test_honest_text_passes(text: str) -> None:
    assert check_template(text, None) == []


@pytest.mark.parametrize(
    "text",
    ["{{ 1 + 1 }}", "{{}}", "{% if x", "{% endif %}", "{{ zzz }}", "{% if company %}a", "{{ first_name or there }}",
     "{{ company", "{% for x in y %}{% endfor %}", "x" * 8001, "{{ name|attr('x') }}", "{% if first_name = 'x' %}"],
)  # fmt: skip
def test_every_refusal_ends_with_an_example_that_works(text: str) -> None:
    faults = check_template(text, None)
    assert faults
    assert all(fault.endswith(f". For example: {EXAMPLE}") for fault in faults)
    assert check_template(EXAMPLE, []) == []
    assert render(EXAMPLE, {}, {}).text == "Hi there,"


@pytest.mark.parametrize(("written", "instead"), OF_OTHER_TOOLS)
def test_what_is_advised_can_be_saved(written: str, instead: str) -> None:
    if instead.startswith("{{"):
        assert check_template(instead, None) == []
        assert render(instead, VALUES, {"icebreaker": "x", "pet": "x", "ice_breaker": "x"}).text


def test_every_placeholder_of_a_text_is_named_once_with_its_line() -> None:
    faults = check_template("{Hi|Hello} %FIRSTNAME%,\n{company} {company}", None)
    assert [fault.split("”")[0] for fault in faults] == ["Line 1: “{Hi|Hello}", "Line 1: “%FIRSTNAME%",
                                                         "Line 2: “{company}"]  # fmt: skip


def test_a_column_of_the_source_goes_before_a_word_of_another_tool() -> None:
    assert "did you mean custom.title?" in check_template("{{ title }}", ["title"])[0]
    assert "write {{ position or 'your role' }}" in check_template("{{ title }}", [])[0]


def test_a_text_for_one_person_takes_no_placeholder_at_all() -> None:
    assert in_final_text("Hi {{ first_name }} {x|y} {# a #}") == ["{{ first_name }}", "{# a #}", "{x|y}"]
    assert in_final_text("Hi Ada, we are #1 at 100%") == []


@given(st.text(alphabet="{}[]<>()%#|$_*«»@!. abfirstnameCOMPANY\n", max_size=80))
def test_any_text_is_read_in_one_line_each(text: str) -> None:
    faults = check_template(text, None)
    assert all("\n" not in fault and "\0" not in fault for fault in faults)


@given(st.text(max_size=60))
def test_any_word_means_a_known_variable_or_nothing(word: str) -> None:
    assert variable_of(word) in (None, *KNOWN)

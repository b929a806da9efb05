"""People left out because they lack a file's value are exactly those for whom no text can be written."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.message import render
from core.rules.wanting import PROFILE_BRINGS, Lack, lacks_by_language, lacks_of

NAMES = ("company", "position", "custom.city")


def lack(*lacks: str, has: tuple[str, ...] = ()) -> Lack:
    return Lack(frozenset(has), frozenset(lacks))


@pytest.mark.parametrize(
    ("text", "lacks"),
    [
        ("Hi {{ first_name }} {{ headline }}", []),
        ("Hi {{ position }}", [lack("position")]),
        ("Hi {{ position or 'there' }}", []),
        ("Hi {{ position or company }}", [lack("company", "position")]),
        ("Hi {{ position | default('you') }}", []),
        ("Hi {{ position | upper }} of {{ company }}", [lack("company"), lack("position")]),
        ("{% if company %}Hi {{ company }}{% endif %}", []),
        ("{% if company %}Hi {{ position }}{% endif %}", [lack("position", has=("company",))]),
        ("{% if position %}Hi{% else %}{{ custom.city }}{% endif %}", [lack("custom.city", "position")]),
        ("{% if 'CTO' in headline %}Hi{% endif %} {{ position }}", [lack("position")]),
        ("{% if 'CTO' in position %}Hi{% else %}{{ company }}{% endif %}", []),
        ("{{ 'you' if company == 'Acme' else position }}", []),
        ("{% for x in y %}", []),
    ],
)
def test_whom_a_text_leaves_out(text: str, lacks: list[Lack]) -> None:
    assert list(lacks_of(text)) == lacks


EXPRESSION = st.recursive(
    st.sampled_from([*NAMES, "first_name", "'you'"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} or {pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]} and {pair[1]})"),
        st.tuples(inner, inner, inner).map(lambda three: f"({three[0]} if {three[1]} else {three[2]})"),
    ),
    max_leaves=4,
)
PRINTED = EXPRESSION.map(lambda inside: f"Hi {{{{ {inside} }}}}")
TEXT = st.one_of(
    PRINTED,
    st.tuples(EXPRESSION, PRINTED, PRINTED).map(
        lambda of: f"{{% if {of[0]} %}}{of[1]}{{% else %}}{of[2]}{{% endif %}}"
    ),
)


@given(TEXT)
def test_it_is_exactly_who_gets_no_text(text: str) -> None:
    for flags in product((True, False), repeat=len(NAMES)):
        has = {name for name, flag in zip(NAMES, flags, strict=True) if flag}
        custom = {"city": "x"} if "custom.city" in has else {}
        written = render(text, dict.fromkeys((*PROFILE_BRINGS, *has), "x"), custom).text is not None
        left_out = any(one.has <= has and not one.lacks & has for one in lacks_of(text))
        assert left_out is not written


def test_each_language_has_its_own_text_and_the_first_one_for_all_others() -> None:
    texts = {"en": "Hi {{ company }}", "fr": "Salut {{ position }}"}
    assert lacks_by_language(texts, ["en", "fr", "de"]) == [
        (None, (lack("company"),)),
        ("fr", (lack("position"),)),
        ("de", (lack("company"),)),
    ]
    assert lacks_by_language({}, ["en"]) == []

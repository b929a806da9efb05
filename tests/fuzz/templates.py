"""The door of texts: templates with hostile constants, rendered for people with hostile names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from core.errors import OvertureError
from core.rules.message import KNOWN, lint, render, variables
from core.rules.message import StepText as Step
from core.services.campaigns.file import draft_from, dump_campaign, parse_campaign
from core.text import clean
from tests.fuzz import hostile
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_shown, check_text, holds

NAMES = (*KNOWN, "custom.x", "custom.y", "custom", "self", "loop", "range", "first_name.__class__", "firstname", "x")
CONSTANTS = (
    "'there'",
    "''",
    "' '",
    r"'\x1b]52;c;QQ==\x07'",
    r"'\x00'",
    r"'\u202e'",
    r"'\ud800'",
    r"'\udc00\ud83d'",
    r"'\N{RIGHT-TO-LEFT OVERRIDE}'",
    r"'\u200b'",
    r"'\ue000'",
    r"'\U000e0041'",
    r"'a\n\n\nb'",
    r"'\r'",
    r"'\x85'",
    r"'e\u0301'",
    r"'\U0001d15e'",
    r"'\N{x}'",
    r"'\U00110000'",
    r"'\400'",
    "1",
    "0",
    "-1",
    "1e999",
    "-1e999",
    "1.0",
    "1e-400",
    "9" * 400,
    "9" * 5_000,
    "0x1f",
    "0b1",
    "1_0",
    "true",
    "false",
    "none",
    "True",
    "None",
    "nan",
    "[]",
    "{}",
    "(1, 2)",
    "'{{ first_name }}'",
    "'[First Name]'",
    "'" + "a" * 3_000 + "'",
    "'" + "\u0301" * 3_000 + "'",
    "'\u0301'",
    "'\u202e'",
    "'\x1b'",
    '"\\""',
    "'%s'",
    "''|upper",
)
FILTERS = (
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "default('there')",
    "default('there', true)",
    "truncate(80)",
    "truncate(1)",
    "truncate(0)",
    "truncate(99999999999)",
    "truncate(true)",
    "replace('a', 'b')",
    "replace('', 'x')",
    "replace('a', 'aaaaaaaaaa')",
    "safe",
    "attr('__class__')",
    "format(1)",
    "join",
    "default(1)",
    "default",
    "replace('i', 'i\u0307\u0301')",
    r"replace(' ', '\x1b')",
)
TAGS = (
    "{% if @ %}a{% endif %}",
    "{% if @ %}{{ @ }}{% elif @ %}b{% else %}{{ @ }}{% endif %}",
    "{% for x in @ %}{{ x }}{% endfor %}",
    "{% set x = @ %}",
    "{% raw %}{{ @ }}{% endraw %}",
    "{# @ #}",
    "{% include @ %}",
    "{%- if @ -%} a {%- endif -%}",
    "{{- @ -}}",
    "{{ @",
    "{% if @ %}",
    "{% macro m() %}{{ m() }}{% endmacro %}",
    "{% block a %}{% endblock %}",
    "{{ @ ~ @ }}",
    "{{ @ * 99999 }}",
    "{{ @[0] }}",
    "{{ @ if @ }}",
    "{{ @ == @ }}",
    "{{ @ in @ }}",
    "{{ not @ }}",
    "{% autoescape true %}{{ @ }}{% endautoescape %}",
    "{% print @ %}",
)
CUSTOM = {"x": "y"}


@dataclass(frozen=True)
class Text:
    """A template, and the value of every variable as a file or profile gives it; values are cleaned on entry."""

    template: str
    value: str


def _expressions() -> SearchStrategy[str]:
    leaf = st.sampled_from(NAMES) | st.sampled_from(CONSTANTS)
    return st.recursive(leaf, _larger, max_leaves=6)


def _larger(inner: SearchStrategy[str]) -> SearchStrategy[str]:
    return st.one_of(
        st.builds("{}|{}".format, inner, st.sampled_from(FILTERS)),
        st.builds("{} or {}".format, inner, inner),
        st.builds("{} and {}".format, inner, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("{}|default({})".format, inner, inner),
        st.builds("{}|replace({}, {})".format, inner, inner, inner),
        st.builds("{} {} {}".format, inner, st.sampled_from(("==", "!=", "in", "not in", "<", "+", "~")), inner),
    )


@st.composite
def texts(draw: DrawFn) -> str:
    """Return a strategy for templates of some parts; each "@" of a tag becomes an expression."""
    parts = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("plain", "printed", "printed", "tag", "hostile", "deep")))
        if kind == "plain":
            parts.append(draw(st.sampled_from(("Hi ", "Dear ", ", nice to meet you!\n", " – "))))
        elif kind == "printed":
            parts.append(f"{{{{ {draw(_EXPRESSIONS)} }}}}")
        elif kind == "tag":
            pieces = draw(st.sampled_from(TAGS)).split("@")
            parts.append(pieces[0] + "".join(draw(_EXPRESSIONS) + piece for piece in pieces[1:]))
        elif kind == "hostile":
            parts.append(draw(hostile.words(halves=True)))
        else:
            parts.append(draw(st.sampled_from(DEEP)))
    return "".join(parts)


_EXPRESSIONS = _expressions()
DEEP = (
    "{{ " + "(" * 2_000 + "name" + ")" * 2_000 + " }}",
    "{{ " + "not " * 1_500 + "name }}",
    "{{ name" + "|upper" * 1_000 + " }}",
    "{% if name %}" * 300 + "{% endif %}" * 300,
    "{{ name" + " or name" * 900 + " }}",
    "{{ '" + "\\\\" * 3_000 + "' }}",
    "{" * 7_000,
    "{{ name" + "|replace('a', 'aaaaaaaaaa')" * 200 + " }}",
    "{{ -" + "-" * 3_000 + "1 }}",
    "{{ name" + "|default(name" * 150 + ")" * 150 + " }}",
)


def use(case: Text, _folder: Path) -> None:
    """Check that a text that can be saved renders clean or lacks a value, and that its file reads back the same."""
    step = {"kind": "invitation", "text": {"en": case.template}}
    raw = {
        "name": "a",
        "program": "b",
        "sender": "c",
        "source": "d",
        "steps": [step],
        "slots": [{"days": ["mon"], "start": "09:00", "minutes": 90}],
    }
    try:
        draft = draft_from(raw, "given.toml")
    except OvertureError as error:
        for fault in getattr(error, "faults", [error]):
            check_shown(clean(fault.text, 4000), "a refusal")
        return
    holds(parse_campaign(dump_campaign(draft), "again.toml") == draft, "OTHER: the campaign's file says something else")
    for text in draft.steps[0].texts.values():
        check_text(text, "the template")
        lint([Step("invitation", {"en": text})])
        value = clean(case.value)
        for values in (dict.fromkeys(variables(text), value), {}):
            _render(text, values)


def _render(text: str, values: dict[str, str]) -> None:
    own = {name.removeprefix("custom."): value for name, value in values.items() if name.startswith("custom.")}
    try:
        found = render(text, values, own)
    except OvertureError:
        return
    if found.text is not None:
        check_text(found.text, "the rendered text")
        holds(len(found.text) <= 8_000, "LONG: the rendered text")


def twin(case: Text) -> Text:
    return Text(("Hi {{ first_name }}, " * 400)[: max(40, min(7_900, len(case.template)))].rsplit("{{", 1)[0], "Ada")


KEPT = (
    Text(r"{{ '\ud800' }}", "x"),
    Text("{{ 1e999 }}", "x"),
    Text(
        r"{{ '\x1b]52;c;QQ==\x07' or name }}", "x"
    ),  # one line of a text stopped the engine, or was sent unlike it was shown
    Text("Hi " + "\u0344" * 2_000, "x"),  # cleaning it twice gave another text
    Text("{" * 7_000, "x"),
)
DOOR = Door(
    "templates",
    st.builds(Text, texts(), hostile.words(halves=True)),
    use,
    twin,
    per_seed=120,
    kept=KEPT,
    size=lambda case: len(case.template),
)

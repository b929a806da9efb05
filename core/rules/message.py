"""Message texts: their check, their rendering with a contact's values, and hints for the author.

Lengths are UTF-16 units, as LinkedIn counts its limits of 200, 300 and 8,000 characters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import nodes

from core.errors import UsageError
from core.rules.template import MAX_TEXT, MISSING_KEY, Missing, compiled, missing, parse, spelled
from core.rules.template_faults import faults_of
from core.text import clean_block, utf16_length

KNOWN = (
    "first_name",
    "last_name",
    "name",
    "company",
    "position",
    "location",
    "headline",
    "sender_first_name",
)
"""Variables of every contact; other columns of a file are `custom.column_name`."""

NOTE_BASIC = 200
NOTE_PAID = 300

_LONGEST_RAW = 3 * MAX_TEXT
"""Most characters of a text before it is cleaned; NFC makes at most three of one."""
_BRACKETS = re.compile(r"\[[^\W\d_][\w ]{1,30}\]|\{[a-z][a-z_ ]{1,30}\}|<[a-z]+[_ ]name>", re.IGNORECASE)
_DOUBLE_SPACE = re.compile(r"\S {2,}\S")


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text for one contact; None if printed variables have no value, which `missing` lists."""

    text: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StepText:
    """A step for the linter: its kind (`invitation`, `welcome`, `follow-up`) and its texts by language."""

    kind: str
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Finding:
    """A hint for the author, never an error. `step` counts from 0."""

    step: int
    language: str
    text: str


class TooLongError(UsageError):
    """A text that, with its values, is longer than any message may be."""


class _Custom:
    """The contact's own columns, as attributes. It has no other public attribute, so a column may have any name."""

    __slots__ = ("__values",)

    def __init__(self, values: Mapping[str, str]) -> None:
        self.__values = values

    def __getattr__(self, column: str) -> str | Missing:
        return self.__values.get(column) or missing(f"custom.{column}")


def length(text: str) -> int:
    """Return the length of a text as LinkedIn counts it."""
    return utf16_length(text)


def check_template(text: str, custom: Collection[str] | None) -> list[str]:
    """Return the faults of a text, one sentence each with line and example; empty if it can be saved.

    `custom` lists the columns of the source (without "custom."); None accepts any. Placeholders of other tools and
    comments are refused.
    """
    known = [*KNOWN, *(f"custom.{column}" for column in custom or ())]
    return faults_of(text, known, any_custom=custom is None)


def variables(text: str) -> set[str]:
    """Return the variables that a text names, also in conditions. Raises UsageError if it is no valid template."""
    return {name for name, _ in spelled(parse(text))}


def render(text: str, values: Mapping[str, str], custom: Mapping[str, str]) -> Rendered:
    """Return the text for one contact, cleaned. Values are data: braces in a name are printed as they are.

    An empty value is a missing one: false in a condition, and listed in `missing` if printed. Raises TooLongError if
    the text grows over 8,000 characters, and another UsageError if it is no valid template.
    """
    names: list[str] = []
    present = {name: value for name, value in values.items() if value and name in KNOWN}
    result = _filled(text, {**present, "custom": _Custom(custom), MISSING_KEY: names})
    if names:
        return Rendered(None, tuple(dict.fromkeys(names)))
    if length(result) > _LONGEST_RAW:
        raise TooLongError(f"The text becomes {length(result)} characters long: at most {MAX_TEXT}.")
    # Clean parts may be unclean together: a mark after a letter, a joiner between two of them.
    result = clean_block(result, _LONGEST_RAW)
    if length(result) > MAX_TEXT:
        raise TooLongError(f"The text becomes {length(result)} characters long: at most {MAX_TEXT}.")
    return Rendered(result, ())


def _filled(text: str, values: Mapping[str, object]) -> str:
    try:
        return compiled(text).render(values)
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"the text cannot be used for this person ({type(error).__name__}): rewrite it.") from error


def literal_length(text: str) -> int:
    """Return the fewest characters that the text can have for any person: without variables, in its shortest form."""
    return _shortest(parse(text).body)


def lint(steps: Sequence[StepText], languages: Sequence[str] = ()) -> list[Finding]:
    """Return hints for the author before a start; `languages` default to those of the steps."""
    languages = languages or list(dict.fromkeys(code for step in steps for code in step.texts))
    findings: list[Finding] = []
    for place, step in enumerate(steps):
        if step.texts:
            findings += [
                Finding(place, code, f"No text in {code}: {languages[0]} is used.")
                for code in languages
                if not step.texts.get(code, "").strip()
            ]
        for code, text in step.texts.items():
            findings += [Finding(place, code, sentence) for sentence in _sentences(step.kind, text)]
    return findings


def _sentences(kind: str, text: str) -> Iterator[str]:
    try:
        tree = parse(text)
    except UsageError:
        return  # `check_template` reports it, and no such text is saved
    literal = "\0".join(data.data for data in tree.find_all(nodes.TemplateData))
    shortest = _shortest(tree.body)
    if kind == "invitation" and shortest > NOTE_PAID:
        yield f"At least {shortest} characters: LinkedIn takes {NOTE_PAID} with an invitation."
    elif kind == "invitation" and shortest > NOTE_BASIC:
        yield f"At least {shortest} characters: a basic account can send {NOTE_BASIC} with an invitation."
    if found := _BRACKETS.search(literal):
        yield f"“{found.group()}” is sent as it is written: a variable is written {{{{ first_name }}}}."
    if _DOUBLE_SPACE.search(literal):
        yield "Two spaces in a row."
    if literal.count("!") > 2:
        yield f"{literal.count('!')} exclamation marks."


def _shortest(body: Sequence[nodes.Node]) -> int:
    total = 0
    for node in body:
        if isinstance(node, nodes.Output):
            total += sum(length(part.data) for part in node.nodes if isinstance(part, nodes.TemplateData))
        elif isinstance(node, nodes.If):
            branches = [node.body, *(branch.body for branch in node.elif_), node.else_]
            total += min(map(_shortest, branches))
    return total

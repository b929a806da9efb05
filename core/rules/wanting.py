"""People who cannot be written to until a file gives a value (docs/design.md#people-who-lack-a-value).

A text is tried with every combination of known and missing values of the file's fields that it uses, while all values
of a profile are known, to find the combinations in which it prints a missing value. If a text compares values, only the
variables that it always prints count, since a comparison depends on more than the presence of a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from core.errors import UsageError

if TYPE_CHECKING:
    from jinja2 import nodes

PROFILE_BRINGS = frozenset({"first_name", "last_name", "name", "headline", "location", "sender_first_name"})
"""Variables whose value comes from the sender or the profile, which is read before each invitation."""
CUSTOM = "custom."
MOST_TRIED = 8
"""Most file variables of a text that are tried in every combination (256); with more, only those always printed."""
VALUE = "x"
_BLOCK = re.compile(r"{[{%](.*?)[%}]}", re.DOTALL)
_WORD = re.compile(r"'[^']*'|\"[^\"]*\"|([A-Za-z_][\w.]*)")
_OF_THE_LANGUAGE = frozenset({"or", "and", "not", "if", "elif", "else", "endif"})


class Lack(NamedTuple):
    """People to whom a text cannot be written: those with all values of `has` and none of `lacks`."""

    has: frozenset[str]
    lacks: frozenset[str]


class LanguageLacks(NamedTuple):
    """The lacks of a text in one language; None stands for the first, in which everybody else is addressed."""

    language: str | None
    lacks: tuple[Lack, ...]


def lacks_by_language(texts: Mapping[str, str], languages: Sequence[str]) -> list[LanguageLacks]:
    """Return the lacks of a step's texts by the language in which people are addressed; empty if there are none."""
    found = []
    for language in languages:
        text = texts.get(language) or texts.get(languages[0])
        lacks = lacks_of(text) if text else ()
        if lacks:
            found.append(LanguageLacks(None if language == languages[0] else language, lacks))
    return found


@lru_cache(maxsize=1024)
def lacks_of(text: str) -> tuple[Lack, ...]:
    """Return the combinations of values with which a text cannot be filled in; none if it is no valid template."""
    if _is_brought_by_a_profile(text):
        return ()
    from jinja2 import nodes  # 60 ms to load, and most texts name only what every profile has

    from core.rules.template import parse

    try:
        tree = parse(text)
    except UsageError:
        return ()
    names = of_a_file(text)
    if not names:
        return ()
    if len(names) > MOST_TRIED or next(tree.find_all(nodes.Compare), None) is not None:
        return tuple(Lack(frozenset(), frozenset({name})) for name in names if name in _always(tree.body))
    cases = [
        (has, frozenset(names) - has)
        for flags in product((True, False), repeat=len(names))
        if _prints_nothing(text, has := frozenset(name for name, flag in zip(names, flags, strict=True) if flag))
    ]
    return tuple(Lack(*case) for case in _merged(set(cases)))


def _is_brought_by_a_profile(text: str) -> bool:
    """Return whether a template's blocks name only values of a profile, without parsing it."""
    words = {word for block in _BLOCK.findall(text) for word in _WORD.findall(block) if word}
    return words <= PROFILE_BRINGS | _OF_THE_LANGUAGE


def of_a_file(text: str) -> list[str]:
    """Return the variables of a text that only a file can provide, in alphabetical order."""
    from core.rules.template import parse, spelled

    try:
        return sorted({name for name, _line in spelled(parse(text))} - PROFILE_BRINGS)
    except UsageError:
        return []


def _prints_nothing(text: str, has: frozenset[str]) -> bool:
    """Return whether a text uses a missing value for a person who has all profile values and, of a file's, `has`."""
    from core.rules.message import render

    values = dict.fromkeys((*PROFILE_BRINGS, *has), VALUE)
    custom = {name.removeprefix(CUSTOM): VALUE for name in has if name.startswith(CUSTOM)}
    try:
        return render(text, values, custom).text is None
    except UsageError:
        return False


_Case = tuple[frozenset[str], frozenset[str]]


def _merged(cases: set[_Case]) -> list[_Case]:
    """Merge two cases that differ in one value into one without that value, until none can be merged."""
    whole: set[_Case] = set()
    while cases:
        wider: set[_Case] = set()
        used: set[_Case] = set()
        for has, lacks in cases:
            for name in has:
                twin = (has - {name}, lacks | {name})
                if twin in cases:
                    wider.add((has - {name}, lacks))
                    used |= {(has, lacks), twin}
        whole |= cases - used
        cases = wider
    return sorted(whole, key=lambda case: (sorted(case[1]), sorted(case[0])))


def _always(body: Sequence[nodes.Node]) -> frozenset[str]:
    """Return the variables that are printed on every path through the conditions of a text."""
    from jinja2 import nodes

    found: frozenset[str] = frozenset()
    for node in body:
        if isinstance(node, nodes.Output):
            found = found.union(*(_missing_with(part) for part in node.nodes))
        elif isinstance(node, nodes.If):
            branches = [node.body, *(one.body for one in node.elif_), node.else_]
            found |= frozenset.intersection(*map(_always, branches))
    return found


def _missing_with(node: nodes.Node) -> frozenset[str]:
    """Return the variables that must all be known for an expression to have a value."""
    from jinja2 import nodes

    if isinstance(node, nodes.Name):
        return frozenset({node.name})
    if isinstance(node, nodes.Getattr):
        return frozenset({f"{CUSTOM}{node.attr}"})
    if isinstance(node, nodes.Filter) and node.node is not None:
        inner = _missing_with(node.node)
        return inner & _missing_with(node.args[0]) if node.name == "default" else inner
    if isinstance(node, nodes.Or):
        return _missing_with(node.left) & _missing_with(node.right)
    if isinstance(node, nodes.CondExpr) and node.expr2 is not None:
        return _missing_with(node.expr1) & _missing_with(node.expr2)
    return frozenset()

"""The reasons why a text cannot be saved, one sentence each, in this program's words and with a working example."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence

from jinja2 import TemplateSyntaxError, nodes

from core.errors import UsageError
from core.rules.field_words import EXAMPLE, spelled_out, variable_of
from core.rules.placeholders import BLOCK, Foreign, comments, in_block, written_around
from core.rules.template import MAX_TEXT, parse, spelled

MOST_COLUMNS = 20
"""Most columns of a source that a refusal names."""
_TAG = re.compile(r"\{%[-+]?\s*(\w+)")
_OUR_TAGS = re.compile(
    r"(?:el)?if|else|(?:end)?(?:if|for|set|macro|block|with|raw|filter|call|autoescape)|include|import|from|extends|"
    r"print|do"
)
"""Tags of the template language; `template` describes a fault in one of them."""
_A_NAME = re.compile(r"[\w .-]+(?:\|[\w !?,.’-]+)*")
_WITH_ARGUMENTS = re.compile(r"\|\s*(?:upper|lower|title|capitalize|trim|default|truncate|replace)\b")


def faults_of(text: str, known: Collection[str], *, any_custom: bool) -> list[str]:
    """Return the faults of a text; empty if it can be saved. `known` are the existing variables.

    `any_custom` accepts every `custom.` name. Placeholders of other tools come first, since they explain the rest.
    """
    if len(text) <= MAX_TEXT:
        foreign = sorted([*comments(text), *written_around(text), *_blocks(text)], key=lambda found: found.at)
        if foreign:
            return [found.sentence(text) for found in foreign]
    try:
        tree = parse(text)
    except UsageError as error:
        return [_with_example(error.text)]
    return [*_in_constants(tree), *_unknown(tree, known, any_custom=any_custom)]


def _with_example(sentence: str) -> str:
    return f"{sentence.rstrip('.?')}{'?' if sentence.endswith('?') else '.'} For example: {EXAMPLE}"


def _blocks(text: str) -> Iterator[Foreign]:
    """Yield blocks that another tool would read: {{first name}}, {{contact.firstname}}, {{{name}}}, {% firstname %}."""
    for found in BLOCK.finditer(text):
        written = found[0]
        instead = in_block(written) if _is_foreign(written) else None
        if instead is not None:
            yield Foreign(found.start(), written, f"is not a variable: {instead}")


def _is_foreign(written: str) -> bool:
    tag = _TAG.match(written)
    if written.startswith("{%"):
        return tag is None or not _OUR_TAGS.fullmatch(tag[1])
    if written.startswith("{{{") or written.endswith("}}}"):
        return True
    try:
        parse(written)
    except UsageError as error:
        if isinstance(error.__cause__, TemplateSyntaxError):
            return True
        inner = written.strip("{} \t\r\n\xa0")
        if not _A_NAME.fullmatch(inner) or _WITH_ARGUMENTS.search(inner):
            return False
        return "|" in inner or variable_of(inner) is not None
    return False


def _in_constants(tree: nodes.Template) -> Iterator[str]:
    """Yield a fault for each constant that would be sent as it is: in {{ company or '[Company]' }}, {{ 1 }}."""
    for output in tree.find_all(nodes.Output):
        for child in output.nodes:
            if isinstance(child, nodes.Const) and variable_of(str(child.value)):
                meant = spelled_out(variable_of(str(child.value)) or "")
                yield _with_example(f"Line {child.lineno}: “{child.value}” is in quotes: write {meant}.")
            elif isinstance(child, nodes.Const) and not isinstance(child.value, str):
                yield _with_example(
                    f"Line {child.lineno}: “{child.value}” would be sent as it is: write the name of a variable."
                )
            elif not isinstance(child, nodes.Const):
                yield from _in_printed(child)


def _in_printed(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const):
        for found in written_around(str(node.value)):
            yield _with_example(f"Line {node.lineno}: “{found.written}” {found.instead}.")
    elif isinstance(node, nodes.Or | nodes.And):
        yield from _in_printed(node.left)
        yield from _in_printed(node.right)
    elif isinstance(node, nodes.CondExpr):
        yield from _in_printed(node.expr1)
        if node.expr2 is not None:
            yield from _in_printed(node.expr2)
    elif isinstance(node, nodes.Filter):
        for part in [node.node, *(node.args if node.name == "default" else [])]:
            if part is not None:
                yield from _in_printed(part)


def _unknown(tree: nodes.Template, known: Collection[str], *, any_custom: bool) -> Iterator[str]:
    lines: dict[str, int] = {}
    for name, line in spelled(tree):
        if name not in known and not (any_custom and name.startswith("custom.")):
            lines.setdefault(name, line)
    for name, line in lines.items():
        yield _with_example(f"Line {line}: there is no variable “{name}”{_hint(name, known)}")


def _column_hint(name: str, columns: Sequence[str]) -> str:
    """Return the nearest column of the source by its own name, or else all of them."""
    if near := difflib.get_close_matches(name, [one.removeprefix("custom.") for one in columns], 1, 0.6):
        return f": did you mean custom.{near[0]}?"
    if not columns:
        return ": the source has no column of its own, only the usual fields"
    return f": the source has {', '.join(columns[:MOST_COLUMNS])}{' …' if columns[MOST_COLUMNS:] else ''}"


def _hint(name: str, known: Collection[str]) -> str:
    if f"custom.{name}" in known:
        return f": did you mean custom.{name}?"
    variable = None if name.startswith("custom.") else variable_of(name)
    if variable is not None:
        return f": write {spelled_out(variable)}"
    if name.startswith(("custom.", "custom_")):
        return _column_hint(name[len("custom.") :], [one for one in known if one.startswith("custom.")])
    if near := difflib.get_close_matches(name, sorted(known), 1, 0.5):
        return f": did you mean {near[0]}?"
    plain = ", ".join(one for one in known if not one.startswith("custom."))
    return f": use {plain} or custom.column_name; put a text in quotes"

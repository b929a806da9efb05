"""The small part of Jinja2 that a message may use; everything else is refused.

Texts come from people and files, and a daemon renders them thousands of times. Allowed are only names, `custom.x`,
clean constants, a short list of filters, and/or/not, ==, !=, in, inline if and if/else blocks. Without loops, calls,
arithmetic and attributes, no text can hang, grow without bound or read the program's data, and no escape in quotes can
bring in an invisible character.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from core.errors import UsageError
from core.text import clean, hidden_in, is_clean

MAX_TEXT = 8000
"""Most code points of a template and of its result: LinkedIn's own limit of a message."""

MISSING_KEY = "missing names"  # two words: no template can name such a key

_MAX_DEPTH = 40
_LONG_NUMBER = re.compile(r"[0-9_.]{300,}")
_LONG_NEST = re.compile(r"(?:[(\[{]\s*){30}|(?:\bnot\s+){30}")
_CUSTOM_NAME = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_REFUSED: dict[type[nodes.Node], str] = {
    nodes.For: "loops ({% for %}) are not allowed",
    nodes.Call: "calls such as name() are not allowed",
    nodes.Test: "“is …” is not allowed: write {% if company %}",
    nodes.Getitem: "[…] is not allowed: write custom.column_name",
    nodes.Concat: "“~” is not allowed: write the parts one after the other",
    nodes.BinExpr: "arithmetic is not allowed",
    nodes.UnaryExpr: "arithmetic is not allowed",
    nodes.Assign: "{% set %} is not allowed",
    nodes.AssignBlock: "{% set %} is not allowed",
    nodes.Macro: "{% macro %} is not allowed",
    nodes.Include: "{% include %} is not allowed",
    nodes.Import: "{% import %} is not allowed",
    nodes.FromImport: "{% import %} is not allowed",
    nodes.Extends: "{% extends %} is not allowed",
    nodes.Block: "{% block %} is not allowed",
    nodes.With: "{% with %} is not allowed",
    nodes.FilterBlock: "{% filter %} is not allowed: write {{ name|upper }}",
    nodes.CallBlock: "{% call %} is not allowed",
    nodes.Tuple: "lists are not allowed",
    nodes.List: "lists are not allowed",
    nodes.Dict: "lists are not allowed",
}
_PLAIN: tuple[type[nodes.Node], ...] = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.If,
    nodes.CondExpr,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.Operand,
)


class Missing(StrictUndefined):
    """A missing value: false in a condition, equal to an empty text, noted when printed."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]
        return False

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        return isinstance(other, Undefined) or other == ""

    def __ne__(self, other: object) -> bool:  # type: ignore[override]
        return not self == other

    def __contains__(self, item: object) -> bool:  # type: ignore[override]
        return False

    __hash__ = None  # type: ignore[assignment]

    @property
    def name(self) -> str:
        """Return the variable as the template spells it."""
        return self._undefined_name or ""


@pass_context
def _printed(context: Context, value: object) -> object:
    """Process every printed expression: note a missing one instead of raising."""
    if isinstance(value, Missing):
        context[MISSING_KEY].append(value.name)
    return "" if value is None or isinstance(value, Undefined) else value


def _text_filter(change: Callable[[str], str]) -> Callable[[object], object]:
    def apply(value: object) -> object:
        return value if value is None or isinstance(value, Undefined) else change(str(value))

    return apply


def _default(value: object, instead: object, _: bool = True) -> object:
    """Return `instead` for a missing or empty value; Jinja's second argument, which tells them apart, is ignored."""
    return value or instead


def _truncate(value: object, length: int) -> object:
    """Return at most `length` code points; the last is "…" if the text was cut."""
    if isinstance(value, Undefined) or len(str(value)) <= length:
        return value
    return str(value)[: length - 1].rstrip() + "…"


def _replace(value: object, old: object, new: object) -> object:
    if isinstance(value, Undefined) or isinstance(old, Undefined) or not old:
        return value
    return str(value).replace(str(old), "" if isinstance(new, Undefined) else str(new))[:MAX_TEXT]


_FILTERS: dict[str, Callable[..., object]] = {
    "upper": _text_filter(str.upper),
    "lower": _text_filter(str.lower),
    "title": _text_filter(str.title),
    "capitalize": _text_filter(str.capitalize),
    "trim": _text_filter(str.strip),
    "default": _default,
    "truncate": _truncate,
    "replace": _replace,
}


def _environment() -> SandboxedEnvironment:
    environment = SandboxedEnvironment(undefined=Missing, finalize=_printed, autoescape=False)
    environment.filters = dict(_FILTERS)
    environment.tests = {}
    environment.globals = {}
    return environment


_ENVIRONMENT = _environment()


@lru_cache(maxsize=4096)
def parse(text: str) -> nodes.Template:
    """Return the syntax tree.

    Raises UsageError with the line if the text is no template or uses more than is allowed.
    """
    if len(text) > MAX_TEXT:
        raise UsageError(f"The text has {len(text)} characters: at most {MAX_TEXT}.")
    try:
        tree = _ENVIRONMENT.parse(text)
        raw = next((line for line, kind, _ in _ENVIRONMENT.lex(text) if kind == "raw_begin"), None)
    except TemplateSyntaxError as error:
        raise UsageError(f"Line {error.lineno}: {_in_words(error.message or '')}.", line=error.lineno) from error
    except (RecursionError, MemoryError) as error:
        raise UsageError(f"{_line_of(_LONG_NEST, text)}the text nests too deeply: use fewer brackets.") from error
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{_line_of(_LONG_NUMBER, text)}a number is too long: put a text that is to be printed in quotes."
        ) from error
    if raw is not None:
        raise UsageError(f"Line {raw}: {{% raw %}} is not allowed.", line=raw)
    _check(tree, 0)
    return tree


def _line_of(pattern: re.Pattern[str], text: str) -> str:
    """Return the beginning of a sentence about the line where a pattern is found; empty if it is not."""
    found = pattern.search(text)
    return "" if found is None else f"Line {text.count(chr(10), 0, found.start()) + 1}: "


def _in_words(message: str) -> str:
    """Return a syntax error in this program's words, since a person need not know which library reads the text."""
    if message.startswith("Unexpected end of template"):
        return "{% if %} is never closed: write {% endif %} where it ends"
    if stray := re.search(r"unknown tag '(elif|else|endif)'", message):
        return f"{{% {stray[1]} %}} has no {{% if company %}} before it"
    if "unknown tag" in message:
        return "only {% if company %}, {% elif position %}, {% else %} and {% endif %} are allowed in {% %}"
    if "Missing end of" in message or "end of template" in message:
        return "a variable or a condition has no closing braces"
    return "this cannot be read: a variable is written {{ company }}, a condition {% if company %}…{% endif %}"


@lru_cache(maxsize=4096)
def compiled(text: str) -> Template:
    """Return the template, checked and compiled; cached, since a template renders thousands of texts."""
    parse(text)
    return _ENVIRONMENT.from_string(text)


def missing(name: str) -> Missing:
    """Return the marker for a variable without a value."""
    return Missing(name=name)


def spelled(tree: nodes.Node) -> Iterator[tuple[str, int]]:
    """Yield every variable in the tree with its line, `custom.x` as one name."""
    if isinstance(tree, nodes.Getattr):
        yield f"custom.{tree.attr}", tree.lineno
    elif isinstance(tree, nodes.Name):
        yield tree.name, tree.lineno
    else:
        for child in tree.iter_child_nodes():
            yield from spelled(child)


def _check(node: nodes.Node, depth: int) -> None:
    if depth > _MAX_DEPTH:
        raise _refused(node, "the text nests too deeply")
    if isinstance(node, nodes.Getattr):
        _check_custom(node)
        return
    if isinstance(node, nodes.Name):
        if node.name in {"custom", "self"}:
            raise _refused(node, f"“{node.name}” alone is incomplete: write custom.column_name")
    elif isinstance(node, nodes.Filter):
        _check_filter(node)
    elif isinstance(node, nodes.Compare):
        _check_comparison(node)
    elif isinstance(node, nodes.Const):
        _check_constant(node)
    elif not isinstance(node, _PLAIN):
        reasons = (reason for kind, reason in _REFUSED.items() if isinstance(node, kind))
        raise _refused(node, next(reasons, f"“{type(node).__name__.lower()}” is not allowed"))
    for child in node.iter_child_nodes():
        _check(child, depth + 1)


def _check_constant(node: nodes.Const) -> None:
    """Refuse a constant unless it is a clean text, a whole number from 0 to `MAX_TEXT`, true, false or none."""
    value = node.value
    if isinstance(value, str):
        if found := hidden_in(value):
            raise _refused(node, f"a text in quotes holds {found}, an invisible character: remove it")
        if not is_clean(value):
            raise _refused(node, f"a text in quotes would be changed by cleaning: write “{clean(value, 40)}”")
    elif isinstance(value, int):
        if not 0 <= value <= MAX_TEXT:  # true and false are numbers as well
            raise _refused(node, f"a number is larger than {MAX_TEXT}: put a text that is to be printed in quotes")
    elif value is not None:
        raise _refused(node, "only whole numbers are allowed: put a text that is to be printed in quotes")


def is_custom_name(name: str) -> bool:
    """Return whether a text can name a column of a file, so that a template may print it."""
    return _CUSTOM_NAME.fullmatch(name) is not None


def _check_custom(node: nodes.Getattr) -> None:
    named = isinstance(node.node, nodes.Name) and node.node.name == "custom"
    if not named or not _CUSTOM_NAME.fullmatch(node.attr):
        raise _refused(node, f"“.{node.attr}” is not allowed: only custom.column_name has a dot")


def _check_filter(node: nodes.Filter) -> None:
    if node.name not in _FILTERS or node.node is None:
        raise _refused(node, f"there is no filter “{node.name}”: use {', '.join(_FILTERS)}")
    if node.kwargs or node.dyn_args or node.dyn_kwargs:
        raise _refused(node, f"write the values for “{node.name}” in brackets, without names")
    if not _arguments_fit(node.name, node.args):
        how = {"default": "default('there')", "truncate": "truncate(80)", "replace": "replace('old', 'new')"}
        raise _refused(node, f"“{node.name}” is written {how.get(node.name, node.name)}")


def _arguments_fit(name: str, args: list[nodes.Expr]) -> bool:
    if name == "truncate":
        length = args[0].value if len(args) == 1 and isinstance(args[0], nodes.Const) else None
        return isinstance(length, int) and 1 <= length <= MAX_TEXT and not isinstance(length, bool)
    if name == "default":
        flag = len(args) == 2 and isinstance(args[1], nodes.Const) and isinstance(args[1].value, bool)
        return (len(args) == 1 or flag) and _is_text(args[0])
    return len(args) == (2 if name == "replace" else 0) and all(map(_is_text, args))


def _check_comparison(node: nodes.Compare) -> None:
    if len(node.ops) != 1 or node.ops[0].op not in {"eq", "ne", "in", "notin"}:
        raise _refused(node, "compare with ==, !=, in or not in, two things at a time")
    if not (_is_text(node.expr) and _is_text(node.ops[0].expr)):
        raise _refused(node, "compare variables and texts in quotes only")
    if node.ops[0].op in {"in", "notin"} and not isinstance(node.expr, nodes.Const):
        raise _refused(node, "“in” looks for a text in quotes, such as 'CTO' in position")


def _is_text(node: nodes.Node) -> bool:
    """Return whether an expression gives a text (or a missing one), so that no comparison or filter can fail."""
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str)
    if isinstance(node, nodes.And | nodes.Or):
        return _is_text(node.left) and _is_text(node.right)
    if isinstance(node, nodes.CondExpr):
        return node.expr2 is not None and _is_text(node.expr1) and _is_text(node.expr2)
    return isinstance(node, nodes.Name | nodes.Getattr | nodes.Filter)


def _refused(node: nodes.Node, reason: str) -> UsageError:
    return UsageError(f"Line {node.lineno}: {reason}.", line=node.lineno)

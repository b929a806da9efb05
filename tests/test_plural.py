"""Plurals of words after a count: one function makes all of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import core
import tui
from core import plural as home
from core.plural import plural

ROOMS = [Path(package.__file__ or "").parent for package in (core, tui)]


def test_one_alone_is_singular() -> None:
    assert [f"{count} {plural(count, 'row')}" for count in (0, 1, 2)] == ["0 rows", "1 row", "2 rows"]
    assert [plural(count, "line was", "lines were") for count in (1, 2)] == ["line was", "lines were"]


def test_nothing_else_makes_a_plural() -> None:
    files = [path for room in ROOMS for path in room.rglob("*.py") if path != Path(home.__file__)]
    found = {f"{path}:{line}" for path in files for line in own_plurals(path.read_text())}
    assert not found, "use core/plural.py"


@pytest.mark.parametrize(
    "code",
    [
        "f\"{n} row{'s' if n > 1 else ''}\"",
        "f\"{n} row{'' if n == 1 else 's'}\"",
        "f\"{n} {'line was' if n == 1 else 'lines were'} dropped\"",
        "'1 text' if n == 1 else f'{n} texts'",
        "f'{n} people' if n != 1 else '1 person'",
        "def plural(): ...",
    ],
)
def test_another_plural_would_be_found(code: str) -> None:
    assert list(own_plurals(code)) == [1]


def own_plurals(source: str) -> Iterator[int]:
    """Yield the lines of a module that choose between the words for one and for several."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name="plural" | "pluralize"):
                yield node.lineno
            case ast.IfExp(test=ast.Compare(ops=[op], comparators=[ast.Constant(value=1)]), body=body, orelse=other):
                if isinstance(op, ast.Eq | ast.NotEq | ast.Gt) and spells_a_plural(_words(body), _words(other)):
                    yield node.lineno


def spells_a_plural(one: str, other: str) -> bool:
    """Return whether two texts are the same word for one and for several, or a count with its word."""
    shorter, longer = sorted((one.strip("1{} "), other.strip("1{} ")), key=len)
    first, second = shorter.split(" ")[0], longer.split(" ")[0]
    return longer.strip() != "" and (second == first + "s" or {first, second} == {"person", "people"})


def _words(node: ast.expr) -> str:
    """Return the text of a string or an f-string, its values as {}."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in values)
    return ""

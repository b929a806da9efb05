"""Print the page of all problem codes, made from the table of codes and from where the code raises each.

`python -m tools.codes_page --write` puts it into docs/codes.md; a test fails while that differs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.rules.codes import CODES, LASTING, describe, describe_lasting
from core.rules.problem_codes.code import Code, Kind
from tools.generated import print_or_write

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "codes.md"
TABLES = ("core/rules/problem_codes/", "core/rules/short_words.py")
"""Modules that have words for every code."""
ROOMS = ("engine", "rules", "services", "store")
SHORTEST_BEGIN = 5
"""Least characters of the fixed beginning of a code that the program composes, such as `sender.`."""
HEAD = """# Codes

Made by `python -m tools.codes_page --write` from the tables of `core/rules/problem_codes`; do not edit.
`overture codes` prints the same. A code is never renamed. In the app `w` shows the problems of a campaign, and the
Queue the reason of a person. *Where* names the modules of the engine, rules, services and store that use a code; codes
without a dot are common words, and have no entry there.
"""
KINDS = {
    Kind.CONDITION: ("Conditions", "Open while they hold."),
    Kind.EVENT: ("Events", "Open until a later run of the campaign closes without them."),
    Kind.REASON: ("Reasons", "Never open: they say why one person, or one run, was left out."),
}


def page() -> str:
    """Return the whole page: a table for each kind of code, and one for conditions that have lasted."""
    parts = [HEAD]
    for kind, (title, words) in KINDS.items():
        found = [(entry, *describe(entry.code)) for entry in CODES.values() if entry.kind is kind]
        parts.append(f"\n## {title}\n\n{words}\n\n" + _table(found))
    lasting = [(entry, *describe_lasting(entry.code)) for entry in LASTING.values()]
    parts.append(
        "\n## Conditions that have lasted\n\nThese sentences are used once a condition has lasted too long to end by "
        "itself.\n\n"
    )
    return "".join(parts) + _table(lasting)


def _table(found: list[tuple[Code, str, str]]) -> str:
    rows = "".join(
        f"| `{entry.code}` | {entry.severity} | {_cell(text)} | {_cell(action)} | {_cell(_where(entry.code))} |\n"
        for entry, text, action in found
    )
    return f"| code | severity | sentence | what to do | where |\n| --- | --- | --- | --- | --- |\n{rows}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _where(code: str) -> str:
    """Return the modules that contain a code, or its fixed beginning if the program composes the code.

    Return nothing for a code without a dot: it may be a status or a plain word elsewhere.
    """
    if "." not in code:
        return ""
    names = [name for name, words, _begins in _spelled() if code in words]
    names = names or [name for name, _words, begins in _spelled() if any(code.startswith(begin) for begin in begins)]
    return ", ".join(f"`{name}`" for name in names)


@cache
def _spelled() -> list[tuple[str, frozenset[str], frozenset[str]]]:
    found = []
    for path in sorted(path for room in ROOMS for path in (ROOT / "core" / room).rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if not name.startswith(TABLES):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            found.append(
                (name.removeprefix("core/").removesuffix(".py"), frozenset(_words(nodes)), frozenset(_begins(nodes)))
            )
    return found


def _words(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value.partition(":")[0]


def _begins(nodes: list[ast.AST]) -> Iterator[str]:
    for node in nodes:
        first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            begin = first.value
            if len(begin) >= SHORTEST_BEGIN and begin.endswith(".") and " " not in begin:
                yield begin


if __name__ == "__main__":
    print_or_write(PAGE, page())

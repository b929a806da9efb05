"""Find queries outside `core/store`; the sandbox, a network of its own, keeps its own state.

It finds strings that are SQL statements, imports of modules that build them, and calls of a door's own methods. Part of
`make check`: it prints a line for each, and exits with 1 if there is any.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
OWNERS = (Path("core/store"), Path("core/network/sandbox"))
STATEMENT = re.compile(
    r"\bSELECT\s.+\bFROM\b|\bSELECT\s+(1|count|max|min|sum|EXISTS)\b|\bINSERT\s+(OR\s+\w+\s+)?INTO\b"
    r"|\bUPDATE\s+\S+\s+SET\b|\bDELETE\s+FROM\b|\bPRAGMA\s+\w|\bVACUUM\b|\bCREATE\s+(TABLE|INDEX|VIEW|TRIGGER)\b"
    r"|\b(FROM|JOIN)\s+[\w{}\"]+\s.*\b(WHERE|JOIN|ON)\s",
    re.DOTALL,
)
BUILDERS = ("peewee", "apsw", "playhouse", "sqlite3", "core.store.tables", "core.store.compiled", "core.store.spelled")
DOOR_METHODS = {"rows", "row", "rows_named", "scalar", "change", "insert", "execute", "execute_sql"}
DOORS = {"store", "reading", "writing", "connection", "database", "peewee"}


def found_in(source: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the kind of each query in a module's source."""
    tree = ast.parse(source)
    documentation = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if id(node) in documentation:
            continue
        text = _text(node)
        if text is not None and STATEMENT.search(text):
            yield node.lineno, "a statement"
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, f"an import of {name}") for name in _modules(node) if _builds(name))
        elif isinstance(node, ast.Call) and _is_door_call(node):
            yield node.lineno, "a call of a door"


def _text(node: ast.AST) -> str | None:
    """Return the text of a string, with `{}` for each value inserted into it; None for any other node."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _modules(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif node.module:
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _builds(module: str) -> bool:
    return any(module == builder or module.startswith(f"{builder}.") for builder in BUILDERS)


def _is_door_call(node: ast.Call) -> bool:
    if not isinstance(node.func, ast.Attribute) or node.func.attr not in DOOR_METHODS:
        return False
    on = node.func.value
    if isinstance(on, ast.Call):
        on = on.func
    return (isinstance(on, ast.Name) and on.id in DOORS) or (isinstance(on, ast.Attribute) and on.attr in DOORS)


def main() -> int:
    """Print the queries found in `core` and `tui`; return 1 if there are any."""
    lines = [
        f"{path.relative_to(ROOT)}:{line}: {kind} outside core/store"
        for folder in ("core", "tui")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not any(owner in path.relative_to(ROOT).parents for owner in OWNERS)
        for line, kind in sorted(set(found_in(path.read_text(encoding="utf-8"))))
    ]
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())

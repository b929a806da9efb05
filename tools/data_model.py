"""Print the page of the data model, made from the models and from the modules of the store that use them.

`python -m tools.data_model --write` puts it into docs/data-model.md; a test fails while that differs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import peewee as pw

from core.store.tables.all_tables import TABLES
from core.store.tables.base import Table
from tools.generated import print_or_write

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "data-model.md"
STORE = ROOT / "core" / "store"
HEAD = """# Data model

Made by `python -m tools.data_model --write` from `core/store/tables`; do not edit. Moments are microseconds since 1970,
UTC. Only modules of `core/store` read and write these tables; they are named below each table.
"""
TYPES = {
    "UtcField": "moment",
    "MaybeUtcField": "moment",
    "JsonField": "JSON",
    "TextField": "text",
    "IntegerField": "whole number",
    "BigIntegerField": "whole number",
    "BooleanField": "0 or 1",
    "AutoField": "number",
}
WRITERS = {"insert", "insert_from", "insert_many", "update", "delete", "create"}
WRITTEN = re.compile(r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?")
READ = re.compile(r"\b(?:FROM|JOIN)\s+\"?(\w+)\"?")


def page() -> str:
    """Return the whole page."""
    users = Users()
    sections = ["\n".join(_section(table, users)) for table in TABLES]
    return HEAD + "\n" + "\n\n".join(sections) + "\n"


def _section(table: type[Table], users: Users) -> Iterator[str]:
    name = _name(table)
    yield f"## {name}"
    yield ""
    yield " ".join((table.__doc__ or "").split())
    yield ""
    yield "| column | holds | |"
    yield "| --- | --- | --- |"
    notes = _notes(table)
    for field in table._meta.sorted_fields:  # noqa: SLF001 - Peewee has no public name for it
        yield f"| `{field.column_name}` | {_holds(field)} | {notes.get(field.name, '')} |"
    indexes = list(_indexes(table))
    if indexes:
        yield ""
        yield f"Indexes: {', '.join(indexes)}."
    yield ""
    yield f"Written by {_modules(users.writers(table))}. Read by {_modules(users.readers(table))}."


def _name(table: type[Table]) -> str:
    return str(table._meta.table_name)  # noqa: SLF001 - Peewee has no public name for it


def _holds(field: pw.Field) -> str:
    if isinstance(field, pw.ForeignKeyField):
        what = f"number of a [{_name(field.rel_model)}](#{_name(field.rel_model)})"
    else:
        what = TYPES[type(field).__name__]
    return what + (", key" if field.primary_key else ", or null" if field.null else "")


def _indexes(table: type[Table]) -> Iterator[str]:
    for index in table._meta.fields_to_index():  # noqa: SLF001 - Peewee has no public name for it
        if isinstance(index, pw.SQL):  # an index of an expression, given as SQL
            yield f"`{index.sql.split(chr(34))[1]}` (of an expression)"
            continue
        columns = ", ".join(getattr(part, "column_name", str(part)) for part in index._expressions)  # noqa: SLF001
        kinds = ["unique"] * bool(index._unique) + ["partial"] * (index._where is not None)  # noqa: SLF001
        yield f"`{columns}`" + (f" ({', '.join(kinds)})" if kinds else "")


def _notes(table: type[Table]) -> dict[str, str]:
    """Return the docstring below each column of a model, by the column's field."""
    path = ROOT / (table.__module__.replace(".", "/") + ".py")
    found: dict[str, str] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef) and node.name == table.__name__:
            for before, after in zip(node.body, node.body[1:], strict=False):
                text = ast.get_docstring(ast.Module([after], []))
                if text and isinstance(before, ast.Assign) and isinstance(before.targets[0], ast.Name):
                    found[before.targets[0].id] = " ".join(text.split()).replace("|", "\\|")
    return found


def _modules(names: set[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "nothing"


class Users:
    """The modules of the store that write and read each table."""

    def __init__(self) -> None:
        self._writers: dict[str, set[str]] = {}
        self._readers: dict[str, set[str]] = {}
        by_class = {table.__name__: _name(table) for table in TABLES}
        for path in sorted(STORE.rglob("*.py")):
            module = path.relative_to(STORE).with_suffix("").as_posix()
            if path.parent.name in ("tables", "migrations") or module == "upkeep/foreign":
                continue
            written, read = _used(ast.parse(path.read_text(encoding="utf-8")), by_class)
            for found, into in ((written, self._writers), (read, self._readers)):
                for table in found:
                    into.setdefault(table, set()).add(module)

    def writers(self, table: type[Table]) -> set[str]:
        """Return the modules that write a table."""
        return self._writers.get(_name(table), set())

    def readers(self, table: type[Table]) -> set[str]:
        """Return the modules that read a table."""
        return self._readers.get(_name(table), set())


def _used(tree: ast.Module, by_class: dict[str, str]) -> tuple[set[str], set[str]]:
    """Return the tables that a module writes and reads, by expressions and in statements as text."""
    written: set[str] = set()
    read: set[str] = set()
    known = set(by_class.values())
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in by_class:
            if node.attr in WRITERS:
                written.add(by_class[node.value.id])
            elif node.attr in ("select", "alias"):
                read.add(by_class[node.value.id])
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "join":
            read |= {by_class[part.id] for part in node.args[:1] if isinstance(part, ast.Name) and part.id in by_class}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            written |= known & set(WRITTEN.findall(node.value))
            read |= known & set(READ.findall(re.sub(r"DELETE\s+FROM", "DELETE", node.value)))
    return written, read


if __name__ == "__main__":
    print_or_write(PAGE, page())

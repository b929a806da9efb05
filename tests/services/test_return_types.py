"""Return types of services, which screens use: named types, never a dictionary of anything."""

from __future__ import annotations

import ast
import pathlib
from collections.abc import Iterator

import core.services

UNTYPED = "dict[str, Any]"


def returned(path: pathlib.Path) -> Iterator[tuple[str, str]]:
    """Yield each public function and method of a module with its return type; the module's own aliases are resolved."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    aliases = {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and UNTYPED in ast.unparse(node.value)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.returns is not None:
            names = {name.id for name in ast.walk(node.returns) if isinstance(name, ast.Name)}
            yield node.name, " ".join([ast.unparse(node.returns), *(aliases[name] for name in names & aliases.keys())])


def test_no_service_returns_a_dictionary_of_anything() -> None:
    folder = pathlib.Path(core.services.__path__[0])
    found = {f"{path.name}:{name}" for path in folder.rglob("*.py") for name, told in returned(path) if UNTYPED in told}
    assert found == set()


def test_an_alias_hides_nothing(tmp_path: pathlib.Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("Row = dict[str, Any]\ndef rows() -> list[Row]: ...\ndef _private() -> Row: ...\n")
    assert list(returned(module)) == [("rows", "list[Row] dict[str, Any]")]

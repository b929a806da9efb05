"""`requirements.lock`: names and versions only, no address of a registry, and what pyproject.toml allows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LINE = re.compile(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.!+-]+")


def test_the_lock_holds_names_and_versions_that_are_allowed() -> None:
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    locked = {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [Requirement(text) for text in [*project["dependencies"], *project["optional-dependencies"]["dev"]]]
    assert [str(one) for one in wanted if not one.specifier.contains(locked[canonicalize_name(one.name)])] == []


def test_each_dependency_is_imported_by_the_program() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    code = "\n".join(path.read_text() for folder in ("core", "tui") for path in (ROOT / folder).rglob("*.py"))
    modules = [Requirement(text).name.replace("-", "_") for text in project["dependencies"]]
    assert [name for name in modules if not re.search(rf"^ *(import|from) {name}\b", code, re.MULTILINE)] == []

"""Every document, heading and file that the code or a document refers to is there, and no other document is cited."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools import codes_page

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
REFERENCE = re.compile(r"\b(docs/[\w-]+\.md)(?:#([\w-]+))?")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([\w-]+))?\)")
CODE = re.compile(r"`((?:core|tui|tests|tools)/[\w/]+(?:\.\w+)?)`")
"""A file, a folder or a name in a module."""
ELSEWHERE = re.compile(
    r"\b(?:DESIGN|DETAILS|RELIABILITY|PROVIDER|FIELD|FEASIBILITY|SCALE|HOUSE|CASES|SPEED|ANCHORS)"
    r"(?:\.md|'s\b| part\b|, [“\"]|,? (?:sections? )?[A-Z]? ?\d)|\.\./shared"
)
"""Names of documents that are not in the repository, so nothing may refer to them."""


def anchors(page: Path) -> set[str]:
    """Return the names of a page's headings in links."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def leads_nowhere(path: Path, anchor: str) -> bool:
    """Return whether a reference has no target."""
    return not path.exists() or bool(anchor and anchor not in anchors(path))


def names_nothing(name: str) -> bool:
    """Return whether a name such as `core/text.clean` or `tests/fuzz` is neither a file, a folder nor in a module."""
    module, _, word = name.partition(".")
    if (ROOT / name).exists() or (ROOT / f"{name}.py").exists():
        return False
    path = ROOT / f"{module}.py"
    return not (path.exists() and re.search(rf"\b{word}\b", path.read_text(encoding="utf-8")))


def sources() -> list[Path]:
    """Return the files of the code, tests and tools."""
    listed = subprocess.run(
        ["git", "ls-files", "core", "tui", "tests", "tools", "stubs", "Makefile", "pyproject.toml"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    ).stdout.split()
    found = [ROOT / name for name in listed if name.endswith((".py", ".pyi", ".mjs", ".toml", "Makefile"))]
    return [path for path in found if path.exists() and path != Path(__file__)]


def test_each_reference_of_the_code_leads_somewhere() -> None:
    bad = []
    for path in sources():
        for page, anchor in REFERENCE.findall(path.read_text(encoding="utf-8")):
            if leads_nowhere(ROOT / page, anchor):
                bad.append(f"{path.relative_to(ROOT)}: {page}#{anchor}")
    assert bad == []


def test_each_module_and_name_in_a_document_exists() -> None:
    bad = [
        f"{page.name}: {name}"
        for page in PAGES
        for name in CODE.findall(page.read_text(encoding="utf-8"))
        if names_nothing(name)
    ]
    assert bad == []


def test_no_document_outside_of_the_clone_is_cited() -> None:
    bad = [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in [*sources(), *PAGES]
        for found in [ELSEWHERE.search(path.read_text(encoding="utf-8"))]
        if found
    ]
    assert bad == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_each_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    bad = [f"{to}#{anchor}" for to, anchor in links if leads_nowhere(page.parent / to if to else page, anchor)]
    assert bad == []


def test_a_reference_that_leads_nowhere_is_found() -> None:
    assert leads_nowhere(ROOT / "docs" / "nothing.md", "")
    assert leads_nowhere(ROOT / "docs" / "design.md", "no-such-heading")
    assert not leads_nowhere(ROOT / "docs" / "design.md", "limits")


def test_the_page_of_codes_is_that_of_today() -> None:
    assert codes_page.PAGE.read_text(encoding="utf-8") == codes_page.page(), "python -m tools.codes_page --write"

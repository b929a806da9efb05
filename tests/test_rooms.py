"""Folders stay small, and few file names occur in two packages (CONTRIBUTING, "A file's name")."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = [path.relative_to(ROOT) for folder in ("core", "tui") for path in sorted((ROOT / folder).rglob("*.py"))]
OF_ONE_NOUN = (Path("core/store"), Path("core/services"), Path("core/cli"), Path("tui/screens"), Path("tui/dialogs"))
"""Tables, service, command, page and dialog of one noun may share its name."""
CONTROL = re.compile(rb"[\x00-\x09\x0b-\x1f\x7f]")
MOST_FILES, MOST_TWINS, MOST_SKIPS = 30, 12, 10


def test_a_folder_holds_at_most_thirty_modules() -> None:
    folders = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    assert {str(folder): count for folder, count in folders.items() if count > MOST_FILES} == {}


def test_few_names_stand_in_two_packages() -> None:
    places: defaultdict[str, set[Path]] = defaultdict(set)
    for path in MODULES:
        if not path.name.startswith("__"):
            noun = any(folder in path.parents for folder in OF_ONE_NOUN)
            places[path.name].add(Path("noun") if noun else path.parent)
    twins = sorted(name for name, found in places.items() if len(found) > 1)
    assert len(twins) <= MOST_TWINS, twins


def test_no_source_holds_a_raw_control_character() -> None:
    """A character in place of its escape, such as `\\b` in a help text, is not seen by a reader."""
    assert [path for path in MODULES if CONTROL.search((ROOT / path).read_bytes())] == []


def test_the_formatter_is_hardly_ever_told_to_skip() -> None:
    skipped = [path for path in MODULES for _ in range((ROOT / path).read_text().count("# fmt: skip"))]
    assert len(skipped) <= MOST_SKIPS, skipped

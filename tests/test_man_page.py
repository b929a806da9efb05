"""docs/overture.1 is up to date with the commands, and the wheel installs it."""

from __future__ import annotations

import tomllib
from pathlib import Path

from tools import man_page

ROOT = Path(__file__).parents[1]


def test_the_page_is_that_of_today() -> None:
    assert man_page.PAGE.read_text(encoding="utf-8") == man_page.page(), "python -m tools.man_page --write"


def test_the_wheel_takes_it_along() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["shared-data"] == {"docs/overture.1": "share/man/man1/overture.1"}


def test_no_line_is_a_command_by_accident() -> None:
    known = {".TH", ".SH", ".SS", ".TP", ".B", '.\\"'}
    lines = [line for line in man_page.page().splitlines() if line.startswith((".", "'"))]
    assert {line.split(" ")[0] for line in lines} <= known

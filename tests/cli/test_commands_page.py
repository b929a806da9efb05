"""docs/commands.md is up to date with `--help`."""

from __future__ import annotations

from tools import commands_page


def test_the_page_is_that_of_today() -> None:
    assert commands_page.PAGE.read_text(encoding="utf-8") == commands_page.page(), (
        "python -m tools.commands_page --write"
    )


def test_each_command_has_its_section() -> None:
    parts = [line for line in commands_page.page().splitlines() if line.startswith("## overture")]
    assert len(parts) == len(set(parts)) > 60
    assert "## overture campaign archive" in parts

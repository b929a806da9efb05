"""Archiving a member or a source first states what would end, with counts."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Cli


@pytest.mark.parametrize(("noun", "ref"), [("member", "Ada Wong"), ("source", "founders")])
def test_archiving_asks_with_counts_and_changes_nothing_before_a_yes(waiting: Cli, noun: str, ref: str) -> None:
    asked = waiting(noun, "archive", ref)
    assert asked.code == 5
    assert f"Archiving “{ref}” cannot be undone. 1 active campaign becomes Stopped" in asked.err
    assert "10 people are not contacted (10 pending)." in asked.err
    assert asked.err.rstrip().endswith("Repeat it with --yes.")
    assert waiting(noun, "archive", ref, "--json").error["code"] == "confirm"
    assert len(waiting.data(noun, "list")) == 1
    assert waiting.data("campaign", "list")[0]["health"]["state"] != "stopped"
    waiting.ok(noun, "archive", ref, "--yes")
    assert waiting.data(noun, "list") == []
    assert waiting.data("campaign", "list")[0]["health"]["state"] == "stopped"


def test_archiving_says_if_nothing_ends(ready: Cli) -> None:
    ready.ok("member", "add", "Ben Ito", "--account", "ben")
    asked = ready("member", "archive", "Ben Ito")
    assert asked.code == 5
    assert "No active campaign sends from this account. Repeat it" in asked.err
    assert ready("member", "archive", "Nobody").code == 4

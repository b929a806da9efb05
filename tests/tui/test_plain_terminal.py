"""Terminals without colour: every state is a word and a shape, and nothing is told by a colour alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tui.support_pty import DEADLINE_S, terminal

COLOUR = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")


@pytest.mark.parametrize("plain", [True, False])
def test_no_colour_is_no_colour(demo_home: Path, plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("Warnings")
        shown.send(b"2")
        shown.wait_for_words("Approvals")
        shown.wait_until_quiet()
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        coloured = {found for found in COLOUR.findall(shown.stream) if len(set(found)) > 1}
        assert bool(coloured) is not plain, coloured

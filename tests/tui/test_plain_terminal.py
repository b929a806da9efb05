"""Terminals without colour, or without more than ASCII: every state is a word and a shape."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from tests.tui.support import NARROW
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


KEYS = (b"?", b"\x1b", b"w", b"\x1b", b"a", b"\x1b", b"e", b"\x14", b"\x14", b"\x1b", b"2", b"3", b"d", b"\x1b", b"4",
        b"i", b"\x1b", b"5", b"6", b"7", b"8", b"j", b"\x1b", b"9", b"\x10", b"\x1b")  # fmt: skip

OF_A_COMPANY = "™"


def test_plain_signs_are_all_that_is_drawn(demo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERTURE_ASCII", "1")
    with terminal(str(demo_home), "--no-engine", size=NARROW) as shown:
        shown.wait_for_words("Warnings")
        for key in KEYS:
            shown.send(key)
            shown.wait_until_quiet(0.08)
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        words = shown.stream.decode()
        left = {sign for sign in words if not sign.isascii()}
        assert {sign for sign in left if not unicodedata.category(sign).startswith("L")} <= {OF_A_COMPANY}
        assert "----" in words
        assert 'Archive "' in words
        assert left, "a name lost its letters"

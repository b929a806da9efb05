"""At rest nothing moves: what is drawn again as it was writes no byte, and a key writes what it changes."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tui.support import NARROW, WIDE
from tests.tui.support_pty import DEADLINE_S, Terminal, terminal
from tests.tui.support_restless import PAGES

TIMES = 8
"""So often a page is read and drawn again; the app itself does so on the full minute and on news."""
PATIENCE = 30
"""Pictures in pairs until a page must rest; a page that has just come is drawn piece by piece."""
AT_REST, A_KEY = 200, 2_000
"""Bytes at the most: for a page without news, a full minute included, and for one arrow key on Invites."""


@contextmanager
def restless(home: Path, size: tuple[int, int]) -> Iterator[tuple[Terminal, int]]:
    """The app without an engine, and the descriptor that tells of each picture."""
    drawn, told = os.pipe()
    try:
        with terminal(str(home), "--no-engine", "--restless", str(told), size=size, pass_fds=[told]) as shown:
            yield shown, drawn
    finally:
        os.close(drawn)
        os.close(told)


def wait_for_pictures(shown: Terminal, drawn: int, page: int, times: int) -> int:
    """Read on until a page was drawn so often; how many bytes were written meanwhile."""
    before, seen, deadline = len(shown.stream), 0, time.monotonic() + DEADLINE_S
    while seen < times:
        assert shown.process.poll() is None, shown.words()
        assert time.monotonic() < deadline, shown.words()
        if drawn in shown.pump(0.2, [drawn]):
            seen += os.read(drawn, 1) == str(page).encode()
    shown.pump(0)
    return len(shown.stream) - before


def wait_until_it_rests(shown: Terminal, drawn: int, page: int) -> int:
    """Read on until a page was drawn twice more and wrote nothing; how many bytes were written before that."""
    before = len(shown.stream)
    for _picture in range(PATIENCE):
        if wait_for_pictures(shown, drawn, page, 2) == 0:
            return len(shown.stream) - before
    raise AssertionError(f"page {page} never rests: {shown.stream[-300:]!r}")


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_a_page_without_news_writes_nothing(demo_home: Path, size: tuple[int, int]) -> None:
    with restless(demo_home, size) as (shown, drawn):
        written = {}
        for number, page in enumerate(PAGES, start=1):
            shown.send(str(number).encode())
            wait_until_it_rests(shown, drawn, number)
            written[page] = wait_for_pictures(shown, drawn, number, TIMES)
        assert max(written.values()) <= AT_REST, (written, shown.stream[-300:])


def test_an_arrow_on_invites_writes_what_it_changes(demo_home: Path) -> None:
    with restless(demo_home, WIDE) as (shown, drawn):
        wait_until_it_rests(shown, drawn, 1)
        written = []
        for _key in range(4):
            before = len(shown.stream)
            shown.send(b"\x1b[B")
            wait_for_pictures(shown, drawn, 1, 3)
            wait_until_it_rests(shown, drawn, 1)
            written.append(len(shown.stream) - before)
        assert min(written) > 100, written
        assert max(written) <= A_KEY, written

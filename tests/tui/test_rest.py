"""An unchanged page drawn again writes hardly a byte, and a key writes only the cells that it changes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from rich.console import RenderableType
from textual.screen import Screen

from core.clock import SteppedClock
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.drawing import draw_each_change
from tests.tui.support.driving import NARROW, WIDE, change, driven
from tests.tui.support.pty import Terminal, terminal
from tui.app import OvertureApp
from tui.terminal.screen_cells import Changes
from tui.widgets.sidebar import DIGITS

AROUND = 24
"""Bytes that Textual writes with each picture beside its cells: synchronised output, and the cursor's place."""
AT_REST, A_KEY = 200, 5_000
"""Most bytes of a page on the full minute, and of one arrow key on Invites.

The pane below has a line more for a campaign that plans less than it could, so the list may move by one.
"""
PATIENCE = 30
"""Pictures after which a page must be at rest: a new page is drawn piece by piece."""


@contextmanager
def restless(home: Path, size: tuple[int, int]) -> Iterator[tuple[Terminal, int]]:
    """Yield the app without an engine, and the descriptor that reports each picture."""
    drawn, told = os.pipe()
    try:
        with terminal(str(home), "--no-engine", "--restless", str(told), size=size, pass_fds=[told]) as shown:
            yield shown, drawn
    finally:
        os.close(drawn)
        os.close(told)


def wait_for_pictures(shown: Terminal, drawn: int, page: int, times: int) -> int:
    """Read on until a page was drawn `times` times; return the bytes written meanwhile."""
    before, seen, deadline = len(shown.stream), 0, time.monotonic() + DEADLINE_S
    while seen < times:
        assert shown.process.poll() is None, shown.words()
        assert time.monotonic() < deadline, shown.words()
        if drawn in shown.pump(0.2, [drawn]):
            seen += os.read(drawn, 1) == str(page).encode()
    shown.pump(0)
    return len(shown.stream) - before


class Meter:
    """A counter of what the app would write to a terminal."""

    def __init__(self) -> None:
        self.written = 0

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Count the output of every app in the block."""
        display = OvertureApp._display

        def counted(app: OvertureApp, screen: Screen[Any], renderable: RenderableType | None) -> None:
            found = None if app._batch_count else app._picture.changes(renderable, screen, app.size)
            if isinstance(found, Changes):
                self.written += len(found.render_segments(app.console).encode()) + AROUND
            display(app, screen, renderable)

        with (
            patch.object(OvertureApp, "_display", counted),
            patch.object(Screen, "_compositor_refresh", draw_each_change),
        ):
            yield

    def taken(self) -> int:
        """Return the bytes written since the last call."""
        found, self.written = self.written, 0
        return found


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_page_without_news_writes_nothing_but_on_the_full_minute(
    demo_workspace: Workspace, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)
    clock, meter = demo_workspace.clock, Meter()
    assert isinstance(clock, SteppedClock)
    for table in ("booking", "outreach"):  # or one would fall due meanwhile, which the screen shows
        change(demo_workspace, f"UPDATE {table} SET send_at = send_at + 3600000000 WHERE send_at IS NOT NULL")
    with meter.mounted():
        async with driven(demo_workspace, size=size) as shown:
            at_rest, on_the_minute = {}, {}
            for page, digit in DIGITS.items():
                await shown.press(digit)
                assert meter.taken() > 0
                for _time in range(PATIENCE):  # a pane of the page may come later than its list
                    await shown.refresh()
                    if meter.taken() == 0:
                        break
                for _time in range(3):
                    await shown.refresh()
                at_rest[page] = meter.taken()
                clock.move_by(timedelta(minutes=1))
                await shown.refresh()
                on_the_minute[page] = meter.taken()
    assert set(at_rest.values()) == {0}, at_rest
    assert max(on_the_minute.values()) <= AT_REST, on_the_minute


def test_an_unchanged_page_writes_hardly_anything_to_a_terminal(demo_home: Path) -> None:
    """In a terminal, a cursor key on Invites writes few bytes, and an unchanged page drawn again writes hardly any."""
    with restless(demo_home, WIDE) as (shown, drawn):
        wait_until_it_rests(shown, drawn, 1)
        written = []
        for _key in range(3):
            before = len(shown.stream)
            shown.send(b"\x1b[B")
            wait_for_pictures(shown, drawn, 1, 3)
            wait_until_it_rests(shown, drawn, 1)
            written.append(len(shown.stream) - before)
        assert min(written) > 100, written
        assert max(written) <= A_KEY, written
        for page in (2, 3):
            shown.send(str(page).encode())
            wait_until_it_rests(shown, drawn, page)


def test_a_terminal_that_reports_a_resize_is_drawn_whole(demo_home: Path) -> None:
    """A terminal may shrink and grow back before the app reads its size: the size is the same, but cells are lost."""
    with terminal(str(demo_home), "--no-engine", size=NARROW) as shown:
        shown.wait_for_words("ctrl+q quit")
        shown.wait_until_quiet()
        shown.forget()
        shown.signal(signal.SIGWINCH)
        shown.wait_for_words("ctrl+q quit")


def wait_until_it_rests(shown: Terminal, drawn: int, page: int) -> None:
    """Read on until a page was drawn five times with hardly a byte."""
    for _picture in range(PATIENCE):
        if wait_for_pictures(shown, drawn, page, 5) <= AT_REST:
            return
    raise AssertionError(f"page {page} never rests: {shown.stream[-300:]!r}")

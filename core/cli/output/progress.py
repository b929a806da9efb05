"""Progress of long work, on stderr and only if stderr is a terminal.

click.progressbar does not fit: it leaves its last line on the screen; if stderr is no terminal, it prints its label,
which would then be in a log; and it can only draw a bar, while `advance` shows the moment that it has reached.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from core.cli.output import streams

_CLEAR = "\r\x1b[K"
_BAR = 20


@contextlib.contextmanager
def line(*, wanted: bool = True) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows a text in place of the last one; the line is empty again afterwards."""
    if not wanted or not streams.stderr().isatty():
        yield lambda _text: None
        return
    shown = ""

    def show(text: str) -> None:
        nonlocal shown
        if text != shown:
            shown = text
            streams.stderr().write(_CLEAR + text)
            streams.stderr().flush()

    try:
        yield show
    finally:
        streams.stderr().write(_CLEAR)
        streams.stderr().flush()


@contextlib.contextmanager
def bar(label: str, *, wanted: bool = True) -> Iterator[Callable[[int, int], None]]:
    """Yield a function that shows `done` of `total`."""
    with line(wanted=wanted) as show:
        yield lambda done, total: show(drawn(label, done, total))


def drawn(label: str, done: int, total: int) -> str:
    """Return a bar such as `Importing ▰▰▰▱▱▱ 50 %`."""
    share = min(1.0, done / total) if total > 0 else 1.0
    full = int(_BAR * share)
    return f"{label} {'▰' * full}{'▱' * (_BAR - full)} {100 * share:.0f} %"

"""Output: data to stdout, sentences for a person to stderr, both without control characters from outside."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextvars import ContextVar
from io import TextIOWrapper
from typing import TextIO

from core.errors import OvertureError
from core.secrets import without_secrets

LONGEST_SENTENCE = 4000
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_CELL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
# Characters that `json.dumps` does not escape: DEL, C1 controls (such as CSI), and all beyond ASCII; see `_escaped`.
_JSON_UNSAFE = re.compile("[\x7f-\U0010ffff]")
JOINERS = "\u200c\u200d"
_TAKEN: ContextVar[tuple[TextIO, TextIO] | None] = ContextVar("taken", default=None)
"""The streams of a command that runs inside the app, since the app uses the process's own."""


@contextlib.contextmanager
def taken(out: TextIO, err: TextIO) -> Iterator[None]:
    """Write the output of this thread into other streams."""
    token = _TAKEN.set((out, err))
    try:
        yield
    finally:
        _TAKEN.reset(token)


def stdout() -> TextIO:
    """Return the stream for data."""
    found = _TAKEN.get()
    return sys.stdout if found is None else found[0]


def stderr() -> TextIO:
    """Return the stream for narration."""
    found = _TAKEN.get()
    return sys.stderr if found is None else found[1]


def prepare() -> None:
    """Set up the streams: a letter that the terminal cannot show becomes a question mark, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


def write_lines(lines: Iterable[str]) -> None:
    """Print lines for people on stdout; control characters are removed here again, in case a value was not cleaned."""
    for line in lines:
        _write(stdout(), _CONTROL.sub("", line) + "\n")


def write_json(value: object) -> None:
    """Print one JSON value on stdout."""
    _write(stdout(), as_json(value, stdout()) + "\n")


def write_json_line(value: object) -> None:
    """Print one JSON value on one line of stdout, and flush the stream, because a reader waits for the line."""
    _write(stdout(), as_json(value, stdout(), indent=None) + "\n")
    finish()


def write_csv(rows: Iterable[Sequence[str]]) -> None:
    """Print rows of comma-separated values on stdout; a text of several lines keeps its line ends."""
    import csv
    import io

    for row in rows:
        line = io.StringIO()
        csv.writer(line, lineterminator="\n").writerow([_CONTROL_IN_CELL.sub("", cell) for cell in row])
        _write(stdout(), line.getvalue())


def write_error_json(value: object) -> None:
    """Print one JSON value on stderr."""
    _write(stderr(), as_json(value, stderr()) + "\n")


def as_json(value: object, stream: TextIO, indent: int | None = 2) -> str:
    """Return indented JSON; letters beyond ASCII are escaped only if the stream cannot encode them."""
    import json

    plain = (stream.encoding or "").lower().replace("-", "") != "utf8"
    text = json.dumps(value, ensure_ascii=plain, indent=indent)
    return _JSON_UNSAFE.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    """Escape control characters of terminals and invisible ones; letters stay as they are."""
    import json

    character = found[0]
    return character if character.isprintable() or character in JOINERS else json.dumps(character)[1:-1]


def say(*sentences: str) -> None:
    """Print sentences on stderr, one per line."""
    from core.text import clean

    for sentence in sentences:
        _write(stderr(), clean(sentence, LONGEST_SENTENCE) + "\n")


def finish() -> None:
    """Flush stdout, so that a write error is reported before the process ends."""
    try:
        stdout().flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from error


def silence() -> None:
    """Redirect stdout to the null device after its reader has gone, so that Python's final flush does not fail."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(without_secrets(text))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _unwritable(error) from error


def _unwritable(error: OSError) -> OvertureError:
    silence()
    return OvertureError(f"The output could not be written: {error.strerror}. The command itself was carried out.")

"""`intents.jsonl`: a line for every intent, synced to disk before the call and never restored from a backup.

The chain that shows damaged lines is in `journal_lines`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import hmac
import json
import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.engine import journal_lines, refusal_lines

_HIDDEN = re.compile("forgotten:[0-9a-f]{32}")
TAIL = 4096
"""Bytes read at the end of the file to find its last line, which is far shorter."""


def person_hash(key: str, account: str, person: str) -> str:
    """Return a keyed hash of account and person, which reveals neither to a reader of the file."""
    words = f"{account}\x1f{person}".encode()
    return hmac.new(bytes.fromhex(key), words, hashlib.sha256).hexdigest()


def hidden(key: str, words: str) -> str:
    """Return the store's replacement for words of a forgotten person: equal words get equal replacements."""
    return "forgotten:" + person_hash(key, "forgotten", words)[:32]


def is_hidden(words: str) -> bool:
    """Return whether `words` is a result of `hidden`."""
    return _HIDDEN.fullmatch(words) is not None


def append(path: Path, line: dict[str, object], *, durable: bool) -> None:
    """Add one line and sync it; only then may the call be made."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        with _alone(handle):
            end, before = _end(handle)
            data = end + journal_lines.linked(before, line) + b"\n"
            if os.write(handle, data) != len(data):  # a disk that fills up writes a part and raises nothing
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        if durable:
            _sync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _alone(handle: int) -> Iterator[None]:
    """Lock the file against other writers, since each line is chained to the one before it."""
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _end(handle: int) -> tuple[bytes, bytes]:
    """Return the bytes that complete the last line, and the completed line."""
    size, tail = os.fstat(handle).st_size, b""
    while len(tail) < size and b"\n" not in tail[:-1]:
        tail = os.pread(handle, min(size, max(TAIL, 2 * len(tail))), max(0, size - max(TAIL, 2 * len(tail))))
    last = tail.removesuffix(b"\n").rpartition(b"\n")[2]
    if not tail or tail.endswith(b"\n"):
        return b"", last
    mark = b"" if _line(last) is not None else journal_lines.TORN
    return mark + b"\n", last + mark


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # on macOS, fsync does not reach the disk
    else:
        os.fsync(handle)


def end_torn_line(path: Path) -> None:
    """End a line that a crash cut short: it was never synced, so its call was never made."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        with _alone(handle):
            end, _last = _end(handle)
            if end:
                os.write(handle, end)
    finally:
        os.close(handle)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield every whole line, oldest first; lines that Overture did not write are skipped (`damaged` counts them).

    A line whose check fails is yielded as it is: its hash may match nobody any more, but it never frees anybody.
    """
    for _number, line in numbered(path):
        yield line


def numbered(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Return every whole line with its number, from 1, as `read` does."""
    return _numbered(_content(path))


def _numbered(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, raw in enumerate(content.split(b"\n"), 1):
        line = _line(raw)
        if line is not None:
            yield number, line


def whole(path: Path) -> tuple[list[tuple[int, dict[str, Any]]], list[journal_lines.Bad]]:
    """Return every whole line with its number, and the damaged lines, both from one reading of the file."""
    content = _content(path)
    return list(_numbered(content)), _bad(content)


def append_all(path: Path, lines: Sequence[dict[str, object]], *, durable: bool) -> None:
    """Add several lines; syncing the last one syncs those before it."""
    for number, line in enumerate(lines, 1):
        append(path, line, durable=durable and number == len(lines))


def damaged(path: Path) -> int:
    """Count the unreadable lines: torn ones, whose calls were never made, and ones edited by hand."""
    return sum(1 for raw in _raw(path) if raw.strip() and _line(raw) is None and journal_lines.accepted(raw) is None)


def bad_lines(path: Path) -> list[journal_lines.Bad]:
    """Return the lines that differ from what was written, without torn ones and those that a person has accepted."""
    return _bad(_content(path))


def _bad(content: bytes) -> list[journal_lines.Bad]:
    return journal_lines.bad(content, lambda raw: _line(raw) is not None)


def accept(path: Path, at: datetime, *, durable: bool) -> None:
    """Add a line by which a person accepts the file as it is now."""
    end_torn_line(path)
    append(path, journal_lines.acceptance(_content(path), at), durable=durable)


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.exists() else b""


def _raw(path: Path) -> list[bytes]:
    return _content(path).split(b"\n")


def _line(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw.decode("utf-8", errors="replace"))
        at = datetime.fromisoformat(found["at"])
        found["at"] = (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()
        found.pop(journal_lines.CHECK, None)
        return found if _is_usable(found) else None
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError, OverflowError):
        return None


def _is_usable(line: dict[str, Any]) -> bool:
    """Return whether a line has the fields that its kind needs, with the right types.

    Raises an error for values that no store could hold.
    """
    refuses = refusal_lines.NEEDED.get(line["kind"])
    names = ("person", "delivery") if refuses is None else refuses
    "".join((line["kind"], *(line[name] for name in names))).encode()  # raises for a number or half a surrogate pair
    return refuses is not None or isinstance(line["step"], int)


def line_of(
    key: str, *, account: str, person: str, step: int, attempt: int, delivery: str, kind: str, at: datetime
) -> dict[str, object]:
    """Return the line of one intent, without a name or a text."""
    return {
        "person": person_hash(key, account, person),
        "member": person_hash(key, account, ""),
        "step": step,
        "attempt": attempt,
        "delivery": delivery,
        "kind": kind,
        "at": at.isoformat(),
    }

"""`intents.jsonl`: a line for every intent, synced to disk before the call, never restored from a backup."""

from __future__ import annotations

import errno
import hashlib
import hmac
import json
import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any


def person_hash(key: str, account: str, person: str) -> str:
    """A keyed hash of account and person: says nothing to whoever finds the file."""
    words = f"{account}\x1f{person}".encode()
    return hmac.new(bytes.fromhex(key), words, hashlib.sha256).hexdigest()


def hidden(key: str, words: str) -> str:
    """What stands in the store for words of a person who was forgotten: equal for equal words."""
    return "forgotten:" + person_hash(key, "forgotten", words)[:32]


def append(path: Path, line: dict[str, object], *, durable: bool) -> None:
    """Add one line and sync it; only then may the call be made."""
    data = (json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n").encode()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        if _is_torn(handle):
            data = b"\n" + data
        if os.write(handle, data) != len(data):  # a disk that fills up takes a part, and raises nothing
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        if durable:
            _sync(handle)
    finally:
        os.close(handle)


def _sync(handle: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        # On macOS fsync does not reach the disk itself.
        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def _is_torn(handle: int) -> bool:
    size = os.fstat(handle).st_size
    return size > 0 and os.pread(handle, 1, size - 1) != b"\n"


def end_torn_line(path: Path) -> None:
    """A line that a crash cut short was never synced, so its call was never made; the next one starts anew."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        if _is_torn(handle):
            os.write(handle, b"\n")
    finally:
        os.close(handle)


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Every whole line, oldest first; what is no line of ours is passed over (`damaged` counts those)."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", errors="replace") as file:
        for text in file:
            line = _line(text)
            if line is not None:
                yield line


def damaged(path: Path) -> int:
    """How many lines cannot be read: torn ones, whose calls were never made, or a hand that edited the file."""
    if not path.exists():
        return 0
    with path.open(encoding="utf-8", errors="replace") as file:
        return sum(1 for text in file if text.strip() and _line(text) is None)


def _line(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
        datetime.fromisoformat(found["at"])
        whole = found["kind"] == "block" or {"delivery", "step"} <= found.keys()
        return found if whole and isinstance(found["person"], str) else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def line_of(
    key: str, *, account: str, person: str, step: int, attempt: int, delivery: str, kind: str, at: datetime
) -> dict[str, object]:
    """The line of one intent: no name, no text."""
    return {
        "person": person_hash(key, account, person),
        "member": person_hash(key, account, ""),
        "step": step,
        "attempt": attempt,
        "delivery": delivery,
        "kind": kind,
        "at": at.isoformat(),
    }

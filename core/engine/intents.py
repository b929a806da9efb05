"""`intents.jsonl`: a line for every intent, synced to disk before the call, never restored from a backup."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sys
from datetime import datetime
from pathlib import Path


def person_hash(key: str, account: str, person: str) -> str:
    """A keyed hash of account and person: says nothing to whoever finds the file."""
    words = f"{account}\x1f{person}".encode()
    return hmac.new(bytes.fromhex(key), words, hashlib.sha256).hexdigest()


def append(path: Path, line: dict[str, object], *, durable: bool) -> None:
    """Add one line and sync it; only then may the call be made."""
    text = json.dumps(line, sort_keys=True, separators=(",", ":")) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        os.write(handle, text.encode())
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


def line_of(
    key: str, *, account: str, person: str, step: int, attempt: int, delivery: str, kind: str, at: datetime
) -> dict[str, object]:
    """The line of one intent: no name, no text."""
    return {
        "person": person_hash(key, account, person),
        "step": step,
        "attempt": attempt,
        "delivery": delivery,
        "kind": kind,
        "at": at.isoformat(),
    }

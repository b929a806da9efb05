"""The chain of the side journal: each line ends with a CRC of itself and of the line before it.

A line that was changed, lost or moved fails its own check or that of the line after it. Lines of versions before the
chain have no CRC; they can only come before the first line with one. A line that a crash cut short (a torn line) is not
damage, since its call was never made: it has no line end, or was ended by the mark `TORN`.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

CHECK = "crc"
TORN = b" #torn"
NEXT = b"\n"
ACCEPTED = "accepted"
_WHOLE = re.compile(rb',"crc":"([0-9a-f]{8})"\}')
_END = re.compile(_WHOLE.pattern + b"$")


@dataclass(frozen=True)
class Bad:
    """A damaged line of the side journal: its number, from 1, and its bytes."""

    number: int
    raw: bytes


def linked(before: bytes, line: dict[str, object]) -> bytes:
    """Return the bytes of a line, with the CRC that chains it to the line `before`; without a line end."""
    body = json.dumps(line, sort_keys=True, separators=(",", ":")).encode()
    return body[:-1] + f',"{CHECK}":"{_check(before, body)}"}}'.encode()


def bad(content: bytes, readable: Callable[[bytes], bool]) -> list[Bad]:
    """Return the damaged lines of a side journal, without those that a person accepted.

    `readable` returns whether a line without a CRC was written by an earlier version.
    """
    found: list[tuple[int, Bad]] = []
    accepted = place = 0
    before, chained = b"", False
    lines = content.split(NEXT)
    for number, raw in enumerate(lines, 1):
        right = _is_right(before, raw)
        if right and (size := accepted_size(content, raw)) is not None:
            accepted = max(accepted, size)
        last = number == len(lines)
        if not _is_fine(raw, right, last=last, old=not chained and readable(raw)):
            found.append((place, Bad(number, raw)))
        chained = chained or right is not None
        before, place = raw, place + len(raw) + 1
    return [line for start, line in found if start >= accepted]


def _is_fine(raw: bytes, right: bool | None, *, last: bool, old: bool) -> bool:
    if right is not None:
        return right
    torn = (last or raw.endswith(TORN)) and _WHOLE.search(
        raw
    ) is None  # a line with its whole checksum was changed, not cut off
    return not raw.strip() or torn or old


def _is_right(before: bytes, raw: bytes) -> bool | None:
    """Return whether a line's checksum is correct; None if it has none."""
    end = _END.search(raw)
    if end is None:
        return None
    return end[1].decode() == _check(before, raw[: end.start()] + b"}")


def acceptance(content: bytes, at: datetime) -> dict[str, object]:
    """Return the line by which a person accepts the present content as it is, but no later change of it."""
    return {"at": at.isoformat(), "kind": ACCEPTED, "bytes": len(content), "of": f"{zlib.crc32(content):08x}"}


def accepted(raw: bytes) -> dict[str, object] | None:
    """Return the fields of an acceptance line; None for any other line."""
    if b'"accepted"' not in raw:
        return None
    try:
        told = json.loads(raw)
        return told if told["kind"] == ACCEPTED and isinstance(told["bytes"], int) else None
    except (ValueError, RecursionError, TypeError, KeyError):
        return None


def accepted_size(content: bytes, raw: bytes) -> int | None:
    """Return how many bytes a line accepts; None if it accepts none, or if they have changed since."""
    told = accepted(raw)
    if told is None:
        return None
    size = int(str(told["bytes"]))
    return size if f"{zlib.crc32(content[:size]):08x}" == told["of"] else None


def _check(before: bytes, body: bytes) -> str:
    return f"{zlib.crc32(before + NEXT + body):08x}"

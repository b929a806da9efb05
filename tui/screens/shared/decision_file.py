"""Texts that wait for approval as lines for an editor: `approve`, `reject` or `skip` before each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.errors import UsageError
from core.text import clean
from core.views.pending_view import PendingText

HEAD = """\
# One line for each waiting text. Begin it with approve, reject or skip, or with a, r or s.
# Everything after the number is ignored. Either all lines are applied, or none.
"""
WORDS = {"approve": "approve", "a": "approve", "reject": "reject", "r": "reject", "skip": "skip", "s": "skip"}


class Decided(NamedTuple):
    """The decisions of an edited file: (id, revision) of each text, as it was written into the file."""

    approved: tuple[tuple[int, int], ...]
    rejected: tuple[tuple[int, int], ...]


def written(entries: Sequence[PendingText]) -> str:
    """Return the lines of texts; each text is on one line, whole."""
    lines = [
        f"skip {entry.id}.{entry.revision}  {clean(entry.name, 60)} | {clean(entry.campaign, 60)} | "
        f"{clean(entry.text or '', 4000) or '(without a note)'}\n"
        for entry in entries
    ]
    return HEAD + "".join(lines)


def read(text: str, entries: Sequence[PendingText]) -> Decided:
    """Return the decisions of an edited file. Raises UsageError, with the line, if one cannot be understood."""
    known = {f"{entry.id}.{entry.revision}": (entry.id, entry.revision) for entry in entries}
    found: dict[str, list[tuple[int, int]]] = {"approve": [], "reject": [], "skip": []}
    seen: set[str] = set()
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split(maxsplit=2)
        if not words or words[0].startswith("#"):
            continue
        verb = WORDS.get(words[0].lower())
        if verb is None or len(words) < 2 or words[1] not in known or words[1] in seen:
            raise UsageError(
                f"Line {number} cannot be understood: “{clean(line, 60)}”. It begins with approve, reject or skip and "
                "the text's number. Nothing was applied."
            )
        seen.add(words[1])
        found[verb].append(known[words[1]])
    return Decided(tuple(found["approve"]), tuple(found["reject"]))

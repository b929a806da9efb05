"""The texts that are marked on Approvals: each as it was shown when it was marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from core.views.pending_view import PendingText
from tui.memory import names_of


class MarkedTexts:
    """The marked texts by their keys, and the marks of the last session until their texts are read."""

    def __init__(self) -> None:
        self._texts: dict[str, PendingText] = {}
        self._recalled: dict[str, int] = {}
        """Revisions of the texts that were marked in the last session, until they are read."""

    @property
    def unread(self) -> tuple[int, ...]:
        """The ids of texts that were marked in the last session and were not read yet."""
        return tuple(int(key) for key in self._recalled)

    def of(self, marks: Sequence[str]) -> list[PendingText]:
        """Return the texts of these marks, in their order."""
        return [self._texts[key] for key in marks if key in self._texts]

    def know(self, shown: Mapping[str, PendingText]) -> None:
        """Record texts as they are shown, except those that are recorded already."""
        self._texts = {**shown, **self._texts}

    def keep(self, marks: Sequence[str]) -> None:
        """Forget every text without a mark."""
        self._texts = {key: self._texts[key] for key in marks if key in self._texts}

    def take(self, now: Mapping[str, PendingText]) -> set[str]:
        """Take the texts `now` read, by key; return the keys of marked texts that changed since they were marked."""
        recalled, self._recalled = self._recalled, {}
        self._texts |= {key: now[key] for key, revision in recalled.items() if _is(now.get(key), revision)}
        changed = {key for key, revision in recalled.items() if key in now and not _is(now[key], revision)}
        return changed | {key for key, text in self._texts.items() if key in now and not _is(now[key], text.revision)}

    def kept(self, marks: Sequence[str]) -> list[str]:
        """Return marks in the form that is stored: each with the revision of its text."""
        revisions = {**self._recalled, **{key: text.revision for key, text in self._texts.items()}}
        return [f"{key}.{revisions[key]}" for key in marks if key in revisions]

    def recall(self, kept: Mapping[str, Any]) -> list[str]:
        """Take the stored marks of the last session, and return their keys."""
        self._recalled = dict(_marks_of(kept))
        return list(self._recalled)


def _is(text: PendingText | None, revision: int) -> bool:
    return text is not None and text.revision == revision


def _marks_of(kept: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for mark in names_of(kept, "marks"):
        ident, _dot, revision = mark.partition(".")
        if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (ident, revision)):
            yield str(int(ident)), int(revision)

"""The daemon's log of events: one JSON object per line, in a file of bounded size beside the store.

It has the rows of the journal, as ids and codes without any text, and the events of the process. A person's data is in
the store alone, so no copy of the log names anybody.
"""

from __future__ import annotations

import json
import logging
from typing import Any

from core.clock import boot_seconds, real_now
from core.engine.context import Context
from core.errors import OvertureError
from core.home import Home
from core.logs import Patient
from core.store.engine import journal_tail
from core.store.engine.journal_tail import JournalLine

LARGEST, KEPT = 5_000_000, 2
"""Bytes at which the file is rotated, and how many old ones are kept: at most 15 MB."""
AT_ONCE = 500
"""Journal rows read at a time."""
EVERY_S = 1.0
"""Real seconds between two reads of the journal."""
LONGEST_CODE = 100
"""Most characters of a code: the part after its colon may be a column name from a file."""
TAIL = 65_536
"""Bytes at the end of the file in which the last journal row is looked for."""


class EventLog:
    """The daemon's open log file, and the id of the last journal row that was written to it."""

    def __init__(self, home: Home) -> None:
        self._file = Patient(home.events, maxBytes=LARGEST, backupCount=KEPT, encoding="utf-8", delay=True)
        self._file.setFormatter(logging.Formatter("%(message)s"))
        self._last = _last_told(home)
        self._at = -EVERY_S

    def tell(self, event: str, **values: object) -> None:
        """Add an event of the process, in real time. A write error is ignored."""
        self._add({"at": real_now().isoformat(), "event": event, **values})

    def follow(self, context: Context) -> None:
        """Add new journal rows, at most once a second; the first call begins after an earlier daemon's last line."""
        if boot_seconds() - self._at < EVERY_S:
            return
        self._at = boot_seconds()
        try:
            with context.store.read() as store:
                newest = journal_tail.last_id(store)
                if self._last is None or self._last > newest:  # a new file, or an older store was restored
                    self._last = newest
                found = journal_tail.after(store, self._last, AT_ONCE) if newest > self._last else []
        except OvertureError:
            return  # the engine reports that the store cannot be used
        for line in found:
            self._add(_event(line))
            self._last = line.id

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _add(self, told: dict[str, Any]) -> None:
        line = json.dumps(told, ensure_ascii=True, default=str)
        self._file.handle(logging.makeLogRecord({"msg": line, "levelno": logging.INFO}))


def _event(line: JournalLine) -> dict[str, Any]:
    """Return a journal row as an event: ids and a code without any text, in workspace time."""
    ids = {"campaign": line.campaign, "member": line.member, "person": line.contact, "outreach": line.outreach}
    told: dict[str, Any] = {"at": line.at.isoformat(), "event": line.kind, "journal": str(line.id)}
    told |= {name: str(ident) for name, ident in {**ids, "run": line.run}.items() if ident is not None}
    if line.step is not None:
        told["step"] = line.step
    if line.code:
        told["code"] = line.code[:LONGEST_CODE]
    return told


def _last_told(home: Home) -> int | None:
    """Return the id of the last journal row in the file; None if the file is new or cannot be read."""
    try:
        with home.events.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - TAIL))
            lines = file.read().splitlines()
    except OSError:
        return None
    for line in reversed(lines):
        try:
            return int(json.loads(line)["journal"])
        except (ValueError, TypeError, KeyError, RecursionError):
            continue
    return None

"""A program that imports a file and kills itself in its n-th transaction; it runs in a process of its own.

Arguments: the home, the file, rows in a transaction, n (0: not killed), and `update` or nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from datetime import datetime
from pathlib import Path
from unittest import mock

from core.clock import SteppedClock
from core.services.audience import import_contacts
from core.services.audience.contact_file import Batch
from core.services.audience.import_batch import Sums, import_batch
from core.store.database import Writing
from core.store.members import MemberRow
from core.workspace import Workspace, home_of, opened
from tests.support.story import CONFIG
from tests.support.world import START


def main(home: str, file: str, rows: str, kill: str, *how: str) -> None:
    """Import, and end in the middle of a transaction."""
    count = 0

    def batch(
        workspace: Workspace,
        store: Writing,
        source: int,
        rows: Batch,
        now: datetime,
        *,
        update: bool,
        connected: MemberRow | None,
    ) -> Sums:
        nonlocal count
        count += 1
        done = import_batch(workspace, store, source, rows, now, update=update, connected=connected)
        if count == int(kill):
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with (
        opened(home_of(Path(home)), config=CONFIG, clock=SteppedClock(START)) as workspace,
        mock.patch.object(import_contacts, "BATCH", int(rows)),
        mock.patch.object(import_contacts, "import_batch", batch),
    ):
        import_contacts.import_file(workspace, Path(file), "people", update="update" in how)


if __name__ == "__main__":
    main(*sys.argv[1:])

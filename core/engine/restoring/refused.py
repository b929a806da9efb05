"""Refusals of contact, and their ends, that a person decides: they go into the side journal of this home.

On a server its `seen.json` is renewed with them, so that a store that is put back to a moment before them is
recognised, even if no daemon has run in this home since then.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from core.engine import side_journal
from core.engine.refusal_lines import Line
from core.engine.restoring import seen
from core.store.database import Writing
from core.workspace import Workspace


def write(workspace: Workspace, store: Writing, lines: Sequence[Line]) -> None:
    """Add the lines to the side journal before the commit, and have the home note the commit after it.

    The same transaction writes a row of the journal: it shows whether a store has them. Raises OSError.
    """
    side_journal.append_all(workspace.home.intents, lines, durable=workspace.store.durable)
    if not workspace.store.in_file:
        store.at_end = partial(seen.noting, store, workspace)

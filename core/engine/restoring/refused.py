"""Refusals of contact that a person decides or lifts: each is written into the side journal of this home.

For a store on a server, `seen.json` is renewed as well. A store that is restored to a moment before a refusal is then
recognised as older, even if no daemon has run in this home since.
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
    """Add the lines to the side journal before the commit; `seen.json` is renewed before and after the commit.

    The same transaction writes a row of the journal, which shows whether a store has the refusals. Raises OSError.
    """
    side_journal.append_all(workspace.home.intents, lines, durable=workspace.store.durable)
    if not workspace.store.in_file:
        store.at_end = partial(seen.noting, store, workspace)

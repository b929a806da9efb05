"""Blocking that can be undone: it remembers the people, and the outreaches that the block ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.errors import OvertureError
from core.plural import plural
from core.services.audience.block_contacts import block as block_one
from core.services.audience.block_contacts import unblock
from core.services.queue import queue_edit
from core.store import outreaches
from core.workspace import Workspace


@dataclass(frozen=True)
class Blocked:
    """People who were blocked, and the outreaches that this ended."""

    contacts: tuple[int, ...]
    outreaches: tuple[int, ...]


def block(workspace: Workspace, contacts: Sequence[int]) -> Blocked:
    """Mark people “do not contact”; return the people and ended outreaches that `take_back` needs."""
    with workspace.store.read() as store:
        ended = [row.id for contact in contacts for row in outreaches.ended_by_block(store, contact)]
    for contact in contacts:
        block_one(workspace, str(contact))
    return Blocked(tuple(contacts), tuple(ended))


def take_back(workspace: Workspace, done: Blocked) -> list[str]:
    """Unblock these people and put their outreaches back into the queue; return the results in sentences.

    Raises NotFoundError, and RefusedError for somebody who was erased meanwhile.
    """
    unblock(workspace, *(str(contact) for contact in done.contacts))
    back, refused = 0, ""
    for ident in done.outreaches:
        try:
            queue_edit.requeue(workspace, [ident])
        except OvertureError as error:
            refused = refused or error.text
        else:
            back += 1
    count = len(done.contacts)
    found = [f"{count:,} {plural(count, 'person', 'people')} may be contacted again."]
    if back:
        found.append(
            f"{back:,} {plural(back, 'place is', 'places are')} back in the queue; the texts are rendered again."
        )
    if refused:
        found.append(f"{len(done.outreaches) - back:,} could not be put back: {refused}")
    return found

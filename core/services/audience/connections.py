"""A member's own connections, from a file that LinkedIn exported: that member never invites these people."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from core.engine.planning.cancel import cancel_all
from core.errors import UsageError
from core.rules.states import NOT_YET_OUT
from core.services.audience.contact_file import ReadPerson
from core.services.audience.contacts import find_contact
from core.services.lookup import find
from core.store import journal, members, outreaches
from core.store.database import Writing
from core.store.members import MemberRow
from core.store.people import connections, contacts, source_people
from core.views.sources_view import LiftedConnections
from core.workspace import Workspace

_DEGREE = re.compile(r"\d")


def connected_member(workspace: Workspace, ref: str) -> MemberRow:
    """Return the member whose connections a file holds, by id or name. Raises NotFoundError."""
    with workspace.store.read() as store:
        return members.get(store, find(store, "member", ref, field="--connections-of"))


def note_connections(
    workspace: Workspace, store: Writing, member: MemberRow, people: Mapping[int, ReadPerson], now: datetime
) -> tuple[int, int]:
    """Record which of a file's people are connected with a member, and cancel their waiting invitations.

    Returns how many are connected, and how many outreaches were cancelled.
    """
    connected = [contact for contact, person in people.items() if is_connected(person)]
    connections.add(store, connected, member.id, now)
    waiting = [
        row
        for contact in connected
        for ident in contacts.with_merged(store, contact)
        for row in outreaches.ended_by_block(store, ident)
        if row.step == 0 and row.status in NOT_YET_OUT and connections.known(store, contact, row.member_id)
    ]
    return len(connected), cancel_all(store, waiting, reason="connected", now=now, actor=workspace.actor)


def lift(
    workspace: Workspace, member: str, refs: Sequence[str] = (), *, source: str | None = None
) -> LiftedConnections:
    """Remove the record that people are connected with a member: for these people, everybody in a source, or both.

    From then on, LinkedIn's own answer decides, which is read before each invitation. Raises NotFoundError, and
    UsageError if nobody is named.
    """
    if not refs and source is None:
        raise UsageError("Name the people: ids, addresses or names, or --source SOURCE for everybody in it.")
    now = workspace.now()
    with workspace.store.write() as store:
        row = members.get(store, find(store, "member", member, field="--with"))
        wanted = {find_contact(store, ref) for ref in refs}
        if source is not None:
            inside = source_people.members(store, find(store, "source", source, field="--source"))
            wanted |= set(inside).intersection(connections.of_member(store, row.id))
        lifted = connections.remove(store, sorted(wanted), row.id)
        if lifted:
            journal.write(store, now, workspace.actor, "connection.lifted", member=row.id, data={"people": lifted})
    return LiftedConnections(row.id, row.name, lifted)


def is_connected(person: ReadPerson) -> bool:
    """Return whether a row of a member's export is a connection: it has a date, or no degree other than the first."""
    if person.connected_on:
        return True
    degree = _DEGREE.search(person.degree)
    return degree is None or degree.group() == "1"

"""Pairs of contacts that were merged after both had been invited."""

from __future__ import annotations

from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import DeliveryState
from core.store.compiled import Select
from core.store.database import Reading
from core.store.owners import of_owner
from core.store.spelled import unindexed
from core.store.tables.outreach import Delivery
from core.store.tables.people import Contact


class InvitedTwice(NamedTuple):
    """Two contacts that are one person, and a member who invited both."""

    winner: int
    loser: int
    member: int


_FIRST, _SECOND = Delivery.alias("first"), Delivery.alias("second")


def _went_out(delivery: Any) -> Any:
    return (unindexed(delivery.state) == DeliveryState.SENT.value) & (unindexed(delivery.kind) == "invitation")


# CROSS JOIN fixes SQLite's join order: it starts from the merged contacts, which are few, and not from all deliveries.
_BOTH_INVITED = Select(
    Contact.select(Contact.merged_into, Contact.id, _FIRST.member)
    .join(_FIRST, pw.JOIN.CROSS)
    .join(_SECOND, pw.JOIN.CROSS)
    .where(
        Contact.merged_into.is_null(False)
        & (_FIRST.contact == Contact.id)
        & _went_out(_FIRST)
        & (_SECOND.contact == Contact.merged_into)
        & _went_out(_SECOND)
        & of_owner(_SECOND.member, _FIRST.member)
    )
    .group_by(Contact.merged_into, Contact.id, _FIRST.member),
    InvitedTwice,
)


def both_invited(store: Reading) -> list[InvitedTwice]:
    """Return the merged contacts whom one member, or two of one owner, invited twice."""
    return _BOTH_INVITED.all(store)

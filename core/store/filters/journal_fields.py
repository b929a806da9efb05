"""Filter keys of the journal, as conditions; not `text`, the sentence that is made when a row is shown."""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.filters.list_fields import Field, ListFields, Test, number_field
from core.store.journal import ENGINE
from core.store.tables.campaigns import Campaign
from core.store.tables.journal import Journal
from core.store.tables.people import Contact
from core.store.tables.workspace import Member

QUIET = ("profile.read", "lists.read", "search.read")
"""Kinds of rows that lists leave out, because only the reading budget uses them."""
LISTED = Journal.alias("listed")
"""The rows of the journal, under the name that conditions and orders use."""


def _column(column: Any) -> Field:
    return Field(lambda test: test(column))


def _named(column: Any, model: Any) -> Field:
    """Return a key that is the name of a row to which the event refers."""

    def fits(test: Test) -> object:
        return column.in_(model.select(model.id).where(test(model.name)))

    return Field(fits)


def _by_actor(test: Test) -> Any:
    """Test the actor of a row; the engine matches by its name in the journal and by “engine”, its name on screens."""
    return test(LISTED.actor) | ((LISTED.actor == ENGINE) & test(pw.Value("engine")))


FIELDS = ListFields(
    LISTED,
    {
        "id": number_field(LISTED.id),
        "at": number_field(LISTED.at),
        "actor": Field(_by_actor),
        "kind": _column(LISTED.kind),
        "code": _column(LISTED.code),
        "campaign": _named(LISTED.campaign, Campaign),
        "member": _named(LISTED.member, Member),
        "person": _named(LISTED.contact, Contact),
    },
    always=LISTED.kind.not_in(QUIET),
)

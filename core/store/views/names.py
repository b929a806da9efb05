"""Members, sources and campaigns by what a person types: an id, a name in any case, or a member's account id."""

from __future__ import annotations

from typing import Any, NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.spelled import first_number_of, same_in_any_case
from core.store.tables.campaigns import Campaign
from core.store.tables.people import Source
from core.store.tables.workspace import Member


class Named(NamedTuple):
    """A member, source or campaign."""

    id: int
    name: str
    archived: bool


def _by(model: Any, condition: Any) -> Select[Named]:
    query = model.select(model.id, model.name, model.archived_at.is_null(False)).where(condition).order_by(model.id)
    return Select(query, Named)


_FINDER = Source.alias("finder")
# A segment that was made for a finder has the finder's name; that name then means the finder.
_FINDERS_SEGMENT = (Source.kind == "segment") & pw.fn.EXISTS(
    _FINDER.select(pw.SQL("1")).where(
        (_FINDER.kind == "finder")
        & _FINDER.archived_at.is_null()
        & (_FINDER.name == Source.name)
        & (_FINDER.id == first_number_of(Source.filter, "source"))
    )
)
_BY_NAME = {
    "member": _by(Member, same_in_any_case(Member.name, "name") | (Member.account_id == given("name"))),
    "source": _by(Source, same_in_any_case(Source.name, "name") & ~_FINDERS_SEGMENT),
    "campaign": _by(Campaign, same_in_any_case(Campaign.name, "name")),
}
_BY_ID = {
    kind: _by(model, model.id == given("id"))
    for kind, model in (("member", Member), ("source", Source), ("campaign", Campaign))
}

_EVERY = {
    "member": _by(Member, Member.archived_at.is_null()),
    "source": _by(Source, Source.archived_at.is_null() & ~_FINDERS_SEGMENT),
    "campaign": _by(Campaign, Campaign.archived_at.is_null()),
}
_PROGRAMS = Select(Campaign.select(Campaign.program).distinct().order_by(Campaign.program), str)


def every(store: Reading, kind: str) -> list[Named]:
    """Return the members, sources or campaigns that are not archived, ordered by id."""
    return _EVERY[kind].all(store)


def programs(store: Reading) -> list[str]:
    """Return the programs of all campaigns, archived ones too, ordered by name."""
    return _PROGRAMS.all(store)


def by_name(store: Reading, kind: str, name: str) -> list[Named]:
    """Return the members, sources or campaigns of a name, archived ones too; an account also names its member."""
    return _BY_NAME[kind].all(store, name=name)


def by_id(store: Reading, kind: str, ident: int) -> Named | None:
    """Return a member, source or campaign, or None for an unknown id."""
    return _BY_ID[kind].first(store, id=ident)

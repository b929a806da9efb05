"""The journal: rows are only ever added, in the transaction of the change that they record.

Only the erasure of a person changes rows: it removes the person's data from them.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.tables.journal import Journal
from core.store.tables.outreach import Outreach

ENGINE = "overture"
"""The actor of events that no person caused."""


class Data(NamedTuple):
    """A row's id, and its data beyond the columns as a JSON text; read and rewritten when a person is erased."""

    id: int
    data: str


_NEW = {
    Journal.at: given("at"),
    Journal.actor: given("actor"),
    Journal.kind: given("kind"),
    Journal.code: given("code"),
    Journal.run: given("run"),
    Journal.data: given("data"),
}
_ADD = Change(
    Journal.insert(
        {
            **_NEW,
            Journal.campaign: given("campaign"),
            Journal.member: given("member"),
            Journal.contact: given("contact"),
        }
    ),
    about=touched.campaign(),
)
_OF_OUTREACH = {
    Journal.campaign: Outreach.campaign,
    Journal.outreach: Outreach.id,
    Journal.contact: Outreach.contact,
    Journal.member: Outreach.member,
    Journal.step: Outreach.step,
}
_ADD_ABOUT = Change(
    Journal.insert_from(
        Outreach.select(*_NEW.values(), *_OF_OUTREACH.values()).where(Outreach.id == given("outreach")),
        [*_NEW, *_OF_OUTREACH],
    ),
    about=touched.outreach(),
)
_DATA_OF_CONTACT = Select(
    Journal.select(Journal.id, Journal.data).where((Journal.contact == given("contact")) & Journal.data.is_null(False)),
    Data,
)
_SET_DATA = Change(Journal.update({Journal.data: given("data")}).where(Journal.id == given("id")))


def write(
    store: Writing,
    at: datetime,
    actor: str,
    kind: str,
    *,
    campaign: int | None = None,
    member: int | None = None,
    contact: int | None = None,
    run: int | None = None,
    code: str = "",
    data: object = None,
) -> None:
    """Add a row that is not about one outreach."""
    _ADD.run(
        store,
        at=at,
        actor=actor,
        kind=kind,
        campaign=campaign,
        member=member,
        contact=contact,
        run=run,
        code=code,
        data=_json(data),
    )


def about(
    store: Writing,
    outreach: int,
    at: datetime,
    actor: str,
    kind: str,
    *,
    run: int | None = None,
    code: str = "",
    data: object = None,
) -> None:
    """Add a row about one outreach; campaign, contact, member and step are taken from it."""
    _ADD_ABOUT.run(store, outreach=outreach, at=at, actor=actor, kind=kind, run=run, code=code, data=_json(data))


def _json(data: object) -> str | None:
    return None if data is None else dump_json(data)


def data_of_contact(store: Reading, contact: int) -> list[Data]:
    """Return the data of the journal rows about a contact."""
    return _DATA_OF_CONTACT.all(store, contact=contact)


def set_data(store: Writing, ident: int, data: str) -> None:
    """Replace the data of a row when a person is erased."""
    _SET_DATA.run(store, id=ident, data=data)

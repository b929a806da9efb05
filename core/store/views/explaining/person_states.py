"""The one reason why each person of a campaign's source is not contacted, read by one statement.

People who were drawn have a status; the others have the first condition of the draw (`core.store.views.candidates`)
that fails.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.rules.problem_codes.person_code import DRAWN, WAITS
from core.rules.shortage import IMPORTING, VALUES
from core.store.campaigns import CampaignRow
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.people import file_imports
from core.store.people.connections import is_known
from core.store.people.free_people import is_excluded
from core.store.people.segments import Shape, entries, filter_of, shape_of, values_of
from core.store.spelled import as_number
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact
from core.store.views.candidates import had_invitation, has_invitation, is_taken
from core.store.views.lacking_values import is_wanting, lacks_of_campaign, values_of_lacks


class PersonState(NamedTuple):
    """People of a source in one state; `code` is DRAWN for those with an outreach in the campaign."""

    code: str
    status: str | None
    """Status of their outreach; None without one."""
    reason: str | None
    written: bool
    """True if their invitation was sent."""
    people: int


class OwnOutreach(NamedTuple):
    """The outreach of a contact in a campaign."""

    id: int
    status: str
    reason: str
    written: bool
    changed_at: datetime
    send_at: datetime | None


_WRITTEN = (Outreach.step > 0) | Outreach.invited_at.is_null(False)
_WHY = pw.Column(Outreach._meta.table, "why")  # noqa: SLF001 - not a field, as the store computes it
"""The code of a person who was drawn, in a column that the store computes."""
_OWN = Select(
    Outreach.select(
        Outreach.id, Outreach.status, Outreach.reason, _WRITTEN, Outreach.changed_at, Outreach.send_at
    ).where((Outreach.campaign == given("campaign")) & (Outreach.contact == given("contact"))),
    OwnOutreach,
)


def _code(shape: Shape | None, person: Any, drawn: Any) -> Any:
    """Return the code of the first condition that fails, or `drawn` for a person with an outreach in the campaign."""
    return pw.Case(
        None,
        [
            (Outreach.id.is_null(False), drawn),
            (Contact.merged_into.is_null(False), "same_person"),
            (Contact.blocked_at.is_null(False), "blocked"),
            (is_excluded(), "excluded"),
            (is_known(person, given("member")), "connected"),
            (has_invitation(person), "invited.elsewhere"),
            (had_invitation(person), "withdrawn.recently"),
            (is_taken(person), "held.elsewhere"),
            (~file_imports.is_whole(shape), IMPORTING),
            (is_wanting(), VALUES),
        ],
        WAITS,
    )


def _rows(shape: Shape | None, drawn: Any) -> tuple[Any, Any]:
    """Return the query of a source's people, each joined with their outreach in the campaign, and their code."""
    source = entries(shape).alias("entry")
    person = source.c.contact_id
    own = (Outreach.contact == person) & (Outreach.campaign == given("campaign"))
    rows = Contact.select().join(source, on=(Contact.id == person)).join(Outreach, pw.JOIN.LEFT_OUTER, on=own)
    return rows, _code(shape, person, drawn)


def _states(shape: Shape | None, *which: Any) -> Any:
    people, code = _rows(shape, DRAWN)
    rows = people.select(
        code.alias("code"),
        Outreach.status.alias("status"),
        Outreach.reason.alias("reason"),
        pw.fn.COALESCE(as_number(_WRITTEN), 0).alias("written"),
    )
    rows = (rows.where(*which) if which else rows).alias("state")
    columns = [rows.c.code, rows.c.status, rows.c.reason, rows.c.written]
    return pw.Select([rows], [*columns, pw.fn.COUNT(pw.SQL("*"))]).group_by(*columns)


@cache
def _every(shape: Shape | None) -> Select[PersonState]:
    return Select(_states(shape), PersonState)


@cache
def _one(shape: Shape | None) -> Select[PersonState]:
    return Select(_states(shape, Contact.id == given("contact")), PersonState)


@cache
def _with_code(shape: Shape | None) -> Select[int]:
    people, code = _rows(shape, _WHY)
    return Select(people.select(Contact.id).where(code == given("code")).order_by(Contact.id), int)


def states(store: Reading, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int) -> list[PersonState]:
    """Count all people of a campaign's source by state.

    `withdrawn_after`, in microseconds since 1970 UTC, is the moment before which a withdrawal is long enough ago.
    """
    wanted = filter_of(store, campaign.source_id)
    return _every(shape_of(wanted)).all(store, **_values(store, campaign, dedupe, withdrawn_after), **values_of(wanted))


def with_code(store: Reading, campaign: CampaignRow, code: str, *, dedupe: str, withdrawn_after: int) -> list[int]:
    """Return the contacts of a campaign's source who have this code (`person_code.code_of`), ordered by id."""
    wanted = filter_of(store, campaign.source_id)
    values = _values(store, campaign, dedupe, withdrawn_after)
    return _with_code(shape_of(wanted)).all(store, code=code, **values, **values_of(wanted))


def state_of(
    store: Reading, campaign: CampaignRow, contact: int, *, dedupe: str, withdrawn_after: int
) -> PersonState | None:
    """Return the state of one contact, as `states` counts it; None for a contact who is not in the source."""
    wanted = filter_of(store, campaign.source_id)
    values = _values(store, campaign, dedupe, withdrawn_after)
    return _one(shape_of(wanted)).first(store, contact=contact, **values, **values_of(wanted))


def own_outreach(store: Reading, campaign: int, contact: int) -> OwnOutreach | None:
    """Return the outreach of a contact in a campaign; None for a contact who was never drawn."""
    return _OWN.first(store, campaign=campaign, contact=contact)


def _values(store: Reading, campaign: CampaignRow, dedupe: str, withdrawn_after: int) -> dict[str, object]:
    return {
        "source": campaign.source_id,
        "campaign": campaign.id,
        "member": campaign.member_id,
        "all": dedupe == "all",
        "withdrawn_after": withdrawn_after,
        **values_of_lacks(*lacks_of_campaign(store, campaign.id)),
    }

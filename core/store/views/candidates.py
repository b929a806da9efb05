"""People who may be drawn from a source next: one statement, in import order (docs/design.md#who-is-never-invited)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.rules.states import NOT_YET_OUT, RELEASED, Status
from core.store.campaigns import CampaignRow
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import is_true
from core.store.groups import in_group
from core.store.owners import of_owner
from core.store.people import file_imports
from core.store.people.connections import is_known
from core.store.people.free_people import is_free
from core.store.people.segments import Shape, entries, filter_of, shape_of, values_of
from core.store.spelled import one_of
from core.store.tables.outreach import Delivery, Outreach
from core.store.tables.people import Contact
from core.store.views.lacking_values import Lacks, is_wanting, lacks_of_campaign, values_of_lacks


class Candidate(NamedTuple):
    """A contact whom a campaign may draw now, and their language."""

    contact_id: int
    language: str


class Wanting(NamedTuple):
    """The number of people who are next in a source, and of those who lack a value that the text needs."""

    people: int
    wanting: int


_ROW_EXISTS = pw.SQL("1")
_HOLDS = Outreach.status.not_in((Status.CANCELLED, Status.WITHDRAWN)) | (
    (Outreach.status == Status.CANCELLED) & Outreach.invited_at.is_null(False)
)
"""Condition that an outreach holds its person in its group: any status except cancelled and withdrawn.

People whose outreach was cancelled after their invitation was sent are held, too; rejected people, for ever.
"""
_REMOVED = Outreach.reason == "removed"
_LIVE = Outreach.status.not_in(RELEASED)
"""Condition that an outreach is live: it holds its person for all campaigns of its member's owner."""
_WITH_EVERYBODY = is_true(given("all")) & _HOLDS & (Outreach.status != Status.REJECTED)
_OF_OWNER = of_owner(Outreach.member, given("member"))
_IN_GROUP = in_group(Outreach.campaign, given("campaign"))


def held_by_member() -> Any:
    """Return the condition that an outreach holds its person for all campaigns of the member's owner."""
    return _OF_OWNER & _LIVE


def is_taken(contact: Any) -> Any:
    """Return the condition that an outreach of the campaign, its group or owner holds a contact; with `all`, any."""
    found = Outreach.select(_ROW_EXISTS).where(
        (Outreach.contact == contact)
        & (
            (Outreach.campaign == given("campaign"))
            | held_by_member()
            | (
                _IN_GROUP
                & (
                    _HOLDS
                    | _REMOVED
                    | ((Outreach.status == Status.WITHDRAWN) & (Outreach.changed_at > given("withdrawn_after")))
                )
            )
            | _WITH_EVERYBODY
        )
    )
    return pw.fn.EXISTS(found)


def _invitations(contact: Any, which: Any) -> Any:
    return pw.fn.EXISTS(
        Delivery.select(_ROW_EXISTS).where(
            (Delivery.contact == contact)
            & of_owner(Delivery.member, given("member"))
            & (Delivery.kind == "invitation")
            & which
        )
    )


def has_invitation(contact: Any) -> Any:
    """Return the condition that a contact has an invitation of the member's owner that is or may be pending."""
    return _invitations(contact, is_true(Delivery.live))


def had_invitation(contact: Any) -> Any:
    """Return the condition that `has_invitation` holds for a contact, or did until less than 21 days ago."""
    return _invitations(contact, is_true(Delivery.live) | (Delivery.ended_at > given("withdrawn_after")))


def _free(shape: Shape | None, *lacking: Any) -> Any:
    """Return the query of a source's people whom a campaign may draw, with a further condition about lacking values.

    `core.store.views.explaining.person_states` has a code for each of the conditions.
    """
    source = entries(shape).alias("entry")
    return (
        Contact.select(source.c.contact_id, Contact.language)
        .join(source, on=(Contact.id == source.c.contact_id))
        .where(
            is_free()
            & Contact.merged_into.is_null()
            & ~is_taken(source.c.contact_id)
            & ~had_invitation(source.c.contact_id)
            & ~is_known(source.c.contact_id, given("member"))
            & file_imports.is_whole(shape),
            *lacking,
        )
        .order_by(source.c.id)
        .limit(given("limit"))
    )


def _count(query: Any) -> pw.Query:
    return pw.Select(from_list=[query.alias("found")], columns=[pw.fn.COUNT(pw.SQL("*"))])


@cache
def _candidates(shape: Shape | None) -> Select[Candidate]:
    return Select(_free(shape, ~is_wanting()), Candidate)


@cache
def _candidates_count(shape: Shape | None) -> Select[int]:
    return Select(_count(_free(shape, ~is_wanting()).select(_ROW_EXISTS).order_by()), int)


@cache
def _next_wanting(shape: Shape | None) -> Select[Wanting]:
    """Count the first `limit` people of a source whom no outreach holds, and those of them who lack a value."""
    found = _free(shape).select_extend(pw.Case(None, [(is_wanting(), 1)], 0).alias("wanting")).alias("found")
    count = pw.fn.COUNT(pw.SQL("*"))
    return Select(pw.Select(from_list=[found], columns=[count, pw.fn.COALESCE(pw.fn.SUM(found.c.wanting), 0)]), Wanting)


_ITS_PERSON = Outreach.contact.in_(
    pw.Select(columns=[given("contact")]).union_all(
        Contact.select(Contact.id).where(Contact.merged_into == given("contact"))
    )
)
_HELD = Select(
    Outreach.select(Outreach.id)
    .where(
        (Outreach.id != given("outreach"))
        & _ITS_PERSON
        & ((_IN_GROUP & (_HOLDS | _REMOVED)) | (_OF_OWNER & _LIVE) | _WITH_EVERYBODY)
        & ~(is_true(given("first")) & Outreach.status.in_(NOT_YET_OUT) & (Outreach.id > given("outreach")))
    )
    .limit(1),
    int,
)
_HELD_IN = Select(
    Outreach.select(pw.fn.COALESCE(Contact.merged_into, Contact.id))
    .join(Contact)
    .where(one_of(Outreach.campaign, "campaigns") & (_HOLDS | _REMOVED))
    .distinct(),
    int,
)


def held_by_another(
    store: Reading, outreach: int, contact: int, campaign: int, member: int, *, dedupe: str, first: bool = False
) -> bool:
    """Return True if another outreach holds the contact: of the group, the owner, or with `dedupe` "all" any campaign.

    With `first`, an outreach drawn later and not sent yet does not count: of two, the earlier keeps the person.
    """
    found = _HELD.first(
        store, outreach=outreach, contact=contact, campaign=campaign, member=member, all=dedupe == "all", first=first
    )
    return found is not None


def held_in(store: Reading, campaigns: Iterable[int]) -> set[int]:
    """Return the contacts whom these campaigns hold; for a merged one, the contact into which it was merged."""
    return set(_HELD_IN.all(store, campaigns=list(campaigns)))


def candidates(
    store: Reading, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int, limit: int
) -> list[Candidate]:
    """Return up to `limit` contacts whom this campaign may draw now and can write to, in import order.

    `withdrawn_after`, in microseconds since 1970 UTC, is the moment before which a withdrawal is long enough ago.
    """
    wanted = filter_of(store, campaign.source_id)
    return _candidates(shape_of(wanted)).all(
        store,
        source=campaign.source_id,
        campaign=campaign.id,
        member=campaign.member_id,
        all=dedupe == "all",
        withdrawn_after=withdrawn_after,
        limit=limit,
        **values_of_lacks(*lacks_of_campaign(store, campaign.id)),
        **values_of(wanted),
    )


def count_wanting(
    store: Reading,
    source: int,
    campaign: int,
    member: int,
    *,
    dedupe: str,
    withdrawn_after: int,
    limit: int,
    lacks: dict[str, object],
) -> Wanting:
    """Count the next `limit` people of a source, and those who cannot be drawn only because they lack a value."""
    wanted = filter_of(store, source)
    return _next_wanting(shape_of(wanted)).one(
        store,
        source=source,
        campaign=campaign,
        member=member,
        all=dedupe == "all",
        withdrawn_after=withdrawn_after,
        limit=limit,
        **lacks,
        **values_of(wanted),
    )


def count_left(
    store: Reading,
    source: int,
    campaign: int,
    member: int,
    *,
    dedupe: str,
    withdrawn_after: int,
    most: int,
    lacks: Lacks,
) -> int:
    """Count the people whom a campaign may draw from its source now, up to `most`."""
    wanted = filter_of(store, source)
    return _candidates_count(shape_of(wanted)).one(
        store,
        source=source,
        campaign=campaign,
        member=member,
        all=dedupe == "all",
        withdrawn_after=withdrawn_after,
        limit=most,
        **values_of_lacks(*lacks),
        **values_of(wanted),
    )

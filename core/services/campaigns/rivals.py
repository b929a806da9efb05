"""Active campaigns of one member that draw from the same people: each person goes to one of them."""

from __future__ import annotations

from dataclasses import dataclass

from core.engine.planning.draw import AFTER_WITHDRAWAL
from core.plural import plural
from core.services.lookup import find
from core.store import rows
from core.store.database import Store
from core.store.fields import to_us
from core.store.people.segments import over
from core.store.rows import CampaignRow
from core.store.views.candidates import EVERYBODY, candidates
from core.workspace import Workspace


@dataclass(frozen=True)
class Rival:
    """Another active campaign of the same sender, and how many people both may still draw."""

    id: int
    name: str
    source: str
    people: int
    of: int
    """People whom the campaign asked about may still draw."""

    @property
    def sentence(self) -> str:
        """The rival in words."""
        people = f"{self.of} {plural(self.of, 'person', 'people')}"
        return (
            f"“{self.name}” of the same sender is active and draws from “{self.source}”: {self.people} of the {people} "
            "left here are in both. They share them, and each person is invited by one of the two."
        )


def rivals(workspace: Workspace, ref: str) -> list[Rival]:
    """Return the campaigns that compete with one for its people, by id; campaigns that do not run do not compete."""
    now = workspace.now()
    with workspace.store.read() as store:
        campaign = rows.campaign(store, find(store, "campaign", ref))
        after = to_us(now - AFTER_WITHDRAWAL)
        others = store.rows(
            "SELECT c.id, c.name, c.source_id, s.name FROM campaign c JOIN source s ON s.id = c.source_id "
            "WHERE c.member_id = ? AND c.id <> ? AND c.active = 1 AND c.archived_at IS NULL ORDER BY c.id",
            campaign.member_id,
            campaign.id,
        )
        if not others:
            return []
        mine = free_people(store, campaign, dedupe=workspace.stamp.dedupe, withdrawn_after=after)
        found = []
        for ident, name, source, source_name in others:
            both = len(mine & people_of(store, source)) if source != campaign.source_id else len(mine)
            if both:
                found.append(Rival(ident, name, source_name, both, len(mine)))
        return found


def free_people(store: Store, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int) -> set[int]:
    """Return the contacts whom a campaign may still draw."""
    found = candidates(store, campaign, dedupe=dedupe, withdrawn_after=withdrawn_after, limit=EVERYBODY)
    return {contact for contact, _language in found}


def people_of(store: Store, source: int) -> set[int]:
    """Return the contacts of a source."""
    return {int(row[0]) for row in over(store, source, "SELECT contact_id FROM {entries}")}

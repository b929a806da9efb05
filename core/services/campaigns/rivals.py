"""Active campaigns of one member that draw from the same people; each person is drawn by only one of them."""

from __future__ import annotations

from dataclasses import dataclass

from core.plural import plural
from core.rules.limits import AFTER_WITHDRAWAL
from core.services.lookup import find
from core.store import campaigns
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.fields import to_us
from core.store.people.source_people import EVERYBODY, members
from core.store.views.candidates import candidates
from core.workspace import Workspace


@dataclass(frozen=True)
class Rival:
    """Another active campaign of the same sender, with the number of people whom both may still draw."""

    id: int
    name: str
    source: str
    people: int
    of: int
    """Number of people whom the given campaign may still draw."""

    @property
    def sentence(self) -> str:
        """Return a sentence about this rival and the shared people."""
        people = f"{self.of} {plural(self.of, 'person', 'people')}"
        return (
            f"“{self.name}” of the same sender is active and draws from “{self.source}”: {self.people} of the {people} "
            "left here are in both. Each of these people is invited by only one of the two."
        )


def rivals(workspace: Workspace, ref: str) -> list[Rival]:
    """Return the active campaigns that compete with a campaign for its people, ordered by id."""
    now = workspace.now()
    with workspace.store.read() as store:
        campaign = campaigns.get(store, find(store, "campaign", ref))
        after = to_us(now - AFTER_WITHDRAWAL)
        running = campaigns.running_of_member(store, campaign.member_id)
        others = [other for other in running if other.id != campaign.id]
        if not others:
            return []
        mine = free_people(store, campaign, dedupe=workspace.stamp.dedupe, withdrawn_after=after)
        found = []
        for other in others:
            same = other.source_id == campaign.source_id
            both = len(mine) if same else len(mine.intersection(members(store, other.source_id)))
            if both:
                found.append(Rival(other.id, other.name, other.source, both, len(mine)))
        return found


def free_people(store: Reading, campaign: CampaignRow, *, dedupe: str, withdrawn_after: int) -> set[int]:
    """Return the contacts whom a campaign may still draw."""
    found = candidates(store, campaign, dedupe=dedupe, withdrawn_after=withdrawn_after, limit=EVERYBODY)
    return {contact for contact, _language in found}

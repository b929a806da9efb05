"""People whom a campaign shares with others of its groups before and after a rename, counted before it is saved."""

from __future__ import annotations

from dataclasses import dataclass

from core.plural import plural
from core.rules.groups import group_key
from core.services.campaigns.rivals import free_people
from core.store import campaigns, groups
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.people import source_people, sources
from core.store.views.candidates import held_in


@dataclass(frozen=True)
class Shared:
    """People of a campaign's source whom other campaigns of its old or new group hold or may draw."""

    people: int = 0
    source: str = ""
    campaigns: tuple[str, ...] = ()
    """The other campaigns, each as its name and sender."""

    @property
    def sentence(self) -> str:
        """Return a sentence about the consequence of the rename for these people."""
        people = f"{self.people} {plural(self.people, 'person', 'people')}"
        named = ", ".join(self.campaigns[:2]) + (f" and {len(self.campaigns) - 2} more" if self.campaigns[2:] else "")
        return (
            f"A rename frees nobody: {people} of “{self.source}” may be invited by this campaign or by {named}, never "
            "by both. To separate them, clone the campaign under the new name."
        )


WITH_NOBODY = Shared()


def shared_after(
    store: Reading, before: CampaignRow, after: CampaignRow, *, dedupe: str, withdrawn_after: int
) -> Shared:
    """Return the people whom a rename leaves shared; nobody if the campaign once had the new name and program."""
    known = {group_key(title.name, title.program) for title in groups.names_of(store, before.id)}
    if group_key(after.name, after.program) in known:
        return WITH_NOBODY
    others = groups.others(store, before.id, after.name, after.program)
    found = held_in(store, others)
    for ident in others:
        other = campaigns.get(store, ident)
        if not other.archived:
            found |= free_people(store, other, dedupe=dedupe, withdrawn_after=withdrawn_after)
    shared = found.intersection(source_people.members(store, after.source_id))
    if not shared:
        return WITH_NOBODY
    return Shared(
        len(shared),
        sources.get(store, after.source_id).name,
        tuple(f"“{other.name}” of {other.sender}" for other in campaigns.named(store, others)),
    )

"""The stored values without which nothing of a campaign or member can be explained."""

from __future__ import annotations

from core.errors import UnreadableError
from core.store.members import MemberRow
from core.store.views.campaign_numbers import CampaignLine
from core.time_zones import known_zones


def checked_line(line: CampaignLine) -> CampaignLine:
    """Return a campaign. Raises UnreadableError if its time zone or its cohort is none."""
    if line.time_zone not in known_zones():
        raise UnreadableError(f"campaign.time_zone, row {line.id}")
    if not isinstance(line.cohort_size, int):
        raise UnreadableError(f"campaign.cohort_size, row {line.id}")
    return line


def checked_member(member: MemberRow) -> MemberRow:
    """Return a member. Raises UnreadableError if its time zone or a number of its limits is none."""
    if member.time_zone not in known_zones():
        raise UnreadableError(f"member.time_zone, row {member.id}")
    for name in ("day_cap", "spacing_s"):
        if not isinstance(getattr(member, name), int):
            raise UnreadableError(f"member.{name}, row {member.id}")
    return member

"""Campaigns grouped by program or by sender, each group folded to one line with its sums or unfolded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.rules.conversion import Conversion, conversion
from core.rules.filters.natural_order import natural
from core.rules.today import Today
from core.views.campaign_list_view import CampaignSummary

GROUPINGS = ("", "program", "sender")
"""Ways to group, in the order in which the key goes through them; empty for no groups."""
WORST_FIRST = ("stopped", "errors", "warnings", "created", "scheduled", "running", None)
SIGN = "="
"""First character of a group's row key; the row key of a campaign is its id."""


@dataclass(frozen=True)
class CampaignGroup:
    """Campaigns of one program or one sender."""

    name: str
    views: tuple[CampaignSummary, ...]
    open: bool
    """True if unfolded: its campaigns follow."""

    @property
    def key(self) -> str:
        """The key of its row."""
        return f"{SIGN}{self.name}"

    @cached_property
    def active(self) -> int:
        """Number of campaigns that are on."""
        return sum(view.active for view in self.views)

    @cached_property
    def worst(self) -> str | None:
        """The worst health of its campaigns."""
        return min((view.health.state for view in self.views), key=WORST_FIRST.index)

    @cached_property
    def today(self) -> Today:
        """The sums of today; without a percentage until a run of a campaign in the group opens."""
        expected, planned, sent = (
            sum(getattr(view.today, name) for view in self.views) for name in ("expected", "planned", "sent")
        )
        begun = planned > 0 and any(view.today.percent is not None for view in self.views)
        return Today(expected, planned, sent, round(100 * sent / planned, 1) if begun else None)

    @cached_property
    def conversion(self) -> Conversion:
        """The acceptance rate over all of its campaigns."""
        return conversion(
            sum(view.conversion.sent for view in self.views), sum(view.conversion.accepted for view in self.views)
        )


CampaignRow = CampaignSummary | CampaignGroup


class CampaignGroups:
    """The way in which Invites groups its campaigns, and the names of the unfolded groups."""

    def __init__(self) -> None:
        self.by = ""
        self._open: set[str] = set()

    def next(self) -> None:
        """Group in the next way, everything folded."""
        self.group_by(GROUPINGS[(GROUPINGS.index(self.by) + 1) % len(GROUPINGS)])

    def group_by(self, by: str) -> None:
        """Group in one way, everything folded; an unknown way means no groups."""
        self.by = by if by in GROUPINGS else ""
        self._open.clear()

    def toggle(self, name: str) -> None:
        """Unfold a group, or fold it."""
        self._open ^= {name}

    def show(self, view: CampaignSummary) -> None:
        """Unfold the group of a campaign."""
        if self.by:
            self._open.add(self._name(view))

    def rows(self, views: Sequence[CampaignSummary]) -> list[CampaignRow]:
        """Return the rows to draw, groups by name; within a group the order stays."""
        if not self.by:
            return list(views)
        names: dict[str, list[CampaignSummary]] = {}
        for view in views:
            names.setdefault(self._name(view), []).append(view)
        found: list[CampaignRow] = []
        for name in sorted(names, key=natural):
            group = CampaignGroup(name, tuple(names[name]), name in self._open)
            found += [group, *(group.views if group.open else ())]
        return found

    def _name(self, view: CampaignSummary) -> str:
        return view.program if self.by == "program" else view.sender

"""The base of Invites: rows of campaigns, in groups if the person wants, where one key marks a whole group."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from core.views.campaign_list_view import CampaignSummary
from tui.screens.filtered_page import FilteredPage
from tui.screens.page import Data
from tui.widgets.campaign_groups import SIGN, CampaignGroup, CampaignGroups, CampaignRow
from tui.widgets.campaign_table import CampaignTable


class GroupedPage(FilteredPage[Data]):
    """A page whose table shows campaigns and groups of them."""

    def __init__(self) -> None:
        super().__init__()
        self._groups = CampaignGroups()
        self._rows: list[CampaignRow] = []
        self._showing: list[CampaignSummary] = []
        self._go_to: str | None = None
        """The id of a campaign to highlight as soon as it is read: one just created, or one that another page named."""

    @property
    def marked_table(self) -> CampaignTable:
        return self.query_one(CampaignTable)

    @property
    def marked(self) -> list[str]:
        return [key for key in super().marked if not key.startswith(SIGN)]

    def every_key(self, then: Callable[[Sequence[str]], None]) -> None:
        then([str(view.id) for view in self._showing])

    def _group(self) -> CampaignGroup | None:
        """Return the highlighted group."""
        key = self.marked_table.key_at_cursor
        return next((row for row in self._rows if isinstance(row, CampaignGroup) and row.key == key), None)

    def _chosen(self) -> list[CampaignSummary]:
        """Return the marked campaigns, as they were last read."""
        marked = set(self.marked)
        return [view for view in self._showing if str(view.id) in marked]

    def _unfold_wanted(self) -> None:
        """Unfold the group of the campaign that is to be highlighted."""
        for view in self._showing if self._go_to is not None else ():
            if str(view.id) == self._go_to:
                self._groups.show(view)

    def action_mark(self) -> None:
        """Mark or unmark the highlighted campaign; on a group, all of its campaigns."""
        group = self._group()
        if group is None:
            super().action_mark()
            return
        ids = [str(view.id) for view in group.views]
        if set(ids) <= set(self.marked):
            self.marked_table.unmark(ids)
        else:
            self.marked_table.mark(ids)
        self.show_marks()

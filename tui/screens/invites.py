"""The home page: every campaign with its health, today's progress and its conversion."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import DataTable, Static

from core.plural import plural
from core.rules.filters import keys
from core.rules.filters.ordering import order_of
from core.services import list_filters
from core.services.overview.campaign_detail import detail
from core.services.overview.change_check import News
from core.views.campaign_changes_view import CampaignEnds
from core.views.campaign_detail_view import CampaignPane
from core.views.campaign_list_view import CampaignSummary
from core.workspace import Workspace
from tui.actions import bindings
from tui.memory import text_of
from tui.screens.shared.grouped_page import GroupedPage
from tui.screens.shared.list_order import sorted_by
from tui.style.cells import cut
from tui.undo import Undo
from tui.widgets.border_title import entitle, write
from tui.widgets.campaign_table import SORTS, CampaignTable, by_name
from tui.widgets.detail_pane import DetailPane
from tui.widgets.filter_line import FilterLine

if TYPE_CHECKING:
    from tui.dialogs.campaign import People

ANYWHERE = ("new", "filter", "sort", "views", "fold", "archived", "mark_all")
"""Actions that need no campaign."""


class InvitesQuery(NamedTuple):
    """The campaigns to read: the archived ones or the others, and the id of the one whose details are shown."""

    archived: bool
    highlighted: str | None


class Invites(NamedTuple):
    """The result of one read: the campaigns, and the details of the highlighted one."""

    views: list[CampaignSummary]
    detail: CampaignPane | None
    archived: bool


class LastRead(NamedTuple):
    """The campaigns that were read last: archived ones or the others, and the state of the store at that time."""

    archived: bool
    news: News | None
    views: list[CampaignSummary]


class InvitesScreen(GroupedPage[Invites]):
    """The table of campaigns with the highlighted one below it."""

    page = "invites"
    about = (
        "Each row is a campaign: sender, name and program, health, today's progress, how many accept, and whether it "
        "is on. Below it are the details of the highlighted campaign, with what to do. Nothing runs on the day a "
        "campaign is created; the first texts wait for approval the day after."
    )
    filtered = keys.CAMPAIGNS
    BINDINGS: ClassVar[list[BindingType]] = bindings("invites")

    def __init__(self) -> None:
        super().__init__()
        self._views: list[CampaignSummary] = []
        self._detail: CampaignPane | None = None
        self._archived = False
        self._kept: LastRead | None = None

    def content(self) -> ComposeResult:
        with Vertical(classes="pane", id="list"):
            table = CampaignTable()
            yield FilterLine(table, "words, or keys such as health:errors sender:ada sort:-sent")
            yield table
            yield Static("", classes="empty", id="empty")
        yield DetailPane()

    def on_mount(self) -> None:
        """Start on the table."""
        self.query_one(CampaignTable).focus()

    def show_marks(self) -> None:
        self._draw()

    # -- reading and showing

    def asks(self) -> InvitesQuery:
        key = self.query_one(CampaignTable).key_at_cursor
        return InvitesQuery(self._archived, key)

    def load(self, workspace: Workspace, asked: InvitesQuery) -> Invites:
        views = self._campaigns(asked)
        first = min(views, key=by_name, default=None)
        wanted = asked.highlighted or (str(first.id) if first else None)
        known = any(str(view.id) == wanted for view in views)
        return Invites(views, detail(workspace, wanted) if wanted and known else None, asked.archived)

    def _campaigns(self, asked: InvitesQuery) -> list[CampaignSummary]:
        """Return all campaigns; those read before if only the cursor has moved since."""
        kept, news = self._kept, self.overture.news
        if kept and kept.news and kept[:2] == (asked.archived, news):
            return kept.views
        found = self.overture.read_campaigns(archived=asked.archived)
        self._kept = LastRead(asked.archived, news, found.campaigns)
        return found.campaigns

    def takes(self, data: Invites) -> bool:
        return data.archived == self._archived

    def show(self, data: Invites) -> None:
        self._views, self._detail = data.views, data.detail
        self._draw()

    def forget(self) -> None:
        if self.composed:
            self.query_one(CampaignTable).forget()

    def _draw(self) -> None:
        chosen = list_filters.campaigns(self.workspace, self.filter_text, sorted(self._views, key=by_name))
        self._showing = chosen
        self._unfold_wanted()
        self._rows = self._groups.rows(chosen)
        table = self.query_one(CampaignTable)
        if self._views or not self.unread:  # restored marks outlive the drawing before the first read
            table.keep_marks({str(view.id) for view in chosen})
        table.many = len(self._views)
        table.show(self._rows, self.colours, order=order_of(self.filter_text) or ("name", False))
        if self._go_to is not None and table.go_to(self._go_to):
            self._go_to = None
        self.show_table(table, bool(chosen))
        self._draw_empty()
        self._draw_title()
        self._draw_detail()
        self.regrey()

    def _draw_empty(self) -> None:
        empty = self.query_one("#empty", Static)
        empty.display = not self._showing
        if self._showing:
            return
        if self._views:
            words = f"No campaign matches “{cut(self.filter_text, 40)}”. Escape shows all."
        elif self._archived:
            words = "Nothing is archived. Press A to go back."
        else:
            words = "No campaign yet. Press n to create one; it needs a member (6) and a source (4)."
        write(empty, Text(words))

    def _draw_title(self) -> None:
        pane = self.query_one("#list", Vertical)
        total = len(self._views)
        active = sum(view.active for view in self._views)
        what = "Archived" if self._archived else "Invites"
        part = f"{len(self._showing)} of " if len(self._showing) != total else ""
        words = f"{what} ─ {part}{total:,} {plural(total, 'campaign')}"
        if not self._archived:
            words += f", {active} active"
        if self.marked:
            words += f", {len(self.marked):,} marked"
        entitle(pane, words)

    def _draw_detail(self) -> None:
        group = self._group()
        if group is not None:
            self.query_one(DetailPane).show_group(group, self.colours)
        else:
            self.query_one(DetailPane).show(self._highlighted(), self._detail, self.colours)

    def _highlighted(self) -> CampaignSummary | None:
        key = self.query_one(CampaignTable).key_at_cursor
        return next((view for view in self._showing if str(view.id) == key), None)

    @on(DataTable.RowHighlighted)
    def _moved(self) -> None:
        self._draw_detail()
        self.regrey()
        if self._detail is None or str(self._detail.id) != self.query_one(CampaignTable).key_at_cursor:
            self.overture.refresh_page(anew=False)

    @on(DataTable.HeaderSelected)
    def _sort_by(self, event: DataTable.HeaderSelected) -> None:
        self.set_filter(sorted_by(keys.CAMPAIGNS, self.filter_text, SORTS[event.column_key.value or "name"]))

    @on(DataTable.RowSelected)
    def _open(self) -> None:
        """Open the highlighted campaign's dialog, which leads to its people; unfold or fold a highlighted group."""
        from tui.dialogs.campaign import CampaignDialog

        view, group = self._highlighted(), self._group()
        if group is not None:
            self._groups.toggle(group.name)
            self._draw()
        if view is not None:
            dialog = CampaignDialog(self.workspace, str(view.id), view.name)
            self.app.push_screen(dialog, partial(self._open_queue, view))

    # -- what can be done

    def why_not(self, action: str) -> str | None:
        if action in ANYWHERE or (self.marked and action in ("switch", "archive")):
            return None
        view = self._highlighted()
        if view is None and self._group() is not None:
            if action in ("mark", "mark_range"):
                return None
            return "This is a group: enter unfolds it, space marks its campaigns."
        if view is None:
            return "No campaign is highlighted."
        if view.archived and action in ("edit", "edit_outside", "switch", "archive"):
            return "This campaign is archived: it cannot change or run again. Press D to duplicate it."
        return None

    def filter_changed(self) -> None:
        self._draw()

    def columns_changed(self) -> None:
        self._draw()

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "group": self._groups.by, "archived": self._archived}

    def recall(self, kept: Mapping[str, Any]) -> None:
        group, cursor = text_of(kept, "group"), text_of(kept, "cursor")
        self._archived = kept.get("archived") is True
        if group != self._groups.by:
            self._groups.group_by(group)
        if cursor:
            self._go_to = cursor
        super().recall(kept)

    def copied(self) -> str | None:
        view = self._highlighted()
        return None if view is None else view.name

    def action_fold(self) -> None:
        """Group by program, by sender, or not at all."""
        view = self._highlighted()
        self._groups.next()
        if view is not None and not self._groups.by:
            self._go_to = str(view.id)
        self._draw()
        self.overture.say(f"Grouped by {self._groups.by}; enter unfolds." if self._groups.by else "Not grouped.")

    def action_archived(self) -> None:
        """Show the archived campaigns, or the others."""
        self._archived = not self._archived
        self._views = []
        self.ask_anew()

    def show_whole(self) -> None:
        """Show the campaigns that are not archived."""
        if self._archived:
            self.action_archived()

    def action_switch(self) -> None:
        """Start the campaign that was highlighted at the key press; if it is active, ask, then stop it."""
        # Imported when they are needed, as below: they take a twelfth of the app's start.
        from tui.screens.campaign_marks import ask_to_switch
        from tui.screens.campaign_starting import start
        from tui.screens.stopping import ask_to_stop

        view = self._highlighted()
        if self.marked:
            ask_to_switch(self, self._chosen())
            return
        if view is None:
            return
        if view.active:
            ask_to_stop(self, str(view.id))
        else:
            name = cut(view.name, 40)
            final = f"u does not stop {name}, which was started; r does, and says first what that ends."
            self.overture.act(partial(start, self, str(view.id)), f"{name} is started.", final=final)

    def action_archive(self) -> None:
        """Archive the campaign that was highlighted at the key press, after a question with its counts."""
        from core.services.campaigns import lifecycle
        from tui.dialogs.archive import ArchiveDialog
        from tui.screens.campaign_marks import ask_to_archive

        view = self._highlighted()
        if self.marked:
            ask_to_archive(self, self._chosen())
            return
        if view is None:
            return
        ident, name = str(view.id), view.name
        act = partial(lifecycle.archive, self.workspace, ident)

        def decided(yes: bool | None) -> None:
            if yes:
                final = (
                    f"{cut(name, 40)} is archived for good: it never runs again. A shows it, and D there duplicates it."
                )
                self.overture.act(act, f"{cut(name, 40)} is archived; A shows it.", final=final)

        def ask(ends: CampaignEnds) -> None:
            self.app.push_screen(ArchiveDialog(ends), decided)

        self.ask_after(partial(lifecycle.what_ends, self.workspace, ident), ask)

    def action_clone(self) -> None:
        """Open the editor on a new campaign like this one."""
        self._edit(clone=True)

    def action_new(self) -> None:
        """Open the editor on an empty campaign."""
        self._open_editor(None, self._created)

    def action_edit(self) -> None:
        """Open the editor on the highlighted campaign."""
        self._edit(clone=False)

    def action_edit_outside(self) -> None:
        """Open the highlighted campaign's file in the person's own editor."""
        from tui.screens.shared.edit_outside import edit_campaign

        view = self._highlighted()
        if view is not None:
            edit_campaign(self, str(view.id))

    def _edit(self, *, clone: bool) -> None:
        view = self._highlighted()
        if view is not None:
            self._open_editor(view.id, self._created if clone else self._saved, clone=clone)

    def _open_editor(self, ident: int | None, closed: Callable[[int | None], None], *, clone: bool = False) -> None:
        from core.services.campaigns.editor_data import EditorData, editor_data
        from tui.dialogs.editor.dialog import EditorDialog

        def show(read: EditorData) -> None:
            self.app.push_screen(EditorDialog(self.workspace, ident, read=read, clone=clone), closed)

        self.ask_after(partial(editor_data, self.workspace, ident), show)

    def _saved(self, ident: int | None) -> None:
        from tui.screens.campaign_starting import tell_left_out

        if ident is not None:
            self.overture.refresh_page()
            self.overture.remember(Undo(final="u does not undo the edit of a campaign; e changes it again."))
            self.overture.act(partial(tell_left_out, self, str(ident)))

    def _created(self, ident: int | None) -> None:
        """Highlight a new campaign, and clear a filter that would hide it."""
        from tui.screens.campaign_starting import tell_of_people

        if ident is not None:
            self.query_one(FilterLine).close()
            self._archived, self._go_to = False, str(ident)
            self.overture.say("The campaign is created; it is off. r starts it.")
            self.overture.remember(Undo(final="u does not remove the campaign that was created; x archives it."))
            self.overture.act(partial(tell_of_people, self, str(ident)))

    def _open_queue(self, view: CampaignSummary, people: People | None) -> None:
        """Open the queue with the people chosen in a campaign's dialog, or carry out the action chosen there."""
        if people is None:
            return
        acts = {"edit": self.action_edit, "why": self.action_why, "runs": self.action_runs}
        if people.act:
            acts[people.act]()
            return
        from tui.screens.shared.campaign_people import open_people

        open_people(self.overture, view, people)

    def action_why(self) -> None:
        """Show why the highlighted campaign sends or does not."""
        from tui.screens.explaining.why_page import show_why

        view = self._highlighted()
        if view is not None:
            show_why(self.overture, str(view.id))

    def action_runs(self) -> None:
        """Show the runs of the highlighted campaign as a table."""
        view = self._highlighted()
        if view is not None:
            from tui.screens.explaining.runs_page import show_runs

            show_runs(self.overture, str(view.id))

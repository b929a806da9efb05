"""The views of a page's list: shown, saved and removed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from core.services import saved_views
from core.services.saved_views import SavedView
from core.workspace import Workspace
from tui.dialogs.line import LineDialog
from tui.dialogs.views import Chosen, ViewsDialog
from tui.screens.page import PageScreen

ALL = "everything"
USUAL: dict[str, tuple[tuple[str, str], ...]] = {
    "invites": (
        ("needs a person", "health:stopped,errors,warnings sort:health"),
        ("off", "active:no"),
        ("best first", "sort:-ratio"),
        ("today", "planned>0 sort:-today"),
    ),
    "approvals": (("invitations", "step:0"), ("messages", "step>0")),
    "sources": (("used up", "left<1 used>0"), ("nearly used up", "left<100 used>0"), ("unused", "used:0")),
    "contacts": (("replied", "status:replied"), ("do not contact", "blocked:yes")),
    "members": (("off", "state:disconnected,restricted"), ("paused", "paused:yes"), ("week nearly full", "week>90")),
    "needs": (
        ("approvals", "kind:approvals"),
        ("replies", "kind:reply"),
        ("doubts", "kind:doubt"),
        ("errors", "severity:error,fatal"),
    ),
    "activity": (
        ("what people did", "-actor:overture"),
        ("failures", "kind:failed,in_doubt,unresolved,problem,held"),
        ("sent", "kind=sent"),
        ("today", "at:today"),
    ),
    "programs": (("best first", "sort:-ratio"), ("largest first", "sort:-sent")),
}
"""Views that come with Overture, by page: name and filter."""


class Listing(Protocol):
    """A page with a list whose filter and columns a view replaces."""

    @property
    def column_names(self) -> Sequence[str]:
        """The columns from which a person can choose."""

    def view_now(self) -> tuple[str, Sequence[str]]:
        """Return the filter, and the names of the chosen columns; none for the usual ones."""

    def show_view(self, view: SavedView) -> None:
        """Show the rows and columns of a view."""


def usual_views(page: str) -> list[SavedView]:
    """Return the views that come with Overture."""
    return [SavedView(page, name, where) for name, where in ((ALL, ""), *USUAL.get(page, ()))]


def ask_for_view(page: PageScreen[Any], listing: Listing, usual: Sequence[SavedView] | None = None) -> None:
    """Open the views of a page's list."""
    known = partial(_saved, page.workspace, page.page)
    page.ask_after(known, partial(_ask, page, listing, usual_views(page.page) if usual is None else usual))


def _saved(workspace: Workspace, page: str) -> list[SavedView]:
    return [view for view in saved_views.read(workspace.home) if view.page == page]


def _ask(page: PageScreen[Any], listing: Listing, usual: Sequence[SavedView], saved: Sequence[SavedView]) -> None:
    dialog = ViewsDialog(usual, saved, listing.view_now()[0])
    page.app.push_screen(dialog, partial(_chosen, page, listing))


def _chosen(page: PageScreen[Any], listing: Listing, wanted: Chosen | None) -> None:
    if wanted is None:
        return
    if wanted.act == "show" and wanted.view is not None:
        listing.show_view(wanted.view)
    elif wanted.act == "save":
        words = "A name for the list's present filter, order and columns."
        page.app.push_screen(LineDialog("Save this view", words), partial(_save, page, listing))
    elif wanted.act == "remove" and wanted.view is not None:
        name = wanted.view.name
        act = partial(saved_views.remove, page.workspace, page.page, name)
        final = f"The view “{name}” is removed for good. Press f, then n, to save another."
        page.overture.act(act, f"The view “{name}” is removed.", final=final)
    elif wanted.act == "columns":
        _ask_for_columns(page, listing)


def _save(page: PageScreen[Any], listing: Listing, name: str | None) -> None:
    if name:
        where, columns = listing.view_now()
        view = SavedView(page.page, name, where, tuple(columns))
        final = f"u does not remove the view “{name}”; f, then x does."
        told = f"The view “{name}” is saved; f shows it."
        page.overture.act(partial(saved_views.save, page.workspace, view), told, final=final)


def _ask_for_columns(page: PageScreen[Any], listing: Listing) -> None:
    _where, columns = listing.view_now()
    known = ", ".join(listing.column_names)
    dialog = LineDialog(
        "Columns", f"Names in order, separated by commas; empty for the usual columns. {known}", ", ".join(columns)
    )
    page.app.push_screen(dialog, partial(_show_columns, page, listing))


def _show_columns(page: PageScreen[Any], listing: Listing, line: str | None) -> None:
    if line is None:
        return
    names = tuple(name.strip() for name in line.split(",") if name.strip())
    unknown = [name for name in names if name not in listing.column_names]
    if unknown:
        page.overture.say_error(f"No column is called “{unknown[0]}”. Columns: {', '.join(listing.column_names)}.")
        return
    listing.show_view(SavedView(page.page, "", listing.view_now()[0], names))

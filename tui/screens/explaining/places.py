"""Going from an explanation to what it names: texts, doubts, people, the source, the member, the campaign."""

from __future__ import annotations

from collections.abc import Sequence

from core.views.explain_view import Explanation
from tui.app_base import Overture
from tui.screens.explaining.why_rows import Place
from tui.screens.need_places import of_campaign, whole_page


def open_place(app: Overture, place: Place, view: Explanation) -> None:
    """Go to a thing that an explanation of a campaign names."""
    if place == "approvals":
        whole_page(app, "approvals").show_only(of_campaign(view.name))
    elif place == "doubts":
        whole_page(app, "queue").show_only(f"{of_campaign(view.name)} status:in_doubt,unresolved")
    elif place == "queue":
        whole_page(app, "queue").show_only(of_campaign(view.name))
    elif place == "source":
        whole_page(app, "sources").show_only("", str(view.source_id))
    elif place == "member":
        whole_page(app, "members").show_only("", str(view.member_id))
    elif place == "settings":
        app.go_to_page("settings")
    else:
        whole_page(app, "invites").show_only("", str(view.id))


def show_people(app: Overture, outreaches: Sequence[int] | None) -> None:
    """Show these people in the queue; do nothing without any."""
    if outreaches:
        whole_page(app, "queue").show_only(f"id={','.join(map(str, outreaches))}")

"""`overture limits`: how much each member may still send, and how campaigns share it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from core.cli.output.formatting import moment
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json.limits_json import member_limits

if TYPE_CHECKING:
    from core.views.limits_view import LimitUse, MemberLimits

WORDS = {
    "week": "invitations in 168 hours",
    "day": "invitations today",
    "ramp": "invitations today, while the account warms up",
    "messages": "messages today",
    "notes": "invitations with a note this month",
    "reads": "profiles read today",
    "network": "LinkedIn reported a limit: no invitation",
    "spacing": "time between two sends",
}


@click.command()
@click.option("--member", metavar="MEMBER", help="Only one member.")
@click.option("--if-started", metavar="CAMPAIGN", help="Also show what each campaign would get if this one started.")
@click.pass_obj
def limits(session: Session, member: str | None, if_started: str | None) -> None:
    """Show how much each member may still send, when more becomes possible, and how its campaigns share it."""
    from core.services.members import limit_use as service

    with session.workspace() as workspace:
        views = service.limits(workspace, member, if_started=if_started)
        zone = workspace.stamp.time_zone
    session.show([member_limits(view) for view in views], lambda: _lines(views, zone))
    session.say(*service.sentences(views))
    if not views:
        session.say("There is no member yet: `overture member add NAME --account ID` adds one.")


def _lines(views: Sequence[MemberLimits], zone: str) -> Iterator[str]:
    for place, view in enumerate(views):
        if place:
            yield ""
        yield f"{view.name} (id {view.id})"
        yield from table(_limit_columns(zone), [_limit_row(one, zone) for one in view.limits])
        if view.campaigns:
            yield ""
            yield from table(*_campaigns(view))


def _limit_columns(zone: str) -> Sequence[Column]:
    return (
        Column("Limit", 48),
        Column("Used", right=True),
        Column("Of", right=True),
        Column("Left", right=True),
        Column(f"Frees ({zone})", 60),
    )


def _limit_row(one: LimitUse, zone: str) -> list[object]:
    frees = ", ".join(f"{freed.count} from {moment(freed.at, zone, named=False)}" for freed in one.frees[:2])
    until = moment(one.until, zone, named=False) if one.until else None
    return [WORDS[one.limit], one.used, one.of, one.left, frees or until]


def _campaigns(view: MemberLimits) -> tuple[Sequence[Column], list[list[object]]]:
    columns = [
        Column("Campaign", 32),
        Column("Sent in 168 h", right=True),
        Column("With a send time", right=True),
        Column("Wants a day", right=True),
        Column("Gets a day", right=True),
    ]
    rows: list[list[object]] = [
        [one.name, one.sent, one.holding, one.wants_per_day, one.gets_per_day] for one in view.campaigns
    ]
    if any(one.would_get is not None for one in view.campaigns):
        columns.append(Column("Would get a day", right=True))
        rows = [[*row, one.would_get] for row, one in zip(rows, view.campaigns, strict=True)]
    return columns, rows

"""`overture member`: the people whose accounts send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.cli.archiving import YES, confirm
from core.cli.if_version import if_version as version_option
from core.cli.listing import ListOptions, list_options, show_list
from core.cli.member_lines import COLUMNS, SHOWN, row_of
from core.cli.output.table import pairs, table
from core.cli.people.member_connect import accounts, connect
from core.cli.session import Session
from core.cli.to_json import members_json as to_json
from core.rules.filters import keys
from core.rules.limits import DAY_CAP

if TYPE_CHECKING:
    from core.views.members_view import Member

PLAN = "basic|premium|sales-navigator"
DAYS_OFF = 'Dates and periods without runs, such as "2026-12-24..2027-01-01, 2027-05-01"; "none" for none.'


@click.group()
def member() -> None:
    """Manage the members whose accounts send."""


member.add_command(connect)
member.add_command(accounts)


@member.command()
@click.argument("name")
@click.option("--account", required=True, metavar="ID", help="The provider's id of the account.")
@click.option("--plan", metavar=PLAN, default="basic", show_default=True)
@click.option("--time-zone", metavar="ZONE", help="Time zone such as Europe/Paris; by default the workspace's.")
@click.option("--day-cap", type=int, default=DAY_CAP, show_default=True, help="Most invitations per day.")
@click.option("--no-ramp", is_flag=True, help="Start at the full day cap instead of rising to it over 13 days.")
@click.option("--days-off", metavar="DATES", default="", help=DAYS_OFF)
@click.pass_obj
def add(
    session: Session,
    name: str,
    account: str,
    plan: str,
    time_zone: str | None,
    day_cap: int,
    days_off: str,
    *,
    no_ramp: bool,
) -> None:
    """Add a member."""
    from core.services.members import members

    with session.workspace() as workspace:
        view = members.add(
            workspace,
            name,
            account,
            plan=plan,
            time_zone=time_zone,
            day_cap=day_cap,
            ramp=not no_ramp,
            days_off=days_off,
        )
    _show(session, view)


@member.command("list")
@click.option("--archived", is_flag=True, help="List archived members, too.")
@list_options(keys.MEMBERS)
@click.pass_obj
def listed(session: Session, listing: ListOptions, *, archived: bool) -> None:
    """List every member with its state and its week."""
    from core.services import list_filters
    from core.services.members.member_view import list_members
    from core.services.overview import overbooked

    with session.workspace() as workspace:
        every = list_members(workspace, "all" if archived else "current")
        views = listing.window(list_filters.members(workspace, listing.where, every), lambda view: view.id)
        full = overbooked.by_member(workspace)
    rows = [to_json.versioned_member(view) for view in views]
    show_list(session, listing, rows, lambda: table(COLUMNS, [row_of(view) for view in views]))
    for view in views:
        if view.problem:
            session.say(f"{view.problem.text} {view.problem.action}")
        if view.id in full:
            session.say(f"{full[view.id].text} {full[view.id].action}")
    if every and not views:
        session.say("No member matches.")
    elif not views:
        session.say("There is no member yet: `overture member add NAME --account ID` adds one.")


@member.command()
@click.argument("ref", metavar="MEMBER")
@click.option("--name", help="Another name.")
@click.option("--account", metavar="ID", help="Another account id of the same LinkedIn owner, after reconnecting.")
@click.option("--plan", metavar=PLAN)
@click.option("--time-zone", metavar="ZONE")
@click.option("--day-cap", type=int, help="Most invitations per day.")
@click.option("--ramp/--no-ramp", default=None, help="Warm up a new or idle account over 13 days, or do not.")
@click.option("--days-off", metavar="DATES", help=DAYS_OFF)
@version_option("member list --json")
@click.pass_obj
def edit(
    session: Session,
    ref: str,
    name: str | None,
    account: str | None,
    plan: str | None,
    time_zone: str | None,
    day_cap: int | None,
    days_off: str | None,
    *,
    ramp: bool | None,
    if_version: str | None,
) -> None:
    """Change the given values; the others stay."""
    from core.services.members import members

    changes: dict[str, Any] = {
        "name": name,
        "account": account,
        "plan": plan,
        "time_zone": time_zone,
        "day_cap": day_cap,
        "ramp": ramp,
        "days_off": days_off,
    }
    if all(value is None for value in changes.values()):
        raise click.UsageError("Give at least one option to change.")
    with session.workspace() as workspace:
        view = members.edit(workspace, ref, seen=if_version, **changes)
    _show(session, view)


@member.command()
@click.argument("ref", metavar="MEMBER")
@YES
@click.pass_obj
def archive(session: Session, ref: str, *, yes: bool) -> None:
    """Archive a member for good: its active campaigns become Stopped, and nothing more is sent from its account."""
    from core.services.members import members

    with session.workspace() as workspace:
        confirm(workspace, "member", ref, yes=yes)
        view = members.archive(workspace, ref)
    _show(session, view)


def _show(session: Session, view: Member) -> None:
    session.show(to_json.versioned_member(view), lambda: pairs(dict(zip(SHOWN, row_of(view), strict=True))))

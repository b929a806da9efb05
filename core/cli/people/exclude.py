"""`overture exclude`: rules for people who are never contacted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import exclusions_json as to_json
from core.plural import plural
from core.rules.exclusions.rule import RuleKind
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.views.exclusions_view import ExclusionRule, LiftedRule, OfferedCampaign, SyncedList

SHOWN = 20


@click.group()
def exclude() -> None:
    """Manage rules for companies, domains and titles that are never contacted."""


@exclude.command()
@click.option(
    "--company", metavar="NAME", help="Company name without regard to case, accents and legal form: Acme, ACME, Inc."
)
@click.option(
    "--domain", metavar="DOMAIN", help="Domain of the e-mail or website column, such as acme.com; subdomains included."
)
@click.option("--title", metavar="WORDS", help="Whole words that the position or headline contains in this order.")
@click.option("--reason", default="", metavar="TEXT", help="The reason, shown beside the rule.")
@click.pass_obj
def add(session: Session, company: str | None, domain: str | None, title: str | None, reason: str) -> None:
    """Block everybody whom a rule matches, now or later, and cancel everything planned for them."""
    from core.services.audience import exclusions

    wanted = {RuleKind.COMPANY: company, RuleKind.DOMAIN: domain, RuleKind.TITLE: title}
    given = [(kind, value) for kind, value in wanted.items() if value is not None]
    if len(given) != 1:
        raise click.UsageError("Name one thing to exclude: --company NAME, --domain acme.com or --title WORDS.")
    with session.workspace() as workspace:
        ((kind, value),) = given
        view = exclusions.add(workspace, kind, value, reason=reason)
    told = {
        "Rule": f"{view.rule.id}: {view.rule.kind} {view.rule.value}",
        "Holds": f"{view.rule.holds:,} {plural(view.rule.holds, 'person', 'people')}",
        "Cancelled": view.cancelled,
    }
    session.show(to_json.added(view), lambda: pairs(told))
    if not view.new:
        session.say("This rule already existed.")


@exclude.command("list")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in RuleKind], case_sensitive=False), help="Only rules of one kind."
)
@list_options(keys.EXCLUSIONS, text_ids=True)
@click.pass_obj
def listed(session: Session, listing: ListOptions, kind: str | None) -> None:
    """List every rule with the people it excludes, then the people who are marked “do not contact”."""
    from core.services import list_filters
    from core.services.audience import exclusions

    with session.workspace() as workspace:
        every = exclusions.list_rules(workspace, kind=None if kind is None else RuleKind(kind))
        views = listing.window(list_filters.exclusions(workspace, listing.where, every), lambda view: view.id)
        zone = workspace.stamp.time_zone
    columns = (
        Column("Id"),
        Column("Kind"),
        Column("Value", 40),
        Column("From", 24),
        Column("Holds", right=True),
        Column(f"Since ({zone})"),
        Column("Who"),
        Column("Reason", 40),
    )
    rows = [to_json.rule(view) for view in views]
    show_list(session, listing, rows, lambda: table(columns, [_row(view, zone) for view in views]))
    if every and not views:
        session.say("No rule matches.")
    elif not views:
        session.say("Nobody is excluded: `overture exclude add --company NAME` excludes a company.")


def _row(view: ExclusionRule, zone: str) -> list[object]:
    value = view.value or "(nobody imported yet)"
    when = moment(view.at, zone, named=False)
    return [view.id, view.kind, value, view.origin, view.holds, when, view.actor, view.reason]


@exclude.command()
@click.argument("ref", metavar="ID|VALUE")
@click.option("--yes", is_flag=True, help="Also requeue the people whom the rule had cancelled.")
@click.pass_obj
def remove(session: Session, ref: str, *, yes: bool) -> None:
    """Remove a rule: people whom no other rule excludes may be contacted again. Prints how to put them back."""
    from core.services.audience import exclusions

    with session.workspace() as workspace:
        view = exclusions.remove(workspace, ref, requeue=yes)
    session.show(to_json.lifted(view), lambda: _lifted(view))
    session.say(*view.refused, *([] if yes else [f"{said} (as --yes does)." for said in _offers(view.cancelled)]))


def _lifted(view: LiftedRule) -> Iterator[str]:
    yield from pairs(
        {
            "Lifted": f"{view.rule.id}: {view.rule.kind} {view.rule.value}".rstrip(),
            "Freed": f"{view.freed:,} {plural(view.freed, 'person', 'people')}",
            "Queued again": view.requeued,
        }
    )


def _offers(campaigns: Sequence[OfferedCampaign]) -> list[str]:
    """Return a sentence per campaign: how many outreaches rules had cancelled, and the command that puts them back."""
    return [
        f"{one.people:,} {plural(one.people, 'outreach', 'outreaches')} of “{one.name}” had been cancelled: "
        f"`overture queue requeue --campaign {one.id} --reason excluded` queues them again"
        for one in campaigns
    ]


@exclude.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--lift", is_flag=True, help="Remove rules that came from this file and are no longer in it.")
@click.pass_obj
def sync(session: Session, file: Path, *, lift: bool) -> None:
    """Read a list of exclusions again: add its new entries, and name the rules that are no longer in it.

    The list has columns kind, value and, if you like, reason; or columns called company, domain, title or profile; or
    one value per line: a domain, a profile address, or else a company. A row with a profile address excludes only that
    person. Nothing is removed while a line cannot be read.
    """
    from core.services.audience import exclusion_sync

    with session.workspace() as workspace:
        view = exclusion_sync.sync(workspace, file, lift=lift)
    session.show(to_json.synced(view), lambda: _synced(view))
    session.say(*_remarks(view, lift=lift))


def _synced(view: SyncedList) -> Iterator[str]:
    told = {"Added": len(view.added), "Same": view.same, "Left the file": len(view.gone), "Lifted": view.lifted}
    yield from pairs({**told, "Freed": view.freed, "Refused": len(view.refused), "Cancelled": view.cancelled})
    columns = (Column("Left the file"), Column("Kind"), Column("Value", 60), Column("Holds", right=True))
    if view.gone:
        yield ""
        yield from table(columns, [[one.id, one.kind, one.value, one.holds] for one in view.gone])


def _remarks(view: SyncedList, *, lift: bool) -> list[str]:
    said = [view.guessed] if view.guessed else []
    said += [f"line {one.line}: {one.reason}" for one in view.refused[:SHOWN]]
    if len(view.refused) > SHOWN:
        said.append(f"… and {len(view.refused) - SHOWN} more; --json lists all")
    count = len(view.gone)
    if view.gone and view.lifted < count:
        them = plural(count, "it", "them")
        rules = plural(
            count, "rule is no longer in the file and still applies", "rules are no longer in the file and still apply"
        )
        lines = plural(len(view.refused), "line")
        then = f"correct the refused {lines}, then --lift removes {them}" if lift else f"--lift removes {them}"
        said.append(f"{count:,} {rules}: {then}.")
    return [*said, *(f"{told}." for told in _offers(view.offered))]

"""`overture campaign`: create, edit, start, stop, clone, archive."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.cli.campaigns import campaign_text
from core.cli.if_version import if_version as version_option
from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import counts
from core.cli.session import Session
from core.cli.to_json import campaign_json as to_json
from core.errors import RefusedError
from core.plural import plural
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.services.campaigns.draft import CampaignDraft
    from core.views.campaign_changes_view import CampaignEnds, TextWarning
    from core.views.campaign_detail_view import CampaignDetail

IF_VERSION = version_option("campaign show --json")
STRICT = click.option("--strict", is_flag=True, help="Also refuse texts that have warnings.")
FILE = click.argument("file", type=click.Path(path_type=Path))
REF = click.argument("ref", metavar="CAMPAIGN")


@click.group()
def campaign() -> None:
    """Create, edit, start, stop and archive campaigns."""


@campaign.command()
@FILE
@STRICT
@click.pass_obj
def create(session: Session, file: Path, *, strict: bool) -> None:
    """Save a new campaign from a TOML file; `campaign start` starts it."""
    from core.services.campaigns import lifecycle, rivals, value_counts
    from core.services.members import week_share
    from core.services.overview import campaign_list

    draft, warnings = _read(file, strict=strict)
    with session.workspace() as workspace:
        ident = str(lifecycle.create(workspace, draft))
        view, found = campaign_list.campaign(workspace, ident), rivals.rivals(workspace, ident)
        share = week_share.if_started(workspace, ident)
        having = value_counts.of_campaign(workspace, int(ident))
    told = {"warnings": to_json.warnings(warnings), "competes": to_json.competitors(found), "share": share}
    _show(session, view, **told, values=to_json.value_counts(having))
    session.say(*share, *(one.sentence for one in found), *value_counts.sentences(having))
    session.say(*campaign_text.warnings(warnings))


def _read(file: Path, *, strict: bool) -> tuple[CampaignDraft, Sequence[TextWarning]]:
    """Return the campaign of a file, and the warnings about its texts; with `strict`, warnings are refused."""
    from core.services.campaigns import text_warnings
    from core.services.campaigns.file import read_campaign_file

    draft = read_campaign_file(file)
    if strict:
        text_warnings.refuse_warnings(draft)
    return draft, text_warnings.warnings(draft)


@campaign.command("list")
@click.option("--archived", is_flag=True, help="List the archived campaigns instead.")
@list_options(keys.CAMPAIGNS)
@click.pass_obj
def listed(session: Session, listing: ListOptions, *, archived: bool) -> None:
    """List every campaign with its health, today's progress and conversion."""
    from core.services import list_filters
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        every = campaign_list.campaigns(workspace, archived=archived)
        views = listing.window(list_filters.campaigns(workspace, listing.where, every), lambda view: view.id)
    show_list(session, listing, [to_json.summary(view) for view in views], lambda: campaign_text.listing(views))
    if every and not views:
        session.say("No campaign matches.")
    elif not views:
        session.say("No campaign is archived." if archived else "There is no campaign yet: `overture campaign create`.")


@campaign.command()
@REF
@click.option("--toml", "as_toml", is_flag=True, help="Print the campaign as its file, for `edit` and `create`.")
@click.pass_obj
def show(session: Session, ref: str, *, as_toml: bool) -> None:
    """Show one campaign with its problems and its runs, newest first."""
    from core.services.campaigns import lifecycle
    from core.services.campaigns.draft import dump_campaign
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        view = campaign_list.campaign(workspace, ref)
        if as_toml:
            text = dump_campaign(lifecycle.draft_of(workspace, view.summary.id))
        else:
            draft = lifecycle.readable_draft_of(workspace, view.summary.id)
    if as_toml:
        session.show({"toml": text}, text.splitlines)
        return
    session.show(to_json.detail(view, draft), lambda: campaign_text.shown(view))


@campaign.command()
@REF
@FILE
@click.option(
    "--yes",
    is_flag=True,
    help="Also save a rename that leaves people shared with other campaigns, so that only one of them invites each.",
)
@click.option("--dry-run", is_flag=True, help="Save nothing; print the changes, and how many people they affect.")
@click.option("--ask-again", is_flag=True, help="Require a new approval of approved texts that the file changes.")
@IF_VERSION
@STRICT
@click.pass_obj
def edit(
    session: Session,
    ref: str,
    file: Path,
    *,
    yes: bool,
    dry_run: bool,
    ask_again: bool,
    if_version: str | None,
    strict: bool,
) -> None:
    """Save a changed campaign from a TOML file, and report which people the change affects."""
    from core.services.campaigns import edit_plan, lifecycle, value_counts
    from core.services.overview import campaign_list

    draft, warnings = _read(file, strict=strict)
    with session.workspace() as workspace:
        if if_version is not None:
            edit_plan.refuse_other_version(workspace, ref, draft, if_version)
        plan = edit_plan.plan(workspace, ref, draft, ask_again=ask_again)
        if dry_run:
            session.show(to_json.edit_plan(plan), lambda: campaign_text.plan(plan))
            session.say(*campaign_text.warnings(warnings))
            return
        if plan.needs_yes and not yes:
            text = " ".join([*plan.sentences, "Nothing was saved; repeat it with --yes."])
            raise RefusedError(text, code="confirm")
        if if_version is None:
            done = lifecycle.edit(workspace, ref, draft, ask_again=ask_again)
        else:
            done = edit_plan.save_version(workspace, ref, draft, if_version, ask_again=ask_again)
        view = campaign_list.campaign(workspace, str(done.id))
        having = value_counts.of_campaign(workspace, done.id)
    effects = to_json.effects(done, shared=plan.shared)
    told = {"effects": effects, "warnings": to_json.warnings(warnings), "values": to_json.value_counts(having)}
    _show(session, view, **told, changes=to_json.edit_plan(plan)["changes"])
    session.say(*plan.sentences)
    session.say(*campaign_text.warnings(warnings), *value_counts.sentences(having))


@campaign.command()
@REF
@click.pass_obj
def start(session: Session, ref: str) -> None:
    """Start a campaign, or start a stopped one again."""
    from core.services.campaigns import lifecycle, rivals, value_counts
    from core.services.members import week_share
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        share = week_share.if_started(workspace, ref)
        ident = str(lifecycle.start(workspace, ref))
        view, found = campaign_list.campaign(workspace, ident), rivals.rivals(workspace, ident)
        having = value_counts.of_campaign(workspace, int(ident))
    told = {"competes": to_json.competitors(found), "values": to_json.value_counts(having), "share": share}
    _show(session, view, **told)
    session.say(*share, *(one.sentence for one in found), *value_counts.sentences(having))


@campaign.command()
@REF
@click.pass_obj
def stop(session: Session, ref: str) -> None:
    """Stop a campaign: its unused send times are freed; a call under way still finishes."""
    from core.services.campaigns import lifecycle
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        view = campaign_list.campaign(workspace, str(lifecycle.stop(workspace, ref)))
    _show(session, view)


@campaign.command()
@REF
@click.option("--name", help="The new campaign's name.")
@click.option("--sender", metavar="MEMBER", help="Another sender.")
@click.pass_obj
def clone(session: Session, ref: str, name: str | None, sender: str | None) -> None:
    """Make an inactive copy of a campaign, with nobody drawn."""
    from core.services.campaigns import lifecycle, text_warnings
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        ident = lifecycle.clone(workspace, ref, name=name, sender=sender)
        view = campaign_list.campaign(workspace, str(ident))
        warnings = text_warnings.warnings(lifecycle.draft_of(workspace, ident))
    _show(session, view, warnings=to_json.warnings(warnings))
    session.say(*campaign_text.warnings(warnings))


@campaign.command()
@REF
@click.option("--yes", is_flag=True, help="Do it; without --yes, only print the effects.")
@click.pass_obj
def archive(session: Session, ref: str, *, yes: bool) -> None:
    """Archive a campaign for good: everything not sent yet is cancelled."""
    from core.services.campaigns import lifecycle
    from core.services.overview import campaign_list

    with session.workspace() as workspace:
        if not yes:
            raise RefusedError(_what_ends(lifecycle.what_ends(workspace, ref)), code="confirm")
        view = campaign_list.campaign(workspace, str(lifecycle.archive(workspace, ref)))
    _show(session, view)


def _what_ends(found: CampaignEnds) -> str:
    what = "cancels nobody"
    if found.cancelled:
        open_ones = {status: count for status, count in found.ends.items() if count}
        what = f"cancels {found.cancelled} {plural(found.cancelled, 'person', 'people')} ({counts(open_ones)})"
    return (
        f"Archiving “{found.name}” {what} and cannot be undone; "
        f"{found.sent} {plural(found.sent, 'invitation')} sent stay in the history. Repeat it with --yes."
    )


def _show(session: Session, view: CampaignDetail, **more: Any) -> None:
    """Print a campaign; `more` are further keys of its JSON."""
    session.show({**to_json.detail(view), **more}, lambda: campaign_text.shown(view))

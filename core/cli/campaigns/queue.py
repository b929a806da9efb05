"""`overture queue`: each person's status in a campaign, and approval of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from core.cli.listing import ListOptions, list_options, show_list
from core.cli.output.formatting import moment
from core.cli.output.ranges import HIGHEST
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json.queue_json import queue_entry
from core.errors import UsageError
from core.plural import plural
from core.rules.filters import keys

if TYPE_CHECKING:
    from core.views.queue_view import QueueEntry
    from core.workspace import Workspace

MOST_TEXT = 100_000
"""Most bytes of a text from stdin; a message may have 3,000 characters."""
IDENT = click.IntRange(1, HIGHEST)
IDS = click.argument("ids", metavar="ID…", nargs=-1, required=True, type=IDENT)
Act = Callable[["Workspace", list[int]], "list[QueueEntry]"]


@click.group()
def queue() -> None:
    """Show each person's status; approve and reject texts."""


@queue.command("list")
@click.option("--campaign", metavar="CAMPAIGN", help="Only one campaign.")
@click.option("--program", help="Only one program.")
@click.option("--status", help="Only people in one status, such as pending.")
@list_options(keys.QUEUE, limit=100)
@click.pass_obj
def listed(
    session: Session, listing: ListOptions, campaign: str | None, program: str | None, status: str | None
) -> None:
    """List one row for each person in a campaign, ordered by id."""
    from core.services.queue import queue_list, queue_page

    limit = listing.limit or HIGHEST
    with session.workspace() as workspace:
        rows = queue_list.list_queue(
            workspace,
            listing.where,
            campaign=campaign,
            program=program,
            status=status,
            after=listing.after,
            limit=limit,
        )
        withdrawals = queue_page.withdrawals(workspace, campaign)
        zone = workspace.stamp.time_zone
    show_list(session, listing, [queue_entry(row) for row in rows], lambda: _lines(rows, zone))
    if not rows:
        session.say("Nobody found.")
    elif len(rows) == limit:
        session.say(f"There may be more: continue with --after {rows[-1].id}.")
    if withdrawals:
        session.say(f"{withdrawals} {plural(withdrawals, 'withdrawal')} in doubt: the engine checks LinkedIn.")


@queue.command()
@click.argument("ids", metavar="[ID]…", nargs=-1, type=IDENT)
@click.option("--all", "everything", is_flag=True, help="All texts that wait for approval now.")
@click.option("--campaign", metavar="CAMPAIGN", help="With --all: only one campaign.")
@click.option(
    "--revision",
    type=click.IntRange(0, HIGHEST),
    metavar="N",
    help="Refuse a text that changed after this revision.",
)
@click.pass_obj
def approve(
    session: Session, ids: tuple[int, ...], campaign: str | None, revision: int | None, *, everything: bool
) -> None:
    """Approve texts: all of them or none."""
    _check_choice(ids, campaign, revision, everything=everything)

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import approvals, queue_rows

        if not everything:
            return approvals.approve(workspace, given, revision=revision)
        return queue_rows.entries(workspace, approvals.approve_all(workspace, campaign))

    _change(session, ids, act, "approved")


def _check_choice(ids: tuple[int, ...], campaign: str | None, revision: int | None, *, everything: bool) -> None:
    if bool(ids) == everything:
        raise click.UsageError("Give ids, or --all for all that wait.")
    if campaign is not None and not everything:
        raise click.UsageError("--campaign can only be given with --all.")
    if revision is not None and everything:
        raise click.UsageError("--revision can only be given with ids.")


@queue.command()
@IDS
@click.pass_obj
def reject(session: Session, ids: tuple[int, ...]) -> None:
    """Reject texts: no campaign of that name and program contacts these people again."""

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import approvals

        return approvals.reject(workspace, given)

    _change(session, ids, act, "rejected")


@queue.command()
@IDS
@click.pass_obj
def undo(session: Session, ids: tuple[int, ...]) -> None:
    """Undo approvals and rejections of texts that are not sent yet."""

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import approvals

        return approvals.undo(workspace, given)

    _change(session, ids, act, "waiting for approval again")


@queue.command("edit-text")
@click.argument("ident", metavar="ID", type=IDENT)
@click.argument("text")
@click.pass_obj
def edit_text(session: Session, ident: int, text: str) -> None:
    """Give one person another text (- reads it from stdin); it waits for approval."""
    from core.services.queue import approvals

    wanted = _from_stdin() if text == "-" else text
    with session.workspace() as workspace:
        row = approvals.edit_text(workspace, ident, wanted)
        _show(session, [row], workspace.stamp.time_zone)


def _from_stdin() -> str:
    """Return the text on stdin. Raises UsageError if it is no text or too long."""
    from core.files import TooLargeError, read_stdin

    try:
        return read_stdin(MOST_TEXT).decode("utf-8-sig")
    except TooLargeError:
        words = f"The text on stdin has more than {MOST_TEXT:,} bytes, more than any message may have."
        raise UsageError(words, field="text") from None
    except UnicodeDecodeError:
        raise UsageError("The text on stdin is not UTF-8: save it as UTF-8.", field="text") from None


@queue.command()
@IDS
@click.pass_obj
def remove(session: Session, ids: tuple[int, ...]) -> None:
    """Remove people from the queue: those queued, pending, approved or scheduled."""

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import queue_edit

        return queue_edit.remove(workspace, given)

    _change(session, ids, act, "removed")


@queue.command()
@click.argument("ids", metavar="[ID]…", nargs=-1, type=IDENT)
@click.option(
    "--campaign", metavar="CAMPAIGN", help="With --reason: everybody whom this campaign left out for that reason."
)
@click.option("--reason", metavar="CODE", help="A code such as text.missing, which includes text.missing:company.")
@click.pass_obj
def requeue(session: Session, ids: tuple[int, ...], campaign: str | None, reason: str | None) -> None:
    """Put people back into the queue at the step at which they stopped."""
    if (campaign is None) != (reason is None) or bool(ids) == (reason is not None):
        raise click.UsageError(
            "Give ids, or --campaign CAMPAIGN --reason CODE for everybody whom it left out for that reason."
        )
    if campaign is not None and reason is not None:
        _requeue_all(session, campaign, reason)
        return

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import queue_edit

        return queue_edit.requeue(workspace, given)

    _change(session, ids, act, "put back")


def _requeue_all(session: Session, campaign: str, reason: str) -> None:
    from core.services.queue import requeue_reason

    with session.workspace() as workspace:
        rows, found = requeue_reason.requeue(workspace, campaign, reason)
        _show(session, rows, workspace.stamp.time_zone)
    session.say(f"{len(rows)} put back.", *found.sentences)


@queue.command()
@IDS
@click.pass_obj
def withdraw(session: Session, ids: tuple[int, ...]) -> None:
    """Withdraw unanswered invitations; the engine makes the calls, spaced from others."""

    def act(workspace: Workspace, given: list[int]) -> list[QueueEntry]:
        from core.services.queue import withdrawals

        return withdrawals.withdraw(workspace, given)

    _change(session, ids, act, "to be withdrawn")


@queue.command()
@click.argument("ident", metavar="ID", type=IDENT)
@click.argument("answer", type=click.Choice(["sent", "absent", "skip"], case_sensitive=False))
@click.pass_obj
def resolve(session: Session, ident: int, answer: str) -> None:
    """Decide a send in doubt: it was `sent`, it is `absent` (it is then sent again), or `skip` the person."""
    from core.services.queue import in_doubt

    with session.workspace() as workspace:
        known = in_doubt.evidence(workspace, ident)
        row = in_doubt.resolve(workspace, ident, answer)
        zone = workspace.stamp.time_zone
        _show(session, [row], zone)
    if known is not None:
        session.say(f"Settled as {answer}; it was tried at {moment(known.tried_at, zone)}.")


def _change(session: Session, ids: tuple[int, ...], act: Act, done: str) -> None:
    """Change rows, all of them or none, and print them as they are now."""
    with session.workspace() as workspace:
        rows = act(workspace, list(dict.fromkeys(ids)))
        _show(session, rows, workspace.stamp.time_zone)
    session.say(f"{len(rows)} {done}.")


def _show(session: Session, rows: list[QueueEntry], zone: str) -> None:
    session.show([queue_entry(row) for row in rows], lambda: _lines(rows, zone))


def _lines(rows: list[QueueEntry], zone: str) -> Iterator[str]:
    columns = (
        Column("Id", right=True),
        Column("Campaign", 24),
        Column("Contact", 24),
        Column("Step"),
        Column("Status"),
        Column("Rev", right=True),
        Column(f"Sends ({zone})"),
        Column("Reason"),
        Column("Text", 60),
    )
    return table(columns, [_row(row, zone) for row in rows])


def _row(row: QueueEntry, zone: str) -> list[object]:
    from core.services.overview.journal_text import step_words

    when = moment(row.send_at, zone, named=False)
    return [
        row.id,
        row.campaign,
        row.contact.name,
        step_words(row.kind, row.number, row.step),
        row.status,
        row.revision,
        when,
        row.reason or row.left_out,
        row.text,
    ]

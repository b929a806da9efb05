"""The root of all commands, and the table of their modules."""

from __future__ import annotations

import click

from core.cli.group import LazyGroup
from core.cli.session import Session
from core.cli.to_json.workspace_json import version
from core.errors import RefusedError
from core.version import VERSION, commit, told

COMMANDS = {
    "demo": ("core.cli.workspace.demo:demo", "Run two weeks on the sandbox, in a throw-away workspace."),
    "daemon": ("core.cli.workspace.engine:daemon", "Run the engine, without a screen, until Ctrl+C."),
    "status": (
        "core.cli.workspace.status:status",
        "Show the engine, the next event, members, campaigns by health, and doubts.",
    ),
    "needs": ("core.cli.workspace.needs:needs", "List everything that needs a person, the most urgent first."),
    "pause": ("core.cli.workspace.engine:pause", "Stop everything, or one member, from sending."),
    "resume": ("core.cli.workspace.engine:resume", "End a pause."),
    "set": (
        "core.cli.workspace.values:values",
        "Show or change the workspace's values, such as its time zone and days off.",
    ),
    "member": ("core.cli.people.member:member", "Manage the members whose accounts send."),
    "limits": (
        "core.cli.people.member_limits:limits",
        "Show how much each member may still send, and how campaigns share it.",
    ),
    "source": ("core.cli.people.source:source", "Manage the lists of contacts that feed campaigns."),
    "finder": ("core.cli.people.finder:finder", "Change, stop and start saved searches."),
    "exclude": (
        "core.cli.people.exclude:exclude",
        "Manage rules for companies, domains and titles that are never contacted.",
    ),
    "contact": ("core.cli.people.contact:contact", "Show and edit people, their journeys and “do not contact” marks."),
    "campaign": ("core.cli.campaigns.campaign:campaign", "Create, edit, start, stop and archive campaigns."),
    "explain": (
        "core.cli.campaigns.explain:explain",
        "Show why a campaign sends or does not, now or at a past moment.",
    ),
    "forecast": (
        "core.cli.campaigns.forecast:forecast",
        "Show the sends expected on the coming days, and what limits them.",
    ),
    "program": ("core.cli.campaigns.program:program", "Show campaigns summed by program."),
    "queue": ("core.cli.campaigns.queue:queue", "Show each person's status; approve and reject texts."),
    "replies": ("core.cli.people.replies:replies", "List the replies of people, newest first."),
    "activity": ("core.cli.workspace.activity_log:activity", "List everything that happened, newest first."),
    "advance": (
        "core.cli.workspace.engine:advance",
        "Move the sandbox's time forward, and do all work that falls due.",
    ),
    "watch": ("core.cli.campaigns.watch:watch", "Print changes of campaigns as they happen, as text or JSON lines."),
    "logs": ("core.cli.workspace.event_logs:logs", "Print the daemon's log of events, with ids in place of names."),
    "verify": ("core.cli.workspace.verify:verify", "Recount every number from the journal."),
    "backup": ("core.cli.workspace.backup:backup", "Write the whole store into a file."),
    "restore": ("core.cli.workspace.backup:restore", "Replace the store with a backup."),
    "store": ("core.cli.workspace.store:store", "Move the store between a file and a PostgreSQL database."),
    "doctor": ("core.cli.workspace.doctor:doctor", "Check the workspace, and say how to repair each fault."),
    "sandbox": ("core.cli.workspace.sandbox:sandbox", "Serve the sandbox network, show its ledger, set up faults."),
    "completion": ("core.cli.workspace.completion:completion", "Print the shell completion for bash, zsh or fish."),
    "schema": ("core.cli.workspace.schema:schema", "Print the JSON Schema of a campaign file or of config.toml."),
    "codes": ("core.cli.workspace.codes:codes", "List every problem and reason by its code, with its remedy."),
    "locate": ("core.cli.workspace.locate:locate", "Show where the files of this workspace are."),
}

WRITES = {
    "daemon": "The daemon sends and writes",
    "advance": "It sends and writes",
    "backup": "It records the backup in the home",
    "restore": "It replaces the store",
    "store": "It marks the store as moved",
    "sandbox": "It writes the sandbox's state",
}
"""Commands that write outside the store's transactions, each with the reason why `--readonly` refuses it."""
SHELL_ONLY = {
    "daemon": "The app runs the engine itself; run `overture daemon --wait` in a shell to take it over.",
    "advance": "The time cannot be moved while the app shows it: quit, then run `overture advance` in a shell.",
    "demo": "The demo has a home of its own: run `overture demo` in a shell.",
    "restore": "The store cannot be replaced while the app shows it: quit, then run `overture restore` in a shell.",
    "store": "The store cannot be moved while the app shows it: quit, then run `overture store copy` in a shell.",
    "completion": "Completion is for shells: run `overture completion` in one.",
    "watch": "The app is live already; `overture watch` is for a shell.",
    "sandbox serve": "A server runs until it is stopped: run `overture sandbox serve` in a shell.",
}
"""Commands that work only in a shell, each with the sentence that says so; all others also work in the app."""


def _version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Print the version and exit."""
    if not wanted or ctx.resilient_parsing:
        return
    session = ctx.find_object(Session)
    assert session is not None  # noqa: S101 - given by main
    session.show(version(VERSION, commit()), lambda: [told()])
    ctx.exit()


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    epilog="--json, anywhere, prints data as JSON; data goes to stdout, everything else to stderr.",
)
@click.option("--home", metavar="DIR", help="The workspace's folder (also OVERTURE_HOME).")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
@click.option("--readonly", is_flag=True, help="Change nothing: no engine, no new version of the store, no log.")
@click.pass_context
def overture(ctx: click.Context, home: str | None, *, readonly: bool) -> None:
    """LinkedIn invitation campaigns: what was sent, what was not, and why. Without a command: the app."""
    session = ctx.find_object(Session)
    assert session is not None  # noqa: S101 - given by main
    session.home_option = home
    session.readonly = readonly or (session.opened is not None and session.opened.store.readonly)
    if ctx.invoked_subcommand is not None:
        if session.readonly and ctx.invoked_subcommand in WRITES:
            raise RefusedError(
                f"{WRITES[ctx.invoked_subcommand]}, so it does not run with --readonly.", code="readonly"
            )
        return
    if session.terminal is None:
        raise click.UsageError("A command is missing.", ctx)
    session.terminal.open(session.home, readonly=readonly)

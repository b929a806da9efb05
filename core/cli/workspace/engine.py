"""`overture daemon`, `advance`, `pause`, `resume`: running the engine, and pausing it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from core.cli.output import progress
from core.cli.output.formatting import moment
from core.cli.output.table import pairs
from core.cli.session import Session
from core.cli.to_json import maintenance_json as to_json
from core.cli.to_json import workspace_json
from core.errors import OlderEngineError, UsageError
from core.views.maintenance_view import AdvanceResult

LONGEST_ADVANCE_DAYS = 3660


@click.command()
@click.option(
    "--wait",
    is_flag=True,
    help="Ask the process that runs the engine to hand over, and wait; on a server, only an app hands over.",
)
@click.option(
    "--standby",
    is_flag=True,
    help="With a store on a server: wait, and take over once the running engine has sent no heartbeat for 30 s.",
)
@click.option(
    "--health-port",
    type=click.IntRange(0, 65535),
    metavar="P",
    help="Answer on http://127.0.0.1:P: /health, /healthz and /readyz with 200 or 503, /metrics for Prometheus.",
)
@click.option(
    "--print-unit",
    type=click.Choice(["user", "system"]),
    is_flag=False,
    flag_value="user",
    metavar="[user|system]",
    help="Print a systemd unit, for this user or for the system, and exit.",
)
@click.pass_obj
def daemon(session: Session, wait: bool, standby: bool, health_port: int | None, print_unit: str | None) -> None:
    """Run the engine, without a screen, until SIGTERM or Ctrl+C."""
    if wait and standby:
        raise click.UsageError(
            "Give either --wait, which asks the running engine to end, or --standby, which waits until it is gone."
        )
    if print_unit is not None:
        _print_unit(session, health_port, standby=standby, system=print_unit == "system")
        return
    from core.daemon.process import wait_for_older

    waiting = True
    while waiting:
        waiting = False
        try:
            _run(session, wait=wait, standby=standby, health_port=health_port)
        except OlderEngineError:
            if not wait:
                raise
            waiting = wait_for_older(session.home, session.say)


def _run(session: Session, *, wait: bool, standby: bool, health_port: int | None) -> None:
    from core.daemon.process import run_daemon
    from core.services.provider.gateway import gateway

    with session.workspace() as workspace, gateway(workspace) as network:
        run_daemon(workspace, network, session.say, wait=wait, standby=standby, health_port=health_port)


def _print_unit(session: Session, health_port: int | None, *, standby: bool, system: bool) -> None:
    from core.daemon.unit import SYSTEM_HOME, unit

    given = session.home_option is not None or "OVERTURE_HOME" in os.environ
    home = session.home.folder if given or not system else SYSTEM_HOME
    text = unit(home, system=system, standby=standby, health_port=health_port)
    session.show(workspace_json.unit(text), text.splitlines)


@click.command()
@click.option(
    "--days",
    type=click.IntRange(0, LONGEST_ADVANCE_DAYS),
    metavar="N",
    help="Advance to 22:00, in the workspace's zone, of the N-th day after today.",
)
@click.option("--until", metavar="TIME", help="Advance to a time; without an offset it is in the workspace's zone.")
@click.pass_obj
def advance(session: Session, days: int | None, until: str | None) -> None:
    """Move the sandbox's time forward, and do all work that falls due."""
    from core.services.maintenance import advance as service
    from core.services.provider.gateway import gateway
    from core.services.typed_moment import moment_of

    if (days is None) == (until is None):
        raise click.UsageError("Give either --days N or --until TIME.")
    with session.workspace() as workspace, progress.line(wanted=not session.json) as show:
        zone = workspace.stamp.time_zone
        target = moment_of(until, zone, "--until") if until else service.target_of_days(workspace, days or 0)
        if target - workspace.now() > timedelta(days=LONGEST_ADVANCE_DAYS + 1):
            raise UsageError(f"--until is more than {LONGEST_ADVANCE_DAYS} days ahead.", field="--until")

        def shown(now: datetime) -> None:
            show(moment(now, zone))

        with gateway(workspace) as network:
            result = service.advance(workspace, network, target, shown)
    session.show(to_json.advance(result), lambda: _advanced(result, zone))


def _advanced(result: AdvanceResult, zone: str) -> Iterator[str]:
    return pairs(
        {
            "From": moment(result.started_at, zone),
            "To": moment(result.ended_at, zone),
            "Runs opened": result.runs_opened,
            "Sent": result.sent,
        }
    )


@click.command()
@click.option("--member", metavar="MEMBER", help="Only this member.")
@click.pass_obj
def pause(session: Session, member: str | None) -> None:
    """Pause sending, for everyone or one member, until `resume`."""
    _hold(session, member, on=True)


@click.command()
@click.option("--member", metavar="MEMBER", help="Only this member.")
@click.pass_obj
def resume(session: Session, member: str | None) -> None:
    """End a pause or a hold, or confirm the computer's clock after a jump."""
    _hold(session, member, on=False)


def _hold(session: Session, member: str | None, *, on: bool) -> None:
    from core.services.members import members

    with session.workspace() as workspace:
        idle = not on and not members.may_resume(workspace, member)
        members.pause(workspace, member, on=on)
    who = member if member is not None else "everything"
    told = ["Nothing was paused or on hold."] if idle else pairs({"Paused" if on else "Resumed": who})
    session.show(workspace_json.paused(on=on, member=member), lambda: told)

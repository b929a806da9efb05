"""`overture status`: the workspace at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NoReturn

import click
from click.exceptions import Exit

from core.cli.member_lines import state_of
from core.cli.output.formatting import ago, counts, moment
from core.cli.output.table import DASH, Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import status_json as to_json
from core.clock import real_now
from core.plural import plural
from core.rules.codes import describe
from core.views.erasure_view import ErasureCopies
from core.views.held_view import HeldItem
from core.views.members_view import Member
from core.views.status_view import (
    BackupState,
    EngineState,
    HoldSummary,
    NextEvent,
    ProviderState,
    SideJournalDamage,
    Status,
    StoreDamage,
)

MEMBERS = (
    Column("Member", 30),
    Column("State", 16),
    Column("Paused"),
    Column("Week", right=True),
    Column("Provider status", 60),
)


SHOWN = 5
"""Most held items that are named; there may be thousands."""


EXIT = {"well": 0, "warning": 0, "error": 1, "unknown": 75}
"""Exit codes of `--check`."""
NAGIOS = {"well": 0, "warning": 1, "error": 2, "unknown": 3}
"""Exit codes of the Nagios plugin API, which Icinga, Sensu and others use, too."""
NAGIOS_WORDS = {"well": "OK", "warning": "WARNING", "error": "CRITICAL", "unknown": "UNKNOWN"}


@click.command()
@click.option("--check", is_flag=True, help="Print one line for a monitor; exit 0 if well, 1 if not, 75 if unknown.")
@click.option("--warnings", is_flag=True, help="With --check: exit 1 for warnings, too.")
@click.option("--nagios", is_flag=True, help="With --check: exit 0, 1, 2 or 3, as a Nagios plugin does.")
@click.pass_obj
def status(session: Session, *, check: bool, warnings: bool, nagios: bool) -> None:
    """Show the engine, the next event, members, campaigns by health, and doubts."""
    if (warnings or nagios) and not check:
        raise click.UsageError("--warnings and --nagios can only be given with --check.")
    if check:
        _check(session, warnings=warnings, nagios=nagios)
    from core.services.overview.status import status as glance

    with session.workspace() as workspace:
        found = glance(workspace)
    session.show(to_json.status(found), lambda: lines(found))


def _check(session: Session, *, warnings: bool, nagios: bool) -> NoReturn:
    from core.services.overview.status_check import check_within

    found = check_within(session.home)
    code = NAGIOS[found.verdict] if nagios else EXIT[found.verdict]
    if warnings and found.verdict == "warning":
        code = 1
    word = NAGIOS_WORDS[found.verdict] if nagios else found.verdict.upper()
    session.show(to_json.check(found, code), lambda: [f"{word}: {found.text}"])
    raise Exit(code)


def lines(found: Status) -> Iterator[str]:
    """Yield the status for people, line by line."""
    state, zone = found.state, found.state.time_zone
    yield from pairs(
        {
            "Network": " ".join(part for part in (state.network.kind, state.network.address) if part),
            "Provider": _provider(state.provider, zone),
            **({} if state.damage is None else {"Store": _damage(state.damage)}),
            **({} if found.erasure is None else {"Erased people": _erasure(found.erasure)}),
            "Last backup": _backup(found.backup, real_now()),
            **({} if found.side_journal is None else {"Safety log": _side_journal(found.side_journal)}),
            "Engine": _engine(state.engine, found.moved, real_now()),
            "Now": moment(state.now, zone),
            "Paused": state.paused,
            **({"Safe mode": _safe(state.safe_since, zone)} if state.safe_since is not None else {}),
            **({"Clock": state.clock} if state.clock else {}),
            "Next": _next(state.next, zone, paused=state.paused),
            **({"Held": "; ".join(map(_hold, found.holds))} if found.holds else {}),
            **({"Errors": f"{len(found.held)} held: {_held(found.held)}"} if found.held else {}),
            "Campaigns": counts(found.campaigns),
            "Waiting for approval": found.waiting_for_approval,
            "In doubt": found.in_doubt,
            "Of these, to decide by hand": found.unresolved,
            "Withdrawals in doubt": found.withdrawals_in_doubt,
        }
    )
    if found.members:
        yield ""
        yield from table(MEMBERS, [_member(member) for member in found.members])


def _hold(hold: HoldSummary) -> str:
    """Return one hold in words: the campaign or member, the reason, and the remedy."""
    return f"{hold.campaign or hold.member}: {hold.text} {hold.action}"


def _held(held: Sequence[HeldItem]) -> str:
    """Return the first items held after an unexpected error, each as a sentence; `--json` has all."""
    told = [f"{one.text} {one.action} ({one.error} at {one.place})" for one in held[:SHOWN]]
    return "; ".join(told) + (f"; and {len(held) - SHOWN} more" if held[SHOWN:] else "")


def _damage(damage: StoreDamage) -> str:
    return f"DAMAGED, nothing is sent: {damage.words}. {damage.remedy}"


def _safe(since: datetime, zone: str) -> str:
    return f"since {moment(since, zone)}: {' '.join(describe('engine.safe'))}"


def _erasure(copies: ErasureCopies) -> str:
    return f"{copies.text} {copies.action}"


def _backup(backup: BackupState, now: datetime) -> str:
    """Describe the last backup; its age is in real time, not the workspace's."""
    told = "none yet" if backup.at is None else ago(backup.at, now)
    return f"{told}; too old: see `overture codes`, backup.old" if backup.hours_too_old else told


def _side_journal(journal: SideJournalDamage) -> str:
    return f"damaged in {journal.lines} of its lines; see `overture doctor`"


def _engine(engine: EngineState, moved: str, now: datetime) -> str:
    """Describe the engine; the age of its heartbeat is in real time, not the workspace's."""
    beat = "" if engine.heartbeat is None else f", last heartbeat {ago(engine.heartbeat, now)}"
    if moved:
        return f"none: {moved}; see `overture doctor`"
    standbys = _standbys(engine)
    if engine.taking_over_s is not None:
        return f"a standby takes over, last heartbeat {engine.taking_over_s} s ago{standbys}"
    if not engine.runs:
        return f"none{beat}{standbys}"
    fault = f"; nothing is sent: {engine.fault}" if engine.fault else ""
    if engine.silent:
        fault += "; it does not respond, so nothing is sent"
    where = f" on {engine.host}" if engine.host else ""
    return f"{engine.kind}, process id {engine.pid}{where}{beat}{fault}{standbys}"


def _standbys(engine: EngineState) -> str:
    """Return the standbys by host and process id; empty without any."""
    number = len(engine.standbys)
    named = ", ".join(f"{one.host} process id {one.pid}" for one in engine.standbys)
    return f"; {number} {plural(number, 'standby')}: {named}" if named else ""


def _provider(provider: ProviderState, zone: str) -> str:
    """Return the state of the provider in words; if it cannot be used, with its answer and the remedy."""
    if provider.key_refused:
        said = f" ({provider.words})" if provider.words else ""
        put = "put a valid one into OVERTURE_PROVIDER_KEY or provider.key, then start the engine again"
        return f"refuses the API key{said}; {put}"
    if provider.down_since is not None:
        return f"not responding correctly since {moment(provider.down_since, zone)}: {provider.words}"
    return "ok, as far as is known"


def _next(found: NextEvent | None, zone: str, *, paused: bool) -> str:
    if found is None:
        return DASH
    from core.rules.coming import ING

    if found.state == "now":
        return f"{found.campaign} {ING[found.what]} now"
    doing = "overdue since" if found.state == "overdue" else found.what
    text = f"{found.campaign} {doing} {moment(found.at, zone)}"
    return f"everything is paused, so nothing is sent; once resumed: {text}" if paused else text


def _member(member: Member) -> list[object]:
    week = f"{member.week.sent}/{member.week.limit}"
    return [member.name, state_of(member), member.paused, week, member.provider_words]

"""`overture status`: the workspace at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import click

from core.cli.member_lines import state_of
from core.cli.output.formatting import ago, counts, moment
from core.cli.output.table import DASH, Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import status_json as to_json
from core.clock import real_now
from core.views.erasure_view import ErasureCopies
from core.views.held_view import HeldItem
from core.views.members_view import Member
from core.views.status_view import (
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
    Column("Said by the provider", 60),
)


SHOWN = 5
"""Held things that are named; there may be thousands."""


@click.command()
@click.pass_obj
def status(session: Session) -> None:
    """Engine, next event, members, campaigns by health, what is in doubt."""
    from core.services.overview.status import status as glance

    with session.workspace() as workspace:
        found = glance(workspace)
    session.show(to_json.status(found), lambda: lines(found))


def lines(found: Status) -> Iterator[str]:
    """The status for people."""
    state, zone = found.state, found.state.time_zone
    yield from pairs(
        {
            "Network": " ".join(part for part in (state.network.kind, state.network.address) if part),
            "Provider": _provider(state.provider, zone),
            **({} if state.damage is None else {"Store": _damage(state.damage)}),
            **({} if found.erasure is None else {"Erased people": _erasure(found.erasure)}),
            **({} if found.side_journal is None else {"Side journal": _side_journal(found.side_journal)}),
            "Engine": _engine(state.engine, found.moved, real_now()),
            "Now": moment(state.now, zone),
            "Paused": state.paused,
            **({"Clock": state.clock} if state.clock else {}),
            "Next": _next(state.next, zone),
            **({"Held": "; ".join(map(_hold, found.holds))} if found.holds else {}),
            **({"Errors": f"{len(found.held)} held: {_held(found.held)}"} if found.held else {}),
            "Campaigns": counts(found.campaigns),
            "Wait for approval": found.waiting_for_approval,
            "In doubt": found.in_doubt,
            "To be decided": found.unresolved,
            "Withdrawals in doubt": found.withdrawals_in_doubt,
        }
    )
    if found.members:
        yield ""
        yield from table(MEMBERS, [_member(member) for member in found.members])


def _hold(hold: HoldSummary) -> str:
    """One hold: of which campaign or member, why, and what to do."""
    return f"{hold.campaign or hold.member}: {hold.text} {hold.action}"


def _held(held: Sequence[HeldItem]) -> str:
    """The first of what is held after an unexpected error, each as a sentence; `--json` has all."""
    told = [f"{one.text} {one.action} ({one.error} at {one.place})" for one in held[:SHOWN]]
    return "; ".join(told) + (f"; and {len(held) - SHOWN} more" if held[SHOWN:] else "")


def _damage(damage: StoreDamage) -> str:
    return f"DAMAGED, nothing is sent: {damage.words}. {damage.remedy}"


def _erasure(copies: ErasureCopies) -> str:
    return f"{copies.text} {copies.action}"


def _side_journal(journal: SideJournalDamage) -> str:
    return f"damaged in {journal.lines} of its lines; see `overture doctor`"


def _engine(engine: EngineState, moved: str, now: datetime) -> str:
    """A heartbeat is in real time, whatever the workspace's clock says."""
    beat = "" if engine.heartbeat is None else f", last heartbeat {ago(engine.heartbeat, now)}"
    if moved:
        return f"none: {moved}; see `overture doctor`"
    if not engine.runs:
        return f"none{beat}"
    fault = f"; nothing is sent: {engine.fault}" if engine.fault else ""
    if engine.silent:
        fault += "; it shows no sign of life, so nothing is sent"
    return f"{engine.kind}, process id {engine.pid}{beat}{fault}"


def _provider(provider: ProviderState, zone: str) -> str:
    """One clear sentence where the network cannot be used: what it said, and what to do."""
    if provider.key_refused:
        said = f" ({provider.words})" if provider.words else ""
        return f"refuses our key{said}; put a valid one into OVERTURE_PROVIDER_KEY or provider.key, then start again"
    if provider.down_since is not None:
        return f"no usable answer since {moment(provider.down_since, zone)}: {provider.words}"
    return "well, as far as is known"


def _next(found: NextEvent | None, zone: str) -> str:
    if found is None:
        return DASH
    from core.rules.coming import ING

    if found.state == "now":
        return f"{found.campaign} {ING[found.what]} now"
    doing = "overdue since" if found.state == "overdue" else found.what
    return f"{found.campaign} {doing} {moment(found.at, zone)}"


def _member(member: Member) -> list[object]:
    week = f"{member.week.sent}/{member.week.limit}"
    return [member.name, state_of(member), member.paused, week, member.provider_words]

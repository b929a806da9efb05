"""`overture sandbox fault`: rules by which calls to the sandbox (embedded or served) fail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import click

from core.cli.output.formatting import moment
from core.cli.output.ranges import HIGHEST, LONGEST_SECONDS, FiniteRange
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import sandbox_json as to_json
from core.views.sandbox_view import FaultRule


@click.group()
def fault() -> None:
    """Make calls to the sandbox fail: by account, kind of call, person, time, count and rate."""


@fault.command()
@click.argument("what", metavar="WHAT")
@click.option("--account", metavar="ID", default="*", help="Only this account.")
@click.option("--kind", metavar="KIND", default="all", help="invite, message, withdraw, read, profile, account or all.")
@click.option("--person", metavar="PERSON", help="Only calls about this person: a public identifier or an ACo id.")
@click.option("--start", metavar="TIME", help="Start time; by default now.")
@click.option("--until", metavar="TIME", help="End time; by default never.")
@click.option("--count", "remaining", type=click.IntRange(1, HIGHEST), metavar="N", help="Let at most N calls fail.")
@click.option(
    "--rate", type=FiniteRange(0, 1), metavar="SHARE", help="Share of the calls that fail, drawn by the seed."
)
@click.option(
    "--seconds",
    type=FiniteRange(0, LONGEST_SECONDS),
    metavar="S",
    default=90.0,
    help="Seconds of delay, for faults that slow down or delay an answer.",
)
@click.pass_obj
def add(session: Session, /, what: str, **rule: Any) -> None:
    """Add a rule.

    WHAT is an error type of the provider (cannot_resend_yet, request_timeout …) or one of these: timeout_before,
    timeout_after, reset_before, reset_after, late, slow, slow_headers, drip, half, gzip, garbage, html, no_body,
    unknown, retry_after, no_id, other_id, no_attendee, empty, lag, gap, not_found, disconnected, notes_spent
    (invitations with a note only).

    \b
    Faults in a list or a profile (--kind read or profile):
      bad_record, text_record        its first record is null, or a text
      no_field, number_id            … has no id, or a number as its id
      absurd_date, huge_value        … has a date, or a number, beyond reason
      hidden_words, endless_words    … has escape and bidi signs in its names and texts, or 40,001 characters
      odd_ids, long_ids              … has such signs in its ids, or 100,000 characters
      bad_page                       the page holds no list of records
      cursor_loop                    every page points at the first one
      same_page                      every page is the first one again, under a new cursor
    Faults in the messages of a chat (--kind read):
      no_time                        none has a time
      not_ours, all_ours, no_sender  is_sender is 0, or 1, or missing with the sender
    Faults of an account (--account ID):
      disconnected, connecting       reads return old data, writes are refused
    """
    from core.services.provider import gateway
    from core.services.typed_moment import moment_of

    with session.workspace() as workspace:
        zone = workspace.stamp.time_zone
        for name in ("start", "until"):
            rule[name] = None if rule[name] is None else moment_of(rule[name], zone, f"--{name}")
        found = gateway.add_fault(workspace, what, rule)
    session.show(to_json.fault_rule(found), lambda: pairs({"Fault": found.what, "Rule": found.id}))


@fault.command("list")
@click.pass_obj
def list_(session: Session) -> None:
    """List the rules, and how many calls each made fail."""
    from core.services.provider import gateway

    with session.workspace() as workspace:
        rules, zone = gateway.faults(workspace), workspace.stamp.time_zone
    session.show([to_json.fault_rule(rule) for rule in rules], lambda: _table(rules, zone))
    if not rules:
        session.say("There is no fault rule.")


@fault.command()
@click.pass_obj
def clear(session: Session) -> None:
    """Delete every rule."""
    from core.services.provider import gateway

    with session.workspace() as workspace:
        count = gateway.clear_faults(workspace)
    session.show(to_json.cleared(count), lambda: pairs({"Rules deleted": count}))


def _table(rules: Sequence[FaultRule], zone: str) -> Iterator[str]:
    columns = ("Rule", "Fault", "Account", "Calls", "Person", f"From ({zone})", "Until", "Left", "Rate", "Met")
    rows = [_row(rule, zone) for rule in rules]
    return table(tuple(Column(name, 30) for name in columns), rows)


def _row(rule: FaultRule, zone: str) -> list[object]:
    return [
        rule.id,
        rule.what,
        rule.account,
        rule.kind,
        rule.person,
        _time(rule.start, zone),
        _time(rule.until, zone),
        rule.remaining,
        rule.rate,
        rule.hits,
    ]


def _time(at: datetime | None, zone: str) -> str | None:
    """Return a moment as text; None for 1970, which is the start of a rule without a start time."""
    if at is None or at.timestamp() == 0:
        return None
    return moment(at, zone, named=False)

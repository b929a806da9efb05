"""`overture logs`: the daemon's log of events, which has ids in place of names."""

from __future__ import annotations

import threading

import click

from core.cli.output import streams
from core.cli.session import Session
from core.cli.to_json import event_json as to_json
from core.views.event_view import Event

NOTHING = "No event is logged yet: `overture daemon` logs what it does."
CHECK_S = 0.5
"""Real seconds between two checks for new lines."""


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Keep printing new lines until Ctrl+C.")
@click.option("--lines", "-n", type=click.IntRange(0, 1_000_000), default=50, show_default=True, metavar="N")
@click.pass_obj
def logs(session: Session, *, follow: bool, lines: int) -> None:
    """Print the last events of the daemon's log, with ids in place of names and texts.

    With --json it prints a list, or with --follow one object per line.
    """
    from core.home_files import refuse_foreign
    from core.services.maintenance import event_lines

    home = session.home
    refuse_foreign(home)
    coming = event_lines.follow(home, _wait) if follow else None
    found = event_lines.last(home, lines)
    if not found and lines:
        session.say(NOTHING)
    if coming is None:
        session.show([to_json.event(one) for one in found], lambda: map(_line, found))
        return
    for one in found:
        _show(session, one)
    for one in coming:
        _show(session, one)


def _wait() -> bool:
    threading.Event().wait(CHECK_S)
    return True


def _show(session: Session, one: Event) -> None:
    if session.json:
        streams.write_json_line(to_json.event(one))
    else:
        streams.write_lines([_line(one)])
        streams.finish()


def _line(one: Event) -> str:
    """Return an event as a line for people: its time to the second, its name, and its ids."""
    values = "  ".join(f"{name} {value}" for name, value in one.values.items() if name != "journal")
    return f"{one.at[:19].replace('T', ' ')}  {one.name}  {values}".rstrip()

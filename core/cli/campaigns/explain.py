"""`overture explain`: why a campaign does or does not send, or contact a person, now or at a past moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from core.cli.campaigns.campaign_text import RUNS, run_row
from core.cli.output.formatting import moment
from core.cli.output.table import Column, pairs, table
from core.cli.session import Session
from core.cli.to_json import explain_json as to_json

if TYPE_CHECKING:
    from core.views.explain_view import Explanation, GateView, MemberDay, PersonExplanation
    from core.workspace import Workspace


@click.command()
@click.argument("ref", metavar="CAMPAIGN")
@click.option(
    "--at",
    metavar="TIME",
    help="Explain a past moment; a date, a weekday or “yesterday” is the end of that day, in the campaign's zone.",
)
@click.option("--person", metavar="WHO", help="Explain one person: an id, a profile address or a full name.")
@click.pass_obj
def explain(session: Session, ref: str, at: str | None, person: str | None) -> None:
    """Show why a campaign sends or does not send: every gate, the next send, the day's runs, and people by reason.

    With a member's name, or a word of it, show what each of its campaigns sent on that day, and why not more.
    """
    from core.services.explain import campaign_explained, member_explained, person_explained

    with session.workspace() as workspace:
        zone = None if person is not None else member_explained.member_named(workspace, ref)
        if zone is not None:
            of_member = member_explained.explain_member(workspace, ref, _moment(workspace, zone, at))
            session.show(to_json.member_day(of_member), lambda: _member(of_member))
            return
        then = _moment(workspace, campaign_explained.zone_of(workspace, ref), at)
        if person is not None:
            one = person_explained.explain_person(workspace, ref, person, then)
            session.show(to_json.person(one), lambda: _person(one))
            return
        view = campaign_explained.explain(workspace, ref, then)
        zone = workspace.stamp.time_zone
    session.show(to_json.explanation(view), lambda: _lines(view, zone))
    if not view.recorded and not view.unreadable:
        from core.services.explain.explained_words import UNRECORDED

        session.say(UNRECORDED)


def _moment(workspace: Workspace, zone: str, text: str | None) -> datetime | None:
    from core.services.typed_moment import past_moment

    return None if text is None else past_moment(text, zone, workspace.now(), "--at")


def _lines(view: Explanation, viewer_zone: str) -> Iterator[str]:
    from core.services.explain.explained_words import leaves, run_sentence

    first = view.first
    yield from pairs(
        {
            "Campaign": f"{view.name} (id {view.id}), sent by {view.sender}",
            "At": moment(view.at, view.time_zone),
            **({} if view.next is None else {"Next": leaves(view, viewer_zone)}),
            **({"Blocked by": f"{first.words} {first.action}"} if first is not None else {}),
            **({"Unreadable": " ".join(view.unreadable)} if view.unreadable else {}),
        }
    )
    yield ""
    yield from table(_gate_columns(view.time_zone), [_gate(one, view.time_zone) for one in view.gates])
    if view.runs:
        yield ""
        yield from table(RUNS, [run_row(one) for one in view.runs])
        yield from map(run_sentence, view.runs)
    if view.people:
        from core.rules.short_words import people_words

        yield ""
        rows = [[count, code, people_words(code)] for code, count in view.people.items()]
        yield from table((Column("People", right=True), Column("Reason"), Column("", 100)), rows)


def _gate_columns(zone: str) -> tuple[Column, ...]:
    times = (Column(f"Since ({zone})"), Column("Until"))
    return Column("Gate"), Column("When open", 34), Column("State"), *times, Column("Why", 100)


def _gate(view: GateView, zone: str) -> list[object]:
    times = [moment(one, zone, named=False) for one in (view.since, view.until)]
    from core.services.explain.explained_words import WHEN_OPEN

    return [view.gate, WHEN_OPEN.get(view.gate, ""), view.state, *times, view.words]


def _member(view: MemberDay) -> Iterator[str]:
    from core.services.explain.explained_words import member_sentence, run_sentence

    yield member_sentence(view, moment(view.at, view.time_zone))
    for one in view.campaigns:
        for each in one.runs:
            yield f"{one.name}  {run_sentence(each)}"


def _person(view: PersonExplanation) -> Iterator[str]:
    return pairs(
        {
            "Person": f"{view.name} (id {view.contact_id})",
            "Campaign": f"{view.campaign} (id {view.campaign_id})",
            "At": moment(view.at, view.time_zone),
            "Status": view.status or "not drawn",
            "Reason": view.reason,
            "Why": view.words,
            "Do": view.action,
            "Since": moment(view.since, view.time_zone),
            "Next": moment(view.next, view.time_zone),
        }
    )

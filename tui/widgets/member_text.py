"""A member in words: the state of the account, the remedy, the use of its limits."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from core.rules.account_status import next_step
from core.rules.codes import describe
from core.rules.schedule import in_zone
from core.services.overview.overbooked import Overbooked
from core.text import clean
from core.views.members_view import Member
from tui.style.cells import bar, cut, glyph
from tui.style.format import listed
from tui.style.moment_text import weekday_time, when
from tui.style.theme import Palette

WEEK_BAR = 20
OFF = ("disconnected", "restricted", "connecting")


def state_cell(view: Member, colours: Palette, *, overbooked: bool = False) -> Text:
    """Return the state as word, shape and colour; a good state is quiet."""
    state = view.state
    if state in OFF:
        return Text(f"{glyph('stopped')} {state}", style=f"bold {colours.error}")
    if state == "archived":
        return Text("archived", style=colours.dim)
    if view.problem is not None:
        return Text(f"{glyph('stopped')} stopped", style=f"bold {colours.error}")
    if view.paused:
        return Text(f"{glyph('warnings')} paused", style=colours.warning)
    if view.cooldown_until is not None:
        return Text(f"{glyph('warnings')} resting", style=colours.warning)
    if not view.checked:
        return Text(f"{glyph('created')} first read", style=colours.dim)
    if overbooked:
        return Text(f"{glyph('warnings')} overbooked", style=colours.warning)
    return Text(f"{glyph('running')} connected")


def member_words(
    view: Member, now: datetime, colours: Palette, *, overbooked: Overbooked | None = None, short: bool = False
) -> Text:
    """Return the state, its cause and remedy; all the facts unless `short`."""
    first, *others = _sentences(view, now, overbooked)
    state = state_cell(view, colours, overbooked=overbooked is not None)
    lines = [Text.assemble(state, "  ", (first, colours.text))]
    lines += [Text(sentence, style=colours.text) for sentence in others]
    if view.provider_words and view.state in OFF:
        lines.append(Text(f"Provider's answer: {clean(view.provider_words, 300)}", style=colours.dim))
    if not short:
        lines += _facts(view, now, colours)
    return Text("\n").join(lines)


def _sentences(view: Member, now: datetime, overbooked: Overbooked | None) -> list[str]:
    name, zone = cut(view.name, 40), view.time_zone
    if view.state == "archived":
        return ["Nothing more is sent from this account."]
    found: list[str] = []
    if view.state in OFF:
        step = next_step(view.provider_words, name)
        found += describe(f"sender.{view.state}", sender=name, step=step)
    if view.problem is not None:
        found += [view.problem.text, view.problem.action]
    if view.paused:
        found.append("Paused: nothing is sent. Press p to resume.")
    if view.cooldown_until is not None:
        found.append(
            f"LinkedIn says that a limit was reached: no invitation before {when(view.cooldown_until, zone, now)}."
        )
    if not view.checked and view.state == "ok" and view.problem is None:
        found.append("Nothing is sent until the account and its sent invitations have been read completely.")
    if overbooked is not None:
        found += [clean(overbooked.text, 200), clean(overbooked.action, 300)]
    return found or [_limits(view, now)]


def _limits(view: Member, now: datetime) -> str:
    week, today = view.week, view.today
    words = f"{max(0, today.cap - today.sent)} of today's {today.cap} invitations are left"
    words += ", as the account warms up over 13 days" if today.ramped else ""
    if week.frees is not None and week.sent >= week.limit:
        return f"The week is full: room comes back {when(week.frees, view.time_zone, now)}."
    return f"{words}; {week.limit - week.sent} of the week's {week.limit}."


def _facts(view: Member, now: datetime, colours: Palette) -> list[Text]:
    week, today = view.week, view.today
    share = week.sent / week.limit
    frees = f", more from {when(week.frees, view.time_zone, now)}" if week.frees else ""
    rows = [
        ("Week", f"{bar(share, WEEK_BAR)} {week.sent}/{week.limit}{frees}"),
        ("Today", f"{today.sent} of {today.cap} sent" + (" (warming up over 13 days)" if today.ramped else "")),
        ("Day cap", f"{view.day_cap}" + (", less while new or idle" if view.ramp else ", no warm-up")),
        ("Days off", cut(view.days_off, 60) or "none"),
        ("Plan", view.plan),
        ("Account", clean(view.account, 100)),
        ("Time zone", f"{view.time_zone}, now {weekday_time(in_zone(now, view.time_zone))}"),
        ("Campaigns", listed(view.campaigns, 12) or "none is active"),
    ]
    return [
        Text(""),
        *(Text.assemble((f"{name:<10} ", colours.dim), (value, colours.text)) for name, value in rows),
    ]

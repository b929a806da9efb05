"""The details of the highlighted campaign: health, today's runs, the sender's week, fourteen days, next sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text
from textual.events import Resize
from textual.widgets import Static

from core.rules.health import Problem
from core.rules.short_words import short_words
from core.rules.shortage import FINISHED
from core.text import clean
from core.views.campaign_detail_view import CampaignPane, DayCount, MemberWeek, NextSend, SlotToday
from core.views.campaign_list_view import CampaignSummary
from tui.style.cells import HEALTH_WORDS, bar, cut, glyph, health_cell, shorten, sparkline
from tui.style.moment_text import clock_time, weekday_time
from tui.style.theme import Palette
from tui.widgets.border_title import NAME, entitle
from tui.widgets.campaign_groups import WORST_FIRST, CampaignGroup

WEEK_BAR = 10
TWO_PROBLEMS_FROM = 90
"""Width below which only one problem is shown, with its remedy, and the others are counted."""
PROGRAM_UP_TO = 106
"""Width from which the list has a column for the program, so that the title does not name it."""
STEADY_FROM, STEADY_LINES = 32, 6
"""Screen height from which the pane is padded to this number of lines, so that the table does not move."""


class DetailPane(Static):
    """The pane below the campaigns: a few lines of text, which are cheaper to refresh than a table."""

    def __init__(self) -> None:
        super().__init__(id="detail", classes="pane detail")
        self.border_title = ""
        self._told: tuple[CampaignSummary | None, CampaignPane | None, Palette] | None = None
        self._width = 0
        self._words = Text()

    def on_resize(self, event: Resize) -> None:
        """Fit the lines to the width, and the height to the lines."""
        if self._told is not None and event.size.width != self._width:
            self._width = event.size.width
            self.show(*self._told)

    def show_group(self, group: CampaignGroup, colours: Palette) -> None:
        """Show the sums of a group, on as many lines as there were before."""
        self._told = None
        self.display = True
        entitle(self, cut(group.name, NAME) or "no program")
        lines = _group_lines(group, colours)
        lines += [Text()] * (self._words.plain.count("\n") + 1 - len(lines))
        words = Text("\n").join(lines)
        self.update(words, layout=len(lines) != self._words.plain.count("\n") + 1)
        self._words = words

    def show(self, view: CampaignSummary | None, detail: CampaignPane | None, colours: Palette) -> None:
        """Show one campaign, or nothing."""
        self._told = (view, detail, colours)
        self.display = view is not None
        if view is None:
            return
        program = f" {glyph('dot')} {cut(view.program, 30)}" if self.size.width < PROGRAM_UP_TO else ""
        name = cut(view.name, max(40, self.size.width - 45) if program else NAME)
        entitle(self, f"{name}{program}")
        room = max(20, self.size.width - 4)
        lines = [*_health_lines(view, room, colours)]
        if detail is not None and detail.id == view.id:
            lines += pane_lines(detail, room, colours)
        else:  # the detail is still being read: keep the height, or all that is above would move
            lines += [Text()] * (self._words.plain.count("\n") + 1 - len(lines))
        if self.app.size.height >= STEADY_FROM:
            lines += [Text()] * (STEADY_LINES - len(lines))
        words = Text("\n").join(lines)
        if words != self._words:
            self.update(words, layout=len(lines) != self._words.plain.count("\n") + 1)
            self._words = words


def _group_lines(group: CampaignGroup, colours: Palette) -> list[Text]:
    """Return lines with the number of a group's campaigns in each state of health, and with their sums."""
    counts = Counter(view.health.state for view in group.views)
    states = [state for state in WORST_FIRST if counts[state]]
    line = Text()
    for state in states:
        line.append_text(health_cell(state, colours) if state is not None else Text("off", style=colours.dim))
        line.append(f" {counts[state]}   ", style=colours.text)
    sums = group.conversion
    words = (
        f"{len(group.views)} campaigns, {group.active} on {glyph('dot')} {sums.sent:,} sent, {sums.accepted:,} accepted"
    )
    return [
        line,
        Text(words, style=colours.dim),
        Text("enter unfolds or folds, space marks them all", style=colours.dim),
    ]


def _health_lines(view: CampaignSummary, room: int, colours: Palette) -> list[Text]:
    state, problems = view.health.state, view.health.problems
    first = health_cell(state, colours) if state is not None else Text()
    lines: list[Text] = []
    told = bool(problems) and problems[0].text == view.health.detail
    if not problems or (not told and state in (None, "running", "scheduled", "created")):
        rest, gap = _detail(view)
        lines.append(first.append(gap + cut(rest, room - first.cell_len - len(gap)), style=colours.text))
    shown = problems[: 2 if room >= TWO_PROBLEMS_FROM else 1]
    for number, problem in enumerate(shown):
        below = shown[number + 1 :]
        remedy = not below or below[0].action != problem.action  # a shared remedy is shown once
        lines += _problem_lines(problem, room, colours, None if lines else first, remedy=remedy)
    if len(problems) > len(shown):
        more = f"  +{len(problems) - len(shown)} more: w"
        shorten(lines[-1], room - len(more))
        lines[-1].append(more, style=colours.dim)
    return lines


def _detail(view: CampaignSummary) -> tuple[str, str]:
    """Return the health's detail without the word of the state, and the gap to put before it."""
    word, detail = HEALTH_WORDS.get(view.health.state or "", ""), clean(view.health.detail, 300)
    if not word:
        return detail, ""
    return (detail.removeprefix(word), " ") if detail.startswith(word) else (detail, "  ")


def _problem_lines(problem: Problem, room: int, colours: Palette, lead: Text | None, *, remedy: bool) -> list[Text]:
    """Return a problem and, with `remedy`, what to do: on one line if there is room for both, else on two."""
    style = {"info": colours.dim, "warning": colours.warning, "error": colours.error, "fatal": colours.error}
    line = lead.copy() if lead is not None else Text(f"{glyph('dot')}", style=style[problem.severity.value])
    line.append("  " if lead is not None else " ")
    told = problem.count <= 1 or str(problem.count) in problem.text
    text = problem.text if told else f"{problem.text} ({problem.count} times)"
    line.append(cut(text, max(10, room - line.cell_len)), style=colours.text)
    if not remedy:
        return [line]
    action = Text(f"  {glyph('arrow')} {cut(problem.action, room - 4)}", style=colours.dim)
    return [line + action] if line.cell_len + action.cell_len <= room else [line, action]


def pane_lines(detail: CampaignPane, room: int, colours: Palette) -> list[Text]:
    """Return today's runs, the week, fourteen days and the next sends, fitted to a width."""
    lines = [_today_line(detail.today, colours), _week_line(detail.week, colours)]
    days = _days_line(detail.days, colours)
    following = _next_line(detail.next, colours)
    joined = Text.assemble(lines[0], "     ", lines[1])
    result = [joined] if joined.cell_len <= room else lines
    if set(detail.short) - {FINISHED}:
        short = f"Not planned: {short_words(detail.short)}"
        result.append(Text(cut(short, room), style=colours.dim))
    together = Text.assemble(days, "     ", following)
    result += [together] if together.cell_len <= room else [days, following]
    return [line for line in result if line.plain.strip()]


def _today_line(slots: Sequence[SlotToday], colours: Palette) -> Text:
    text = Text("Today  ", style=colours.dim)
    if not slots:
        return text.append("no run", style=colours.dim)
    for slot in slots:
        text.append(f"{clock_time(slot.opens)} ", style=colours.text)
        if slot.state == "closed":
            text.append(f"{glyph('done')} {slot.sent}   ", style=colours.text)
        elif slot.state == "open" and slot.closes is not None:
            so_far = f"{glyph('open')} {slot.sent}/{slot.planned}"
            text.append(f"{so_far} open until {clock_time(slot.closes)}   ", style=colours.accent)
        elif slot.state == "missed":
            text.append("missed   ", style=colours.warning)
        elif slot.state == "off":
            text.append("day off   ", style=colours.dim)
        else:
            text.append(f"{glyph('coming')}   ", style=colours.dim)
    return text


def _week_line(week: MemberWeek, colours: Palette) -> Text:
    used, limit = week.used, week.limit
    style = colours.warning if used >= 0.9 * limit else colours.accent
    text = Text(f"{cut(week.member.split(' ')[0], 12)}'s week ", style=colours.dim)
    text.append(bar(used / limit, WEEK_BAR), style=style)
    text.append(f" {used}/{limit}", style=colours.text)
    if week.full_until is not None:
        text.append(f"  full until {weekday_time(week.full_until)}", style=colours.warning)
    elif week.frees_next is not None and used:
        text.append(f"  more from {weekday_time(week.frees_next)}", style=colours.dim)
    return text


def _days_line(days: Sequence[DayCount], colours: Palette) -> Text:
    sent = [day.sent for day in days]
    accepted = [day.accepted for day in days]
    text = Text("14 days ", style=colours.dim)
    text.append(sparkline(sent), style=colours.accent)
    text.append(f" {sum(sent)} sent {glyph('dot')} ", style=colours.dim)
    text.append(sparkline(accepted), style=colours.success)
    text.append(f" {sum(accepted)} accepted", style=colours.dim)
    return text


def _next_line(sends: Sequence[NextSend], colours: Palette) -> Text:
    if not sends:
        return Text("")
    names = ", ".join(f"{cut(send.name, 16)} {clean(send.words, 60) or clock_time(send.at)}" for send in sends)
    return Text.assemble(("next ", colours.dim), (names, colours.text))

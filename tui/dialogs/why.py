"""The problems that cause the health of one campaign."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.rules.health import Problem
from core.rules.schedule import in_zone
from core.text import clean
from core.views.campaign_list_view import CampaignSummary
from tui.actions import bindings
from tui.dialogs.base import WordsDialog
from tui.style.cells import health_sentence
from tui.style.moment_text import date_time


class WhyDialog(WordsDialog[None]):
    """Read and close."""

    scopes = ("words",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(self, view: CampaignSummary) -> None:
        super().__init__()
        self.view = view

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Text(f"Why: {clean(self.view.name, 50)}")
            box.border_subtitle = " esc closes "
            yield Static(self._words())

    def _words(self) -> Text:
        health = self.view.health
        known = health.state in ("warnings", "errors", "stopped")  # then the detail is the first problem below
        text = Text(f"{health_sentence(health.state, '' if known else health.detail)}\n")
        if not health.problems:
            text.append("\nNo problem is open.")
        for problem in health.problems:
            text.append(f"\n{problem.severity.upper()}  ", style="bold")
            text.append(f"{clean(problem.text, 400)}\n")
            text.append(f"  What to do: {clean(problem.action, 400)}\n", style="dim")
            if problem.words:
                text.append(f"  Provider's answer: {clean(problem.words, 400)}\n", style="dim")
            text.append(f"  {clean(problem.code, 60)}{_since(problem, self.view.time_zone)}\n", style="dim")
        return text


def _since(problem: Problem, zone: str) -> str:
    times = "" if problem.count <= 1 else f", {problem.count} times"
    if problem.first is None:
        return times
    return f"{times}, since {date_time(in_zone(problem.first, zone))} {zone}"

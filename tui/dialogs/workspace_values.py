"""The form of the workspace's values: time zone, days off, notes a month, and the rule against double contact."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Input, Select

from core.services import workspace_values
from core.services.members.member_view import LONGEST_SHOWN
from core.text import clean
from core.time_zones import known_zones
from tui.dialogs.form import FormDialog
from tui.widgets.line_input import LineInput

LABELS = {"time-zone": "Time zone", "days-off": "Days off", "notes-a-month": "Notes a month", "dedupe": "Deduplication"}
"""Labels of the fields, by the names of the values, which are the fields' ids."""


class WorkspaceValuesDialog(FormDialog):
    """A dialog whose result is the names of the values that were changed, or None."""

    first_field = "time-zone"

    def heading(self) -> str:
        return "Values of the workspace"

    def fields(self) -> ComposeResult:
        now = self.seen = {one.name: one.value for one in workspace_values.values(self._workspace)}
        zones = SuggestFromList(sorted(known_zones()), case_sensitive=False)
        yield from self.line(LABELS["time-zone"], LineInput(clean(now["time-zone"]), id="time-zone", suggester=zones))
        days = LineInput(clean(now["days-off"], LONGEST_SHOWN), id="days-off", max_length=LONGEST_SHOWN)
        days.placeholder = "such as 2026-12-24..2027-01-01, 2027-05-01; none for none"
        yield from self.line(LABELS["days-off"], days)
        notes = LineInput(clean(now["notes-a-month"], 10), id="notes-a-month", type="integer", max_length=4)
        yield from self.line(LABELS["notes-a-month"], notes)
        rules = [(Content(words), name) for name, words in workspace_values.RULES.items()]
        yield from self.line(LABELS["dedupe"], Select(rules, value=now["dedupe"], allow_blank=False, id="dedupe"))

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: self.query_one(f"#{name}", Input).value.strip() for name in LABELS if name != "dedupe"
        }
        found["dedupe"] = self.query_one("#dedupe", Select).value
        return found

    def save(self, values: dict[str, Any]) -> str:
        changed = {name: text for name, text in values.items() if text != self._first[name]}
        workspace_values.change(self._workspace, changed, seen=self.seen)
        return ", ".join(LABELS[name].lower() for name in changed)

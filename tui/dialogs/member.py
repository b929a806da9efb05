"""A member's form, for a new or an existing one. Every error is shown under its field."""

from __future__ import annotations

from typing import Any

from textual.app import ComposeResult
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Checkbox, Input, Select

from core.services.members import members
from core.services.members.member_view import LONGEST_SHOWN
from core.services.versions import member_values
from core.text import clean
from core.time_zones import known_zones
from core.views.members_view import Member
from core.workspace import Workspace
from tui.dialogs.form import FormDialog
from tui.style.cells import cut
from tui.widgets.line_input import LineInput
from tui.widgets.switches import ShapedCheckbox

FIELD_OF = {
    "NAME": "name",
    "--account": "account",
    "--plan": "plan",
    "--time-zone": "zone",
    "--day-cap": "cap",
    "--days-off": "off",
}
"""Ids of the form's fields, by the names of the command line, which the service uses in its errors."""


class MemberDialog(FormDialog):
    """A dialog whose result is the name of the saved member, or None."""

    def __init__(self, workspace: Workspace, view: Member | None = None) -> None:
        super().__init__(workspace)
        self._view = self.seen = view

    def heading(self) -> str:
        return f"Edit {cut(self._view.name, 40)}" if self._view else "New member"

    def fields(self) -> ComposeResult:
        view = self._view
        yield from self.line("Name", LineInput(clean(view.name, 100) if view else "", id="name", max_length=100))
        account = LineInput(clean(view.account, 100) if view else "", id="account", max_length=100)
        sandbox = self._workspace.stamp.network[0] == "sandbox"
        of_provider = "the provider's id of the LinkedIn account"
        account.placeholder = "any id will do on the sandbox" if sandbox else of_provider
        yield from self.line("Account", account)
        yield from self.line("Plan", self._plan(view.plan if view else "basic"))
        yield from self.line("Time zone", self._zone(view.time_zone if view else self._workspace.stamp.time_zone))
        cap = str(view.day_cap if view else 20)
        yield from self.line("Day cap", LineInput(cap, id="cap", type="integer", max_length=3))
        off = LineInput(clean(view.days_off, LONGEST_SHOWN) if view else "", id="off", max_length=LONGEST_SHOWN)
        off.placeholder = "such as 2026-12-24..2027-01-01, 2027-05-01"
        yield from self.line("Days off", off)
        words = "warm up (ramp): the cap rises over 13 days"
        yield from self.line("", ShapedCheckbox(Content(words), view.ramp if view else True, id="ramp"))

    def _plan(self, plan: str) -> Select[str]:
        return Select([(Content(name), name) for name in members.PLANS], value=plan, allow_blank=False, id="plan")

    def _zone(self, zone: str) -> Input:
        suggester = SuggestFromList(sorted(known_zones()), case_sensitive=False)
        return LineInput(clean(zone), id="zone", suggester=suggester)

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: self.query_one(f"#{name}", Input).value for name in ("name", "account", "zone", "cap", "off")
        }
        found["plan"] = self.query_one("#plan", Select).value
        found["ramp"] = self.query_one("#ramp", Checkbox).value
        return found

    def wrong(self, values: dict[str, Any]) -> tuple[str, str] | None:
        number = values["cap"].strip().lstrip("-").isdecimal()
        return None if number else ("cap", "The day cap must be a number.")

    def field_of(self, named: str) -> str:
        return FIELD_OF.get(named, "")

    def save(self, values: dict[str, Any]) -> str:
        options = {
            "name": values["name"],
            "plan": values["plan"],
            "time_zone": values["zone"].strip(),
            "day_cap": int(values["cap"]),
            "ramp": values["ramp"],
            "days_off": values["off"],
        }
        if self._view is None:
            name = options.pop("name")
            return members.add(self._workspace, name, values["account"], **options).name
        options["account"] = values["account"]
        shown = member_values(self._view)
        changed = {key: value for key, value in options.items() if value != shown[key]}
        return members.edit(self._workspace, str(self._view.id), seen=self.seen, **changed).name

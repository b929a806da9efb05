"""A member's form: a new one, or a change of one that is there. Every error stands under its field."""

from __future__ import annotations

from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.suggester import SuggestFromList
from textual.widgets import Button, Checkbox, Input, Label, Select, Static
from textual.worker import Worker, WorkerState

from core.errors import OvertureError
from core.services import members
from core.services.campaign_models import known_zones
from core.text import clean
from core.workspace import Workspace
from tui.overture import stands

FIELD_OF = {
    "NAME": "name",
    "--account": "account",
    "--plan": "plan",
    "--time-zone": "zone",
    "--day-cap": "cap",
}
"""The service names fields as the command line does."""


class MemberDialog(ModalScreen[str | None]):
    """The name of the member that was saved, or None."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "cancel", "Cancel"),
    ]

    def __init__(self, workspace: Workspace, view: dict[str, Any] | None = None) -> None:
        super().__init__()
        self._workspace = workspace
        self._view = view
        self._asked_to_leave = False

    def compose(self) -> ComposeResult:
        view = self._view or {}
        with VerticalScroll(classes="dialog form") as box:
            name = clean(str(view.get("name", "")), 40)
            box.border_title = Content(f"Edit {name}" if view else "New member")
            box.border_subtitle = " ctrl+s saves · esc cancels "
            yield from self._line("Name", Input(clean(str(view.get("name", "")), 100), id="name", max_length=100))
            account = Input(clean(str(view.get("account", "")), 100), id="account", max_length=100, disabled=bool(view))
            account.placeholder = "the provider’s id of the LinkedIn account"
            yield from self._line("Account", account)
            yield from self._line("Plan", self._plan(view.get("plan", "basic")))
            yield from self._line(
                "Time zone", self._zone(clean(view.get("time_zone", self._workspace.stamp.time_zone)))
            )
            cap = Input(str(view.get("day_cap", 20)), id="cap", type="integer", max_length=3)
            yield from self._line("Day cap", cap)
            ramp = Checkbox("start slowly: the cap grows over 13 days", bool(view.get("ramp", True)), id="ramp")
            yield from self._line("", ramp)
            yield Static("", id="fault", classes="error")
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button("Save (ctrl+s)", id="save", variant="primary")

    def _line(self, label: str, field: Input | Select[str] | Checkbox) -> ComposeResult:
        with Horizontal(classes="field -tall" if isinstance(field, Select) else "field"):
            yield Label(label)
            yield field
        yield Static("", id=f"{field.id}-fault", classes="error fault")

    def _plan(self, plan: str) -> Select[str]:
        return Select([(Content(name), name) for name in members.PLANS], value=plan, allow_blank=False, id="plan")

    def _zone(self, zone: str) -> Input:
        return Input(zone, id="zone", suggester=SuggestFromList(sorted(known_zones()), case_sensitive=False))

    def on_mount(self) -> None:
        """Start on the name."""
        self._first = self._values()
        self.query_one("#name", Input).focus()

    # -- leaving

    def action_cancel(self) -> None:
        """Leave; what was typed is asked about once."""
        if self._values() == self._first or self._asked_to_leave:
            self.dismiss(None)
            return
        self._asked_to_leave = True
        self._fault("", "Nothing is saved yet. Press escape again to leave without saving.")

    def _values(self) -> dict[str, Any]:
        found: dict[str, Any] = {name: self.query_one(f"#{name}", Input).value for name in
                                 ("name", "account", "zone", "cap")}  # fmt: skip
        found["plan"] = self.query_one("#plan", Select).value
        found["ramp"] = self.query_one("#ramp", Checkbox).value
        return found

    # -- saving

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_cancel()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._asked_to_leave = False
        self._fault(str(event.input.id), "")

    def action_save(self) -> None:
        """Save in a thread; the service decides what is wrong."""
        self._clear()
        values = self._values()
        if not values["cap"].strip().lstrip("-").isdecimal():
            self._fault("cap", "The day cap is a number.")
            return
        self._save(values)

    @work(thread=True, exclusive=True, group="save", exit_on_error=False, description="save a member")
    def _save(self, values: dict[str, Any]) -> str:
        options = {"name": values["name"], "plan": values["plan"], "time_zone": values["zone"].strip(),
                   "day_cap": int(values["cap"]), "ramp": values["ramp"]}  # fmt: skip
        with self._workspace.store.session():
            if self._view is None:
                name = options.pop("name")
                return str(members.add(self._workspace, name, values["account"], **options)["name"])
            return str(members.edit(self._workspace, self._view["id"], **options)["name"])

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Saved, or what is wrong under its field; nothing typed is lost."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS:
            self.pop_until_active()
            self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            if isinstance(error, OvertureError):
                self._fault(FIELD_OF.get(error.field or "", ""), error.text)
            else:
                self._fault("", f"{type(error).__name__}: {error}")

    def _clear(self) -> None:
        for name in ("", *FIELD_OF.values()):
            self._fault(name, "")

    def _fault(self, field: str, words: str) -> None:
        line = self.query_one(f"#{field}-fault" if field else "#fault", Static)
        line.update(Text(clean(words, 400)))
        line.set_class(bool(words), "-on")
        if field and words:
            self.query_one(f"#{field}").focus()

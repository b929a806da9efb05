"""The editor's second tab: the steps, their texts in each language, and a preview for a real contact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Input, OptionList, Select, Static, TextArea

from core.rules.message import KNOWN
from core.services.campaigns.editor_data import Choices
from core.text import clean
from tui.actions import EDITOR
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.editor.form_state import (
    FOLLOW_UP,
    INVITATION,
    WELCOME,
    Form,
    StepForm,
    add_step,
    move_step,
    remove_step,
)
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.preview_text import preview_words
from tui.dialogs.editor.tab import EditorPane
from tui.style.theme import Palette
from tui.widgets.chips import Chips
from tui.widgets.field import FieldNote
from tui.widgets.line_input import LineInput
from tui.widgets.step_list import StepLine, StepList
from tui.widgets.step_text import StepText

NAMES = {INVITATION: "Invitation", WELCOME: "Welcome", FOLLOW_UP: "Follow-up"}
AFTER = {WELCOME: "days after acceptance", FOLLOW_UP: "days after the previous step"}
WHY_NO_MORE = {WELCOME: "There can be only one welcome.", FOLLOW_UP: "There can be at most 8 follow-ups."}
KINDS = ((FOLLOW_UP, "Follow-up: some days after the previous step"), (WELCOME, "Welcome: after the acceptance"))
BUTTONS = (
    ("follow-up", "n  Add follow-up"),
    ("welcome", "n  Add welcome"),
    ("up", "K  Up"),
    ("down", "J  Down"),
    ("remove", "x  Remove"),
)
_PLACE = re.compile(r"steps\[(\d+)\](?:\.(\w+(?:-\w+)?))?(?:\.(.+))?")


class MessagesPane(EditorPane):
    """The tab of the messages: it shows one step in one language at a time, of all those in the form."""

    keys = ("steps",)
    BINDINGS: ClassVar[list[BindingType]] = [action.binding for action in EDITOR[4:]]

    def __init__(self, form: Form, choices: Choices) -> None:
        super().__init__(form, choices)
        self.step = 0
        self.language = form.usable_languages[0]
        self.person = 0
        self._found: dict[str, str] = {}
        self._variables: tuple[str, ...] = ()

    def compose(self) -> ComposeResult:
        with Horizontal():
            with Vertical(id="step-side"):
                yield Static(Text("Steps  ctrl+r"), classes="unit", id="steps-key")
                yield StepList(self._change)
                for name, label in BUTTONS:
                    yield _quiet(Button(Text(label), name=name, compact=True, classes="small"))
                yield FieldNote(id="steps-said")
            with VerticalScroll(id="step", can_focus=False):
                with Horizontal(classes="field-row"):
                    yield Static("", id="step-name", classes="label")
                    yield LineInput(compact=True, classes="short", id="after", max_length=4, select_on_focus=True)
                    yield Static("", id="after-unit", classes="unit")
                yield FieldNote(id="after-said")
                with Horizontal(classes="field-row", id="text-head"):
                    yield Chips(self.form.usable_languages, (self.language,), several=False, id="language")
                    yield Static(Text("ctrl+l"), classes="unit", id="language-key")
                    yield Select[str](self._options(KNOWN), prompt="ctrl+g insert …", id="variables", compact=True)
                yield StepText()
                yield FieldNote(id="text-said")
                yield Static("", id="preview")

    def on_mount(self) -> None:
        """Show the first step."""
        self._show_step()

    def _options(self, names: tuple[str, ...]) -> list[tuple[Text, str]]:
        self._variables = names
        return [(Text(clean(name)), name) for name in names]

    # -- which step, which language

    @property
    def current(self) -> StepForm:
        """The step that is being edited."""
        return self.form.steps[self.step]

    @property
    def usable_language(self) -> str:
        """The language being written, or the first of the list if that language was removed from it."""
        languages = self.form.usable_languages
        return self.language if self.language in languages else languages[0]

    def _show_step(self) -> None:
        """Put the form's step and language on the screen."""
        step = self.current
        self._show_list()
        self.language = self.usable_language
        self.query_one("#language", Chips).offer(self.form.usable_languages, self.language)
        self.query_one("#step-name", Static).update(Text(NAMES[step.kind]))
        after = self.query_one("#after", Input)
        after.display = step.kind != INVITATION
        after.value = step.after_days
        unit = AFTER.get(step.kind, "if empty, it is sent without a note")
        self.query_one("#after-unit", Static).update(Text(unit))
        text = self.query_one(StepText)
        if text.text != step.texts.get(self.language, ""):
            text.load_text(step.texts.get(self.language, ""))
        self._show_faults()

    def _show_list(self) -> None:
        lines = []
        for place, step in enumerate(self.form.steps):
            fault = any(path.startswith(f"steps[{place}]") for path in self._found)
            wait = "" if step.kind == INVITATION else f"+{step.after_days or '?'} d"
            lines.append(StepLine(f"{place + 1} {NAMES[step.kind]}", wait, fault))
        self.query_one(StepList).show(lines, self.step, self.colours)

    @on(OptionList.OptionHighlighted, "#steps")
    def _highlighted(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        at = self.query_one(StepList).highlighted  # not the event's, which may be late
        if at is not None and at != self.step and at < len(self.form.steps):
            self.step = at
            self._show_step()
            self.edited(None)

    @on(OptionList.OptionSelected, "#steps")
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.query_one(StepText).focus()

    @on(Chips.Changed, "#language")
    def _language(self, event: Chips.Changed) -> None:
        event.stop()
        self.language = next(iter(event.chips.chosen))
        self._show_step()
        self.edited(None)

    def action_language(self) -> None:
        """Go to the next language of this step."""
        languages = self.form.usable_languages
        place = languages.index(self.language) if self.language in languages else -1
        self.language = languages[(place + 1) % len(languages)]
        self._show_step()
        self.edited(None)

    # -- writing

    @on(TextArea.Changed)
    def _written(self, event: TextArea.Changed) -> None:
        event.stop()
        text = event.text_area.text
        if text != self.current.texts.get(self.language, ""):
            self.current.texts[self.language] = text
            self.edited("steps")

    @on(Input.Changed, "#after")
    def _waited(self, event: Input.Changed) -> None:
        event.stop()
        value = event.input.value  # the same value if only the step changed
        if self.current.kind != INVITATION and value != self.current.after_days:
            self.current.after_days = value
            self._show_list()
            self.edited("steps")

    @on(Select.Changed, "#variables")
    def _insert(self, event: Select.Changed) -> None:
        event.stop()
        if not event.select.is_blank():
            event.select.clear()
            self.query_one(StepText).put(f"{{{{ {event.value} }}}}")
            self.query_one(StepText).focus()

    def enter(self) -> None:
        """Focus the text, so that what is typed right after ctrl+t goes into it, and changes no step."""
        self.query_one(StepText).focus()

    def action_steps(self) -> None:
        """Go to the list of steps, whose keys are plain letters."""
        self.query_one(StepList).focus()

    def action_variables(self) -> None:
        """Open the list of variables."""
        select = self.query_one("#variables", Select)
        select.focus()
        select.action_show_overlay()

    def action_contact(self, by: int) -> None:
        """Show the text for another contact of the source."""
        self.person += by
        self.edited(None)

    # -- adding, moving, removing

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self._change(event.button.name or "")

    def _change(self, what: str) -> None:
        """Add, remove or move a step, or say why that is impossible; put the cursor into the text of an added step."""
        if what == "new":
            self.app.push_screen(ChooseDialog("New step", KINDS, act=self._change))
            return
        if what in WHY_NO_MORE:
            place, why = add_step(self.form, what), WHY_NO_MORE[what]
        elif what == "remove":
            place, why = remove_step(self.form, self.step), "A campaign begins with its invitation."
        else:
            by = -1 if what == "up" else 1
            place, why = move_step(self.form, self.step, by), "Only follow-ups can change their order."
        self.query_one("#steps-said", FieldNote).say("" if place is not None else why)
        if place is not None:
            self.step = place
            self._show_step()
            self.edited("steps")
            if what in WHY_NO_MORE:
                self.query_one(StepText).focus()

    # -- showing

    def faults(self, found: Mapping[str, str]) -> None:
        self._found = {path: text for path, text in found.items() if path.startswith("steps")}
        self._show_list()
        self._show_faults()

    def _show_faults(self) -> None:
        at = f"steps[{self.step}]"
        self.query_one("#after-said", FieldNote).say(self._found.get(f"{at}.after_days", ""), fault=True)
        text = ""
        for path, sentence in self._found.items():
            if path.startswith(f"{at}.text"):
                code = path.removeprefix(f"{at}.text").removeprefix(".")
                text = text or (sentence if code in ("", self.language) else f"{code}: {sentence}")
        self.query_one("#text-said", FieldNote).say(text, fault=True)

    def go_to(self, path: str) -> None:
        found = _PLACE.match(path)
        if found is None:
            self.query_one(StepList).focus()
            return
        self.step = min(int(found[1]), len(self.form.steps) - 1)
        if found[2] == "text" and found[3] in self.form.usable_languages:
            self.language = found[3]
        self._show_step()
        self.query_one("#after" if found[2] == "after_days" else "#text").focus()

    def show(self, seen: Seen, colours: Palette) -> None:
        if seen.asked.step != self.step or seen.asked.language != self.usable_language:
            return
        if self.form.usable_languages != list(self.query_one("#language", Chips).options):
            self._show_step()
        if tuple(seen.variables) != self._variables:
            self.query_one("#variables", Select).set_options(self._options(tuple(seen.variables)))
        self.query_one("#preview", Static).update(preview_words(seen, colours))


def _quiet(button: Button) -> Button:
    """Return the button, made unfocusable: only the mouse presses it, since the list has a key for the same act."""
    button.can_focus = False
    return button

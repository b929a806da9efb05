"""A new segment or finder: a few lines of text. Every error is shown under its field."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from core.errors import UsageError
from core.services.audience import finders, segments
from core.text import clean
from tui.dialogs.form import FormDialog
from tui.widgets.line_input import LineInput


class FormField(NamedTuple):
    """One line of a form; `key` is what the command line calls it."""

    key: str
    label: str
    placeholder: str = ""
    value: str = ""


class SourceDialog(FormDialog):
    """A dialog whose result is the name of the saved source, or None."""

    TITLE = ""
    form: ClassVar[tuple[FormField, ...]] = ()

    def heading(self) -> str:
        return self.TITLE

    def fields(self) -> ComposeResult:
        for line in self.form:
            yield from self.line(line.label, LineInput(line.value, placeholder=line.placeholder, id=line.key))

    def values(self) -> dict[str, Any]:
        return {line.key: self.query_one(f"#{line.key}", Input).value for line in self.form}

    def label_of(self, option: str) -> str:
        labels = {line.key: line.label.removeprefix("or ").lower() for line in self.form}
        return labels.get(option, option)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class SegmentDialog(SourceDialog):
    """A filter over contacts."""

    TITLE = "New segment: people who match every line"
    form = (
        FormField("name", "Name"),
        FormField("company", "Company", "part of it; separate alternatives with commas"),
        FormField("position", "Position"),
        FormField("location", "Location"),
        FormField("headline", "Headline"),
        FormField("language", "Language", "such as fr"),
        FormField("source", "Source", "only people of this list or finder"),
    )

    def save(self, values: dict[str, Any]) -> str:
        wanted = {key: _listed(text) for key, text in values.items() if key != "name"}
        return segments.add(self._workspace, values["name"], wanted).name


class FinderDialog(SourceDialog):
    """A saved search."""

    TITLE = "New finder: a search that runs in its own slot"
    form = (
        FormField("name", "Name"),
        FormField("owner", "Owner", "the member whose account searches"),
        FormField("keywords", "Keywords"),
        FormField("url", "or Address", "of a search for people, LinkedIn’s or Sales Navigator’s"),
        FormField("per-slot", "Per slot", value="10"),
        FormField("days", "Days", value="mon,tue,wed,thu,fri"),
        FormField("start", "Start", value="09:00"),
        FormField("minutes", "Minutes", value="60"),
        FormField("time-zone", "Time zone", "the workspace’s"),
    )

    def save(self, values: dict[str, Any]) -> str:
        options: dict[str, Any] = {
            "url": values["url"].strip() or None,
            "keywords": values["keywords"].strip() or None,
            "per_slot": _number(values, "per-slot"),
            "days": _listed(values["days"]),
            "start": values["start"].strip(),
            "minutes": _number(values, "minutes"),
            "time_zone": values["time-zone"].strip() or None,
        }
        return finders.add(self._workspace, values["name"], values["owner"], **options).name


def _number(values: dict[str, Any], key: str) -> int:
    text = str(values[key]).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise UsageError(f"“{clean(text, 20)}” is not a number.", field=key)
    return int(text)

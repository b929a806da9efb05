"""A new segment or finder: a few lines of text. Every error stands under its field."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.widgets import Input

from core.errors import UsageError
from core.services.audience import finders, segments
from core.text import clean
from tui.dialogs.form import FormDialog
from tui.widgets.line_input import LineInput


class Asked(NamedTuple):
    """One line of a form; `key` is what the command line calls it."""

    key: str
    label: str
    placeholder: str = ""
    value: str = ""


class SourceDialog(FormDialog):
    """The name of the source that was saved, or None."""

    TITLE = ""
    asked: ClassVar[tuple[Asked, ...]] = ()

    def heading(self) -> str:
        return self.TITLE

    def fields(self) -> ComposeResult:
        for line in self.asked:
            yield from self.line(line.label, LineInput(line.value, placeholder=line.placeholder, id=line.key))

    def values(self) -> dict[str, Any]:
        return {line.key: self.query_one(f"#{line.key}", Input).value for line in self.asked}

    def label_of(self, option: str) -> str:
        labels = {line.key: line.label.removeprefix("or ").lower() for line in self.asked}
        return labels.get(option, option)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class SegmentDialog(SourceDialog):
    """A filter over contacts."""

    TITLE = "New segment: whoever matches every line"
    asked = (
        Asked("name", "Name"),
        Asked("company", "Company", "a part of it; several with commas: any of them"),
        Asked("position", "Position"),
        Asked("location", "Location"),
        Asked("headline", "Headline"),
        Asked("language", "Language", "such as fr"),
        Asked("source", "Source", "only who is in this list or finder"),
    )

    def save(self, values: dict[str, Any]) -> str:
        wanted = {key: _listed(text) for key, text in values.items() if key != "name"}
        return segments.add(self._workspace, values["name"], wanted).name


class FinderDialog(SourceDialog):
    """A saved search."""

    TITLE = "New finder: a search that runs in its own slot"
    asked = (
        Asked("name", "Name"),
        Asked("owner", "Owner", "the member whose account searches"),
        Asked("keywords", "Keywords"),
        Asked("url", "or Address", "of a search for people, LinkedIn’s or Sales Navigator’s"),
        Asked("per-slot", "Per slot", value="10"),
        Asked("days", "Days", value="mon,tue,wed,thu,fri"),
        Asked("start", "Start", value="09:00"),
        Asked("minutes", "Minutes", value="60"),
        Asked("time-zone", "Time zone", "the workspace’s"),
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
        raise UsageError(f"“{clean(text, 20)}” is no number.", field=key)
    return int(text)

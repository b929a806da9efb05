"""The forms of a segment and of a finder: a few lines of text, every error under its field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.suggester import SuggestFromList
from textual.widgets import Input

from core.errors import UsageError
from core.services.audience import finder_edit, finders, segments
from core.text import clean, typed_line
from core.typed_time import typed_time
from core.views.sources_view import Finder, SavedFinder, Source
from core.workspace import Workspace
from tui.dialogs.form import FormDialog
from tui.style.cells import cut
from tui.style.moment_text import clock_time
from tui.widgets.line_input import LineInput


class FormField(NamedTuple):
    """One line of a form; `key` is its name in the command line."""

    key: str
    label: str
    placeholder: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()
    """Texts that are suggested as completions."""


class SourceDialog(FormDialog):
    """The base of both forms: a dialog whose result is the name of the saved source, or None."""

    TITLE = ""
    form: ClassVar[tuple[FormField, ...]] = ()
    lines: tuple[FormField, ...] | None = None
    """The fields with the values to show; None for the fields of `form` as they are."""

    def heading(self) -> str:
        return self.TITLE

    def fields(self) -> ComposeResult:
        for line in self.lines or self.form:
            suggester = SuggestFromList(line.choices, case_sensitive=False) if line.choices else None
            field = LineInput(line.value, placeholder=line.placeholder, id=line.key, suggester=suggester)
            yield from self.line(line.label, field)

    def values(self) -> dict[str, Any]:
        return {line.key: self.query_one(f"#{line.key}", Input).value for line in self.form}

    def label_of(self, option: str) -> str:
        labels = {line.key: line.label.removeprefix("or ").lower() for line in self.form}
        return labels.get(option, option)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class SegmentDialog(SourceDialog):
    """The form of a new segment, which is a saved filter over contacts."""

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
    """The form of a new finder, which is a saved search of LinkedIn."""

    TITLE = "New finder: a search that runs in its own slot"
    form = (
        FormField("name", "Name"),
        FormField("owner", "Owner", "the member whose account searches"),
        FormField("keywords", "Keywords"),
        FormField("url", "or Address", "of a people search on LinkedIn or Sales Navigator"),
        FormField("per-slot", "Per slot", value="10"),
        FormField("days", "Days", value="mon,tue,wed,thu,fri"),
        FormField("start", "Start", value="09:00"),
        FormField("minutes", "Minutes", value="60"),
        FormField("time-zone", "Time zone", "the workspace's"),
    )

    def __init__(self, workspace: Workspace, owners: Sequence[str] = ()) -> None:
        super().__init__(workspace)
        names = tuple(clean(name, 100) for name in owners)
        told = clean(", ".join(names), 60) or "the member whose account searches"
        owner = FormField("owner", "Owner", told, names[0] if len(names) == 1 else "", names)
        self.lines = tuple(owner if line.key == "owner" else line for line in self.form)

    def save(self, values: dict[str, Any]) -> str:
        options: dict[str, Any] = {
            "url": values["url"].strip() or None,
            "keywords": values["keywords"].strip() or None,
            "per_slot": _number(values, "per-slot"),
            "days": _listed(values["days"]),
            "start": typed_time(values["start"]).strip(),
            "minutes": _number(values, "minutes"),
            "time_zone": values["time-zone"].strip() or None,
        }
        return finders.add(self._workspace, values["name"], values["owner"], **options).name


class FinderEditDialog(SourceDialog):
    """The form that changes a finder; only changed values are saved, so that the search continues where it was."""

    form = FinderDialog.form

    def __init__(self, workspace: Workspace, source: Source, finder: Finder) -> None:
        super().__init__(workspace)
        self._source = str(source.id)
        self.seen = SavedFinder(source.id, source.name, finder)
        self._heading = f"Edit “{cut(source.name, 40)}”"
        now = {
            "name": source.name,
            "owner": finder.owner,
            "keywords": finder.search.get("keywords", ""),
            "url": finder.search.get("url", ""),
            "per-slot": str(finder.per_slot),
            "days": ",".join(finder.days),
            "start": clock_time(finder.start),
            "minutes": str(finder.minutes),
            "time-zone": finder.time_zone,
        }
        self._now = {key: typed_line(text) for key, text in now.items()}
        self.lines = tuple(line._replace(value=self._now[line.key]) for line in self.form)

    def heading(self) -> str:
        return self._heading

    def save(self, values: dict[str, Any]) -> str:
        changed = {key: text for key, text in values.items() if text.strip() != self._now[key].strip()}
        if not changed:
            return self._now["name"]
        wanted: dict[str, Any] = {key.replace("-", "_"): text.strip() for key, text in changed.items()}
        for key in {"per-slot", "minutes"} & set(changed):
            wanted[key.replace("-", "_")] = _number(values, key)
        if "days" in changed:
            wanted["days"] = _listed(values["days"])
        if "start" in changed:
            wanted["start"] = typed_time(values["start"])
        if wanted.get("keywords") == "" or wanted.get("url") == "":  # an emptied one is replaced by the other
            wanted = {key: value for key, value in wanted.items() if key not in ("keywords", "url") or value}
        return finder_edit.edit(self._workspace, self._source, seen=self.seen, **wanted).name


def _number(values: dict[str, Any], key: str) -> int:
    text = str(values[key]).strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise UsageError(f"“{clean(text, 20)}” is not a number.", field=key)
    return int(text)

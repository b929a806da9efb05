"""The schema of a campaign file: it checks each value on its own, and returns each fault as a sentence with its path.

Paths count from 0, as pydantic and most TOML tools do: `slots[2].minutes` belongs to the third slot.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from core.errors import UsageError
from core.rules.language import is_language, normalise
from core.rules.schedule import WEEKDAYS
from core.text import clean, clean_block
from core.time_zones import known_zones

_WHOLE = 1_000_000  # longer than any file that is read: cleaning must not cut a value, but refuse it
_START = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_MODEL = TypeVar("_MODEL", bound=BaseModel)


def nearest(word: str, options: Collection[str]) -> str:
    """Return a hint for a mistyped word, with a space before it, or an empty text."""
    by_case = {option.casefold(): option for option in options}
    near = difflib.get_close_matches(word.casefold(), by_case, 1, 0.6)
    return f" Did you mean “{by_case[near[0]]}”?" if near else ""


def _line(limit: int, *, empty: bool = False) -> AfterValidator:
    """Return the validator that cleans a line, and refuses one of more than `limit` characters."""

    def check(value: str) -> str:
        value = clean(value, _WHOLE)
        if not value and not empty:
            raise ValueError("must not be empty.")
        if len(value) > limit:
            raise ValueError(f"has {len(value)} characters: at most {limit}.")
        return value

    return AfterValidator(check)


def _language(value: str) -> str:
    if not is_language(value):
        hint = f" Did you mean “{normalise(value)}”?" if normalise(value) else ""
        raise ValueError(f"“{clean(value, 40)}” is no language: write two or three small letters, such as fr.{hint}")
    return value


def _unique(values: list[str]) -> list[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise ValueError(f"lists “{value}” twice.")
        seen.add(value)
    return values


def _day(value: str) -> str:
    if value not in WEEKDAYS:
        hint = f" Did you mean “{value[:3].lower()}”?" if value[:3].lower() in WEEKDAYS else ""
        raise ValueError(f"“{clean(value, 40)}” is no weekday: write {', '.join(WEEKDAYS)}.{hint}")
    return value


def _start(value: str) -> str:
    if not _START.fullmatch(value):
        raise ValueError(f"“{clean(value, 40)}” is no time: write HH:MM, from 00:00 to 23:59.")
    return value


def _withdrawal(value: int) -> int:
    if 0 < value < 7:
        raise ValueError(f"must be 0 (never) or 7 to 180, not {value}.")
    return value


def _zone(value: str) -> str:
    if value not in known_zones():
        last = {name.rsplit("/", 1)[-1].casefold(): name for name in sorted(known_zones())}
        city = last.get(value.replace(" ", "_").casefold())
        hint = f" Did you mean “{city}”?" if city else nearest(value, known_zones())
        raise ValueError(f"“{clean(value, 40)}” is no time zone: write one such as Europe/Paris.{hint}")
    return value


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class HeadModel(_Strict):
    """The top-level keys of a campaign file. Slots and steps are checked one by one, so each has its own faults."""

    name: Annotated[str, _line(100)]
    program: Annotated[str, _line(100)]
    description: Annotated[str, _line(1000, empty=True)] = ""
    sender: Annotated[str, _line(200)]
    source: Annotated[str, _line(200)]
    time_zone: Annotated[str, AfterValidator(_zone)] | None = None
    languages: Annotated[
        list[Annotated[str, AfterValidator(_language)]], Field(min_length=1, max_length=50), AfterValidator(_unique)
    ] = ["en"]
    approval: Literal["every-message", "invitations", "off"] = "every-message"
    note_rule: Literal["without", "hold"] = "without"
    withdraw_after_days: Annotated[int, Field(ge=0, le=180), AfterValidator(_withdrawal)] = 0
    cohort_size: Annotated[int, Field(ge=1, le=25)] = 10
    slots: Annotated[list[Any], Field(min_length=1, max_length=50)]
    steps: Annotated[list[Any], Field(min_length=1)]


class SlotModel(_Strict):
    """The values of one table `[[slots]]`."""

    days: Annotated[list[Annotated[str, AfterValidator(_day)]], Field(min_length=1), AfterValidator(_unique)]
    start: Annotated[str, AfterValidator(_start)]
    minutes: Annotated[int, Field(ge=5, le=720)]


class StepModel(_Strict):
    """The values of one table `[[steps]]`. An empty text counts as no text."""

    kind: Literal["invitation", "welcome", "follow-up"]
    after_days: Annotated[int, Field(ge=1, le=365)] | None = None
    text: dict[str, str] = {}


def usable(model: type[_MODEL], raw: object, at: str = "") -> tuple[Mapping[str, Any], list[UsageError]]:
    """Return the valid values by key, and the faults of the others, so that one wrong key hides no other fault.

    If there are faults, the values are not cleaned: they serve for further checks only.
    """
    try:
        return dict(model.model_validate(raw)), []
    except ValidationError as error:
        faults = list(_faults(model, error, at))
        bad = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
    if not isinstance(raw, Mapping):
        return {}, faults
    right: dict[str, Any] = {}
    for key, field in model.model_fields.items():
        if key in bad:
            continue
        right[key] = raw.get(key, field.default)
    return right, faults


def fault(path: str, sentence: str) -> UsageError:
    """Return a fault that names its field: `slots[2].minutes: must be …`."""
    return UsageError(f"{path}: {sentence}", field=path)


def texts_of(raw: Mapping[str, str]) -> dict[str, str]:
    """Return a step's texts, cleaned except for the author's own spaces; empty ones are omitted."""
    cleaned = {code: clean_block(text, _WHOLE) for code, text in raw.items()}
    return {code: text for code, text in cleaned.items() if text}


def _written(value: object) -> str:
    """Return a value as a sentence shows it; Python cannot convert a number of thousands of digits to text."""
    try:
        return str(value)
    except ValueError:
        return "a number that is too long"


def _faults(model: type[BaseModel], error: ValidationError, at: str) -> Iterator[UsageError]:
    for detail in error.errors(include_url=False):
        path = at
        for part in detail["loc"]:
            path += f"[{part}]" if isinstance(part, int) else f".{clean(part, 60)}" if path else clean(part, 60)
        yield fault(path, _sentence(model, detail["type"], detail))


def _sentence(model: type[BaseModel], kind: str, detail: Mapping[str, Any]) -> str:
    """Return the sentence for a fault that pydantic found, without repeating long input."""
    given, context = detail["input"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        hint = nearest(str(detail["loc"][-1]), model.model_fields)
        return f"there is no such key.{hint or ' Keys: ' + ', '.join(model.model_fields) + '.'}"
    if kind == "literal_error":
        hint = nearest(_written(given), re.findall(r"'([^']+)'", context["expected"]))
        return f"must be {context['expected']}, not “{clean(_written(given), 40)}”.{hint}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        bound = f"{context['ge']} or more" if "ge" in context else f"{context['le']} or less"
        return f"must be {bound}, not {clean(_written(given), 40)}."
    fixed = {
        "missing": "is missing.",
        "string_type": "must be a text in quotes.",
        "int_type": "must be a whole number.",
        "list_type": "must be a list.",
        "dict_type": 'must be a table, such as { en = "…" }.',
        "model_type": "must be a table.",
        "too_short": "must hold at least one.",
        "too_long": f"must hold at most {context.get('max_length')}.",
        "value_error": str(context.get("error", "")),
    }
    return fixed.get(kind) or f"{clean(str(detail['msg']))}."

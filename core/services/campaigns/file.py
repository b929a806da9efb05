"""Campaigns as TOML files: read with every fault at once, written in one stable form.

See docs/design.md#the-campaign-file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from core.errors import InvalidInputError, UsageError
from core.files import TooLargeError, read_regular
from core.services.campaigns.check_consistency import order_faults, slot_faults, step_faults
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft, dump_campaign
from core.services.campaigns.file_schema import HeadModel, SlotModel, StepModel, texts_of, usable
from core.text import clean
from core.toml_text import LONGEST_KEY, deep_key_line

__all__ = [
    "CampaignDraft",
    "SlotDraft",
    "StepDraft",
    "draft_from",
    "dump_campaign",
    "parse_campaign",
    "read_campaign_file",
]

MAX_BYTES = 1_000_000

LONG_NUMBER = re.compile(r"[0-9_]{4000,}")
"""Digits of a number that may be too long for Python, which converts at most 4,300."""
_WAITS = {"invitation": 0, "welcome": 1}  # days, if the step does not say


def read_campaign_file(path: Path) -> CampaignDraft:
    """Return the campaign of a file. Raises UsageError if it cannot be read, and the errors of `parse_campaign`."""
    name = clean(path.name)
    try:
        text = read_regular(path, MAX_BYTES).decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {name}.", field="file") from error
    except IsADirectoryError as error:
        raise UsageError(f"{name} is a folder: name a campaign file in it.", field="file") from error
    except TooLargeError as error:
        raise UsageError(f"{name} is larger than 1 MB: that is not a campaign file.", field="file") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not UTF-8 text: save it as UTF-8.", field="file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name} cannot be read: {clean(reason)}.", field="file") from error
    return parse_campaign(text, name)


def parse_campaign(text: str, where: str) -> CampaignDraft:
    """Return the campaign that a text describes; `where` is the name of the text in sentences.

    Raises `InvalidInputError` with all faults, each with its field path, which counts from 0 (`slots[2].minutes`), or
    with the line of a syntax error. All checks that need no store are made; sender, source and `custom.` columns are
    checked by the caller that saves the campaign.
    """
    return draft_from(_toml(text, where), where)


def draft_from(raw: Mapping[str, Any], where: str = "") -> CampaignDraft:
    """Return the campaign for values in a file's shape, which both files and the editor give.

    Raises `InvalidInputError` as `parse_campaign` does; without `where` the sentences begin with the field.
    """
    head, faults = usable(HeadModel, raw)
    slots = _parts(SlotModel, "slots", head, faults)
    steps = _parts(StepModel, "steps", head, faults)
    whole = {place: slot for place, slot in slots.items() if {"days", "start", "minutes"} <= slot.keys()}
    faults += slot_faults(whole, head)
    if steps and all("kind" in step for step in steps.values()):
        faults += order_faults([step["kind"] for step in steps.values()])
    for place, step in steps.items():
        faults += step_faults(place, step, head.get("languages"))
    if faults:
        raise InvalidInputError([_located(fault, where) for fault in faults] if where else faults)
    return _draft(head, slots, steps)


def _parts(
    model: type[SlotModel | StepModel], key: str, head: Mapping[str, Any], faults: list[UsageError]
) -> dict[int, Mapping[str, Any]]:
    """Return the valid values of each table of a list, by index, and add the faults of the others to `faults`."""
    parts: dict[int, Mapping[str, Any]] = {}
    for place, raw in enumerate(head.get(key, [])):
        parts[place], wrong = usable(model, raw, f"{key}[{place}]")
        faults += wrong
    return parts


def _draft(
    head: Mapping[str, Any], slots: Mapping[int, Mapping[str, Any]], steps: Mapping[int, Mapping[str, Any]]
) -> CampaignDraft:
    plain = {key: value for key, value in head.items() if key not in {"languages", "slots", "steps"}}
    return CampaignDraft(
        **plain,
        languages=tuple(head["languages"]),
        slots=tuple(
            SlotDraft(tuple(slot["days"]), time.fromisoformat(slot["start"]), slot["minutes"])
            for slot in slots.values()
        ),
        steps=tuple(
            StepDraft(step["kind"], step["after_days"] or _WAITS[step["kind"]], texts_of(step["text"]))
            for step in steps.values()
        ),
    )


def _toml(text: str, where: str) -> dict[str, Any]:
    if (deep := deep_key_line(text)) is not None:
        told = f"{where}, line {deep}: a key has more than {LONGEST_KEY} dotted parts."
        raise InvalidInputError([UsageError(told, line=deep)])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise InvalidInputError([UsageError(f"{where}: its values are nested too deep.")]) from None
    except ValueError as error:  # no TOML, or a number of thousands of digits
        line, reason = _syntax(text, error)
        at = f"{where}, line {line}" if line is not None else where
        told = clean(reason).rstrip(".")
        raise InvalidInputError([UsageError(f"{at}: this is not TOML: {told}.", line=line)]) from error


def _syntax(text: str, error: ValueError) -> tuple[int | None, str]:
    """Return the line of a syntax error, if known, and the error in words."""
    if (digits := LONG_NUMBER.search(text)) and not isinstance(error, tomllib.TOMLDecodeError):
        return text.count("\n", 0, digits.start()) + 1, "a number is too long"
    said = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error), re.DOTALL)
    if said is None:
        return None, str(error)
    return int(said[2]) if said[2] else text.count("\n", 0, len(text.rstrip())) + 1, said[1]


def _located(fault: UsageError, where: str) -> UsageError:
    return UsageError(f"{where}: {fault.text}", field=fault.field, line=fault.line)

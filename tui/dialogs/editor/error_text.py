"""Faults in the words of the screen: tab, field, remedy."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from core.services.campaigns.editor_data import Fault

LABELS = {
    "name": "name",
    "program": "program",
    "description": "description",
    "sender": "sender",
    "source": "source",
    "languages": "languages",
    "time_zone": "time zone",
    "cohort_size": "cohort",
    "withdraw_after_days": "withdraw",
    "approval": "approval",
    "note_rule": "notes",
    "slots": "slots",
    "steps": "steps",
}
CHOSEN = {"sender": "Choose a sender.", "source": "Choose a source."}
_SLOT = re.compile(r"slots\[(\d+)\]")
EMPTY = "must not be empty."


def top(path: str) -> str:
    """Return the field of a campaign file with which a path begins."""
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def sentence(fault: Fault) -> str:
    """Return a fault as it is shown under its field."""
    if fault.field in CHOSEN and fault.text == EMPTY:
        return CHOSEN[fault.field]
    text = _SLOT.sub(lambda found: f"slot {int(found[1]) + 1}", fault.text)
    text = text.replace("cohort_size", "the cohort").replace("in quotes", "").replace(" .", ".")
    return text[:1].upper() + text[1:]


def by_field(faults: Iterable[Fault]) -> dict[str, str]:
    """Return the first fault of each field, as a sentence."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(fault.field, sentence(fault))
    return found


def shown(faults: dict[str, str], touched: Collection[str], *, everything: bool) -> dict[str, str]:
    """Return the faults of fields that were touched, so that a new form shows none; all of them with `everything`."""
    return {path: text for path, text in faults.items() if everything or top(path) in touched}


def why_not(faults: dict[str, str], visible: dict[str, str]) -> str:
    """Return why this cannot be saved, in a sentence."""
    if visible:
        path, text = next(iter(visible.items()))
        more = len(visible) - 1
        return f"{where(path)}: {text}" + (f" (+{more} more)" if more else "")
    return "Fill in: " + ", ".join(dict.fromkeys(LABELS.get(top(path), path) for path in faults)) + "."


def where(path: str) -> str:
    """Return a field in words: `steps[1].text.fr` is "Step 2 fr"."""
    found = re.match(r"(slots|steps)\[(\d+)\](?:\.(\w+))?(?:\.(.+))?", path)
    if found is None:
        return LABELS.get(top(path), path).capitalize()
    part = {"after_days": "days", "text": "text"}.get(found[3] or "", found[3] or "")
    return " ".join(
        word for word in (f"{found[1][:-1].capitalize()} {int(found[2]) + 1}", part, found[4] or "") if word
    )

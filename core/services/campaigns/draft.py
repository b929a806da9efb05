"""A campaign in the form of its file, and writing that file: TOML in one stable form.

See docs/design.md#the-campaign-file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import time

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_QUOTES = re.compile('"(?="|$)')  # only those that could join into the closing three


@dataclass(frozen=True, slots=True)
class SlotDraft:
    """A slot as in a campaign file: weekdays, a local start time, and a length in minutes."""

    days: tuple[str, ...]
    start: time
    minutes: int


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as in a campaign file; `kind` is invitation, welcome or follow-up, `after_days` 0 for the invitation."""

    kind: str
    after_days: int
    texts: dict[str, str]


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A valid campaign, not yet checked against a store: sender and source are names as written.

    `time_zone` is None for the workspace's; `withdraw_after_days` is 0 for never; the first of `languages` is
    the fallback.
    """

    name: str
    program: str
    description: str
    sender: str
    source: str
    time_zone: str | None
    languages: tuple[str, ...]
    approval: str
    note_rule: str
    withdraw_after_days: int
    cohort_size: int
    slots: tuple[SlotDraft, ...]
    steps: tuple[StepDraft, ...]


def dump_campaign(draft: CampaignDraft) -> str:
    """Return the campaign as TOML, always with the same keys in the same order, so that exports can be compared."""
    lines = list(_head(draft))
    for slot in draft.slots:
        days = ", ".join(map(_quoted, slot.days))
        lines += [
            "",
            "[[slots]]",
            f"days = [{days}]",
            f'start = "{slot.start:%H:%M}"',
            f"minutes = {slot.minutes}",
        ]
    for step in draft.steps:
        lines += ["", "[[steps]]", f"kind = {_quoted(step.kind)}"]
        if step.kind != "invitation":
            lines.append(f"after_days = {step.after_days}")
        lines += _texts({code: step.texts[code] for code in draft.languages if code in step.texts})
    return "\n".join(lines) + "\n"


def _head(draft: CampaignDraft) -> Iterator[str]:
    yield f"name = {_quoted(draft.name)}"
    yield f"program = {_quoted(draft.program)}"
    yield f"description = {_quoted(draft.description)}"
    yield f"sender = {_quoted(draft.sender)}"
    yield f"source = {_quoted(draft.source)}"
    if draft.time_zone is not None:
        yield f"time_zone = {_quoted(draft.time_zone)}"
    yield f"languages = [{', '.join(map(_quoted, draft.languages))}]"
    yield f"approval = {_quoted(draft.approval)}"
    yield f"note_rule = {_quoted(draft.note_rule)}"
    yield f"withdraw_after_days = {draft.withdraw_after_days}"
    yield f"cohort_size = {draft.cohort_size}"


def _texts(texts: Mapping[str, str]) -> Iterator[str]:
    """Yield one line for all texts, or, if a text has several lines, a table of its own, which is easier to read."""
    if any("\n" in text for text in texts.values()):
        yield "[steps.text]"
        for code, text in texts.items():
            shown = _block(text) if "\n" in text else _quoted(text)
            yield f"{code} = {shown}"
    elif texts:
        yield "text = { " + ", ".join(f"{code} = {_quoted(text)}" for code, text in texts.items()) + " }"


def _quoted(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(c, c if c >= " " and c != "\x7f" else f"\\u{ord(c):04X}") for c in text) + '"'


def _block(text: str) -> str:
    """Return a multi-line string; TOML drops the line end right after the opening quotes."""
    lines = (_quoted(line)[1:-1].replace('\\"', '"') for line in text.split("\n"))
    return '"""\n' + "\n".join(_QUOTES.sub('\\\\"', line) for line in lines) + '"""'

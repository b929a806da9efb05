"""Events: they stay open until a later run of the campaign closes without them."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

MISSED_BECAUSE = {
    "account.other": "{sender}'s account belonged to another person on LinkedIn",
    "clock.differs": "the engine's clock differed from that of the store's server",
    "clock.held": "the computer's clock had jumped forward",
    "engine.down": "no engine was running",
    "held": "an unexpected error had occurred",
    "key.refused": "the provider refused the API key",
    "late": "the computer was asleep or too slow",
    "sender.connecting": "the provider was reconnecting {sender}'s LinkedIn account",
    "sender.disconnected": "{sender}'s LinkedIn account was disconnected",
    "sender.duplicate": "{sender} was the same person on LinkedIn as another member",
    "sender.restricted": "LinkedIn had restricted {sender}'s account",
    "stopped": "the campaign was stopped",
}
"""Causes of a missed run, in the past tense: they may no longer hold when the sentence is read."""

EVENTS = (
    Code(
        "internal.held",
        _S.ERROR,
        _K.EVENT,
        "An unexpected error stopped {what}; this is on hold, and everything else continues.",
        "It is tried again {again}; `overture resume` tries it at once. Report what overture.log in the home folder "
        "says about it.",
    ),
    Code(
        "run.missed",
        _S.WARNING,
        _K.EVENT,
        "Missed {runs}: {cause}.",
        "Missed runs are not repeated{hint}.",
    ),
    Code(
        "person.refused",
        _S.WARNING,
        _K.EVENT,
        "LinkedIn or the provider refused {count:person|people}.",
        "Read the answer in the Queue.",
    ),
    Code(
        "text.broken",
        _S.ERROR,
        _K.EVENT,
        "The text of a message cannot be used, so {count:person gets|people get} no message.",
        "Edit the text; then requeue them with `overture queue requeue`.",
    ),
    Code(
        "slot.full",
        _S.INFO,
        _K.EVENT,
        "The slot had no room for {count:send|sends}.",
        "Make the slot longer or the cohort smaller.",
    ),
)

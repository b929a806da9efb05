"""Events: they stay open until a later run of the campaign closes without them."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

EVENTS = (
    Code(
        "internal.held",
        _S.ERROR,
        _K.EVENT,
        "An unexpected error stopped {what}; that is held, and everything else goes on.",
        "It is tried again {again}; `overture resume` tries it at once. Report what overture.log in the home folder "
        "says of it.",
    ),
    Code(
        "run.missed",
        _S.WARNING,
        _K.EVENT,
        "A run was missed: {cause}.",
        "Mend the cause; a missed run is never made up. `overture daemon` keeps an engine running.",
    ),
    Code(
        "person.refused",
        _S.WARNING,
        _K.EVENT,
        "The network refused {count} of the people.",
        "Read its words in the Queue.",
    ),
    Code(
        "text.broken",
        _S.ERROR,
        _K.EVENT,
        "The text of a message cannot be used, so {count} of the people get none.",
        "Edit the text; then requeue them with `overture queue requeue`.",
    ),
    Code(
        "slot.full",
        _S.INFO,
        _K.EVENT,
        "The slot had no room for {count} of the sends.",
        "Make the slot longer, or the cohort smaller.",
    ),
)

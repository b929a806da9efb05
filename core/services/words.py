"""The journal in words: one line of a journey."""

from __future__ import annotations

import json
from typing import Any

from core.store.fields import from_us

WORDS = {
    "drawn": "taken from the source",
    "pending": "text waits for approval",
    "approved": "approved",
    "rejected": "rejected",
    "edited": "text edited",
    "asked_again": "asks for approval again",
    "scheduled": "got a send time",
    "not_sent": "was not sent",
    "not_left": "did not leave; tried again",
    "sending": "sending",
    "sent": "sent",
    "in_doubt": "not known whether it arrived",
    "settled": "doubt settled",
    "absent": "was not found; waits again",
    "unresolved": "a person must decide whether it arrived",
    "accepted": "accepted the invitation",
    "accepted.dated": "LinkedIn told when it was accepted",
    "replied": "replied",
    "taken_over": "the sender wrote by hand",
    "message.seen": "wrote again",
    "finished": "every step has left",
    "cancelled": "cancelled",
    "removed": "removed from the queue",
    "requeued": "put back into the queue",
    "withdrawn": "invitation withdrawn",
    "failed": "refused by the network",
    "blocked": "do not contact",
    "merged": "found to be the same person as another contact",
    "undone": "approval taken back",
}


def event_words(
    at: int, actor: str, kind: str, code: str, step: int | None, data: str | None, campaign: str | None,
    member: str | None,
) -> dict[str, Any]:  # fmt: skip
    """One journal row as JSON with its sentence."""
    return {
        "at": from_us(at).isoformat(),
        "actor": actor,
        "kind": kind,
        "text": WORDS.get(kind, kind),
        "reason": code or None,
        "step": step,
        "campaign": campaign,
        "member": member,
        "data": json.loads(data) if data else None,
    }

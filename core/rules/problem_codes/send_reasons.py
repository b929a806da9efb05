"""Reasons why something was not sent in a run."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

SEND_REASONS = (
    Code(
        "stopped",
        _S.INFO,
        _K.REASON,
        "The campaign was stopped.",
        "Start it again; approved people stay approved.",
    ),
    Code("archived", _S.INFO, _K.REASON, "The campaign was archived.", "Clone it to go on."),
    Code(
        "finder.refused",
        _S.INFO,
        _K.REASON,
        "The network refuses the finder's search: {detail}.",
        "Try the search at LinkedIn as the owner; archive the finder and make another where it does not work there.",
    ),
    Code(
        "resend.refused",
        _S.INFO,
        _K.REASON,
        "LinkedIn took no invitation to them; whether that is about them or the account, the next person's tells.",
        "Nothing to do: another person is tried first, then they wait 21 days or the account rests.",
    ),
    Code(
        "limit.messages",
        _S.INFO,
        _K.REASON,
        "The sender's 50 messages of the day are used up.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "engine.down",
        _S.INFO,
        _K.REASON,
        "No engine was running.",
        "Run `overture daemon` so that the engine outlives the app.",
    ),
    Code(
        "engine.elsewhere",
        _S.INFO,
        _K.REASON,
        "Another process took the engine over.",
        "Nothing to do: that one goes on.",
    ),
    Code(
        "held",
        _S.INFO,
        _K.REASON,
        "An unexpected error came up, so it is held and tried again later.",
        "Nothing to do: it goes in a later run. `overture status` says what is held.",
    ),
    Code(
        "late",
        _S.INFO,
        _K.REASON,
        "The computer was too slow or asleep, so it did not leave.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "disk",
        _S.INFO,
        _K.REASON,
        "The disk could not be written or read, so it did not leave.",
        "Make room on the disk and check the home folder's permissions.",
    ),
    Code(
        "doubts.open",
        _S.INFO,
        _K.REASON,
        "Three sends of the sender were in doubt, so nothing more left until they were settled.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "store.checking",
        _S.INFO,
        _K.REASON,
        "A large store was still being checked, and nothing is sent before it is known to be whole.",
        "Nothing to do: it goes on by itself.",
    ),
    Code(
        "chat.unread",
        _S.INFO,
        _K.REASON,
        "The chat could not be read, and no message goes to somebody who may have answered in it.",
        "Nothing to do: it goes in a later run, once the chat can be read.",
    ),
    Code(
        "doubts.many",
        _S.INFO,
        _K.REASON,
        "Too many sends of the sender were in doubt lately, so nothing more left for an hour, or for six.",
        "Look at the provider's status page and at the account; it goes on by itself in a later run.",
    ),
    Code(
        "journal",
        _S.INFO,
        _K.REASON,
        "The side journal tells of an earlier attempt that this store does not know.",
        "Nothing to do: the engine looks it up on LinkedIn and touches nobody meanwhile.",
    ),
    Code(
        "absent", _S.INFO, _K.REASON, "A person found that it did not arrive.", "Nothing to do: it goes in a later run."
    ),
    Code(
        "skipped",
        _S.INFO,
        _K.REASON,
        "Whether it arrived was never found out, so a person let them be.",
        "Leave them alone.",
    ),
    Code("revoked", _S.INFO, _K.REASON, "The approval was taken back.", "Approve it again if it should go."),
)

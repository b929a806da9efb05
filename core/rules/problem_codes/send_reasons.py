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
    Code(
        "archived",
        _S.INFO,
        _K.REASON,
        "The campaign was archived.",
        "Clone it to continue.",
    ),
    Code(
        "finder.refused",
        _S.INFO,
        _K.REASON,
        "LinkedIn or the provider refuses the finder's search: {detail}.",
        "Try the search on LinkedIn as the owner; if it does not work there, archive the finder and make another.",
    ),
    Code(
        "resend.refused",
        _S.INFO,
        _K.REASON,
        "LinkedIn refused an invitation to them; the next person's answer shows whether this concerns them or the "
        "account.",
        "Nothing to do: another person is tried first, then they wait 21 days or the account rests.",
    ),
    Code(
        "limit.messages",
        _S.INFO,
        _K.REASON,
        "The sender's 50 messages for the day are used up.",
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
        "Another process took over the engine.",
        "Nothing to do: that process continues.",
    ),
    Code(
        "held",
        _S.INFO,
        _K.REASON,
        "It is on hold after an unexpected error and is tried again later.",
        "Nothing to do: it goes in a later run. `overture status` shows what is on hold.",
    ),
    Code(
        "late",
        _S.INFO,
        _K.REASON,
        "The computer was asleep or too slow, so it was not sent in time.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "disk",
        _S.INFO,
        _K.REASON,
        "The disk could not be written or read, so it was not sent.",
        "Free disk space and check the permissions of the home folder.",
    ),
    Code(
        "doubts.open",
        _S.INFO,
        _K.REASON,
        "Three of the sender's sends were in doubt, so nothing more was sent until they were settled.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "store.checking",
        _S.INFO,
        _K.REASON,
        "A large store was still being checked, and nothing is sent before it is known to be undamaged.",
        "Nothing to do: sending resumes by itself.",
    ),
    Code(
        "chat.unread",
        _S.INFO,
        _K.REASON,
        "The chat could not be read; they may have answered in it, so no message is sent.",
        "Nothing to do: it goes in a later run, once the chat can be read.",
    ),
    Code(
        "doubts.many",
        _S.INFO,
        _K.REASON,
        "Too many of the sender's sends were in doubt recently, so nothing more was sent for one hour or six.",
        "Check the provider's status page and the account; sending resumes by itself in a later run.",
    ),
    Code(
        "journal",
        _S.INFO,
        _K.REASON,
        "The safety log has an earlier attempt that is missing from this store.",
        "Nothing to do: the engine checks LinkedIn and does not contact them meanwhile.",
    ),
    Code(
        "absent",
        _S.INFO,
        _K.REASON,
        "Somebody found out that it did not arrive.",
        "Nothing to do: it goes in a later run.",
    ),
    Code(
        "skipped",
        _S.INFO,
        _K.REASON,
        "Nobody could find out whether it arrived, so it was decided to leave them alone.",
        "Leave them alone.",
    ),
    Code(
        "revoked",
        _S.INFO,
        _K.REASON,
        "The approval was taken back.",
        "Approve it again if it should be sent.",
    ),
    Code(
        "share",
        _S.INFO,
        _K.REASON,
        "The sender's other campaigns had a share of the day's invitations.",
        "Nothing to do: it goes in a later run. Fewer campaigns with this sender leave more to each.",
    ),
    Code(
        "draw.behind",
        _S.INFO,
        _K.REASON,
        "Fewer people were drawn and approved than the run could invite; the source has more.",
        "Nothing to do: each run draws the next ones. This follows rejections, people left out, and larger cohorts.",
    ),
    Code(
        "profiles.unread",
        _S.INFO,
        _K.REASON,
        "The profiles of people who were drawn were not read yet.",
        "Nothing to do: at most 80 profiles a day are read for each sender.",
    ),
)

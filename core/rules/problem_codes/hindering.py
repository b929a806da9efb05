"""Conditions that are warnings, and conditions to know about."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

HINDERING = (
    # Conditions that are warnings.
    Code(
        "journal.damaged",
        _S.WARNING,
        _K.CONDITION,
        "The side journal is damaged in {count} of its lines, so the sent lists of all accounts were read again.",
        "Look at intents.jsonl, or put it back from a copy; to keep it as it is, say "
        "`overture doctor --accept-journal`.",
    ),
    Code(
        "source.importing",
        _S.WARNING,
        _K.CONDITION,
        "Nobody is drawn from {source} until the import of {detail} has ended; {count} of its rows are done.",
        "Nothing to do while the import runs. One that was stopped goes on where it was by the same "
        "`overture source import`, or by importing the same file on the Sources page.",
    ),
    Code(
        "source.low",
        _S.WARNING,
        _K.CONDITION,
        "Of the {expected} invitations that the day's slots could send, {source} has people for {left}.",
        "Import more contacts, or pick another source.",
    ),
    Code(
        "approvals.wanting",
        _S.WARNING,
        _K.CONDITION,
        "Too few texts are approved: {count} wait for a yes or no.",
        "Decide them under Approvals.",
    ),
    Code(
        "engine.late",
        _S.WARNING,
        _K.CONDITION,
        "Sends that were due are overdue ({count}): {cause}.",
        "Nothing to do where the cause goes by itself. Who has no time left in this run goes in a later one.",
    ),
    Code(
        "limit.network",
        _S.WARNING,
        _K.CONDITION,
        "LinkedIn says that a limit of {sender} is reached; invitations rest until {until}.",
        "Wait; a smaller day cap keeps this from coming back.",
    ),
    Code(
        "today.short",
        _S.WARNING,
        _K.CONDITION,
        "Today's plan holds {planned} of {expected}: {cause}.",
        "Approve texts before the day of their run.",
    ),
    Code(
        "paused",
        _S.WARNING,
        _K.CONDITION,
        "Everything is paused: nothing is sent.",
        "Press P, or run `overture resume`.",
    ),
    Code(
        "member.paused",
        _S.WARNING,
        _K.CONDITION,
        "Nothing is sent from the account of {sender}: the member is paused.",
        "Resume the member under Members.",
    ),
    Code(
        "records.unreadable",
        _S.WARNING,
        _K.CONDITION,
        "Of {sender}'s {lists}, {count} cannot be read; everything else there is used.",
        "Look at the provider's status page. Where it lasts, tell the provider. Nobody who may be "
        "among them is written to meanwhile.",
    ),
    Code(
        "backup.old",
        _S.WARNING,
        _K.CONDITION,
        "The last backup of the store is {count} hours old.",
        "Let an engine run: it makes one an hour. Where it does, overture.log says why it could not; or run "
        "`overture backup FILE`.",
    ),
    Code(
        "day.empty",
        _S.WARNING,
        _K.CONDITION,
        "The limits of {sender} leave nothing to plan for the whole day.",
        "Wait, or raise the day cap, turn the ramp off, or run fewer campaigns with this sender.",
    ),
    Code(
        "limit.notes",
        _S.WARNING,
        _K.CONDITION,
        "The month's notes of a basic account are used up.",
        "Wait for next month, let invitations go without a note, or use a paid plan.",
    ),
    Code(
        "nothing.sent",
        _S.WARNING,
        _K.CONDITION,
        "The last {count} runs had people to contact and sent nothing; the commonest reason: {cause}.",
        "What to do: {remedy}.",
    ),
    # Conditions to know about.
    Code(
        "notes.spent",
        _S.INFO,
        _K.CONDITION,
        "LinkedIn takes no more notes from {sender} this month; until {until} invitations go without one, or wait "
        "where the campaign keeps its notes.",
        "Approve the texts that ask again without a note; a paid plan has no such limit.",
    ),
    Code(
        "list.unread",
        _S.INFO,
        _K.CONDITION,
        "The invitations that {sender} has sent are not read completely yet; until then nothing is sent.",
        "Nothing to do: the engine is reading them.",
    ),
    Code(
        "limit.day",
        _S.INFO,
        _K.CONDITION,
        "Today's invitations of {sender} are used up ({limit}).",
        "Wait for tomorrow, or raise the member's day cap with care.",
    ),
    Code(
        "limit.week",
        _S.INFO,
        _K.CONDITION,
        "The 100 invitations that {sender} may send in 168 hours are used up.",
        "Wait: room comes back 168 hours after each invitation. No setting raises this.",
    ),
    Code(
        "limit.ramp",
        _S.INFO,
        _K.CONDITION,
        "The account of {sender} is new or was idle: its day cap grows over 13 days, today it is {cap}.",
        "Wait, or turn the ramp off for this member.",
    ),
    Code(
        "finished",
        _S.INFO,
        _K.CONDITION,
        "The campaign is finished: the source is empty and nobody is open.",
        "Import more contacts, or archive the campaign.",
    ),
    Code(
        "source.shared",
        _S.INFO,
        _K.CONDITION,
        "Other campaigns of {sender} draw from {source}, too: {others}; {count} of its people are with them.",
        "Nothing to do: nobody is invited by two of them. Import more contacts if all of them need more.",
    ),
    Code(
        "text.wanting",
        _S.INFO,
        _K.CONDITION,
        "Not drawn: {count} of the next {of} people of {source}, for the text prints {variables}, which no file says "
        "of them.",
        "Import a file with the values (`overture source import`), fill them in on the Contacts page, or give the "
        "variable a fallback; then they are drawn by themselves.",
    ),
)

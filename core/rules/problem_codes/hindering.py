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
        "The safety log (intents.jsonl) is damaged in {count:line|lines}; nothing is sent from an account before its "
        "lists have been read again.",
        "Look at intents.jsonl, or put it back from a copy; to keep it as it is, run `overture doctor "
        "--accept-journal`.",
    ),
    Code(
        "source.importing",
        _S.WARNING,
        _K.CONDITION,
        "Nobody is drawn from {source} until the import of {detail} ends; {count:row is|rows are} done.",
        "Nothing to do while the import runs. A stopped import continues where it was: run the same `overture "
        "source import` again, or import the same file on the Sources page.",
    ),
    Code(
        "source.low",
        _S.WARNING,
        _K.CONDITION,
        "{source} has people for only {left} of the {expected} invitations that today's slots could send.",
        "Import more contacts, or pick another source.",
    ),
    Code(
        "approvals.wanting",
        _S.WARNING,
        _K.CONDITION,
        "{count:text is|texts are} waiting for your approval.",
        "Approve or reject them on the Approvals page, or by `overture queue approve` and `reject`.",
    ),
    Code(
        "engine.late",
        _S.WARNING,
        _K.CONDITION,
        "{count:send is|sends are} overdue: {cause}.",
        "Nothing to do if the cause passes by itself. Sends that this run has no time for are sent in a later one.",
    ),
    Code(
        "limit.network",
        _S.WARNING,
        _K.CONDITION,
        "LinkedIn says that {sender} has reached a limit; invitations pause until {until}.",
        "Wait; a smaller day cap helps to avoid this.",
    ),
    Code(
        "day.off",
        _S.INFO,
        _K.CONDITION,
        "A day off: no run opens and nothing is sent.",
        "Nothing to do: the campaign goes on with its next run. `overture set days-off` and `overture member edit "
        "--days-off` change the days.",
    ),
    Code(
        "today.short",
        _S.WARNING,
        _K.CONDITION,
        "Today {planned} of {expected} invitations are planned: {cause}.",
        "{remedy}",
    ),
    Code(
        "paused",
        _S.WARNING,
        _K.CONDITION,
        "Everything is paused, so nothing is sent.",
        "Press P, or run `overture resume`.",
    ),
    Code(
        "member.paused",
        _S.WARNING,
        _K.CONDITION,
        "{sender} is paused, so nothing is sent from this account.",
        "Press p on the Members page, or run `overture resume --member` for {sender}.",
    ),
    Code(
        "member.overbooked",
        _S.WARNING,
        _K.CONDITION,
        "{sender}'s campaigns want {wants} invitations a day on average, but only {fits} fit.",
        "Stop a campaign, clone it for another sender, or make cohorts smaller: `overture limits --member {member}` "
        "shows what each takes. Until then people wait longer; nobody is left out.",
    ),
    Code(
        "records.unreadable",
        _S.WARNING,
        _K.CONDITION,
        "{count} of {sender}'s {lists} cannot be read; the rest is used.",
        "Check the provider's status page; if it lasts, tell the provider. Meanwhile nobody is invited twice, and no "
        "message goes into a chat that cannot be read.",
    ),
    Code(
        "backup.old",
        _S.WARNING,
        _K.CONDITION,
        "The last backup of the store is {count:hour|hours} old.",
        "Let an engine run: it makes a backup every hour. If one runs already, overture.log says why it made none. Or "
        "run `overture backup FILE`.",
    ),
    Code(
        "day.empty",
        _S.WARNING,
        _K.CONDITION,
        "{sender} has reached a sending limit, so no invitation of {scope} is planned for today.",
        "Wait, or raise the day cap, turn the warm-up (ramp) off, or run fewer campaigns with this sender.",
    ),
    Code(
        "limit.notes",
        _S.WARNING,
        _K.CONDITION,
        "The notes of a basic account for this month are used up.",
        "Wait for next month, let invitations go without a note, or use a paid plan.",
    ),
    Code(
        "nothing.sent",
        _S.WARNING,
        _K.CONDITION,
        "The last {count:run|runs} sent nothing, though there were people to contact; the main reason: {cause}.",
        "{remedy}",
    ),
    # Conditions to know about.
    Code(
        "notes.spent",
        _S.INFO,
        _K.CONDITION,
        "LinkedIn accepts no more notes from {sender} this month; until {until}, invitations go without a note, or "
        "wait if the campaign keeps its notes.",
        "Approve again the texts that lost their note; a paid plan has no such limit.",
    ),
    Code(
        "list.unread",
        _S.INFO,
        _K.CONDITION,
        "{sender}'s account and sent invitations have not been read completely yet; nothing is sent until then.",
        "Nothing to do while an engine runs: it reads them first.",
    ),
    Code(
        "limit.day",
        _S.INFO,
        _K.CONDITION,
        "{sender}'s {limit:invitation for today is|invitations for today are} used up (planned, in doubt and sent "
        "outside Overture included).",
        "Wait for tomorrow, or raise the member's day cap with care.",
    ),
    Code(
        "limit.week",
        _S.INFO,
        _K.CONDITION,
        "{sender}'s 100 invitations in 168 hours are used up (planned, in doubt and sent outside Overture included).",
        "Wait: room comes back 168 hours after each invitation. No setting raises this.",
    ),
    Code(
        "limit.ramp",
        _S.INFO,
        _K.CONDITION,
        "{sender}'s account is warming up: {cap:invitation|invitations} today, rising over 13 days.",
        "Wait, or turn the warm-up (ramp) off for this member.",
    ),
    Code(
        "finished",
        _S.INFO,
        _K.CONDITION,
        "Finished: {contacted} of {of} people contacted, and nobody is left in the source.",
        "Import more contacts, or archive the campaign.",
    ),
    Code(
        "source.shared",
        _S.INFO,
        _K.CONDITION,
        "Other campaigns of {sender} also draw from {source}: {others}. {count:person is|people are} already in them.",
        "Nothing to do: nobody is invited by two of them. Import more contacts if all of them need more.",
    ),
    Code(
        "text.wanting",
        _S.INFO,
        _K.CONDITION,
        "Of the next {among} people of {source}, {count:lacks|lack} a value that the text uses, so they are not drawn: "
        "{variables}.",
        "Import a file with the values (`overture source import`), fill them in on the Contacts page, or give the "
        "variable a fallback; then these people are drawn automatically.",
    ),
)

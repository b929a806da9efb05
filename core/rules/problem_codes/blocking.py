"""Conditions that stop a campaign until a person acts, and conditions that are errors."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

BLOCKING = (
    # Conditions that stop a campaign until a person acts.
    Code(
        "sender.disconnected",
        _S.FATAL,
        _K.CONDITION,
        "{sender}'s LinkedIn account is disconnected.",
        "Next step: {step}. Sending resumes by itself once the account is connected.",
    ),
    Code(
        "sender.connecting",
        _S.ERROR,
        _K.CONDITION,
        "The provider is reconnecting {sender}'s LinkedIn account.",
        "Nothing to do: sending resumes by itself once the account is connected.",
    ),
    Code(
        "sender.restricted",
        _S.FATAL,
        _K.CONDITION,
        "LinkedIn has restricted {sender}'s account.",
        "Sign in to LinkedIn as the sender and do what it asks. Sending resumes by itself once the account works; "
        "pause the member first if the account should rest longer.",
    ),
    Code(
        "sender.archived",
        _S.FATAL,
        _K.CONDITION,
        "The campaign sends as {sender}, who is archived.",
        "Clone the campaign for {heir}.",
    ),
    Code(
        "account.other",
        _S.FATAL,
        _K.CONDITION,
        "{sender}'s account belongs to another person on LinkedIn, so nothing is sent from it.",
        "Give {sender} an account of their own: `overture member edit {member} --account ID`.",
    ),
    Code(
        "sender.duplicate",
        _S.FATAL,
        _K.CONDITION,
        "{sender} and {heir} are the same person on LinkedIn, so only one of them sends.",
        "Give the account to {heir}: `overture member edit {heir_id} --account {account}`; then clone the campaign "
        "for {heir}.",
    ),
    Code(
        "key.refused",
        _S.FATAL,
        _K.CONDITION,
        "The provider refuses the API key.",
        "Put a valid key into OVERTURE_PROVIDER_KEY or the file provider.key, then start the engine again.",
    ),
    Code(
        "source.archived",
        _S.FATAL,
        _K.CONDITION,
        "The campaign draws people from {source}, which is archived.",
        "Edit the campaign and pick another source.",
    ),
    Code(
        "store.damaged",
        _S.FATAL,
        _K.CONDITION,
        "The store is damaged, so nothing is sent.",
        "Restore {backup} with `overture restore`; `overture doctor` says what is damaged.",
    ),
    # Conditions that are errors.
    Code(
        "store.unreadable",
        _S.ERROR,
        _K.CONDITION,
        "The state of {what} is unknown: a value in the store cannot be read ({place}).",
        "Restore a backup without this value: `overture restore FILE`.",
    ),
    Code(
        "provider.down",
        _S.ERROR,
        _K.CONDITION,
        "The provider is not responding correctly{since}.",
        "Nothing to do: Overture keeps trying. If it lasts, check the provider's status page.",
    ),
    Code(
        "in_doubt",
        _S.ERROR,
        _K.CONDITION,
        "{count:send|sends} may or may not have arrived; checking LinkedIn.",
        "Nothing to do: the people concerned are not contacted until this is known.",
    ),
    Code(
        "unresolved",
        _S.ERROR,
        _K.CONDITION,
        "Overture cannot find out whether {count:send|sends} arrived.",
        "Look on LinkedIn, then choose sent, absent or skip in the Queue.",
    ),
    Code(
        "engine.none",
        _S.ERROR,
        _K.CONDITION,
        "A run is due or open, but no engine is working: {cause}.",
        "Start `overture daemon`, or let the app run the engine; first end a process that does not respond.",
    ),
    Code(
        "engine.safe",
        _S.ERROR,
        _K.CONDITION,
        "The engine was started five times within ten minutes without ending properly, so it reads but sends nothing.",
        "Look at the log (`overture locate` shows where), then run `overture resume`.",
    ),
    Code(
        "clock.held",
        _S.ERROR,
        _K.CONDITION,
        "The computer's clock jumped forward, so sending is on hold.",
        "Check the computer's date and time. Sending resumes after 10 stable minutes, or at once with `overture "
        "resume`.",
    ),
    Code(
        "clock.differs",
        _S.ERROR,
        _K.CONDITION,
        "The clock of {host} is {seconds} the clock of the store's server, so the engine there sends nothing.",
        "Let both machines follow the same time servers (NTP). Sending resumes by itself.",
    ),
    Code(
        "clock.behind",
        _S.ERROR,
        _K.CONDITION,
        "The computer's clock was set back, so nothing is done until it reaches its earlier time again.",
        "Check the computer's date and time; if they are right now, run `overture resume`.",
    ),
    Code(
        "store.failing",
        _S.ERROR,
        _K.CONDITION,
        "The engine cannot read or write its store, so nothing is sent.",
        "Free disk space and check the home folder with `overture doctor`; sending resumes by itself.",
    ),
    Code(
        "disk.low",
        _S.ERROR,
        _K.CONDITION,
        "Only {left} MB are free on the disk of the home folder, so nothing is sent.",
        "Free disk space until 64 MB are available; sending resumes by itself.",
    ),
    Code(
        "texts.failing",
        _S.ERROR,
        _K.CONDITION,
        "The text cannot be used for {count} of the people drawn last, so they are left out.",
        "Edit the text: give each variable a fallback such as {{{{ first_name or 'there' }}}}, and keep within the "
        "length. Their rows in the Queue name the cause.",
    ),
    Code(
        "source.unreadable",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn has no profile for {count:person|people} in a row from {source}, so reading profiles is on hold: "
        "{words}.",
        "Check the addresses in the source and import it again, or run `overture resume`. Nobody was cancelled; one "
        "person is tried every 24 hours.",
    ),
    Code(
        "profiles.unreadable",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn shows {sender}'s account no profiles, not even one that must exist: {words}.",
        "Open LinkedIn as the sender and look at a profile, then run `overture resume`. Nobody was cancelled; one "
        "person is tried every 24 hours.",
    ),
    Code(
        "sending.refused",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn refused {count} {calls} in a row with the same answer, so no more are sent: {words}.",
        "Change what the answer names in the text or the source, or run `overture resume`. Everybody stays "
        "approved; one person is tried each day.",
    ),
    Code(
        "member.refused",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn refused {sender}'s {calls} in several campaigns with the same answer, so no more are sent: {words}.",
        "Look at the account on LinkedIn, then run `overture resume`. Everybody stays approved; one person is tried "
        "each day.",
    ),
    Code(
        "draw.held",
        _S.ERROR,
        _K.CONDITION,
        "The text could not be filled in for {count:person|people} in a row, so nobody else is drawn: {words}.",
        "Give each variable a fallback or import the values (`--update`), then run `overture queue requeue "
        "--campaign C --reason text.missing`; one person is tried every 24 hours.",
    ),
)

LASTING = (
    # Warnings that have lasted too long to pass by themselves.
    Code(
        "list.unread",
        _S.ERROR,
        _K.CONDITION,
        "{sender}'s {lists} could not be read completely for more than a day{held}.",
        "Restart the account on the provider's page, or connect it again: `overture member connect` for {sender}, "
        "or C on the Members page. The engine tries again every 6 hours.",
    ),
    Code(
        "sender.connecting",
        _S.ERROR,
        _K.CONDITION,
        "The provider has been reconnecting {sender}'s LinkedIn account for days.",
        "Connect it again: run `overture member connect` for {sender}, or press C on the Members page. If that does "
        "not help, look at the account on the provider's page. Sending resumes by itself once it is connected.",
    ),
)

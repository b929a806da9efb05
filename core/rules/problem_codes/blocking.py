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
        "The LinkedIn account of {sender} is disconnected.",
        "Next step: {step}. Sending goes on by itself once it is back.",
    ),
    Code(
        "sender.connecting",
        _S.ERROR,
        _K.CONDITION,
        "The provider is connecting the LinkedIn account of {sender} again.",
        "Nothing to do: sending goes on by itself once it is back.",
    ),
    Code(
        "sender.restricted",
        _S.FATAL,
        _K.CONDITION,
        "LinkedIn restricts the account of {sender}.",
        "Open LinkedIn as the sender and do what it asks; let the account rest before you go on.",
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
        "The account of {sender} is another person's on LinkedIn, so nothing is sent from it.",
        "Give {sender} an account of their own: `overture member edit {member} --account ID`.",
    ),
    Code(
        "sender.duplicate",
        _S.FATAL,
        _K.CONDITION,
        "Only one of {sender} and {heir} sends: they are the same person on LinkedIn.",
        "Give the account to {heir}: `overture member edit {heir_id} --account {account}`; then clone the campaign "
        "for {heir}.",
    ),
    Code(
        "key.refused",
        _S.FATAL,
        _K.CONDITION,
        "The provider refuses our key.",
        "Put a valid key into OVERTURE_PROVIDER_KEY or the file provider.key, then start again.",
    ),
    Code(
        "source.archived",
        _S.FATAL,
        _K.CONDITION,
        "The campaign draws from {source}, which is archived.",
        "Edit the campaign and pick another source.",
    ),
    Code(
        "store.damaged",
        _S.FATAL,
        _K.CONDITION,
        "The store is damaged, so nothing is sent.",
        "Put {backup} back with `overture restore`; `overture doctor` says what is wrong.",
    ),
    # Conditions that are errors.
    Code(
        "provider.down",
        _S.ERROR,
        _K.CONDITION,
        "The provider gives no usable answer.",
        "Nothing to do: it is tried again by itself. If it lasts, look at the provider's status page.",
    ),
    Code(
        "in_doubt",
        _S.ERROR,
        _K.CONDITION,
        "Whether {count} of the sends arrived is not known yet.",
        "Nothing to do: the engine looks it up on LinkedIn and touches nobody meanwhile.",
    ),
    Code(
        "unresolved",
        _S.ERROR,
        _K.CONDITION,
        "Whether {count} of the sends arrived cannot be found out.",
        "Look on LinkedIn, then say sent, absent or skip in the Queue.",
    ),
    Code(
        "engine.none",
        _S.ERROR,
        _K.CONDITION,
        "A run is due or open and no engine works: {cause}.",
        "Start `overture daemon`, or let the app run the engine; end a process that shows no sign of life first.",
    ),
    Code(
        "engine.safe",
        _S.ERROR,
        _K.CONDITION,
        "The engine crashed at five starts within ten minutes: it reads on and sends nothing.",
        "Look into the log (`overture locate` says where), then run `overture resume`.",
    ),
    Code(
        "clock.held",
        _S.ERROR,
        _K.CONDITION,
        "The computer's clock jumped forward, so sending is held.",
        "Check the computer's date and time. It goes on by itself after 10 stable minutes, or by `overture resume`.",
    ),
    Code(
        "clock.behind",
        _S.ERROR,
        _K.CONDITION,
        "The computer's clock was set back, so nothing is done until it is where it was.",
        "Check the computer's date and time; where they are right now, say so with `overture resume`.",
    ),
    Code(
        "store.failing",
        _S.ERROR,
        _K.CONDITION,
        "The engine cannot write its store, so nothing is sent.",
        "Make room on the disk and check the home folder with `overture doctor`; it goes on by itself.",
    ),
    Code(
        "disk.low",
        _S.ERROR,
        _K.CONDITION,
        "Only {left} MB are free on the home's disk: nothing is sent.",
        "Make room until 64 MB are free; it goes on by itself.",
    ),
    Code(
        "texts.failing",
        _S.ERROR,
        _K.CONDITION,
        "The texts cannot be rendered for {count} of the people drawn.",
        "Edit the texts: give each variable a fallback such as {{{{ first_name or 'there' }}}}.",
    ),
    Code(
        "source.unreadable",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn has no profile for {count} people of {source} in a row, so no more are read: {words}.",
        "Check the addresses in the source and import it again, or run `overture resume`; nobody was left out, and "
        "one is tried every 24 hours.",
    ),
    Code(
        "profiles.unreadable",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn shows the account of {sender} no profiles, not even one that it showed before: {words}.",
        "Open LinkedIn as the sender and look at a profile, then run `overture resume`; nobody was left out, and one "
        "is tried every 24 hours.",
    ),
    Code(
        "sending.refused",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn refused {count} {calls} in a row with the same answer, so no more leave: {words}.",
        "Change what the answer names, in the text or the source, or run `overture resume`; everybody stays approved, "
        "and one is tried every 24 hours.",
    ),
    Code(
        "member.refused",
        _S.ERROR,
        _K.CONDITION,
        "LinkedIn refused {calls} of {sender} in several campaigns with the same answer, so no more leave: {words}.",
        "Look at the account on LinkedIn, then run `overture resume`; everybody stays approved, and one is tried "
        "every 24 hours.",
    ),
    Code(
        "draw.held",
        _S.ERROR,
        _K.CONDITION,
        "The text could not be written for {count} people in a row, so nobody more is drawn: {words}.",
        "Give each variable a fallback or import the values (`--update`), then run `overture queue requeue "
        "--campaign C --reason text.missing`; one person is tried every 24 hours.",
    ),
)

LASTING = (
    # The same conditions once they have lasted too long to pass by themselves.
    Code(
        "list.unread",
        _S.ERROR,
        _K.CONDITION,
        "For more than a day {sender}'s {lists} could not be read completely{held}.",
        "Restart the account on the provider's page, or connect it again: `overture member connect` for {sender}, or "
        "c on the Members page. The engine asks again every 6 hours.",
    ),
    Code(
        "sender.connecting",
        _S.ERROR,
        _K.CONDITION,
        "The provider has been connecting the LinkedIn account of {sender} for days.",
        "Connect it again: run `overture member connect` for {sender}, or press C on the Members page. If that does "
        "not help, look at the account on the provider's page. Sending goes on by itself once it is back.",
    ),
)

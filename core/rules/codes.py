"""Every problem and every reason by its code, in one table (DESIGN 3, "Health"). A code is never renamed.

A code that is a condition or an event may stand as the reason of a send that did not leave, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs, lightest first; info never changes a campaign's state."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"

    @property
    def rank(self) -> int:
        """Larger is worse."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """How long a code stays open."""

    CONDITION = "condition"
    """While it holds."""
    EVENT = "event"
    """Until a later run of the campaign closes without it."""
    REASON = "reason"
    """It is never open: it says why one person, or one run, was left out."""


@dataclass(frozen=True)
class Code:
    """One row of the table: a sentence with {named} fields, and what a person can do."""

    code: str
    severity: Severity
    kind: Kind
    text: str
    action: str


_NEUTRAL: Mapping[str, str] = {
    "sender": "the sender",
    "source": "the source",
    "count": "some",
    "left": "few",
    "planned": "some",
    "expected": "possible",
    "limit": "as many as the day allows",
    "cap": "less than usual",
    "until": "a later time",
    "others": "see the list of campaigns",
    "cause": "no cause was recorded",
    "detail": "a value",
    "heir": "another sender",
    "heir_id": "OLD",
    "member": "MEMBER",
    "account": "ID",
    "calls": "sends",
    "words": "the campaign shows its words",
    "lists": "lists",
    "held": "",
    "what": "one thing",
    "again": "by itself",
    "remedy": "look in the Queue for what holds the people back",
    "backup": "a whole backup",
    "of": "some",
    "variables": "values",
    "step": "connect it again with `overture member connect`, or c on the Members page",
}
"""What stands for a field that is not known; the sentences read well with these."""

_S, _K = Severity, Kind

_TABLE = (
    # Conditions that stop a campaign until a person acts.
    Code("sender.disconnected", _S.FATAL, _K.CONDITION,
         "The LinkedIn account of {sender} is disconnected.",
         "Next step: {step}. Sending goes on by itself once it is back."),
    Code("sender.connecting", _S.ERROR, _K.CONDITION,
         "The provider is connecting the LinkedIn account of {sender} again.",
         "Nothing to do: sending goes on by itself once it is back."),
    Code("sender.restricted", _S.FATAL, _K.CONDITION,
         "LinkedIn restricts the account of {sender}.",
         "Open LinkedIn as the sender and do what it asks; let the account rest before you go on."),
    Code("sender.archived", _S.FATAL, _K.CONDITION,
         "The campaign sends as {sender}, who is archived.", "Clone the campaign for {heir}."),
    Code("account.other", _S.FATAL, _K.CONDITION,
         "The account of {sender} is another person's on LinkedIn, so nothing is sent from it.",
         "Give {sender} an account of their own: `overture member edit {member} --account ID`."),
    Code("sender.duplicate", _S.FATAL, _K.CONDITION,
         "Only one of {sender} and {heir} sends: they are the same person on LinkedIn.",
         "Give the account to {heir}: `overture member edit {heir_id} --account {account}`; then clone the campaign "
         "for {heir}."),
    Code("key.refused", _S.FATAL, _K.CONDITION,
         "The provider refuses our key.",
         "Put a valid key into OVERTURE_PROVIDER_KEY or the file provider.key, then start again."),
    Code("source.archived", _S.FATAL, _K.CONDITION,
         "The campaign draws from {source}, which is archived.",
         "Edit the campaign and pick another source."),
    Code("store.damaged", _S.FATAL, _K.CONDITION,
         "The store is damaged, so nothing is sent.",
         "Put {backup} back with `overture restore`; `overture doctor` says what is wrong."),
    # Conditions that are errors.
    Code("provider.down", _S.ERROR, _K.CONDITION,
         "The provider gives no usable answer.",
         "Nothing to do: it is tried again by itself. If it lasts, look at the provider's status page."),
    Code("in_doubt", _S.ERROR, _K.CONDITION,
         "Whether {count} of the sends arrived is not known yet.",
         "Nothing to do: the engine looks it up on LinkedIn and touches nobody meanwhile."),
    Code("unresolved", _S.ERROR, _K.CONDITION,
         "Whether {count} of the sends arrived cannot be found out.",
         "Look on LinkedIn, then say sent, absent or skip in the Queue."),
    Code("engine.none", _S.ERROR, _K.CONDITION,
         "A run is due or open and no engine works: {cause}.",
         "Start `overture daemon`, or let the app run the engine; end a process that shows no sign of life first."),
    Code("clock.held", _S.ERROR, _K.CONDITION,
         "The computer's clock jumped forward, so sending is held.",
         "Check the computer's date and time. It goes on by itself after 10 stable minutes, or by `overture resume`."),
    Code("clock.behind", _S.ERROR, _K.CONDITION,
         "The computer's clock was set back, so nothing is done until it is where it was.",
         "Check the computer's date and time; where they are right now, say so with `overture resume`."),
    Code("store.failing", _S.ERROR, _K.CONDITION,
         "The engine cannot write its store, so nothing is sent.",
         "Make room on the disk and check the home folder with `overture doctor`; it goes on by itself."),
    Code("disk.low", _S.ERROR, _K.CONDITION,
         "Only {left} MB are free on the home's disk: nothing is sent.",
         "Make room until 64 MB are free; it goes on by itself."),
    Code("texts.failing", _S.ERROR, _K.CONDITION,
         "The texts cannot be rendered for {count} of the people drawn.",
         "Edit the texts: give each variable a fallback such as {{{{ first_name or 'there' }}}}."),
    Code("source.unreadable", _S.ERROR, _K.CONDITION,
         "LinkedIn has no profile for {count} people of {source} in a row, so no more are read: {words}.",
         "Check the addresses in the source and import it again, or run `overture resume`; nobody was left out, and "
         "one is tried every 24 hours."),
    Code("profiles.unreadable", _S.ERROR, _K.CONDITION,
         "LinkedIn shows the account of {sender} no profiles, not even one that it showed before: {words}.",
         "Open LinkedIn as the sender and look at a profile, then run `overture resume`; nobody was left out, and one "
         "is tried every 24 hours."),
    Code("sending.refused", _S.ERROR, _K.CONDITION,
         "LinkedIn refused {count} {calls} in a row with the same answer, so no more leave: {words}.",
         "Change what the answer names, in the text or the source, or run `overture resume`; everybody stays approved, "
         "and one is tried every 24 hours."),
    Code("member.refused", _S.ERROR, _K.CONDITION,
         "LinkedIn refused {calls} of {sender} in several campaigns with the same answer, so no more leave: {words}.",
         "Look at the account on LinkedIn, then run `overture resume`; everybody stays approved, and one is tried "
         "every 24 hours."),
    Code("draw.held", _S.ERROR, _K.CONDITION,
         "The text could not be written for {count} people in a row, so nobody more is drawn: {words}.",
         "Give each variable a fallback or import the values (`--update`), then run `overture queue requeue "
         "--campaign C --reason text.missing`; one person is tried every 24 hours."),
    # Conditions that are warnings.
    Code("journal.damaged", _S.WARNING, _K.CONDITION,
         "The side journal is damaged in {count} of its lines, so the sent lists of all accounts were read again.",
         "Look at intents.jsonl, or put it back from a copy; to keep it as it is, say "
         "`overture doctor --accept-journal`."),
    Code("source.low", _S.WARNING, _K.CONDITION,
         "Of the {expected} invitations that the day's slots could send, {source} has people for {left}.",
         "Import more contacts, or pick another source."),
    Code("approvals.wanting", _S.WARNING, _K.CONDITION,
         "Too few texts are approved: {count} wait for a yes or no.", "Decide them under Approvals."),
    Code("engine.late", _S.WARNING, _K.CONDITION,
         "Sends that were due are overdue ({count}): {cause}.",
         "Nothing to do where the cause goes by itself. Who has no time left in this run goes in a later one."),
    Code("limit.network", _S.WARNING, _K.CONDITION,
         "LinkedIn says that a limit of {sender} is reached; invitations rest until {until}.",
         "Wait; a smaller day cap keeps this from coming back."),
    Code("today.short", _S.WARNING, _K.CONDITION,
         "Today's plan holds {planned} of {expected}: {cause}.",
         "Approve texts before the day of their run."),
    Code("paused", _S.WARNING, _K.CONDITION,
         "Everything is paused: nothing is sent.", "Press P, or run `overture resume`."),
    Code("member.paused", _S.WARNING, _K.CONDITION,
         "Nothing is sent from the account of {sender}: the member is paused.",
         "Resume the member under Members."),
    Code("records.unreadable", _S.WARNING, _K.CONDITION,
         "Of {sender}'s {lists}, {count} cannot be read; everything else there is used.",
         "Look at the provider's status page. Where it lasts, tell the provider. Nobody who may be "
         "among them is written to meanwhile."),
    Code("day.empty", _S.WARNING, _K.CONDITION,
         "The limits of {sender} leave nothing to plan for the whole day.",
         "Wait, or raise the day cap, turn the ramp off, or run fewer campaigns with this sender."),
    Code("limit.notes", _S.WARNING, _K.CONDITION,
         "The month's notes of a basic account are used up.",
         "Wait for next month, let invitations go without a note, or use a paid plan."),
    Code("nothing.sent", _S.WARNING, _K.CONDITION,
         "The last {count} runs had people to contact and sent nothing; the commonest reason: {cause}.",
         "What to do: {remedy}."),
    # Conditions to know about.
    Code("notes.spent", _S.INFO, _K.CONDITION,
         "LinkedIn takes no more notes from {sender} this month; until {until} invitations go without one, or wait "
         "where the campaign keeps its notes.",
         "Approve the texts that ask again without a note; a paid plan has no such limit."),
    Code("list.unread", _S.INFO, _K.CONDITION,
         "The invitations that {sender} has sent are not read completely yet; until then nothing is sent.",
         "Nothing to do: the engine is reading them."),
    Code("limit.day", _S.INFO, _K.CONDITION,
         "Today's invitations of {sender} are used up ({limit}).",
         "Wait for tomorrow, or raise the member's day cap with care."),
    Code("limit.week", _S.INFO, _K.CONDITION,
         "The 100 invitations that {sender} may send in 168 hours are used up.",
         "Wait: room comes back 168 hours after each invitation. No setting raises this."),
    Code("limit.ramp", _S.INFO, _K.CONDITION,
         "The account of {sender} is new or was idle: its day cap grows over 13 days, today it is {cap}.",
         "Wait, or turn the ramp off for this member."),
    Code("finished", _S.INFO, _K.CONDITION,
         "The campaign is finished: the source is empty and nobody is open.",
         "Import more contacts, or archive the campaign."),
    Code("source.shared", _S.INFO, _K.CONDITION,
         "Other campaigns of {sender} draw from {source}, too: {others}; {count} of its people are with them.",
         "Nothing to do: nobody is invited by two of them. Import more contacts if all of them need more."),
    Code("text.wanting", _S.INFO, _K.CONDITION,
         "Not drawn: {count} of the next {of} people of {source}, for the text prints {variables}, which no file says "
         "of them.",
         "Import a file with the values (`overture source import`), fill them in on the Contacts page, or give the "
         "variable a fallback; then they are drawn by themselves."),
    # Events.
    Code("internal.held", _S.ERROR, _K.EVENT,
         "An unexpected error stopped {what}; that is held, and everything else goes on.",
         "It is tried again {again}; `overture resume` tries it at once. Report what overture.log in the home folder "
         "says of it."),
    Code("run.missed", _S.WARNING, _K.EVENT,
         "A run was missed: {cause}.",
         "Mend the cause; a missed run is never made up. `overture daemon` keeps an engine running."),
    Code("person.refused", _S.WARNING, _K.EVENT,
         "The network refused {count} of the people.", "Read its words in the Queue."),
    Code("text.broken", _S.ERROR, _K.EVENT,
         "The text of a message cannot be used, so {count} of the people get none.",
         "Edit the text; then requeue them with `overture queue requeue`."),
    Code("slot.full", _S.INFO, _K.EVENT,
         "The slot had no room for {count} of the sends.", "Make the slot longer, or the cohort smaller."),
    # Reasons why something was not sent in a run.
    Code("stopped", _S.INFO, _K.REASON,
         "The campaign was stopped.", "Start it again; whoever is approved stays approved."),
    Code("archived", _S.INFO, _K.REASON, "The campaign was archived.", "Clone it to go on."),
    Code("finder.refused", _S.INFO, _K.REASON,
         "The network refuses the finder's search: {detail}.",
         "Try the search at LinkedIn as the owner; archive the finder and make another where it does not work there."),
    Code("resend.refused", _S.INFO, _K.REASON,
         "LinkedIn took no invitation to them; whether that is about them or the account, the next person's tells.",
         "Nothing to do: another person is tried first, then they wait 21 days or the account rests."),
    Code("limit.messages", _S.INFO, _K.REASON,
         "The sender's 50 messages of the day are used up.", "Nothing to do: it goes in a later run."),
    Code("engine.down", _S.INFO, _K.REASON,
         "No engine was running.", "Run `overture daemon` so that the engine outlives the app."),
    Code("engine.elsewhere", _S.INFO, _K.REASON,
         "Another process took the engine over.", "Nothing to do: that one goes on."),
    Code("held", _S.INFO, _K.REASON,
         "An unexpected error came up, so it is held and tried again later.",
         "Nothing to do: it goes in a later run. `overture status` says what is held."),
    Code("late", _S.INFO, _K.REASON,
         "The computer was too slow or asleep, so it did not leave.",
         "Nothing to do: it goes in a later run."),
    Code("disk", _S.INFO, _K.REASON,
         "The disk could not be written or read, so it did not leave.",
         "Make room on the disk and check the home folder's permissions."),
    Code("doubts.open", _S.INFO, _K.REASON,
         "Three sends of the sender were in doubt, so nothing more left until they were settled.",
         "Nothing to do: it goes in a later run."),
    Code("store.checking", _S.INFO, _K.REASON,
         "A large store was still being checked, and nothing is sent before it is known to be whole.",
         "Nothing to do: it goes on by itself."),
    Code("chat.unread", _S.INFO, _K.REASON,
         "The chat could not be read, and no message goes to somebody who may have answered in it.",
         "Nothing to do: it goes in a later run, once the chat can be read."),
    Code("doubts.many", _S.INFO, _K.REASON,
         "Too many sends of the sender were in doubt lately, so nothing more left for an hour, or for six.",
         "Look at the provider's status page and at the account; it goes on by itself in a later run."),
    Code("journal", _S.INFO, _K.REASON,
         "The side journal tells of an earlier attempt that this store does not know.",
         "Nothing to do: the engine looks it up on LinkedIn and touches nobody meanwhile."),
    Code("absent", _S.INFO, _K.REASON,
         "A person found that it did not arrive.", "Nothing to do: it goes in a later run."),
    Code("skipped", _S.INFO, _K.REASON,
         "Whether it arrived was never found out, so a person let them be.", "Leave them alone."),
    Code("revoked", _S.INFO, _K.REASON, "The approval was taken back.", "Approve it again if it should go."),
    # Reasons why a person is not contacted, or not any more.
    Code("removed", _S.INFO, _K.REASON, "A person removed them from the queue.", "Requeue them to undo it."),
    Code("rejected", _S.INFO, _K.REASON, "The sender said no to the text.", "Requeue them to undo it."),
    Code("blocked", _S.INFO, _K.REASON, "They are marked do not contact.", "Leave them alone."),
    Code("forgotten", _S.INFO, _K.REASON,
         "They were erased and are never contacted again.", "Leave them alone."),
    Code("replied", _S.INFO, _K.REASON, "They replied, so the sequence is over.", "Answer them on LinkedIn."),
    Code("taken_over", _S.INFO, _K.REASON,
         "The sender wrote to them by hand, so the sequence is over.", "Go on by hand."),
    Code("not.connected", _S.INFO, _K.REASON,
         "They are not connected with the sender any more.", "Leave them alone, or write by hand."),
    Code("connected", _S.INFO, _K.REASON,
         "They are connected with the sender already.", "Nothing to do: they need no invitation."),
    Code("not.found", _S.INFO, _K.REASON,
         "LinkedIn has no such profile.", "Check the address in the source, then requeue them."),
    Code("address.nobody", _S.INFO, _K.REASON,
         "Their address is a placeholder, such as /in/unavailable, and names nobody.",
         "Import the person again under the address that is theirs."),
    Code("profile.other", _S.INFO, _K.REASON,
         "LinkedIn answers with the profile of somebody else, so they were not invited.",
         "Open the address in a browser, and import the person again under the one that is theirs."),
    Code("same_person", _S.INFO, _K.REASON,
         "They are the same person as another contact who is in the queue.", "Nothing to do."),
    Code("text.missing", _S.INFO, _K.REASON,
         "The text prints {detail}, which is not known of them.",
         "Fill it in (`overture contact edit`, or import a file with `--update`) or give the variable a fallback; then "
         "`overture queue requeue --campaign C --reason text.missing` brings all of them back."),
    Code("text.foreign", _S.INFO, _K.REASON,
         "The text has {detail}, which is another tool's placeholder and would be sent as it is.",
         "Edit the text: write {{{{ first_name or 'there' }}}} and the like; then requeue them."),
    Code("text.unusable", _S.INFO, _K.REASON,
         "The text cannot be used as it is written: {detail}.",
         "Edit the text; then requeue them."),
    Code("text.cleaned", _S.INFO, _K.REASON,
         "The text held characters that nobody sees; they were taken out.",
         "Read the text and approve it again."),
    Code("text.too_long", _S.INFO, _K.REASON,
         "The text with their values is longer than LinkedIn allows.",
         "Shorten the text, then requeue them."),
    Code("invited.elsewhere", _S.INFO, _K.REASON,
         "The sender has invited them already, in another campaign or by hand.",
         "Nothing to do: nobody is invited twice."),
    Code("held.elsewhere", _S.INFO, _K.REASON,
         "Another campaign of the same sender, or of the same name and program, had them first.",
         "Nothing to do: nobody is invited by two campaigns that share people."),
    Code("withdrawal.asked", _S.INFO, _K.REASON,
         "Somebody asked to take the invitation back; the engine does it, spaced from other writes.",
         "Nothing to do. Whoever accepts first has accepted."),
    Code("withdrawn", _S.INFO, _K.REASON,
         "A person wanted it back, or the campaign's rule did.",
         "Leave them alone, or requeue them after 21 days: LinkedIn takes no invitation to them earlier."),
    Code("person.wait", _S.INFO, _K.REASON,
         "LinkedIn took no invitation to them while it took others, so they wait 21 days, until {detail}.",
         "Nothing to do: they stay approved and are invited in a run after that."),
    Code("withdrawn.recently", _S.INFO, _K.REASON,
         "An invitation to them was withdrawn or expired less than 21 days ago.",
         "Requeue them when the 21 days are over."),
    Code("invitation.gone", _S.INFO, _K.REASON,
         "The invitation stands no more: it was withdrawn on LinkedIn, declined, or it expired.",
         "Leave them alone; requeue them after 21 days if it was withdrawn by mistake."),
    Code("step.removed", _S.INFO, _K.REASON,
         "The message they waited for was taken out of the campaign.", "Nothing to do."),
    Code("refused", _S.INFO, _K.REASON,
         "The network refused this person or this text.",
         "Read its words, change what they name, then requeue them."),
)  # fmt: skip

_LASTING = (
    # What the same conditions become once they have lasted: nothing passes by itself any more.
    Code("list.unread", _S.ERROR, _K.CONDITION,
         "For more than a day {sender}'s {lists} could not be read completely{held}.",
         "Restart the account on the provider's page, or connect it again: `overture member connect` for {sender}, or "
         "c on the Members page. The engine asks again every 6 hours."),
    Code("sender.connecting", _S.ERROR, _K.CONDITION,
         "The provider has been connecting the LinkedIn account of {sender} for days.",
         "Connect it again: run `overture member connect` for {sender}, or press c on the Members page. If that does "
         "not help, look at the account on the provider's page. Sending goes on by itself once it is back."),
)  # fmt: skip
LASTING: dict[str, Code] = {entry.code: entry for entry in _LASTING}

CODES: dict[str, Code] = {entry.code: entry for entry in _TABLE}


class _Fields(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return _NEUTRAL.get(name, "something")


def lookup(code: str) -> Code | None:
    """The row of a code; `text.missing:first_name` is found under what stands before the colon."""
    return CODES.get(code.partition(":")[0])


def describe(code: str, /, **fields: object) -> tuple[str, str]:
    """The sentence of a code and what to do.

    Never raises: a missing field becomes a neutral word, an unknown code its own name. What follows a colon
    in the code is its {detail}; a {cause} that is a code itself becomes that code's sentence.
    """
    return _filled(lookup(code), code, fields)


def describe_lasting(code: str, /, **fields: object) -> tuple[str, str]:
    """Return what `describe` does, for a condition that has gone on for too long."""
    return _filled(LASTING.get(code), code, fields)


def _filled(found: Code | None, code: str, fields: Mapping[str, object]) -> tuple[str, str]:
    if found is None:
        return f"There is a problem called {code}.", "Update Overture: this version does not know it."
    known = _Fields({name: str(value) for name, value in fields.items() if value not in (None, "")})
    if detail := code.partition(":")[2]:
        known["detail"] = ", ".join(part.strip() for part in detail.split(","))
    cause = known.get("cause", "")
    if lookup(cause) is not None:
        others = {name: value for name, value in fields.items() if name != "cause"}
        known["cause"] = describe(cause, **others)[0].rstrip(".")
    return found.text.format_map(known), found.action.format_map(known)

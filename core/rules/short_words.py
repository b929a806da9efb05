"""Reasons in words for invitations or messages that are not planned."""

from __future__ import annotations

from collections.abc import Mapping

from core.rules.codes import describe

_AFTER_A_NUMBER = {
    "account.other": "with an account that belongs to another person on LinkedIn",
    "approvals.wanting": "because texts were not approved in time",
    "chat.unread": "because the chat could not be read",
    "clock.differs": "with the engine's clock apart from the clock of the store's server",
    "clock.held": "after a jump of the computer's clock",
    "day.off": "because it was a day off",
    "disk": "because the disk could not be written or read",
    "disk.low": "with too little free disk space",
    "doubts.many": "after too many sends in doubt",
    "doubts.open": "with at least three of the sender's sends in doubt",
    "draw.behind": "because people were drawn or approved too late",
    "draw.held": "after the text could not be filled in for several people in a row",
    "engine.none": "with no engine at work",
    "engine.safe": "with the engine in safe mode",
    "finished": "because everybody in the source was contacted",
    "held": "held after an unexpected error",
    "key.refused": "with the API key refused by the provider",
    "late": "because the computer was asleep or too slow",
    "limit.day": "beyond the day cap",
    "limit.messages": "beyond the 50 messages of the day",
    "limit.network": "after LinkedIn reported a limit",
    "limit.notes": "beyond the month's notes of a basic account",
    "limit.ramp": "beyond the cap of an account that is warming up",
    "limit.week": "beyond the 100 invitations in 168 hours",
    "list.unread": "before the account's lists were read completely",
    "member.paused": "with the sender paused",
    "member.refused": "after LinkedIn refused people of several campaigns with the same answer",
    "paused": "with everything paused",
    "person.wait": "whom LinkedIn does not accept yet",
    "profiles.unread": "whose profiles were not read in time",
    "profiles.unreadable": "after LinkedIn showed the sender no profile at all",
    "provider.down": "without a correct answer from the provider",
    "refused": "whom LinkedIn or the provider refused",
    "resend.refused": "whom LinkedIn refused for now",
    "sender.archived": "with the sender archived",
    "sender.connecting": "with the sender's LinkedIn account being reconnected",
    "sender.disconnected": "with the sender's LinkedIn account disconnected",
    "sender.duplicate": "with two members who are the same person on LinkedIn",
    "sender.restricted": "with the sender's account restricted by LinkedIn",
    "sending.refused": "after LinkedIn refused several people in a row with the same answer",
    "share": "left to the sender's other campaigns",
    "slot.full": "because the slot has no more room",
    "source.importing": "before the end of an import into the source",
    "source.low": "because too few people are left in the source",
    "source.unreadable": "after LinkedIn had no profile for several people in a row",
    "store.checking": "before a large store was checked",
    "store.damaged": "with a damaged store",
    "store.failing": "with a store that could not be read or written",
    "text.wanting": "because people lack a value that the text uses",
    "unrecorded": "for a reason that was not recorded then",
}
"""Words after a number of sends, by code; of a condition they say no time, as a run may be past, open or to come."""
_OF_PEOPLE = {
    "approvals.wanting": "Their texts wait for approval.",
    "in_doubt": "Their invitation may or may not have arrived; LinkedIn is checked.",
    "unresolved": "Overture cannot find out whether their invitation arrived; a person decides.",
    "text.wanting": "They lack a value that the text uses.",
    "text.missing": "The text uses a value that is not known for them.",
    "source.importing": "Nobody is drawn until the import of the source ends.",
    "profiles.unread": "They were drawn; their profile is read next.",
    "limit.network": "LinkedIn reported a limit, so they wait.",
    "unrecorded": "They were not drawn by then, or the reason was not recorded.",
}
"""Sentences about people, by code of a reason that runs have as well."""


def short_words(short: Mapping[str, int]) -> str:
    """Return a shortage in words, the largest part first: `8 beyond the day cap, 2 because …`."""
    ranked = sorted(short.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{number} {reason_words(code)}" for code, number in ranked)


def reason_words(code: str) -> str:
    """Return the words that follow a number of invitations, such as `beyond the day cap`."""
    if code in _AFTER_A_NUMBER:
        return _AFTER_A_NUMBER[code]
    sentence = describe(code)[0].rstrip(".")
    return (
        f"because {sentence[:1].lower()}{sentence[1:]}"
        if not sentence.startswith("LinkedIn")
        else f"because {sentence}"
    )


def people_words(code: str) -> str:
    """Return the reason of some people as a sentence."""
    return _OF_PEOPLE.get(code) or describe(code)[0]

"""Reasons in words for invitations or messages that are not planned."""

from __future__ import annotations

from collections.abc import Mapping

from core.rules.codes import describe

_AFTER_A_NUMBER = {
    "approvals.wanting": "because texts were not approved in time",
    "text.wanting": "because people lack a value that the text uses",
    "source.low": "because too few people are left in the source",
    "finished": "because everybody in the source was contacted",
    "draw.behind": "because people were drawn or approved too late",
    "profiles.unread": "whose profiles are not read yet",
    "person.wait": "whom LinkedIn does not accept yet",
    "held": "held after an unexpected error",
    "limit.week": "beyond the 100 invitations in 168 hours",
    "limit.day": "beyond the day cap",
    "limit.ramp": "beyond the cap of an account that is warming up",
    "limit.messages": "beyond the 50 messages of the day",
    "share": "left to the sender's other campaigns",
    "day.off": "because it was a day off",
    "slot.full": "because the slot has no more room",
    "unrecorded": "for a reason that was not recorded then",
}
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

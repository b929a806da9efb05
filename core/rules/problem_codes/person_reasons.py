"""Reasons why a person is not contacted, or not any more."""

from __future__ import annotations

from core.rules.problem_codes.code import Code, Kind, Severity

_S, _K = Severity, Kind

PERSON_REASONS = (
    Code("removed", _S.INFO, _K.REASON, "A person removed them from the queue.", "Requeue them to undo it."),
    Code("rejected", _S.INFO, _K.REASON, "The sender said no to the text.", "Requeue them to undo it."),
    Code("blocked", _S.INFO, _K.REASON, "They are marked do not contact.", "Leave them alone."),
    Code(
        "excluded",
        _S.INFO,
        _K.REASON,
        "A rule excludes their company, domain or title.",
        "Leave them alone, or lift the rule: `overture exclude list` shows it.",
    ),
    Code("forgotten", _S.INFO, _K.REASON, "They were erased and are never contacted again.", "Leave them alone."),
    Code("replied", _S.INFO, _K.REASON, "They replied, so the sequence is over.", "Answer them on LinkedIn."),
    Code(
        "taken_over", _S.INFO, _K.REASON, "The sender wrote to them by hand, so the sequence is over.", "Go on by hand."
    ),
    Code(
        "not.connected",
        _S.INFO,
        _K.REASON,
        "They are not connected with the sender any more.",
        "Leave them alone, or write by hand.",
    ),
    Code(
        "connected",
        _S.INFO,
        _K.REASON,
        "They are connected with the sender already.",
        "Nothing to do: they need no invitation.",
    ),
    Code(
        "not.found",
        _S.INFO,
        _K.REASON,
        "LinkedIn has no such profile.",
        "Check the address in the source, then requeue them.",
    ),
    Code(
        "address.nobody",
        _S.INFO,
        _K.REASON,
        "Their address is a placeholder, such as /in/unavailable, and names nobody.",
        "Import the person again under the address that is theirs.",
    ),
    Code(
        "profile.other",
        _S.INFO,
        _K.REASON,
        "LinkedIn answers with the profile of somebody else, so they were not invited.",
        "Open the address in a browser, and import the person again under the one that is theirs.",
    ),
    Code(
        "same_person",
        _S.INFO,
        _K.REASON,
        "They are the same person as another contact who is in the queue.",
        "Nothing to do.",
    ),
    Code(
        "text.missing",
        _S.INFO,
        _K.REASON,
        "The text prints {detail}, which is not known of them.",
        "Fill it in (`overture contact edit`, or import a file with `--update`) or give the variable a fallback; then "
        "`overture queue requeue --campaign C --reason text.missing` brings all of them back.",
    ),
    Code(
        "text.foreign",
        _S.INFO,
        _K.REASON,
        "The text has {detail}, which is another tool's placeholder and would be sent as it is.",
        "Edit the text: write {{{{ first_name or 'there' }}}} and the like; then requeue them.",
    ),
    Code(
        "text.unusable",
        _S.INFO,
        _K.REASON,
        "The text cannot be used as it is written: {detail}.",
        "Edit the text; then requeue them.",
    ),
    Code(
        "text.cleaned",
        _S.INFO,
        _K.REASON,
        "The text held characters that nobody sees; they were taken out.",
        "Read the text and approve it again.",
    ),
    Code(
        "text.too_long",
        _S.INFO,
        _K.REASON,
        "The text with their values is longer than LinkedIn allows.",
        "Shorten the text, then requeue them.",
    ),
    Code(
        "invited.elsewhere",
        _S.INFO,
        _K.REASON,
        "The sender has invited them already, in another campaign or by hand.",
        "Nothing to do: nobody is invited twice.",
    ),
    Code(
        "held.elsewhere",
        _S.INFO,
        _K.REASON,
        "Another campaign of the same sender, or of the same name and program, had them first.",
        "Nothing to do: nobody is invited by two campaigns that share people.",
    ),
    Code(
        "withdrawal.asked",
        _S.INFO,
        _K.REASON,
        "Somebody asked to take the invitation back; the engine does it, spaced from other writes.",
        "Nothing to do. A person who accepts before the withdrawal stays accepted.",
    ),
    Code(
        "withdrawn",
        _S.INFO,
        _K.REASON,
        "A person wanted it back, or the campaign's rule did.",
        "Leave them alone, or requeue them after 21 days: LinkedIn takes no invitation to them earlier.",
    ),
    Code(
        "person.wait",
        _S.INFO,
        _K.REASON,
        "LinkedIn took no invitation to them while it took others, so they wait 21 days, until {detail}.",
        "Nothing to do: they stay approved and are invited in a run after that.",
    ),
    Code(
        "withdrawn.recently",
        _S.INFO,
        _K.REASON,
        "An invitation to them was withdrawn or expired less than 21 days ago.",
        "Requeue them when the 21 days are over.",
    ),
    Code(
        "invitation.gone",
        _S.INFO,
        _K.REASON,
        "The invitation stands no more: it was withdrawn on LinkedIn, declined, or it expired.",
        "Leave them alone; requeue them after 21 days if it was withdrawn by mistake.",
    ),
    Code(
        "step.removed",
        _S.INFO,
        _K.REASON,
        "The message they waited for was taken out of the campaign.",
        "Nothing to do.",
    ),
    Code(
        "refused",
        _S.INFO,
        _K.REASON,
        "The network refused this person or this text.",
        "Read its words, change what they name, then requeue them.",
    ),
)

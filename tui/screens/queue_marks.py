"""Acts on the marked people of the queue: one question, with the counts of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from core.plural import plural
from core.rules.states import DOUBTFUL, NOT_YET_OUT, REQUEUEABLE, Status
from core.services.queue import in_doubt, queue_edit, requeue_reason, withdrawals
from core.services.queue.in_doubt import Answer
from core.services.queue.queue_rows import entries
from core.services.queue.requeue_reason import LeftOut
from core.views.queue_view import QueueEntry
from core.workspace import Workspace
from tui.screens.marked_page import Done, MarkedPage, over
from tui.style.cells import cut
from tui.undo import Undo


class QueueAct(NamedTuple):
    """An act on marked people of the queue: its question, its messages, and the service that does it."""

    title: str
    """A template with `{people}` for their number."""
    words: str
    yes: str
    done: str
    refusal: str
    """The reason why the act cannot be done for the other marked people."""
    final: str
    """The reason why `u` does not undo it, with `{people}`; unused for an act that `u` undoes."""
    fits: Callable[[QueueEntry], bool]
    act: Callable[[Workspace, list[int]], object]


def not_withdrawn(whom: str) -> str:
    """Return why a withdrawal cannot be undone."""
    return (
        f"A withdrawal cannot be undone, and {whom} cannot be invited again for three weeks. "
        "t in the Queue puts people back after that."
    )


ACTS = {
    "remove": QueueAct(
        "Remove {people} from the queue?",
        "They will not be contacted by these campaigns, nor by another one of the same name and program.",
        "Remove",
        "removed",
        f"are not {queue_edit.REMOVABLE}",
        "",
        lambda view: view.status in NOT_YET_OUT,
        queue_edit.remove,
    ),
    "requeue": QueueAct(
        "Put {people} back into the queue?",
        "Their texts are rendered again, and wait for approval if the campaign requires it.",
        "Put back",
        "back in the queue",
        "are still in the queue, or were contacted",
        "u does not take {people} out of the queue again; mark them and press x.",
        lambda view: view.status in REQUEUEABLE,
        queue_edit.requeue,
    ),
    "withdraw": QueueAct(
        "Withdraw the invitations to {people}?",
        "Invitations that were accepted meanwhile stay. LinkedIn accepts no other invitation\nfrom these members to "
        "the same people for three weeks.",
        "Withdraw",
        "to be withdrawn",
        "have no unanswered invitation",
        not_withdrawn("{people}"),
        lambda view: view.status == Status.INVITED and view.reason != withdrawals.ASKED,
        withdrawals.withdraw,
    ),
}


DECIDED: dict[Answer, str] = {
    "sent": "A send in doubt was settled as sent for good; W in the Queue withdraws an invitation.",
    "absent": "A send in doubt was settled as absent for good; x in the Queue removes the person from it.",
    "skip": "A send in doubt was left out for good; t in the Queue puts back only those whose invitation was in doubt.",
}
"""Reasons why a decision on a send in doubt cannot be undone; none names a person, who may be erased later."""


def ask_over_marked(page: MarkedPage[Any], name: str) -> None:
    """Ask once about all marked people, then act on those for whom it is possible."""
    ids = [int(key) for key in page.marked]
    page.ask_after(partial(entries, page.workspace, ids), partial(_ask, page, ACTS[name]))


def _ask(page: MarkedPage[Any], what: QueueAct, found: Sequence[QueueEntry]) -> None:
    fitting = [str(view.id) for view in found if what.fits(view)]
    others = len(found) - len(fitting)
    if not fitting:
        page.overture.say(f"Nothing was done: these people {what.refusal}.")
        return
    people = f"{len(fitting):,} {plural(len(fitting), 'person', 'people')}"
    words = what.words + (f"\nNot possible for {others:,} more: they {what.refusal}." if others else "")
    page.ask_over(
        (what.title.format(people=people), words, what.yes),
        partial(over, fitting, partial(_one, page.workspace, what)),
        lambda done: done.words(what.done),
        partial(_put_back, page) if what.act is queue_edit.remove else what.final.format(people=people),
    )


def resolve_marked(page: MarkedPage[Any]) -> None:
    """Ask about each marked send in doubt, one after the other: each has evidence of its own."""
    ids = [int(key) for key in page.marked]
    page.ask_after(partial(entries, page.workspace, ids), partial(_resolve_doubtful, page))


def _resolve_doubtful(page: MarkedPage[Any], found: Sequence[QueueEntry]) -> None:
    doubtful = [view for view in found if view.status in DOUBTFUL]
    if doubtful:
        resolve_each(page, doubtful)
    else:
        page.overture.say("None of these people has a send in doubt.")


def resolve_each(page: MarkedPage[Any], views: Sequence[QueueEntry]) -> None:
    """Show the evidence of the first doubt and ask for the person's answer, then of the next.

    Cancel ends it, and so does a refused answer.
    """
    from tui.dialogs.in_doubt import ResolveDialog

    view, rest = views[0], views[1:]
    name = cut(view.contact.name or "this person", 40)

    def decided(answer: Answer | None) -> None:
        if answer is not None:
            page.ask_after(partial(in_doubt.resolve, page.workspace, view.id, answer), partial(settled, answer))

    def settled(answer: Answer, _result: object) -> None:
        page.marked_table.unmark([str(view.id)])  # only now: what was refused stays marked, and ends the questions
        page.overture.say(f"{name}: settled as {answer}.")
        page.overture.remember(Undo(final=DECIDED[answer]))
        page.overture.refresh_page()
        if rest:
            resolve_each(page, rest)

    page.app.push_screen(ResolveDialog(page.workspace, view.id, name, more=len(rest)), decided)


def _one(workspace: Workspace, what: QueueAct, key: str) -> None:
    what.act(workspace, [int(key)])


def _put_back(page: MarkedPage[Any], done: Done) -> None:
    act = partial(over, done.keys, partial(_one, page.workspace, ACTS["requeue"]))
    page.overture.act(partial(act), lambda found: found.words("back in the queue"))


def remember_removal(page: MarkedPage[Any], ident: int, name: str) -> None:
    """Remember how to undo a removal; may be called from any thread."""
    act = partial(queue_edit.requeue, page.workspace, [ident])
    page.overture.remember(Undo(partial(page.overture.act, act, f"{name} is back in the queue.")))


def ask_to_requeue_left_out(page: MarkedPage[Any], campaign: str, found: LeftOut) -> None:
    """Requeue the people whom a campaign left out for lack of a value and who have it now, after a question."""
    if not found.back:
        page.overture.say_error(" ".join([*found.sentences, "Fill in the values, then put them back."]))
        return
    count, name = len(found.back), cut(found.campaign, 40)
    whom = f"{count:,} {plural(count, 'person', 'people')}"
    words = [f"“{name}” left out {whom} because a value was missing; all of them have it now.", *found.sentences]
    act = partial(requeue_reason.requeue, page.workspace, campaign, requeue_reason.MISSING)
    final = f"u does not take {whom} out of the queue again; mark them and press x."
    page.ask_over((f"Put {whom} back?", " ".join(words), "Put back"), act, _put_back_words, final)


def _put_back_words(done: tuple[list[QueueEntry], LeftOut]) -> str:
    """Return in words how many people are back in the queue, and who is not."""
    rows, found = done
    return " ".join(
        [f"{len(rows):,} {plural(len(rows), 'person is', 'people are')} back in the queue.", *found.sentences]
    )

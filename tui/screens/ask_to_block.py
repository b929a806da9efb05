"""The questions before a person is blocked from all contact, and before that block is lifted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from core.plural import plural
from core.services.audience import block_contacts, block_undo, contact_page
from core.services.audience.block_undo import Blocked
from core.views.people_view import BlockingEnds, UnblockedContact
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.marked_page import MarkedPage
from tui.screens.page import PageScreen
from tui.style.cells import cut
from tui.style.format import listed
from tui.undo import Undo


def ask_to_block(page: PageScreen[Any], contact: int) -> None:
    """Ask about one contact, then block them, or unblock them if they are blocked."""
    page.ask_after(partial(contact_page.what_blocking_ends, page.workspace, str(contact)), partial(_ask, page))


def _ask(page: PageScreen[Any], ends: BlockingEnds) -> None:
    name = cut(ends.name or "this contact", 40)
    if ends.blocked:
        _ask_to_unblock(page, ends.id, name)
        return
    act = partial(block_undo.block, page.workspace, [ends.id])

    def told(done: Blocked) -> str:
        page.overture.remember(Undo(partial(_take_back, page, done)))
        return f"{name} will not be contacted again."

    def decided(yes: bool | None) -> None:
        if yes:
            page.overture.act(act, told)

    dialog = ConfirmDialog(f"Never contact {name} again?", _words(ends), yes="Do not contact")
    page.app.push_screen(dialog, decided)


def ask_to_block_many(page: MarkedPage[Any], contacts: Sequence[int]) -> None:
    """Ask once about several contacts, then block them."""

    def read() -> list[BlockingEnds]:
        return [contact_page.what_blocking_ends(page.workspace, str(ident)) for ident in contacts]

    def ask(ends: list[BlockingEnds]) -> None:
        new = [one for one in ends if not one.blocked]
        if not new:
            page.overture.say("All of them are marked “do not contact” already.")
            return
        people = f"{len(new):,} {plural(len(new), 'person', 'people')}"
        waiting = sum(len(one.campaigns) for one in new)
        words = (
            f"This cancels everything still to be sent to them: {waiting:,} {plural(waiting, 'row')} of the queue.\n"
            "No member writes to them again, in any campaign, even after a new import. What was sent stays sent."
        )
        page.ask_over(
            (f"Never contact {people} again?", words, "Do not contact"),
            partial(block_undo.block, page.workspace, [one.id for one in new]),
            lambda _done: f"{people} are not contacted any more.",
            partial(_take_back, page),
        )

    page.ask_after(read, ask)


def _take_back(page: PageScreen[Any], done: Blocked) -> None:
    page.overture.act(partial(block_undo.take_back, page.workspace, done), lambda sentences: " ".join(sentences))


def _ask_to_unblock(page: PageScreen[Any], contact: int, name: str) -> None:
    act = partial(block_contacts.unblock, page.workspace, str(contact))

    def decided(yes: bool | None) -> None:
        if yes:
            page.overture.act(act, _unblocked, final=f"u does not block {name} again; B does.")

    words = (
        "This removes the mark “do not contact”. Campaigns may draw this person again; what was cancelled stays "
        "cancelled."
    )
    page.app.push_screen(ConfirmDialog(f"Let {name} be contacted again?", words, yes="Allow"), decided)


def _unblocked(done: list[UnblockedContact]) -> str:
    """Say that somebody may be contacted again, or which rules still forbid it."""
    (one,) = done
    name = cut(one.name or "this contact", 40)
    rules = [f"{rule.kind} {rule.value}".rstrip() for rule in one.held_by]
    return f"{name} is still excluded by rules: {listed(rules, 3)}." if rules else f"{name} may be contacted again."


def _words(ends: BlockingEnds) -> str:
    campaigns = ends.campaigns
    count = len(campaigns)
    cancels = (
        f"This cancels everything still to be sent in {count:,} {plural(count, 'campaign')}: {listed(campaigns, 8)}."
        if campaigns
        else "Nothing is waiting to be sent to this person."
    )
    return (
        f"{cancels}\nNo member writes to this person again, in any campaign, even after a new import. "
        "What was sent stays sent."
    )

"""Effects that saving an edit would have on people already in the campaign, in numbers; reads only.

See docs/design.md#edits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from core.engine.planning.sequence import approved_by_mode
from core.plural import plural
from core.rules.health import day_words
from core.rules.limits import AFTER_WITHDRAWAL, WITHDRAWALS_PER_DAY
from core.services.campaigns import lifecycle, rerender_pending
from core.services.campaigns.check_against_store import check_against_store
from core.services.campaigns.draft import CampaignDraft
from core.services.campaigns.rename import WITH_NOBODY, Shared, shared_after
from core.services.campaigns.slot_edit import change_of
from core.services.lookup import find
from core.store import campaign_steps, campaigns, outreach_counts
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.fields import to_us
from core.store.people import sources
from core.views.campaign_changes_view import EditEffect
from core.workspace import Workspace


@dataclass(frozen=True)
class Effects:
    """The effects of an edit on people, beyond the change of the campaign itself."""

    active: bool = False
    rendered_again: int = 0
    """Number of texts waiting for approval that change."""
    ended: int = 0
    """Number of people waiting for approval for whom the campaign no longer has a text."""
    keep: int = 0
    """Number of people approved with a text that the campaign no longer has; they keep it, or wait again."""
    slots_changed: bool = False
    slots_from: date | None = None
    asks_again: int = 0
    """Number of people approved by the old mode who need a person's approval in the new mode."""
    stay_pending: int = 0
    """Number of people who keep waiting, although the new mode requires no approval."""
    source: str = ""
    """The new source, if it changed."""
    drawn: int = 0
    """Number of people drawn from the old source."""
    withdrawn: int = 0
    """Number of invitations old enough for the new withdrawal rule, but not for the old one."""
    withdraw_after: int = 0
    """The new withdrawal rule, in days; 0 for never."""
    shared: Shared = WITH_NOBODY
    """After a rename: people whom other campaigns of the old or new name and program hold or may draw."""

    @property
    def needs_yes(self) -> bool:
        """Return whether the command line saves this only with `--yes`."""
        return self.shared.people > 0

    @property
    def sentences(self) -> list[str]:
        """Return each effect in words, with its number."""
        return [one.text for one in effects_told(self)]

    @property
    def any(self) -> bool:
        """Return whether there is anything to report before saving."""
        return bool(self.sentences)


def effects_told(found: Effects, *, ask_again: bool = False) -> list[EditEffect]:
    """Return each effect with its code, number and sentence; with `ask_again`, changed texts need approval again."""
    return list(_told(found, ask_again=ask_again))


def _told(found: Effects, *, ask_again: bool) -> Iterator[EditEffect]:
    if found.shared.people:
        yield EditEffect("shared", found.shared.people, found.shared.sentence, needs_yes=True)
    if found.rendered_again:
        text = f"{_texts(found.rendered_again)} waiting for approval: rendered again."
        yield EditEffect("rendered_again", found.rendered_again, text)
    if found.ended:
        text = f"{_people(found.ended)} waiting for approval: not contacted; the changed steps have no text for them."
        yield EditEffect("ended", found.ended, text)
    if found.keep:
        again = f"{plural(found.keep, 'it needs', 'they need')} approval again."
        stay = f"{plural(found.keep, 'it stays', 'they stay')} as approved, unless you ask for approval again."
        what = again if ask_again else stay
        code = "asked_again" if ask_again else "kept"
        yield EditEffect(code, found.keep, f"{_texts(found.keep)} approved before: {what}")
    yield from _slots_told(found)
    if found.asks_again:
        text = f"{_people(found.asks_again)} approved by the old mode: need your approval before they are sent."
        yield EditEffect("mode_asks", found.asks_again, text)
    if found.stay_pending:
        who = _people(found.stay_pending)
        text = f"{who} waiting for approval: still need it; the new mode applies to later texts only."
        yield EditEffect("stay_pending", found.stay_pending, text)
    if found.source:
        text = f"Future draws come from “{found.source}”; {_people(found.drawn)} already drawn stay."
        yield EditEffect("source", found.drawn, text)
    if found.withdrawn:
        text = (
            f"{_invitations(found.withdrawn)} older than {found.withdraw_after} days: withdrawn in the next slots, "
            f"{WITHDRAWALS_PER_DAY} a day at the most."
        )
        yield EditEffect("withdrawn", found.withdrawn, text)


def _slots_told(found: Effects) -> Iterator[EditEffect]:
    if found.slots_changed and found.slots_from is not None:
        day = day_words(found.slots_from, year=True)
        yield EditEffect(
            "slots", 0, f"Changed slots apply from {day}; today's runs stay as they are, and so do unchanged slots."
        )
    elif found.slots_changed and found.active:
        yield EditEffect("slots", 0, "The new times apply at once: no run was opened yet.")


def _invitations(count: int) -> str:
    return f"{count} {plural(count, 'invitation')}"


def _texts(count: int) -> str:
    return f"{count} {plural(count, 'text')}"


def _people(count: int) -> str:
    return f"{count} {plural(count, 'person', 'people')}"


def of_edit(workspace: Workspace, ref: str, draft: CampaignDraft) -> Effects:
    """Check a draft against the store and return the effects of saving it; no effects for an archived campaign.

    Raises InvalidInputError, NotFoundError.
    """
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        check_against_store(store, draft)
        archived = campaigns.get(store, ident).archived
    return Effects() if archived else effects(workspace, ident, draft)


def effects(workspace: Workspace, ident: int, draft: CampaignDraft) -> Effects:
    """Return the effects that `lifecycle.edit` would have with this checked draft.

    Raises NotFoundError if the draft's source or sender does not exist.
    """
    now = workspace.now()
    with workspace.store.read() as store:
        before, steps_before = campaigns.get(store, ident), campaign_steps.of_campaign(store, ident)
        after, steps = _after(store, before, draft), lifecycle.steps_of(draft)
        again = rerender_pending.new_texts(store, after, steps, rerender_pending.waiting(store, ident), now)
        if not lifecycle.texts_changed(before, steps_before, after, steps):
            again = []
        zone = draft.time_zone or workspace.stamp.time_zone
        change = change_of(store, ident, draft.slots, zone, now)
        moved = after.source_id != before.source_id
        drawn = outreach_counts.count_drawn(store, ident)
        return Effects(
            active=before.active,
            rendered_again=sum(entry.changed for entry in again),
            ended=sum(bool(entry.refusal) for entry in again),
            keep=len(rerender_pending.keeping(store, before, steps_before, after, steps)),
            slots_changed=change is not None,
            slots_from=None if change is None else change.first,
            asks_again=len(lifecycle.by_mode_no_longer(store, after)),
            stay_pending=_stay_pending(store, before, after),
            source=sources.get(store, after.source_id).name if moved and drawn else "",
            drawn=drawn,
            withdrawn=_withdrawn(store, before, after, now),
            withdraw_after=after.withdraw_after_days,
            shared=shared_after(
                store, before, after, dedupe=workspace.stamp.dedupe, withdrawn_after=to_us(now - AFTER_WITHDRAWAL)
            ),
        )


def _after(store: Reading, before: CampaignRow, draft: CampaignDraft) -> CampaignRow:
    """Return the campaign's row as the edit would leave it."""
    return before._replace(
        name=draft.name,
        program=draft.program,
        source_id=find(store, "source", draft.source),
        member_id=find(store, "member", draft.sender),
        languages=list(draft.languages),
        approval=draft.approval,
        note_rule=draft.note_rule,
        withdraw_after_days=draft.withdraw_after_days,
    )


def _stay_pending(store: Reading, before: CampaignRow, after: CampaignRow) -> int:
    """Return the number of people who keep waiting although the new mode would approve their step by itself."""
    if before.approval == after.approval:
        return 0
    found = rerender_pending.waiting(store, before.id)
    return sum(approved_by_mode(after, row.step) for row in found)


def _withdrawn(store: Reading, before: CampaignRow, after: CampaignRow, now: datetime) -> int:
    """Count the invitations that the new rule would withdraw now and the old rule would not."""
    if after.withdraw_after_days == 0:
        return 0
    count = partial(outreach_counts.count_invited_by, store, before.id)
    old = count(now - timedelta(days=after.withdraw_after_days))
    if before.withdraw_after_days:
        old -= count(now - timedelta(days=before.withdraw_after_days))
    return max(0, old)

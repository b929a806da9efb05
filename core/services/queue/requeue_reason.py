"""Put back everybody whom a campaign left out for one reason, except people whom it would leave out again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from core.engine.planning import draw
from core.engine.planning.render import template_of, values_of
from core.errors import RefusedError, UsageError
from core.plural import plural
from core.rules.codes import lookup
from core.rules.wanting import CUSTOM, lacks_of
from core.services.lookup import find
from core.services.queue import queue_edit
from core.services.queue.queue_rows import entries
from core.store import campaign_steps, campaigns, members, outreach_plans, outreaches
from core.store.campaign_steps import StepRow
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.outreaches import OutreachRow
from core.text import clean
from core.views.queue_view import QueueEntry
from core.workspace import Workspace

MISSING = "text.missing"
"""The reason for which a person is left out who lacks a value that the text needs."""


@dataclass
class LeftOut:
    """The people whom a campaign left out for a reason: those who can be put back now, and the others by cause."""

    campaign: str
    back: list[OutreachRow] = field(default_factory=list)
    lacking: Counter[str] = field(default_factory=Counter)
    """Numbers of people who still lack a value, by variable."""
    stay: int = 0
    """Number of people who still lack a value."""
    refused: list[str] = field(default_factory=list)
    """A sentence for each person who was refused."""

    @property
    def sentences(self) -> list[str]:
        """Return the sentences about the people who stay out."""
        told = []
        if self.stay:
            what = ", ".join(f"{name}: {count:,}" for name, count in sorted(self.lacking.items()))
            lack = plural(self.stay, "person still lacks", "people still lack")
            told.append(f"{self.stay:,} {lack} a value ({what}).")
        return [*told, *self.refused]


def left_out(workspace: Workspace, campaign: str, reason: str) -> LeftOut:
    """Return the people whom a campaign left out for a reason; a reason without a colon includes its refined codes.

    Raises NotFoundError, UsageError for an unknown reason, RefusedError for an archived campaign.
    """
    with workspace.store.read() as store:
        return _left_out(store, campaign, reason)


def _left_out(store: Reading, ref: str, reason: str) -> LeftOut:
    if lookup(reason) is None:
        words = f"There is no reason “{clean(reason, 60)}”. `overture codes` lists them, such as {MISSING}."
        raise UsageError(words, field="--reason")
    campaign = campaigns.get(store, find(store, "campaign", ref))
    if campaign.archived:
        raise RefusedError(f"“{campaign.name}” is archived: nobody in it is contacted any more.")
    steps = {step.position: step for step in campaign_steps.of_campaign(store, campaign.id)}
    found = LeftOut(campaign.name)
    for row in outreaches.left_out_for(store, campaign.id, reason):
        lacking = _lacking(store, campaign, steps.get(row.step), row)
        if lacking:
            found.stay += 1
            found.lacking.update(lacking)
        else:
            found.back.append(row)
    return found


def _lacking(store: Reading, campaign: CampaignRow, step: StepRow | None, row: OutreachRow) -> frozenset[str]:
    """Return the variables that only a file can fill and that a person still lacks."""
    text = None if step is None else template_of(step, campaign, row.language)
    if not text:
        return frozenset()
    values, custom = values_of(store, row.contact_id, "")
    has = {*values, *(f"{CUSTOM}{name}" for name in custom)}
    return frozenset[str]().union(*(one.lacks for one in lacks_of(text) if one.has <= has and not one.lacks & has))


def requeue(workspace: Workspace, campaign: str, reason: str) -> tuple[list[QueueEntry], LeftOut]:
    """Put everybody back who can be put back, in one write, and space their profile reads; the others stay out.

    Raises the errors of `left_out`.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        found = _left_out(store, campaign, reason)
        back = [row for row in found.back if _put_back(workspace, store, row, now, found)]
        _space_reads(store, [row for row in back if row.step == 0], now)
    return entries(workspace, [row.id for row in back]), found


def _put_back(workspace: Workspace, store: Writing, row: OutreachRow, now: datetime, found: LeftOut) -> bool:
    try:
        with workspace.store.write():  # a savepoint of its own: a refusal may come after a change
            queue_edit.put_back(workspace, store, row, now)
    except RefusedError as error:
        found.refused.append(error.text)
        return False
    return True


def _space_reads(store: Writing, rows: list[OutreachRow], now: datetime) -> None:
    """Plan the profile reads of these people one after the other, as a draw does."""
    if rows:
        member = members.get(store, rows[0].member_id)
        moments = draw.read_moments(store, member.id, len(rows), now, seed=f"requeued:{rows[0].campaign_id}")
        for row, at in zip(rows, moments, strict=True):
            outreach_plans.plan_read(store, row.id, at)

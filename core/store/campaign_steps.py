"""The messages of a campaign's sequence (table `step`), in order; position 0 is the invitation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import dump_json
from core.store.tables.campaigns import Campaign, Step


class StepRow(NamedTuple):
    """One message; `texts` are its templates by language."""

    id: int
    position: int
    kind: str
    """invitation, welcome or follow-up."""
    after_days: int
    texts: dict[str, str]


class TimedStep(NamedTuple):
    """One message of a campaign, without its texts."""

    campaign: int
    position: int
    kind: str
    after_days: int


_OF_CAMPAIGN = Select(
    Step.select(Step.id, Step.position, Step.kind, Step.after_days, Step.texts)
    .where(Step.campaign == given("campaign"))
    .order_by(Step.position),
    StepRow,
)
_OF_LIVE_CAMPAIGNS = Select(
    Step.select(Step.campaign, Step.position, Step.kind, Step.after_days)
    .join(Campaign)
    .where(Campaign.archived_at.is_null())
    .order_by(Step.campaign, Step.position),
    TimedStep,
)
_ADD = Change(
    Step.insert(
        {
            Step.campaign: given("campaign"),
            Step.position: given("position"),
            Step.kind: given("kind"),
            Step.after_days: given("after_days"),
            Step.texts: given("texts"),
        }
    ),
    about=touched.campaign(),
)
_DELETE = Change(Step.delete().where(Step.campaign == given("campaign")), about=touched.campaign())


def of_campaign(store: Reading, campaign: int) -> list[StepRow]:
    """Return the steps of a campaign in order."""
    return _OF_CAMPAIGN.all(store, campaign=campaign)


def of_live_campaigns(store: Reading) -> list[TimedStep]:
    """Return kind and days of each step of the campaigns that are not archived, ordered by campaign and position."""
    return _OF_LIVE_CAMPAIGNS.all(store)


def replace(store: Writing, campaign: int, steps: Iterable[StepRow]) -> None:
    """Replace the steps of a campaign by these, which get new ids."""
    _DELETE.run(store, campaign=campaign)
    for step in steps:
        _ADD.run(
            store,
            campaign=campaign,
            position=step.position,
            kind=step.kind,
            after_days=step.after_days,
            texts=dump_json(step.texts),
        )

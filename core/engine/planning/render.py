"""Rendering the text of a step for one person: language, values, and reasons against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.errors import UsageError
from core.rules.language import choose
from core.rules.limits import note_limit
from core.rules.message import TooLongError, length, render
from core.rules.names.person_name import called_by
from core.rules.placeholders import first_of_another_tool
from core.store import notes
from core.store.campaign_steps import StepRow
from core.store.campaigns import CampaignRow
from core.store.database import Reading
from core.store.members import MemberRow
from core.store.outreaches import OutreachRow
from core.store.people import contacts
from core.store.people.contact_values import CUSTOM
from core.store.views import limit_usage

NO_VALUES: Mapping[str, str] = {}
VARIABLES = ("first_name", "last_name", "name", "company", "position", "location", "headline")


@dataclass(frozen=True)
class Text:
    """The result of rendering a step: a text, None for an invitation without a note, or the `refusal` as a reason."""

    text: str | None
    refusal: str = ""
    note_dropped: bool = False
    """True if the note was left out because the month's notes of a basic account are used up."""


def text_for(
    store: Reading,
    campaign: CampaignRow,
    member: MemberRow,
    outreach: OutreachRow,
    step: StepRow,
    now: datetime,
    *,
    notes_ahead: int = 0,
    instead: Mapping[str, str] | None = None,
) -> Text:
    """Render one step for one person, by the limits of the member's plan.

    `notes_ahead` counts notes of others that are not in the store yet; `instead` has values that replace the person's
    own, by variable.
    """
    template = template_of(step, campaign, outreach.language)
    if template is None:
        return Text(None)
    may_drop = step.kind == "invitation" and campaign.note_rule == "without"
    if may_drop and not notes_left(store, member, outreach, now, ahead=notes_ahead):
        return Text(None, note_dropped=True)
    return text_of(store, step.kind, template, outreach.contact_id, member, instead=instead)


def text_of(
    store: Reading,
    kind: str,
    template: str,
    contact_id: int,
    member: MemberRow,
    *,
    instead: Mapping[str, str] | None = None,
) -> Text:
    """Render a template for one contact, in a campaign or not."""
    foreign = first_of_another_tool(template)
    if foreign:  # saved by an earlier version: it would be sent unrendered
        return Text(None, refusal=f"text.foreign:{foreign}")
    try:
        rendered = render(template, *values_of(store, contact_id, member.name, instead or {}))
    except TooLongError:
        return Text(None, refusal="text.too_long")
    except UsageError as error:  # saved by an earlier version, or in a restored store
        return Text(None, refusal=f"text.unusable:{error.text.rstrip('.')}")
    if rendered.text is None:
        return Text(None, refusal="text.missing:" + ",".join(rendered.missing))
    if not rendered.text:
        # Every branch of the template was empty: a note may be omitted, a message may not.
        return Text(None, refusal="" if kind == "invitation" else "text.missing:text")
    if kind == "invitation" and length(rendered.text) > note_limit(member.plan):
        return Text(None, refusal="text.too_long")
    return Text(rendered.text)


def template_of(step: StepRow, campaign: CampaignRow, language: str) -> str | None:
    """Return the step's template in a language, or else in the campaign's first one."""
    return step.texts.get(choose(language, campaign.languages)) or step.texts.get(campaign.languages[0])


def notes_left(store: Reading, member: MemberRow, outreach: OutreachRow, now: datetime, *, ahead: int = 0) -> bool:
    """Return whether this outreach may still carry a note this month; the note that it has now does not count."""
    used = notes.used(store, member.id, member.time_zone, now)
    coming = limit_usage.notes_coming(store, member.id)
    own = int(outreach.text is not None and outreach.status in ("pending", "approved", "scheduled"))
    return notes.allowed(store, member.plan, used + coming + ahead - own)


def values_of(
    store: Reading, contact_id: int, sender: str, instead: Mapping[str, str] = NO_VALUES
) -> tuple[dict[str, str], dict[str, str]]:
    """Return the values for a person's text: the known variables, and the columns of their file."""
    contact = contacts.get(store, contact_id)
    values = {name: value for name in VARIABLES if (value := instead.get(name, getattr(contact, name)))}
    values["sender_first_name"] = called_by(sender)
    own = contact.custom | {
        name.removeprefix(CUSTOM): text for name, text in instead.items() if name.startswith(CUSTOM)
    }
    custom = {name: value for name, value in own.items() if value}
    return values, custom

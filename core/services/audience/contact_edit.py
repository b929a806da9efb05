"""Correction of a contact's values by a person; no import and no profile changes them again."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from core.engine.planning import hold_excluded
from core.engine.restoring.erase import NAME
from core.engine.sending import call_holds
from core.errors import RefusedError, UsageError
from core.rules.language import normalise
from core.rules.placeholders import in_final_text
from core.rules.template import is_custom_name
from core.rules.value_origin import NewValue, Origin
from core.services.audience.contact_page import with_values
from core.services.audience.contacts import find_contact
from core.services.campaigns import follow_values
from core.services.queue.requeue_reason import MISSING
from core.store import outreaches
from core.store.database import Reading
from core.store.people import contact_values, contacts
from core.store.people.contact_values import CUSTOM
from core.store.people.person_fields import FIELDS, longest
from core.text import clean
from core.views.people_view import EditedContact
from core.workspace import Workspace

LONGEST_CUSTOM = 1000
_NAMES = frozenset(("first_name", "last_name", "name"))


def edit(workspace: Workspace, ref: str, values: Mapping[str, str]) -> EditedContact:
    """Set values of a contact by hand; an empty one clears the field.

    Waiting texts are rendered again; approved ones that change wait for approval again. Raises NotFoundError,
    UsageError for an unknown field or an invalid value, RefusedError for somebody who was erased.
    """
    if not values:
        raise UsageError("Name what to change, such as --first-name Ann or --set custom.city=Paris.")
    told = {field: NewValue(_checked(field, text), Origin.HAND) for field, text in values.items()}
    now = workspace.now()
    with workspace.store.write() as store:
        contact = find_contact(store, ref)
        if contacts.summary(store, contact).name == NAME:
            raise RefusedError("This person was erased for good, so their fields can no longer be edited.")
        done = contact_values.tell(store, contact, told, now)
        contact_values.journal_change(store, contact, done.changed, now, workspace.actor, by=Origin.HAND)
        hold_excluded.hold(workspace, store, [contact], now, workspace.actor)
        texts = follow_values.follow(store, {contact: done.changed}, now, workspace.actor)
        if done.changed:
            call_holds.values_came(store, now, workspace.actor)
        view, known = with_values(store, contact)
        waiting = _lacked(store, contact, done.changed)
    return EditedContact(view, known, done.changed, texts, waiting)


def _lacked(store: Reading, contact: int, changed: Mapping[str, tuple[str, str]]) -> tuple[int, ...]:
    """Return the ids of the outreaches that ended for lack of a value which this change adds."""
    came = [field for field, (_before, after) in changed.items() if after]
    return tuple(row.id for field in came for row in outreaches.ended_for(store, [contact], f"{MISSING}:{field}"))


def _checked(field: str, text: str) -> str:
    """Return the cleaned value. Raises UsageError for an unknown field, a value that is too long, or a bad language."""
    option = f"--{field.replace('_', '-')}" if field in FIELDS else "--set"
    if field not in FIELDS and not (field.startswith(CUSTOM) and is_custom_name(field.removeprefix(CUSTOM))):
        raise UsageError(_unknown(field), field="--set")
    limit = longest(field) if field in FIELDS else LONGEST_CUSTOM
    cleaned = clean(text, len(text))
    if len(cleaned) > limit:
        raise UsageError(f"{field} has {len(cleaned)} characters; at most {limit} are allowed.", field=option)
    if field in _NAMES and (found := in_final_text(cleaned)):
        raise UsageError(f"{field} holds “{clean(found[0], 40)}”, a placeholder: write the name itself.", field=option)
    if field != "language" or not cleaned:
        return cleaned
    if not (tag := normalise(cleaned)):
        raise UsageError(f"“{clean(text, 40)}” is no language: write a code such as fr.", field=option)
    return tag


def _unknown(field: str) -> str:
    named = f"No field is called “{clean(field, 60)}”."
    if field.startswith(CUSTOM):
        return f"{named} After custom. come small letters, digits and _, a letter first, such as custom.city."
    near = get_close_matches(field.lower().replace("-", "_"), FIELDS, 1)
    advice = f" Did you mean {near[0]}?" if near else ""
    return f"{named}{advice} Known: {', '.join(FIELDS)}, and custom.column_name."

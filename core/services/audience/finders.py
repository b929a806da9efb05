"""Finders: a source that is a saved search, run in its own slot by a member's account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from urllib.parse import urlsplit

from core.engine.reading import finder_search as engine_find
from core.errors import RefusedError, UsageError
from core.rules.codes import describe
from core.rules.coming import Due, due_state
from core.rules.schedule import WEEKDAYS, SlotRule
from core.services.audience.segments import insert, name_of, refuse_taken
from core.services.engine_alive import Life, late_after, life
from core.services.lookup import find
from core.store import journal, members
from core.store.database import Reading
from core.store.people import finders, sources
from core.text import clean
from core.time_zones import known_zones
from core.views.obstacle_view import Obstacle
from core.views.sources_view import Finder, SavedFinder
from core.workspace import Workspace

PEOPLE_PATHS = ("/search/results/people", "/sales/search/people")
MOST = 25
"""Most results that one slot reads."""


def add(
    workspace: Workspace,
    name: str,
    owner: str,
    *,
    url: str | None = None,
    keywords: str | None = None,
    per_slot: int = 10,
    days: Sequence[str] = WEEKDAYS[:5],
    start: str = "09:00",
    minutes: int = 60,
    time_zone: str | None = None,
) -> SavedFinder:
    """Save a search as a source, with a segment of the same name. Raises the errors of `core.errors`."""
    name, now = name_of(name), workspace.now()
    search = search_of(url, keywords)
    per_slot = per_slot_of(per_slot)
    rule = rule_of(days, start, minutes, zone=time_zone or workspace.stamp.time_zone)
    check_zone(rule.zone)
    with workspace.store.write() as store:
        refuse_taken(store, name)
        member = owner_of(store, owner)
        ident = sources.add(store, name, "finder", now)
        journal.write(store, now, workspace.actor, "source.added", data={"source": ident, "kind": "finder"})
        finders.add(store, ident, member, search, per_slot, rule)
        engine_find.plan(store, finders.get(store, ident), now)
        segment = insert(store, name, {"source": [str(ident)]}, now, workspace.actor)
        return SavedFinder(ident, name, finder_view(workspace, store, ident), segment)


def search_of(url: str | None, keywords: str | None) -> dict[str, str]:
    """Return the query for the network: an address or words. Raises UsageError."""
    if (url is None) == (keywords is None):
        raise UsageError("A finder looks for one thing: give --url or --keywords.", field="--url")
    if keywords is not None:
        words = clean(keywords, 300)
        if not words:
            raise UsageError("--keywords: nothing to look for.", field="--keywords")
        return {"keywords": words}
    address = clean(url or "", 4000)
    try:
        parts = urlsplit(address)
        ours = parts.scheme == "https" and (parts.hostname or "").split(".")[-2:] == ["linkedin", "com"]
    except ValueError:
        ours = False
    if not ours or not parts.path.startswith(PEOPLE_PATHS):
        raise UsageError(
            "--url: not the address of a search for people. Such an address begins with "
            "https://www.linkedin.com/search/results/people/ or https://www.linkedin.com/sales/search/people.",
            field="--url",
        )
    return {"url": address}


def per_slot_of(number: int) -> int:
    """Return the number of results per slot. Raises UsageError."""
    if not 1 <= number <= MOST:
        raise UsageError(f"--per-slot: {number} is not possible: 1 to {MOST}.", field="--per-slot")
    return number


def rule_of(days: Sequence[str], start: str, minutes: int, *, zone: str) -> SlotRule:
    """Return the slot of a finder; the zone is not checked. Raises UsageError."""
    from core.services.campaigns.file_schema import SlotModel, usable  # pydantic: only where input is read

    values, faults = usable(SlotModel, {"days": list(days), "start": start, "minutes": minutes})
    if faults:
        raise UsageError(f"--{faults[0].text}", field=f"--{faults[0].field}")
    numbers = frozenset(WEEKDAYS.index(day) for day in values["days"])
    return SlotRule(numbers, time.fromisoformat(values["start"]), values["minutes"], zone)


def check_zone(name: str) -> None:
    """Raise UsageError for a time zone that does not exist."""
    if name not in known_zones():
        raise UsageError(f"--time-zone: no time zone is called “{clean(name, 40)}”.", field="--time-zone")


def owner_of(store: Reading, ref: str) -> int:
    """Return the member who is to search. Raises NotFoundError, RefusedError if its account cannot."""
    ident = find(store, "member", ref, field="--owner", archived=False)
    member = members.get(store, ident)
    if member.archived:
        raise RefusedError(f"{member.name} is archived and cannot search: choose another owner.", field="--owner")
    if member.state != "ok":
        raise RefusedError(f"The account of {member.name} is {member.state}: connect it first.", field="--owner")
    return ident


def finder_view(workspace: Workspace, store: Reading, source: int, alive: Life | None = None) -> Finder:
    """Return a finder's view: its member, its search, its next run, and the problem that prevents it."""
    finder = finders.get(store, source)
    member = members.get(store, finder.member_id)
    return Finder(
        owner=member.name,
        search=finder.search,
        per_slot=finder.per_slot,
        days=tuple(WEEKDAYS[day] for day in sorted(finder.rule.days)),
        start=finder.rule.start,
        minutes=finder.rule.minutes,
        time_zone=finder.rule.zone,
        active=not (finder.stopped or finder.archived),
        next=finder.next_at,
        next_state=_next_state(workspace, finder.next_at, alive or life(workspace)),
        problem=_problem(finder, member.name, member.state, archived=member.archived),
    )


def _problem(finder: finders.FinderRow, owner: str, state: str, *, archived: bool) -> Obstacle | None:
    """Return the problem, with its remedy, that prevents the finder from searching; None if there is none."""
    code = "sender.archived" if archived else f"sender.{state}" if state != "ok" else ""
    code = code or ("finder.refused" if finder.refused else "")
    if not code or finder.archived or finder.stopped:
        return None
    text, action = describe(code, sender=owner, detail=finder.refused)
    return Obstacle(code, text, action)


def _next_state(workspace: Workspace, at: datetime | None, alive: Life) -> Due | None:
    """Return the state of the next search (to come, under way or overdue); None if no search is planned."""
    if at is None:
        return None
    return due_state(at, workspace.now(), works=alive.works, late=late_after(workspace))

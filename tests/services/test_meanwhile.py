"""A save over somebody else's later change is refused with each changed field, unless it names their version."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.errors import ChangedMeanwhileError
from core.services import workspace_values
from core.services.audience import finder_edit, finders
from core.services.audience.finders import finder_view
from core.services.campaigns import edit_plan, lifecycle
from core.services.campaigns.draft_fields import version_of
from core.services.members import members
from core.services.members.member_view import list_members
from core.services.versions import finder_version, member_version
from core.views.sources_view import SavedFinder
from core.workspace import Workspace
from tests.support.world import World


def by(workspace: Workspace, actor: str) -> Workspace:
    return replace(workspace, actor=actor)


def test_a_campaign_that_somebody_edited_is_not_overwritten(world: World) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    opened = lifecycle.draft_of(world.ws, 1)
    theirs = replace(opened, cohort_size=7, description="theirs")
    mine = replace(opened, description="mine")
    lifecycle.edit(by(world.ws, "ben@db2"), "1", theirs)
    with pytest.raises(ChangedMeanwhileError) as told:
        lifecycle.edit(world.ws, "1", mine, opened=opened)
    assert told.value.changes == (("description", "", "theirs"), ("cohort_size", 2, 7))
    assert (
        "(edited last by ben@db2): description was empty, is “theirs”; cohort_size was “2”, is “7”." in told.value.text
    )
    assert lifecycle.draft_of(world.ws, 1) == told.value.now == theirs
    lifecycle.edit(world.ws, "1", mine, opened=told.value.now)
    assert lifecycle.draft_of(world.ws, 1) == mine


def test_a_file_made_for_another_version_is_not_saved(world: World) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=2)
    opened = lifecycle.draft_of(world.ws, 1)
    mine = replace(opened, description="mine")
    lifecycle.edit(by(world.ws, "ben@db2"), "1", replace(opened, cohort_size=7))
    with pytest.raises(ChangedMeanwhileError) as told:
        edit_plan.save_version(world.ws, "1", mine, version_of(opened))
    now = version_of(lifecycle.draft_of(world.ws, 1))
    assert (
        f"(edited last by ben@db2): it has the version {now}. Unlike your file, description is empty, not “mine”; "
        in told.value.text
    )
    assert lifecycle.draft_of(world.ws, 1).cohort_size == 7
    edit_plan.save_version(world.ws, "1", mine, now)
    assert lifecycle.draft_of(world.ws, 1) == mine


def test_only_values_of_a_member_that_are_saved_are_compared(world: World) -> None:
    world.member()
    (seen,) = list_members(world.ws)
    members.edit(by(world.ws, "ben@db2"), "1", day_cap=30)
    assert members.edit(world.ws, "1", seen=seen, plan="basic").day_cap == 30
    with pytest.raises(ChangedMeanwhileError, match="day_cap was “20”, is “30”") as told:
        members.edit(world.ws, "1", seen=seen, day_cap=10)
    assert members.edit(world.ws, "1", seen=told.value.now, day_cap=10).day_cap == 10


def test_a_finder_that_somebody_edited_is_not_overwritten(world: World) -> None:
    world.member()
    finders.add(world.ws, "search", "Ada Wong", keywords="founder")
    with world.ws.store.read() as store:
        seen = SavedFinder(1, "search", finder_view(world.ws, store, 1))
    finder_edit.edit(world.ws, "1", per_slot=7)
    finder_edit.edit(world.ws, "1", seen=seen, minutes=30)
    with pytest.raises(ChangedMeanwhileError, match="per_slot was “10”, is “7”"):
        finder_edit.edit(world.ws, "1", seen=seen, per_slot=12)
    finder_edit.edit(world.ws, "1", name="founders")
    with pytest.raises(ChangedMeanwhileError, match="name was “search”, is “founders”"):
        finder_edit.edit(world.ws, "1", seen=seen, name="mine")


def test_values_for_another_version_of_a_member_are_not_saved(world: World) -> None:
    world.member()
    (seen,) = list_members(world.ws)
    version = member_version(seen)
    assert members.edit(world.ws, "1", seen=version, day_cap=20).day_cap == 20, "nobody changed anything"
    members.edit(by(world.ws, "ben@db2"), "1", name="Ada W")
    with pytest.raises(ChangedMeanwhileError) as told:
        members.edit(world.ws, "1", seen=version, day_cap=10, plan="premium")
    (is_now,) = list_members(world.ws)
    assert told.value.text == (
        f"“Ada W” was changed meanwhile (edited last by ben@db2): it has the version {member_version(is_now)}. "
        "Unlike your values, day_cap is “20”, not “10”. Nothing was saved."
    )
    assert told.value.changes == (("day_cap", 20, 10),)
    assert members.edit(world.ws, "1", seen=member_version(is_now), day_cap=10).day_cap == 10


def test_values_for_another_version_of_a_finder_are_not_saved(world: World) -> None:
    world.member()
    finders.add(world.ws, "search", "Ada Wong", keywords="founder")
    with world.ws.store.read() as store:
        version = finder_version("search", finder_view(world.ws, store, 1))
    changed = finder_edit.edit(world.ws, "1", name="founders")
    with pytest.raises(ChangedMeanwhileError, match="Unlike your values, days is “mon, tue, wed, thu, fri”, not “mon”"):
        finder_edit.edit(world.ws, "1", seen=version, days=["mon"])
    renewed = finder_version("founders", changed.finder)
    assert finder_edit.edit(world.ws, "1", seen=renewed, days=["mon"]).finder.days == ("mon",)


def test_a_value_of_the_workspace_is_changed_only_if_it_is_as_it_was_seen(world: World) -> None:
    seen = {one.name: one.value for one in workspace_values.values(world.ws)}
    workspace_values.change(world.ws, {"notes-a-month": "3"}, seen=seen)
    with pytest.raises(ChangedMeanwhileError, match="notes-a-month was “5”, is “3”"):
        workspace_values.change(world.ws, {"notes-a-month": "4"}, seen=seen)
    workspace_values.change(world.ws, {"days-off": "2027-05-01"}, seen=seen)

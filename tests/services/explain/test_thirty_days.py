"""Thirty days of the demo: each day on which a campaign planned less than expected has its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.demo import headless, scene
from core.rules.codes import lookup
from core.rules.schedule import before_day
from core.rules.shortage import OWN_RULES, together
from core.services.explain.campaign_explained import explain
from core.services.explain.explained_words import run_sentence
from core.services.home.home_list import HomeList, home_list
from core.services.maintenance.verify import verify
from core.services.overview import campaign_list
from core.services.overview.campaign_detail import detail
from core.services.overview.needs import needs
from core.views.campaign_detail_view import Run
from core.workspace import Workspace, home_of, opened

DAYS = 30
CAMPAIGNS = ("invite-founders-Q1", "invite-cto-paris", "invite-press")
"""Campaigns: one with enough people, one without approvals for two days, one of a new account that is disconnected."""
COHORT = 2
"""People per run: few, so that the month takes seconds."""
NO_LOOKS = timedelta(days=DAYS + 1)


def test_each_day_of_a_month_has_its_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entries = {entry.name: entry for entry in reversed(scene.ENTRIES)}
    small = tuple(replace(entries[name], cohort=COHORT, steps=1) for name in CAMPAIGNS)
    monkeypatch.setattr(scene, "ENTRIES", small)
    monkeypatch.setattr(scene, "LATECOMER", replace(scene.LATECOMER, cohort=COHORT, steps=1))
    monkeypatch.setattr(scene, "SOURCES", tuple((name, count // 4) for name, count in scene.SOURCES))
    monkeypatch.setattr(headless, "CHECK_EVERY", NO_LOOKS)
    home = home_of(tmp_path / "home")
    told: dict[str, int] = {}
    with opened(home, config=scene.config(1), clock=SteppedClock(scene.START), durable=False) as workspace:
        headless.perform(workspace, tmp_path, DAYS, lambda _day, _days: one_reading_says_the_same(workspace))
        assert verify(workspace).differences == ()
        for ident in map(str, range(1, len(CAMPAIGNS) + 2)):
            zone = explain(workspace, ident).time_zone
            for day in (scene.START.date() + timedelta(days=number) for number in range(1, DAYS)):
                told = together(told, _reasons(explain(workspace, ident, _end_of(day, zone)).runs, day))
    assert {"approvals.wanting", "sender.disconnected"} <= set(told)
    assert any(code in OWN_RULES for code in told)
    assert [code for code in told if lookup(code) is None] == []


def one_reading_says_the_same(workspace: Workspace) -> None:
    """Check that a campaign and a need read alone are the same as in the home list and in lists of their own."""
    alone = HomeList(campaign_list.campaigns(workspace), needs(workspace))
    assert home_list(workspace, archived=False) == alone
    for summary in alone.campaigns:
        assert campaign_list.campaign(workspace, str(summary.id)).summary == summary
        assert detail(workspace, str(summary.id)).short == summary.today.short


def _end_of(day: date, zone: str) -> datetime:
    return before_day(day + timedelta(days=1), zone)


def _reasons(runs: tuple[Run, ...], day: date) -> dict[str, int]:
    """Return why the runs of a day planned less than their cohorts; check that each run's sentence has every number."""
    found: dict[str, int] = {}
    for run in runs:
        if run.day != day:
            continue
        assert run.cohort == run.invitations.planned + sum(run.short.values()), run
        if run.short:
            text = run_sentence(run)
            assert "missed" in text or "Short: " in text, text
            for number in run.short.values():
                assert str(number) in text, text
        found = together(found, run.short)
    return found

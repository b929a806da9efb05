"""Every code has a severity, a sentence and a remedy; describing one never fails."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.planning import runs
from core.rules.codes import CODES, clause, describe, lookup
from core.rules.problem_codes.code import Kind, Severity
from core.rules.problem_codes.run_events import MISSED_BECAUSE

FATAL, ERROR, WARNING, INFO = Severity.FATAL, Severity.ERROR, Severity.WARNING, Severity.INFO

CONDITIONS = {
    FATAL: "sender.disconnected sender.restricted sender.archived account.other sender.duplicate key.refused "
    "source.archived store.damaged",
    ERROR: "provider.down in_doubt unresolved engine.none store.failing disk.low texts.failing sender.connecting "
    "clock.held clock.behind store.unreadable source.unreadable profiles.unreadable sending.refused member.refused "
    "clock.differs draw.held engine.safe",
    WARNING: "engine.late source.low source.importing approvals.wanting limit.network limit.notes today.short paused "
    "member.paused day.empty records.unreadable nothing.sent journal.damaged "
    "backup.old member.overbooked",
    INFO: "day.off list.unread limit.day limit.week limit.ramp finished source.shared notes.spent text.wanting",
}
EVENTS = {ERROR: "internal.held text.broken", WARNING: "run.missed person.refused", INFO: "slot.full"}
REASONS = (
    "stopped archived paused limit.day limit.week limit.network limit.notes limit.messages slot.full "
    "provider.down sender.disconnected sender.restricted sender.connecting key.refused engine.down clock.held "
    "revoked removed blocked replied taken_over not.connected connected not.found same_person text.missing "
    "text.foreign text.unusable text.cleaned text.too_long invited.elsewhere withdrawn.recently withdrawal.asked "
    "withdrawn refused rejected forgotten account.other sender.duplicate "
    "engine.elsewhere member.paused list.unread late disk profile.other doubts.open chat.unread doubts.many "
    "held held.elsewhere address.nobody resend.refused person.wait"
)


@pytest.mark.parametrize(("severity", "codes"), CONDITIONS.items())
def test_conditions_have_their_severity(severity: Severity, codes: str) -> None:
    assert {(CODES[code].kind, CODES[code].severity) for code in codes.split()} == {(Kind.CONDITION, severity)}


@pytest.mark.parametrize(("severity", "codes"), EVENTS.items())
def test_events_have_their_severity(severity: Severity, codes: str) -> None:
    assert {(CODES[code].kind, CODES[code].severity) for code in codes.split()} == {(Kind.EVENT, severity)}


def test_nothing_else_can_change_a_campaigns_state() -> None:
    open_codes = set(" ".join([*CONDITIONS.values(), *EVENTS.values()]).split())
    assert {code for code, entry in CODES.items() if entry.kind is not Kind.REASON} == open_codes
    assert {entry.severity for entry in CODES.values() if entry.kind is Kind.REASON} == {INFO}


def test_every_reason_is_in_the_table() -> None:
    assert [code for code in REASONS.split() if code not in CODES] == []


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_whole_with_and_without_their_fields(code: str) -> None:
    entry = CODES[code]
    fields = {name for _, name, _, _ in Formatter().parse(entry.text + entry.action) if name}
    for values in ({}, dict.fromkeys(fields, "7")):
        text, action = describe(code, **values)
        assert re.fullmatch(r"[A-Z7“][^{}]*\.", text), text
        assert "  " not in text
        assert "something" not in text
        assert re.fullmatch(r"[A-Z].*\.|7", action), action  # 7 is the value of a field that holds a whole remedy
    assert all("7" in " ".join(describe(code, **{name: "7"})) for name in fields)


def test_fields_stand_in_the_sentence() -> None:
    text, action = describe("source.low", source="cto-fr", left=3, expected=15)
    assert text == "“cto-fr” has people for only 3 of the 15 invitations that today's slots could send."
    assert action == "Import more contacts, or pick another source."
    assert "people for only 0 of" in describe("source.low", left=0)[0]


def test_missing_fields_become_neutral_words() -> None:
    assert describe("sender.disconnected")[0] == "The sender's LinkedIn account is disconnected."
    assert describe("in_doubt", count=None)[0] == "Some sends may or may not have arrived; checking LinkedIn."
    assert describe("limit.day", sender="")[0] == (
        "The sender's invitations for today are used up (planned, in doubt and sent outside Overture included)."
    )


def test_what_follows_the_colon_is_the_detail() -> None:
    assert describe("text.missing:first_name")[0] == "The text uses first_name, which is not known for them."
    assert "first_name, company" in describe("text.missing:first_name,company")[0]
    assert lookup("text.missing:custom.city") is CODES["text.missing"]


def test_a_cause_that_is_a_code_is_told_in_words() -> None:
    assert describe("run.missed", cause="engine.down")[0] == "Missed a run: no engine was running."
    assert (
        "Ada Wong's LinkedIn account was" in describe("run.missed", cause="sender.disconnected", sender="Ada Wong")[0]
    )
    assert describe("run.missed", cause="a long lunch")[0] == "Missed a run: a long lunch."
    assert describe("run.missed", cause="run.missed")[0].startswith("Missed a run: missed a run")
    assert (
        describe("engine.late", count=2, cause="paused")[0]
        == "2 sends are overdue: everything is paused, so nothing is sent."
    )


def test_words_go_with_their_count() -> None:
    assert [describe("approvals.wanting", count=count)[0] for count in (0, 1, 5)] == [
        "0 texts are waiting for your approval.",
        "1 text is waiting for your approval.",
        "5 texts are waiting for your approval.",
    ]
    assert describe("approvals.wanting")[0] == "Some texts are waiting for your approval."


def test_a_clause_keeps_names_as_they_are() -> None:
    assert clause("paused") == "everything is paused, so nothing is sent"
    assert clause("member.paused", sender="Ada Wong").startswith("Ada Wong is paused")
    assert clause("sender.restricted", sender="Ada Wong").startswith("LinkedIn has")
    assert describe("member.paused", sender="iPhone")[0].startswith("iPhone is")


def test_every_cause_of_a_missed_run_is_told_in_the_past() -> None:
    module = Path(runs.__file__).read_text(encoding="utf-8")
    raises = module.partition("def _why_missed")[2].partition("def _record(")[0]
    spelled = {code for code in CODES if f'"{code}"' in raises}
    assert {"engine.down", "key.refused", "late"} <= spelled <= set(MISSED_BECAUSE) <= set(CODES)


def test_an_unknown_code_is_named() -> None:
    assert lookup("from.the.future") is None
    assert "from.the.future" in describe("from.the.future", code="x")[0]


@given(st.sampled_from(sorted(CODES)), st.text(max_size=20))
def test_values_from_outside_are_never_templates(code: str, value: str) -> None:
    names = ("sender", "source", "count", "cause", "until")
    text, _ = describe(code, **dict.fromkeys(names, "{" + value + "}"))
    assert text.endswith(".")


def test_severities_are_ranked() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == [INFO, WARNING, ERROR, FATAL]

"""Reasons after a number: they read well without the names in a code's sentence, and are true of a run of any time."""

from __future__ import annotations

import pytest

from core.rules.codes import CODES
from core.rules.problem_codes.code import Kind
from core.rules.problem_codes.run_events import MISSED_BECAUSE
from core.rules.short_words import reason_words, short_words

OF_RUNS = (
    "approvals.wanting chat.unread clock.differs clock.held day.off engine.none disk disk.low doubts.many doubts.open "
    "draw.held engine.safe finished key.refused limit.day limit.messages limit.network limit.notes limit.ramp "
    "limit.week list.unread member.paused member.refused paused person.wait profiles.unread "
    "profiles.unreadable provider.down resend.refused sender.connecting sender.disconnected sender.restricted "
    "sending.refused share slot.full source.importing source.low source.unreadable store.checking "
    "store.damaged text.wanting"
)
"""Codes of conditions and reasons for which a run plans or sends less."""


@pytest.mark.parametrize("code", sorted({*OF_RUNS.split(), *MISSED_BECAUSE}))
def test_they_name_nothing_unknown_and_no_present_state(code: str) -> None:
    words = reason_words(code)
    assert not words.endswith(".")
    assert not any(text in words for text in ("some ", "of a value", "later time", "the campaign shows", "nothing is"))
    if CODES[code].kind is Kind.CONDITION:
        assert " is " not in words.replace("is warming up", "")


def test_the_largest_part_comes_first() -> None:
    assert short_words({"paused": 1, "limit.day": 8}) == "8 beyond the day cap, 1 with everything paused"
    assert short_words({"stopped": 2}) == "2 because the campaign was stopped"

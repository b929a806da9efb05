"""The sends of the next hour, and the work that stops with a campaign."""

from __future__ import annotations

from core.services.overview.next_hour import NextHour


def test_it_is_said_in_one_sentence() -> None:
    assert NextHour(0, 0, ()).words == "no sends with a set time"
    assert NextHour(1, 0, ()).words == "1 invitation"
    assert NextHour(2, 1, ()).words == "2 invitations and 1 message"
    told = NextHour(0, 1200, ("a", "b", "c", "d")).words
    assert told == "1,200 messages, and sends of the runs that open then: “a”, “b”, “c” and 1 more"

"""A profile of another person is never taken for that of the requested person."""

from __future__ import annotations

import pytest

from core.rules.same_person import Named, is_another

ACO, OTHER, ACW = "ACoAAabc1234567Xyz", "ACoAAxyz7654321Abc", "ACwAAabc1234567Xyz"


@pytest.mark.parametrize(
    ("asked", "answered", "another"),
    [
        (Named("", "zoe-müller", "Zoë Müller"), Named(ACO, "zoe-m%C3%BCller", "Anna Kern"), False),  # the same address
        (Named("", "zoe-1", "Zoë Müller"), Named(ACO, "zoe-muller-9", "Zoe Muller"), False),  # a new address
        (Named("", "zoe-1", "Zoë Müller"), Named(ACO, "anna-kern", "Anna Müller-Kern"), False),  # married, perhaps
        (Named("", "zoe-1", "Zoë Müller"), Named(ACO, "anna-kern", "Anna Kern"), True),
        (Named("", "zoe-1", ""), Named(ACO, "anna-kern", "Anna Kern"), False),  # nothing to compare with
        (Named("", "zoe-1", "Zoë Müller"), Named(ACO, "", "Anna Kern"), False),  # LinkedIn withheld it
        (Named(ACO, "zoe-1", "Zoë"), Named(OTHER, "zoe-1", "Zoë"), True),
        (Named(ACO, "", ""), Named(ACO, "anna-kern", "Anna Kern"), False),
        (Named(ACW, "", ""), Named(ACO, "anna-kern", "Anna Kern"), False),
    ],
)
def test_who_answers(asked: Named, answered: Named, another: bool) -> None:
    assert is_another(asked, answered) is another

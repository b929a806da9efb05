"""Precedence of values: by hand, then `--update`, then file, then profile, for any values in any order."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st

from core.rules.value_origin import NewValue, Origin, Value, first_of, settle

NOW = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
WORDS = st.sampled_from(["", "A", "B", "C"])
EVENTS = st.lists(st.tuples(st.sampled_from(list(Origin)), WORDS), max_size=8)


def wins(events: list[tuple[Origin, str]]) -> str:
    """Return the value that wins, only by the sentence of docs/design.md#whose-value-wins."""

    def of(*origins: Origin) -> list[str]:
        return [text for origin, text in events if origin in origins and (text or origin is Origin.HAND)]

    if of(Origin.HAND):
        return of(Origin.HAND)[-1]
    if of(Origin.UPDATE):
        return of(Origin.UPDATE)[-1]
    for origin in (Origin.FILE, Origin.PROFILE, Origin.FULL_NAME):
        if of(origin):
            return of(origin)[0]
    return ""


def after(events: list[tuple[Origin, str]]) -> Value:
    """Return the value of a field after all of these values were given."""
    value = Value()
    for origin, text in events:
        done = settle({"company": value}, {"company": NewValue(text, origin)}, NOW, update=origin is Origin.UPDATE)
        value = done.values.get("company", value)
    return value


@given(EVENTS)
@example([(Origin.FULL_NAME, "A"), (Origin.FILE, "A"), (Origin.PROFILE, "B")])
@example([(Origin.FILE, "A"), (Origin.HAND, ""), (Origin.UPDATE, "B")])
def test_the_better_origin_wins_in_any_order(events: list[tuple[Origin, str]]) -> None:
    assert after(events).text == wins(events)


@given(EVENTS)
def test_nothing_else_changes_a_value_set_by_hand(events: list[tuple[Origin, str]]) -> None:
    """The last value set by hand is kept, with the latest file's value beside it."""
    value = after([(Origin.FILE, "F"), (Origin.HAND, "H"), *[event for event in events if event[0] != Origin.HAND]])
    assert (value.text, value.origin) == ("H", Origin.HAND)
    files = [text for origin, text in events if text and origin in (Origin.FILE, Origin.UPDATE, Origin.FULL_NAME)]
    assert value.file == (files[-1] if files else "F")


def test_each_import_counts_what_differs_and_what_a_hand_kept() -> None:
    known = {"company": Value("Acme"), "position": Value("CTO", Origin.HAND), "location": Value()}
    told = {
        "company": NewValue("ACME Ltd"),
        "position": NewValue("CEO"),
        "location": NewValue("Paris"),
        "email": NewValue(""),
    }
    plain = settle(known, told, NOW)
    assert (plain.changed, plain.differ, plain.kept) == ({"location": ("", "Paris")}, ["company"], ["position"])
    update = {name: one._replace(origin=Origin.UPDATE) for name, one in told.items()}
    done = settle(known, update, NOW, update=True)
    assert done.changed == {"company": ("Acme", "ACME Ltd"), "location": ("", "Paris")}
    assert (done.differ, done.kept) == ([], ["position"])
    assert done.values["company"] == Value("ACME Ltd", Origin.UPDATE, NOW, "Acme", "")
    assert done.values["position"] == Value("CTO", Origin.HAND, None, "", "CEO")


def test_the_file_s_own_writing_stays_beside_the_value() -> None:
    known = {"first_name": first_of(NewValue("Anna", Origin.FILE, "Dr. ANNA"))}
    assert known["first_name"].file == "Dr. ANNA"
    done = settle(known, {"first_name": NewValue("Annie", Origin.HAND)}, NOW)
    assert done.values["first_name"] == Value("Annie", Origin.HAND, NOW, "Anna", "Dr. ANNA")


def test_linkedin_s_parts_win_over_those_cut_from_a_full_name() -> None:
    cut = {"first_name": Value("Nguyen", Origin.FULL_NAME), "last_name": Value("Van An", Origin.FULL_NAME)}
    known = {**cut, "name": Value("Nguyen Van An")}
    profile = {"first_name": "An", "last_name": "Nguyen", "name": "An Nguyen", "headline": "Buyer"}
    done = settle(known, {name: NewValue(text, Origin.PROFILE) for name, text in profile.items()}, NOW)
    assert {name: value.text for name, value in done.values.items()} == profile
    assert (done.values["first_name"].file, done.values["name"].file) == ("Nguyen", "Nguyen Van An")
    again = {"first_name": NewValue("Nguyen", Origin.FULL_NAME), "last_name": NewValue("Van An", Origin.FULL_NAME)}
    later = settle(done.values, {**again, "name": NewValue("Nguyen Van An", Origin.UPDATE)}, NOW, update=True)
    assert (later.changed, later.differ) == ({}, [])


def test_a_full_name_follows_its_parts_unless_a_hand_set_it() -> None:
    known = {"first_name": Value("JÃ¶rg"), "last_name": Value("Müller"), "name": Value("JÃ¶rg Müller")}
    done = settle(known, {"first_name": NewValue("Jörg", Origin.HAND)}, NOW)
    assert done.changed == {"first_name": ("JÃ¶rg", "Jörg"), "name": ("JÃ¶rg Müller", "Jörg Müller")}
    by_hand = {**known, "name": Value("The Boss", Origin.HAND)}
    assert settle(by_hand, {"first_name": NewValue("Jörg", Origin.HAND)}, NOW).changed == {
        "first_name": ("JÃ¶rg", "Jörg")
    }
    given = {"first_name": NewValue("Ann", Origin.HAND), "name": NewValue("Ann the Great", Origin.HAND)}
    assert settle(known, given, NOW).changed["name"] == ("JÃ¶rg Müller", "Ann the Great")

"""The filter language: its forms, their meaning, and the messages for mistakes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import UsageError
from core.rules.filters.folding import fold
from core.rules.filters.keys import CAMPAIGNS, CONTACTS, LISTS, QUEUE, FilteredList, Kind
from core.rules.filters.parse import Condition, Filter, parse
from core.rules.filters.spans import Span

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
ZONE = "Europe/Paris"


def read(text: str, wanted: FilteredList = QUEUE) -> Filter:
    return parse(text, wanted, NOW, ZONE)


def only(text: str, wanted: FilteredList = QUEUE) -> Condition:
    (condition,) = read(text, wanted).conditions
    return condition


def test_all_terms_must_hold_and_a_comma_means_or() -> None:
    first, second = read('status:pending,approved -sender:"Ada Wong"').conditions
    assert (first.keys, first.values, first.negated) == ((QUEUE.key("status"),), ("pending", "approved"), False)
    assert (second.keys, second.values, second.negated) == ((QUEUE.key("sender"),), ("ada wong",), True)


def test_bare_words_look_in_the_name_columns() -> None:
    condition = only('"José  Núñez"', CONTACTS)
    assert [key.name for key in condition.keys] == list(CONTACTS.names)
    assert condition.values == ("jose nunez",)


@pytest.mark.parametrize(
    ("text", "words"),
    [("-ada", ("ada",)), ("o'neil-smith", ("o'neil-smith",)), ("a-b", ("a-b",)), ("«été»", ("«ete»",))],
)
def test_words_hold_signs_of_their_own(text: str, words: tuple[str, ...]) -> None:
    assert only(text).values == words
    assert only(text).negated == text.startswith("-")


def test_a_lone_minus_is_a_word() -> None:
    assert [condition.values for condition in read("a - b").conditions] == [("a",), ("-",), ("b",)]


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("sent:2026-03-29", datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)),  # 23 hours
        ("sent:today", datetime(2026, 3, 30, 22, tzinfo=UTC), datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ("sent<2026-03-29", None, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("sent>2026-03-29", datetime(2026, 3, 29, 22, tzinfo=UTC), None),
        ("sent<2d", NOW - timedelta(days=2), None),
        ("sent>3h", None, NOW - timedelta(hours=3)),
        ("sent:1W", NOW - timedelta(weeks=1), None),
        (
            "sent:2026-03-31T09:30",
            datetime(2026, 3, 31, 7, 30, tzinfo=UTC),
            datetime(2026, 3, 31, 7, 31, tzinfo=UTC),
        ),
        ("sent>2026-03-31T09:30Z", datetime(2026, 3, 31, 9, 31, tzinfo=UTC), None),
    ],
)
def test_dates_are_of_the_zone_and_ages_count_back(text: str, since: datetime | None, until: datetime | None) -> None:
    assert only(text).values == (Span(since, until),)


@pytest.mark.parametrize(
    ("text", "order", "falling"), [("sort:sent", "sent", False), ("status:pending sort:-Sent", "sent", True)]
)
def test_the_order(text: str, order: str, falling: bool) -> None:
    found = read(text).order
    assert found is not None
    assert (found.key.name, found.falling) == (order, falling)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("statsu:pending", "Did you mean “status”?"),
        ("zzz:1", "Its keys are: id, name"),
        ("status:pendign", "Did you mean “pending”?"),
        ("status:", "A value is missing after “status:”"),
        ('company:""', 'To find empty values, write company="".'),
        ('""', "An empty text matches everything."),
        ('name:"ada', "A quote is not closed"),
        ('"ada"lovelace', "A space is missing"),
        ("status<pending", "neither a number nor a time"),
        ("step:two", "needs a number"),
        ("step:nan", "needs a number"),
        ("step:1e999", "needs a number"),
        ("sent:soon", "needs a date such as 2026-01-05"),
        ("sent:9999-12-31", "needs a date"),
        ("sent>99999w", "needs a date"),
        ("sort:a sort:b", "for the queue. Its keys"),
        ("sort:id sort:name", "sorted by one key"),
        ("-sort:id", "sort:-name"),
        ("sort:id,name", "sort:-name"),
        ("a " * 51, "at most 50 terms"),
        ("a" * 1001, "at most 1000 characters"),
        ("step:" + ",".join("1" * 51), "at most 50 are compared"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(text: str, told: str) -> None:
    with pytest.raises(UsageError) as error:
        read(text)
    assert told in error.value.text


def test_yes_and_no_and_percent() -> None:
    assert only("active:yes", CAMPAIGNS).values == (True,)
    assert only("-active:OFF", CAMPAIGNS).values == (False,)
    assert only("ratio>46%", CAMPAIGNS).values == (46.0,)
    with pytest.raises(UsageError, match="is yes or no"):
        only("active:maybe", CAMPAIGNS)


def test_columns_of_a_contact_file() -> None:
    assert only("custom.City:Paris", CONTACTS).keys[0].name == "custom.City"
    with pytest.raises(UsageError):
        only("custom.city:Paris", QUEUE)


def test_several_values_cannot_sort() -> None:
    with pytest.raises(UsageError, match="Contacts cannot be sorted by “status”"):
        read("sort:status", CONTACTS)


@pytest.mark.parametrize("wanted", LISTS, ids=lambda wanted: wanted.name)
def test_every_list_has_distinct_keys_with_help(wanted: FilteredList) -> None:
    names = [key.name for key in wanted.keys]
    assert len(names) == len(set(names))
    assert set(wanted.names) <= set(names)
    assert all(key.help.endswith(".") and (key.kind is not Kind.CHOICE or key.choices) for key in wanted.keys)


@pytest.mark.parametrize(
    ("text", "folded"), [("ADA", "ada"), ("Łukasz Müller", "lukasz muller"), ("Straße", "strasse"), ("Øé", "oe")]
)
def test_case_and_accents_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded

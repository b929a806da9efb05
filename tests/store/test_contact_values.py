"""Values given to a contact again: the quick comparison has the same result as one field by field."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.value_origin import NewValue, Origin, Value, first_of, settle
from core.store.people.contact_values import StoredValues, first_origins, is_unchanged, origins_of
from core.store.people.person_fields import FIELDS
from core.store.people.seen_addresses import SeenAddresses
from tests.support.world import START

origins = st.sampled_from([Origin.FILE, Origin.UPDATE, Origin.FULL_NAME])
told = st.dictionaries(
    st.sampled_from(["first_name", "name", "company", "custom.team"]),
    st.builds(NewValue, st.sampled_from(["Ada", "Bob"]), origins, st.sampled_from(["", "ADA"])),
    min_size=1,
)
known = st.dictionaries(
    st.sampled_from(["first_name", "name", "company", "custom.team"]),
    st.builds(Value, st.sampled_from(["Ada", "Bob"]), st.sampled_from(list(Origin)), st.sampled_from([None, START])),
)


def kept(texts: dict[str, str], noted: str | None) -> StoredValues:
    """Return a contact's row with these values and their recorded origins."""
    fixed = {name: texts.get(name, "") for name in FIELDS}
    custom = {"team": texts["custom.team"]} if "custom.team" in texts else {}
    return StoredValues(contact=1, **fixed, custom=custom, origins=None if noted is None else json.loads(noted))


def changes_something(known: dict[str, Value], told: dict[str, NewValue]) -> bool:
    """Return whether the comparison field by field finds a difference."""
    every = {name: known.get(name, Value()) for name in (*FIELDS, *known)}
    done = settle(every, told, START, update=True)
    return bool(done.values) or bool(done.changed) or bool(done.differ) or bool(done.kept)


@given(known, told)
def test_who_says_the_same_changes_nothing(before: dict[str, Value], now: dict[str, NewValue]) -> None:
    row = kept({name: value.text for name, value in before.items()}, origins_of(before))
    assert not (is_unchanged(row, now) and changes_something(before, now))


@given(told)
def test_the_same_file_again_says_the_same(now: dict[str, NewValue]) -> None:
    assert is_unchanged(kept({name: one.text for name, one in now.items()}, first_origins(now)), now)
    assert not changes_something({name: first_of(one) for name, one in now.items()}, now)


@pytest.fixture
def seen() -> Iterator[SeenAddresses]:
    found = SeenAddresses()
    yield found
    found.close()


def test_addresses_are_remembered_where_more_follow(seen: SeenAddresses) -> None:
    assert seen.add(["a", "b", "a"], remember=False) == set()
    assert seen.add(["a", "b"], remember=True) == set()
    assert seen.add(["b", "c", "c"], remember=True) == {"b"}
    assert seen.add(["a", "c", "d"], remember=False) == {"a", "c"}

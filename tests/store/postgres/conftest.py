"""Databases of the tests' own server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import postgres


@pytest.fixture
def url() -> Iterator[str]:
    """Yield the address of a database with the schema and without a row."""
    made = postgres.new_database()
    yield made
    postgres.drop(made)


@pytest.fixture
def bare() -> Iterator[str]:
    """Yield the address of a database in which nothing was made."""
    made = postgres.new_database(postgres.BARE)
    yield made
    postgres.drop(made)

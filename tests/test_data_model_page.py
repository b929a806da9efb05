"""docs/data-model.md is up to date with the models and the store's modules."""

from __future__ import annotations

from core.store.tables.all_tables import TABLES
from tools import data_model


def test_the_page_is_that_of_today() -> None:
    assert data_model.PAGE.read_text(encoding="utf-8") == data_model.page(), "python -m tools.data_model --write"


def test_each_table_has_an_owner_that_writes_it() -> None:
    users = data_model.Users()
    assert [table.__name__ for table in TABLES if not users.writers(table)] == []


def test_nobody_else_writes_a_table() -> None:
    """Each table has one module that writes it, except these: one file would be too long, or a restore writes it, too.

    The heartbeat of an engine on a server is written outside the store's transactions.
    """
    users = data_model.Users()
    many = {str(table._meta.table_name): users.writers(table) for table in TABLES if len(users.writers(table)) > 1}
    assert many == {
        "setting": {"named_values", "upkeep/store_file"},
        "engine": {"engine/clock_state", "engine/engine_state", "engine/provider_state", "postgres/place"},
        "member": {"members", "owners"},
        "contact": {"people/contacts", "people/contact_values"},
        "outreach": {"outreaches", "outreach_plans"},
        "delivery": {"deliveries", "member_accounts", "people/delivery_traces"},
    }

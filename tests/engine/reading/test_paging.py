"""A list is read to its end, or to its first fault; reading never loops."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.engine.reading.paging import Listing, follow
from core.network.gateway import Page, Unreadable
from core.network.provider_errors import ErrorClass, ProviderError

Ask = Callable[[str | None], Page[str]]


def pages(*found: Page[str]) -> tuple[Ask, list[str | None]]:
    """Return a list of these pages, the last one endlessly repeated, and the cursors that were requested."""
    asked: list[str | None] = []

    def ask(cursor: str | None) -> Page[str]:
        asked.append(cursor)
        return found[min(len(asked), len(found)) - 1]

    return ask, asked


def read(ask: Ask, most: int = 50) -> Listing[str]:
    return follow(ask, str, most)


def test_a_list_is_read_to_its_end() -> None:
    ask, asked = pages(Page(("a", "b"), "1"), Page(("b", "c"), None))
    found = read(ask)
    assert (found.items, found.whole, found.pages, asked) == (["a", "b", "c"], True, 2, [None, "1"])


def test_a_record_that_was_skipped_leaves_the_rest() -> None:
    ask, _ = pages(Page(("a",), "1", (Unreadable("null"),)), Page(("b",), None))
    found = read(ask)
    assert (found.items, found.ended, found.whole) == (["a", "b"], True, False)


@pytest.mark.parametrize(
    ("rest", "words", "asked"),
    [
        pytest.param([Page(("b",), "1")], "the cursor of a page repeats", 2, id="the same cursor"),
        pytest.param([Page(("b",), "2"), Page(("c",), "1")], "the cursor of a page repeats", 3, id="a longer circle"),
        pytest.param([Page(("a",), "2")], "only records of earlier pages", 2, id="the same people, a new cursor"),
        pytest.param([Page(("a",), None)], "only records of earlier pages", 2, id="the same people at the end"),
        pytest.param([Page((), "1")], "the cursor of a page repeats", 2, id="nobody, the same cursor"),
        pytest.param(
            [Page((), str(n)) for n in range(2, 9)], "3 pages in a row have no readable", 4, id="nobody, new cursors"
        ),
        pytest.param(
            [Page((), str(n), (Unreadable("null"),)) for n in range(2, 9)],
            "3 pages in a row have no readable",
            4,
            id="nothing that can be read",
        ),
    ],
)
def test_a_list_that_does_not_come_to_its_end(rest: list[Page[str]], words: str, asked: int) -> None:
    ask, cursors = pages(Page(("a",), "1"), *rest)
    found = read(ask)
    assert words in found.fault
    assert (len(cursors), found.ended, found.whole) == (asked, False, False)
    assert found.items[0] == "a"  # what was read is used


def test_a_page_or_two_without_anybody_are_passed_over() -> None:
    ask, _ = pages(Page(("a",), "1"), Page((), "2"), Page((), "3"), Page(("b",), None))
    found = read(ask)
    assert (found.items, found.whole) == (["a", "b"], True)


def test_a_list_that_is_longer_than_wanted_is_cut() -> None:
    ask, asked = pages(Page(("a",), "1"), Page(("b",), "2"), Page(("c",), None))
    found = read(ask, most=2)
    assert (found.items, found.cut, found.ended, found.fault, len(asked)) == (["a", "b"], True, False, "", 2)


@pytest.mark.parametrize("klass", ["unreadable", "unknown", "plan_stop", "transient", "account_stop", "key_stop"])
def test_an_error_about_one_list_is_a_fault_and_any_other_is_raised(klass: str) -> None:
    def ask(cursor: str | None) -> Page[str]:
        if cursor is None:
            return Page(("a",), "1")
        raise ProviderError(ErrorClass(klass), 200, detail="Unreadable answer: items is missing")

    listing = Listing[str]()
    if klass in ("transient", "account_stop", "key_stop"):
        with pytest.raises(ProviderError):
            follow(ask, str, 50, listing)
    else:
        assert follow(ask, str, 50, listing).fault == "Unreadable answer: items is missing"
    assert (listing.items, listing.pages) == (["a"], 2)

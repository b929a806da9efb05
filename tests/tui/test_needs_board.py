"""Items marked as seen: the time for which they are hidden, and what is stored of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core.rules.problem_codes.code import Severity
from core.views.needs_view import Need, Needs
from tests.tui.support.driving import NOW
from tui.needs_board import NeedsBoard

WARNING = Need("approvals:1", "approvals", "", Severity.WARNING, "invite-press", "", "", 3, NOW, NOW)
ERROR = Need("doubt:7", "doubt", "", Severity.ERROR, "Edith Barlow", "", "", 1, NOW, NOW)


def shown(board: NeedsBoard, *items: Need, hours: int = 0) -> list[str]:
    return [one.key for one in board.open(Needs(NOW + timedelta(hours=hours), items, 0))]


def test_an_item_marked_as_seen_is_hidden_until_it_changes_and_an_error_for_a_day() -> None:
    board = NeedsBoard({})
    board.see([WARNING, ERROR], NOW)
    assert shown(board, WARNING, ERROR, hours=23) == []
    assert shown(board, WARNING, ERROR, hours=24) == ["doubt:7"]
    assert shown(board, replace(WARNING, count=4), ERROR) == ["approvals:1"]
    assert shown(NeedsBoard(board.kept()), WARNING, ERROR) == []
    assert "Edith" not in str(board.kept())
    board.show_again(["doubt:7"])
    assert shown(board, WARNING, ERROR) == ["doubt:7"]


def test_the_next_item_after_the_last_is_the_first() -> None:
    board = NeedsBoard({})
    went = [board.next_of([WARNING, ERROR]) for _time in range(3)]
    assert went == [WARNING, ERROR, WARNING]
    assert board.next_of([]) is None


def test_going_around_part_of_the_list_forgets_no_visit_of_the_rest() -> None:
    board = NeedsBoard({})
    assert [board.next_of(part) for part in ([WARNING], [ERROR], [ERROR], [WARNING, ERROR])] == [
        WARNING,
        ERROR,
        ERROR,
        WARNING,
    ]


def test_an_item_that_appears_or_grows_is_news_once() -> None:
    board = NeedsBoard({})

    def news(*items: Need) -> bool:
        board.take(Needs(NOW, items, 0), board.begin())
        return board.take_news()

    assert not news(WARNING)  # it was there when the app began
    assert news(WARNING, ERROR)
    assert not board.take_news()
    assert not news(replace(WARNING, count=2))  # less to do
    assert news(replace(WARNING, count=3))
    board.see([ERROR], NOW)
    assert not news(WARNING, ERROR)


def test_a_read_that_began_earlier_replaces_nothing() -> None:
    board = NeedsBoard({})
    slow, fast = board.begin(), board.begin()
    board.take(Needs(NOW, (WARNING,), 0), fast)
    board.take(Needs(NOW, (WARNING, ERROR), 0), slow)
    assert board.count == 1
    assert not board.take_news()
    board.take(Needs(NOW, (), 0), board.begin())
    assert board.count == 0


def test_an_invalid_memory_hides_nothing() -> None:
    board = NeedsBoard({"doubt:7": ["x"], "approvals:1": [WARNING.mark, "yesterday"], "a": 7, "b": ["", "2026-01-01"]})
    assert shown(board, WARNING, ERROR) == ["approvals:1", "doubt:7"]

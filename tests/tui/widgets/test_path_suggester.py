"""The path of a file, completed while it is typed."""

from __future__ import annotations

from pathlib import Path

from tui.widgets.path_suggester import completed


def test_a_path_is_completed(tmp_path: Path) -> None:
    (tmp_path / "contacts.csv").write_text("x")
    (tmp_path / "data").mkdir()
    (tmp_path / "bad\x1bname").write_text("x")
    assert completed(f"{tmp_path}/con") == f"{tmp_path}/contacts.csv"
    assert completed(f"{tmp_path}/da") == f"{tmp_path}/data/"
    for value in (f"{tmp_path}/", f"{tmp_path}/zz", f"{tmp_path}/bad", f"{tmp_path}/none/a", "~nobody-at-all/x"):
        assert completed(value) is None

"""The preview of a contact file before it is imported."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from core.views.contact_file_view import FileReport, ReadColumn
from core.views.sources_view import ImportedFile
from tui.style.cells import glyph
from tui.widgets.import_preview import preview

COLUMNS = ("Name", "名前", "👩‍💻 team", "q\u0301", "🇫🇷", "a name of a column that is longer than its room", "山" * 40)


@pytest.mark.parametrize("column", COLUMNS)
def test_arrows_are_aligned_for_any_script(column: str) -> None:
    shown = preview(
        ImportedFile(None, "x", 0, 0, 0, 0, (), FileReport(columns=(ReadColumn(column, "name", "header", 0, "", ""),)))
    ).plain
    line = next(line for line in shown.split("\n") if glyph("arrow") in line)
    assert cell_len(line.partition(glyph("arrow"))[0]) == 23

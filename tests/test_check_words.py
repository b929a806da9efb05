"""The check of words in docstrings finds what CONTRIBUTING rules out, and nothing else."""

from __future__ import annotations

import pytest

from tools import check_words


@pytest.mark.parametrize(
    ("docstring", "word"),
    [
        ("Whether it was sent.", "Whether"),
        ("What the provider said.", "What"),
        ("Return whoever waits.", "whoever"),
        ("Return an invitation of ours.", "of ours"),
        ("Mark what stands no more.", "stands"),
        ("Hold a person for want of a value.", "for want of"),
        ("Show an odd row.", "odd"),
        ("Count everything anew.", "anew"),
    ],
)
def test_a_word_that_is_ruled_out_is_found(docstring: str, word: str) -> None:
    sources = [
        f'"""{docstring}"""\n',
        f'def sent():\n    """{docstring}"""\n',
        f'LIMIT = 3\n"""{docstring}"""\n',
        f'class Row:\n    limit: int\n    """{docstring}"""\n',
    ]
    assert [[found for _line, found in check_words.faults(source)] for source in sources] == [[word]] * 4


@pytest.mark.parametrize(
    "docstring",
    [
        "Return whether it was sent.",
        "Signs that stand for a name.",
        "Row that is sent.",
        "Set `odd` for every second row.",
    ],
)
def test_plain_docstrings_pass(docstring: str) -> None:
    assert list(check_words.faults(f'"""{docstring}"""\nWORD = "whoever stands"\n')) == []

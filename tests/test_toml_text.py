"""Keys of too many parts in TOML, and braces in a text, are found in linear time; `tests/fuzz` bounds the time."""

from __future__ import annotations

import pytest

from core.rules.placeholders import BLOCK, written_around
from core.toml_text import LONGEST_KEY, deep_key_line


@pytest.mark.parametrize("between", [".", " . ", "\t."])
def test_a_key_of_many_parts_is_found_on_its_line(between: str) -> None:
    assert deep_key_line("a = 1\n" + between.join(["b"] * (LONGEST_KEY + 1)) + " = 1") == 2
    assert deep_key_line("a = 1\n" + between.join(["b"] * (LONGEST_KEY - 1)) + " = 1") is None
    assert deep_key_line(between.join(['"x y"'] * (LONGEST_KEY + 1)) + " = 1") == 1


def test_braces_in_a_row_are_blocks_all_the_same() -> None:
    assert [found[0] for found in BLOCK.finditer("a {{b}} {{{c}}} {% d %} {{{{ e }}}} {{")] == [
        "{{b}}",
        "{{{c}}}",
        "{% d %}",
        "{{{{ e }}}}",
    ]
    assert [found.written for found in written_around("Hi {first_name}, ${company}, { last_name }")] == [
        "{first_name}",
        "${company}",
        "{ last_name }",
    ]

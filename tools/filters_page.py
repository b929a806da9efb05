"""Print the page of the filter language, with the keys from the table that the program itself uses.

`python -m tools.filters_page --write` puts it into docs/filters.md; a test fails while that differs.
"""

from __future__ import annotations

from pathlib import Path

from core.rules.filters.keys import LISTS, FilteredList, Key
from tools.generated import print_or_write

PAGE = Path(__file__).parents[1] / "docs" / "filters.md"
HEAD = """# Filters

One language for all lists: `--where` of `campaign list`, `queue list`, `contact list`, `source list`, `member list` and
`program list`, and the filter of a segment (`source segment --where`). The tables of keys below are made by
`python -m tools.filters_page --write`; do not edit this page.

```console
$ overture queue list --where 'status:pending sender:"Ada Wong" -company:acme'
$ overture campaign list --where 'health:errors,warnings sort:-sent' --columns id,name,health.detail
$ overture contact list --where 'title:"head of sales" language:de,fr' --csv
```

- A filter is terms with spaces between them; all of them must hold.
- A term is a **word** or **"several words"**, to be found in the list's name columns, or a **key**, an operator and a
  value: `status:pending`. Several values with commas mean *or*: `status:pending,approved`.
- **`-`** in front of a term negates it: `-status:rejected`.
- **`:`** matches a text that contains the value, and a number, time or status that is equal to it. **`=`** matches only
  the exact value; `company=""` matches an empty one. **`<`** and **`>`** compare numbers and times.
- Case and accents do not count: `name:jose` finds José.
- **Times** are a date (`2026-01-05`, `today`, `yesterday`, `tomorrow`), a time (`2026-01-05T14:00`) or an age (`30m`,
  `3h`, `2d`, `1w`). Dates are in the workspace's time zone. An age counts back from now: `sent<2d` means less than two
  days ago, `sent>2d` longer ago.
- **`sort:key`** sorts, `sort:-key` with the highest first; once in a filter. Rows without a value come last.
  Campaigns, members, sources and programs sort numbers in a name as numbers (1-2 before 1-10); contacts and the queue,
  which are read in pages, sort names character by character.
- An unknown key or value is an error (exit code 2); its message names the nearest known one.
"""


def page() -> str:
    """Return the whole page."""
    return HEAD + "".join(_part(wanted) for wanted in LISTS)


def _part(wanted: FilteredList) -> str:
    lines = [
        f"\n## {wanted.name.removeprefix('the ').capitalize()}\n",
        "| key | values | meaning |",
        "| --- | --- | --- |",
    ]
    lines += [f"| `{key.name}` | {_values(key)} | {key.help} |" for key in wanted.keys]
    if wanted.custom:
        lines.append("| `custom.…` | text | A column of the contact file, such as `custom.city`. |")
    names = ", ".join(f"`{name}`" for name in wanted.names)
    return "\n".join([*lines, "", f"A word without a key is searched for in {names}.", ""])


def _values(key: Key) -> str:
    return ", ".join(key.choices) if key.choices else key.kind.value


if __name__ == "__main__":
    print_or_write(PAGE, page())

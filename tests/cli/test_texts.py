"""Texts through each command: placeholders are refused, warnings printed, and every printed example can be saved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from core.cli.root import overture
from core.rules.message import KNOWN, check_template, render
from core.workspace import home_of, opened
from tests.cli.conftest import CAMPAIGN, Cli

EXAMPLE = "Hi {{ first_name or 'there' }},"
TEMPLATES = re.compile(r"\{% if [^%]+ %\}.*?\{% endif %\}|\{\{.*?\}\}", re.DOTALL)
HALF = re.compile(r"(?<!\{)\{ [a-z_.]+(?: or [^{}]+)? \}(?!\})")
DOCUMENTS = (
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/workspace.md",
    "docs/founders.toml",
)


def file_with(folder: Path, text: str) -> Path:
    path = folder / "other.toml"
    path.write_text(CAMPAIGN.replace("Hi {{ first_name }}, …", text))
    return path


def refused(result_err: str) -> bool:
    return "{first_name}" in result_err and result_err.rstrip().endswith(EXAMPLE)


def test_create_and_edit_refuse_and_save_nothing(ready: Cli, tmp_path: Path) -> None:
    path = file_with(tmp_path, "Hi {first_name}")
    for words in (["create", path], ["edit", "1", path]):
        result = ready("campaign", *words)
        assert result.code == 2
        assert refused(result.err), result.err
    assert len(ready.data("campaign", "list")) == 1
    error = ready("campaign", "create", path, "--json").error
    assert error["field"] == "steps[0].text.en"
    assert error["text"].endswith(EXAMPLE)


def test_what_an_older_version_saved_is_neither_started_nor_cloned(ready: Cli) -> None:
    with opened(home_of(ready.home)) as workspace, workspace.store.write() as store:
        store.change('UPDATE step SET texts = \'{"en": "Hi {first_name}"}\' WHERE position = 0')
    for command in ("start", "clone"):
        result = ready("campaign", command, "1")
        assert result.code == 2
        assert refused(result.err), result.err
    assert ready.data("campaign", "show", "1")["active"] is False


def test_a_text_for_one_person_is_refused_too(waiting: Cli) -> None:
    (row, *_others) = waiting.data("queue", "list", "--status", "pending")
    result = waiting("queue", "edit-text", row["id"], "Hi {{ first_name }}")
    assert result.code == 2
    assert "“{{ first_name }}” would be sent as it is" in result.err
    assert waiting.data("queue", "edit-text", row["id"], "Hi you, #1 of 100%")[0]["revision"] == row["revision"] + 1


def test_a_warning_of_the_saved_text_may_stay(waiting: Cli) -> None:
    (row, *_others) = waiting.data("queue", "list", "--status", "pending")
    with opened(home_of(waiting.home)) as workspace, workspace.store.write() as store:
        store.change("UPDATE outreach SET text = 'Hi [Name] GmbH' WHERE id = ?", int(row["id"]))
    waiting.ok("queue", "edit-text", row["id"], "Dear [Name] GmbH")


def test_warnings_are_printed_or_refused_with_strict(ready: Cli, tmp_path: Path) -> None:
    path = file_with(tmp_path, "Hi  {{ first_name }}!!!")
    told = ready("campaign", "create", path, "--strict")
    assert told.code == 5
    assert "steps[0].text.en: Two spaces in a row." in told.err
    assert len(ready.data("campaign", "list")) == 1
    assert "Warning: steps[0].text.en: Two spaces in a row." in ready.ok("campaign", "create", path).err
    assert "Warning: steps[0].text.en: Two spaces in a row." in ready.ok("campaign", "edit", "1", path).err
    warnings = ready.data("campaign", "clone", "1", "--name", "again")["warnings"]
    assert {"field": "steps[0].text.en", "text": "3 exclamation marks."} in warnings


def helps(command: click.Command, context: click.Context) -> Iterator[str]:
    yield command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from helps(found, click.Context(found, parent=context, info_name=name))


@pytest.fixture
def printed(cli: Cli, tmp_path: Path) -> dict[str, str]:
    """Return all printed advice about texts, by the place where it is printed."""
    written = {
        "codes": cli.ok("codes").out,
        "help": "\n".join(helps(overture, click.Context(overture, info_name="overture"))),
    }
    for name in DOCUMENTS:
        written[name] = (Path(__file__).parents[2] / name).read_text()
    faulty = (
        "{first_name}",
        "{Hi|Hello}",
        "{pet}",
        "{{ zzz }}",
        "{{ 1 + 1 }}",
        "{{}}",
        "{{ name is defined }}",
        "{{ name|filter }}",
        "{{ custom }}",
        "{#x#}",
        "{% for x in y %}{% endfor %}",
        "{{#if company}}x{{/if}}",
    )
    for text in faulty:
        # Without the quoted parts, which repeat the author's own text: only the advice must work.
        written[text] = "\n".join(re.sub("“[^”]*”", "", fault) for fault in check_template(text, None))
    return written


def test_every_example_that_is_printed_can_be_saved_and_rendered(printed: dict[str, str]) -> None:
    for where, words in printed.items():
        assert not HALF.search(words), (where, HALF.search(words))
        for template in TEMPLATES.findall(words):
            custom = dict.fromkeys(re.findall(r"custom\.(\w+)", template), "x")
            assert check_template(template, None) == [], (where, template)
            assert render(template, dict.fromkeys(KNOWN, "Ada"), custom).text is not None, (where, template)
    assert "{{ first_name or 'there' }}" in printed["codes"]
    assert all(EXAMPLE in words for where, words in printed.items() if "{" in where)

"""Saved views of lists, and the file that holds them."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from core.errors import RefusedError, TryAgainError, UsageError
from core.services import saved_views
from core.services.saved_views import SavedView
from core.workspace import home_of
from tests.support.world import World

ODD = 'Zoë "K" \\ \n[[x]]'


def test_views_come_back_as_they_were_saved(world: World) -> None:
    home = world.ws.home
    assert saved_views.read(home) == []
    saved_views.save(world.ws, SavedView("contacts", ODD, f"name:{ODD}", ("name", "company")))
    saved_views.save(world.ws, SavedView("members", "off", "state:disconnected"))
    saved_views.save(world.ws, SavedView("members", "off", "paused:yes"))
    first, second = saved_views.read(home)
    assert (first.name, first.where, first.columns) == (
        'Zoë "K" \\ [[x]]',
        'name:Zoë "K" \\ [[x]]',
        ("name", "company"),
    )
    assert second == SavedView("members", "off", "paused:yes")
    assert "Zoë" in home.views.read_text(encoding="utf-8")
    assert home.views.stat().st_mode & 0o077 == 0
    saved_views.remove(world.ws, "members", "off")
    assert saved_views.read(home) == [first]
    with pytest.raises(UsageError, match="name"):
        saved_views.save(world.ws, SavedView("contacts", " ", ""))
    world.ws.store.readonly = True
    with pytest.raises(RefusedError):
        saved_views.remove(world.ws, "contacts", first.name)
    world.ws.store.readonly = False


def test_the_file_written_can_always_be_read_again(world: World) -> None:
    home = world.ws.home
    home.views.write_text('[["my page"]]\nname = "a"\n', encoding="utf-8")
    saved_views.save(world.ws, SavedView("contacts", "b", "name:\x7f"))
    assert [(view.page, view.name) for view in saved_views.read(home)] == [("my page", "a"), ("contacts", "b")]
    before = home.views.read_bytes()
    with pytest.raises(UsageError, match="at most 1,000 characters, not 1,001"):
        saved_views.save(world.ws, SavedView("contacts", "c", "x" * 1001))
    with pytest.raises(UsageError, match="at most 40 characters, not 41"):
        saved_views.save(world.ws, SavedView("contacts", "c" * 41, "x"))
    with pytest.raises(UsageError, match="dots"):
        saved_views.save(world.ws, SavedView("contacts", "c", "a." * 60))
    assert home.views.read_bytes() == before
    view = 'where = "' + "é" * 1000 + '"'
    home.views.write_text("".join(f'[[queue]]\nname = "v{number}"\n{view}\n' for number in range(98)), encoding="utf-8")
    with pytest.raises(UsageError, match=r"views\.toml would be larger than 200,000 bytes"):
        saved_views.save(world.ws, SavedView("contacts", "c", "é" * 1000))


def test_a_disk_that_cannot_be_written_is_told_in_a_sentence(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_paths: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    saved_views.save(world.ws, SavedView("contacts", "a", ""))
    monkeypatch.setattr(saved_views, "sync", full)
    with pytest.raises(TryAgainError, match=r"views\.toml cannot be written: No space left on device\. The saved"):
        saved_views.save(world.ws, SavedView("contacts", "b", ""))
    assert [view.name for view in saved_views.read(world.ws.home)] == ["a"]
    assert not world.ws.home.views.with_suffix(".new").exists()


@pytest.mark.parametrize(
    "text",
    [
        "a = 1",
        "[[contacts]]\nname = 3",
        "[",
        "[[a]]\nname='x'\ncolumns='y'",
        f"{'a.' * 99}a=1",
        "[[a]]\nname='x'\n" * 101,  # what is not read would be lost at the next save
        f"[[a]]\nname='x'\nwhere='{'x' * 1001}'",
        f"[[a]]\nname='{'x' * 41}'",
    ],
)
def test_a_file_that_cannot_be_read_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    home = home_of(tmp_path)
    home.views.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"views.toml of this home cannot be read: .*\. Correct it or move it away\."):
        saved_views.read(home)

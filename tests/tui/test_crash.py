"""An app that crashes shows one sentence, and none of its local variables."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult

from core.logs import into
from core.secrets import keep_secret
from core.workspace import Workspace
from tui.app import OvertureApp


def fail(_app: OvertureApp) -> ComposeResult:
    local = "a-text-that-nobody-approved"
    raise RuntimeError(f"no page of {len(local)} for the-key-of-the-provider")


def test_a_crash_shows_no_local_variable(
    workspace: Workspace, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OvertureApp, "compose", fail)
    keep_secret("the-key-of-the-provider")
    app = OvertureApp(workspace, host=None)
    with into(workspace.home.log):
        app.run(headless=True)
    said = capfd.readouterr()
    shown = " ".join((said.out + said.err).split())
    assert "This is an error in Overture: RuntimeError: no page of 27 for ***" in shown
    assert "a-text-that-nobody-approved" not in shown
    assert "Traceback" not in shown
    logged = workspace.home.log.read_text()
    assert "RuntimeError" in logged
    assert "the-key-of-the-provider" not in logged
    assert app.return_code == 1


def test_an_unexpected_error_on_a_page_hides_secrets_and_is_logged_once(workspace: Workspace) -> None:
    keep_secret("the-key-of-the-provider")
    app = OvertureApp(workspace, host=None)
    with into(workspace.home.log):
        shown = {app.words_of(RuntimeError("no page for the-key-of-the-provider")) for _ in range(3)}
    assert shown == {"RuntimeError: no page for ***"}
    logged = workspace.home.log.read_text()
    assert logged.count("is shown in the app") == 1
    assert "RuntimeError: no page for ***" in logged

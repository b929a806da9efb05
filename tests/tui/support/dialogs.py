"""Every dialog of the app, with hostile text wherever text from outside is shown, and keys that show more of it."""

from __future__ import annotations

import contextlib
import inspect
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime, time
from importlib import import_module
from typing import Any
from unittest.mock import patch

from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import ModalScreen

import tui.dialogs
from core.errors import RefusedError, UnreachableError, UsageError
from core.rules.conversion import Conversion
from core.rules.health import Health, Problem
from core.rules.problem_codes.code import Severity
from core.rules.states import Status
from core.rules.today import Today
from core.rules.value_origin import Origin
from core.services.campaigns.edit_effects import Effects
from core.services.saved_views import SavedView
from core.views.accounts_view import Attempt
from core.views.activity_view import JourneyEvent
from core.views.campaign_changes_view import CampaignEnds, FieldChange
from core.views.campaign_detail_view import Run, RunSums
from core.views.campaign_list_view import CampaignSummary, MessagesToday
from core.views.explain_view import Explanation, GateView, NextMoment
from core.views.members_view import DayUse, Member, WeekUse
from core.views.people_view import Contact, ContactValue, Journey
from core.views.queue_view import DoubtEvidence
from core.views.sources_view import Finder, Source
from core.workspace import Workspace
from tests.tui.support.driving import NOW, settled
from tests.tui.support.editor import editor_dialog
from tui.action_lists import sections_of_page
from tui.app import OvertureApp
from tui.dialogs.archive import ArchiveDialog
from tui.dialogs.campaign import CampaignDialog
from tui.dialogs.choose import ChooseDialog
from tui.dialogs.command_line import CommandLine
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.connect import ConnectDialog
from tui.dialogs.contact import ContactDialog
from tui.dialogs.edit_text import EditTextDialog
from tui.dialogs.editor.effects_dialog import EffectsDialog
from tui.dialogs.editor.validation import CheckedDialog
from tui.dialogs.file_picker import FilePicker
from tui.dialogs.help import HelpDialog
from tui.dialogs.import_file import ImportDialog
from tui.dialogs.in_doubt import ResolveDialog
from tui.dialogs.journey import JourneyDialog
from tui.dialogs.line import LineDialog
from tui.dialogs.member import MemberDialog
from tui.dialogs.output import OutputDialog
from tui.dialogs.run_dialog import RunDialog
from tui.dialogs.source import FinderDialog, FinderEditDialog, SegmentDialog
from tui.dialogs.text_dialog import TextDialog
from tui.dialogs.typed_confirm import TypedConfirmDialog
from tui.dialogs.views import ViewsDialog
from tui.dialogs.workspace_values import WorkspaceValuesDialog
from tui.style.cells import plain

PROBLEM = Problem("x", Severity.ERROR, "", "", 2, datetime(2026, 1, 14, 8, tzinfo=UTC), None, "")
VIEW = CampaignSummary(
    id=1,
    name="",
    program="",
    sender="",
    steps=3,
    source="",
    active=True,
    archived=False,
    time_zone="UTC",
    health=Health("warnings", (PROBLEM,) * 5, None, ""),
    next_state=None,
    today=Today(2, 2, 1, 50.0),
    messages_today=MessagesToday(0, 0),
    conversion=Conversion(2, 1, 0.5, True),
    statuses={},
)
GATE = GateView("pause", "blocks", "paused", None, None, "", "")
EXPLANATION = Explanation(
    id=1,
    name="",
    sender="",
    member_id=1,
    source_id=1,
    time_zone="UTC",
    at=NOW,
    now=NOW,
    recorded=True,
    gates=(GATE,) * 3,
    next=NextMoment(NOW, "what", ("pause",)),
    run=None,
    runs=(),
    history=(),
    people={"connected": 1},
    left=1,
)
RUN = Run(
    day=NOW.date(),
    slot=time(9),
    opens=NOW,
    closes=NOW,
    state="closed",
    cause=None,
    drawn=1,
    invitations=RunSums(2, 1, not_sent={"": 1}),
    messages=RunSums(),
    cohort=3,
    short={"": 1},
    messages_due=0,
    messages_short={},
    id=1,
)
ENDS = CampaignEnds(id=1, name="", ends={"scheduled": 1}, sent=1, in_sequence=0)
EVENT = JourneyEvent(
    at=NOW,
    actor="",
    kind="failed",
    text="",
    reason="",
    step=1,
    step_name="",
    campaign="",
    member="",
    data={"text": "", "words": ""},
)
JOURNEY = Journey(
    Contact(
        id=1,
        name="",
        first_name="",
        last_name="",
        profile="",
        company="",
        position="",
        location="",
        headline="",
        language="",
        blocked=False,
        custom={},
        open_in=0,
    ),
    {},
    (EVENT,) * 3,
)
TOLD = replace(JOURNEY, values={"custom.city": ContactValue("", Origin.HAND, NOW, "", "")})
EVIDENCE = DoubtEvidence(
    status=Status.UNRESOLVED,
    kind="invitation",
    tried_at=NOW,
    attempt=1,
    text="",
    error="",
    provider_words="",
    absent_reads=0,
    absent_at=None,
    looks_at=None,
)
WORDS = {
    "was",
    "file",
    "name",
    "program",
    "sender",
    "source",
    "text",
    "action",
    "words",
    "detail",
    "member",
    "campaign",
    "actor",
    "position",
    "company",
    "location",
    "profile",
    "account",
    "code",
    "plan",
    "owner",
    "why",
    "provider_words",
}
MEMBER = Member(
    id=1,
    name="",
    account="",
    owner=None,
    plan="basic",
    time_zone="UTC",
    day_cap=20,
    ramp=True,
    days_off="",
    state="ok",
    provider_words="",
    since=None,
    paused=False,
    cooldown_until=None,
    checked=True,
    week=WeekUse(0, 100, None),
    today=DayUse(0, 20, ramped=False),
    campaigns=(),
    added=NOW,
    problem=None,
)


FINDER = Finder(
    owner="",
    search={"keywords": "x"},
    per_slot=10,
    days=("mon",),
    start=time(9),
    minutes=60,
    time_zone="UTC",
    active=True,
    next=None,
    next_state=None,
    problem=None,
)

SOURCE = Source(1, "", "finder", archived=False, contacts=1, left=1, used_by=(), finder=FINDER)


def poisoned(value: Any, text: str) -> Any:
    """Return the same data with a hostile text in place of each outside text."""
    if isinstance(value, dict):
        return {
            key: text if key in WORDS and isinstance(old, str) else poisoned(old, text) for key, old in value.items()
        }
    if is_dataclass(value) and not isinstance(value, type):
        told = {field.name: getattr(value, field.name) for field in fields(value)}
        return replace(value, **poisoned(told, text))
    return type(value)(poisoned(item, text) for item in value) if isinstance(value, list | tuple) else value


def _refuse(error: Exception) -> Callable[..., Any]:
    """Return a service that raises this error."""

    def refuse(*_arguments: object, **_options: object) -> Any:
        raise error

    return refuse


def _link(text: str) -> Callable[..., Attempt]:
    """Return a service that gives a sign-in link whose address holds the hostile text."""
    return lambda *_arguments: Attempt(text, None, None, None, frozenset(), f"https://{text}", NOW)


@contextlib.contextmanager
def services(text: str) -> Iterator[None]:
    """Replace services by ones that answer with hostile words, or refuse with them."""
    view, known, told = (poisoned(one, text) for one in (JOURNEY, EVIDENCE, EXPLANATION))
    with contextlib.ExitStack() as stack:
        for place, service in (
            ("tui.dialogs.journey.journey", lambda *_: view),
            ("tui.dialogs.in_doubt.evidence", lambda *_: known),
            ("tui.dialogs.run_dialog.explain", lambda *_: told),
            ("tui.dialogs.source.segments.add", _refuse(UsageError(text, field="--company"))),
            ("tui.dialogs.source.finders.add", _refuse(ValueError(text))),
            ("tui.dialogs.member.members.add", _refuse(UsageError(text, field="NAME"))),
            ("tui.dialogs.member.members.edit", _refuse(ValueError(text))),
            ("tui.dialogs.workspace_values.workspace_values.change", _refuse(UsageError(text, field="days-off"))),
            ("tui.dialogs.import_file.import_file", _refuse(UsageError(text, field="file"))),
            ("tui.dialogs.connect.connect.connected", lambda *_: None),
            ("tui.dialogs.connect.connect.begin", _link(text)),
        ):
            stack.enter_context(patch(place, service))
        yield


@contextlib.contextmanager
def refused(error: Exception) -> Iterator[None]:
    """Let the provider give no link to sign in."""
    with patch("tui.dialogs.connect.connect.begin", _refuse(error)):
        yield


@dataclass(frozen=True)
class Gallery:
    """One dialog to show: a function that makes it, the keys to press in it, and the provider's error, if any."""

    make: Callable[[Workspace, str], ModalScreen[Any]]
    keys: tuple[str, ...] = ()
    paste: bool = False
    """True if the text is pasted before the keys, as from a page in a browser."""
    provider: Callable[[str], Exception] | None = None


def _edit(_workspace: Workspace, text: str) -> EditTextDialog:
    return EditTextDialog(text, text, 9000, _refuse(RefusedError(text)), needed=True)


GALLERY = (
    Gallery(lambda _, text: ArchiveDialog(poisoned(ENDS, text))),
    Gallery(lambda _, text: ChooseDialog(text, [("x", text)]), ("down",)),
    Gallery(lambda _, text: TypedConfirmDialog(text, text, word="erase", yes=text), paste=True),
    Gallery(lambda opened, text: CampaignDialog(opened, "1", text), ("down",)),
    Gallery(lambda _, text: ConfirmDialog(text, text, yes=text, cancel=text)),
    Gallery(lambda opened, text: ConnectDialog(opened, text)),
    Gallery(lambda opened, text: ConnectDialog(opened, text), provider=UnreachableError),
    Gallery(lambda opened, text: ConnectDialog(opened, text), provider=ValueError),
    Gallery(_edit, ("x", "ctrl+s"), paste=True),
    Gallery(lambda opened, _: editor_dialog(opened, 1), ("ctrl+t", "ctrl+n", "ctrl+g", "escape", "ctrl+t", "ctrl+t")),
    Gallery(lambda opened, _: editor_dialog(opened, 2, clone=True), paste=True),
    Gallery(lambda opened, _: editor_dialog(opened, None), ("down", "enter"), paste=True),
    Gallery(
        lambda _, text: EffectsDialog(
            text, Effects(True, rendered_again=1, keep=1, source=text, drawn=2), [FieldChange(text, [text], text)]
        )
    ),
    Gallery(lambda _, _text: HelpDialog("Invites", "What it is for", sections_of_page("invites"))),
    Gallery(lambda opened, _: ImportDialog(opened), ("enter",), paste=True),
    Gallery(lambda opened, _text: FilePicker(opened.home.folder)),
    Gallery(lambda opened, text: JourneyDialog(opened, text)),
    Gallery(lambda opened, text: ContactDialog(opened, poisoned(TOLD, text)), ("ctrl+s",), paste=True),
    Gallery(lambda opened, _: MemberDialog(opened), ("ctrl+s",), paste=True),
    Gallery(lambda opened, text: MemberDialog(opened, replace(poisoned(MEMBER, text), plan="basic")), ("ctrl+s",)),
    Gallery(lambda opened, text: ResolveDialog(opened, 1, text)),
    Gallery(lambda opened, _: WorkspaceValuesDialog(opened), ("ctrl+s",), paste=True),
    Gallery(lambda opened, _: SegmentDialog(opened), ("ctrl+s",), paste=True),
    Gallery(lambda opened, _: FinderDialog(opened), ("ctrl+s",), paste=True),
    Gallery(lambda opened, text: FinderEditDialog(opened, poisoned(SOURCE, text), poisoned(FINDER, text)), ("ctrl+s",)),
    Gallery(lambda opened, text: RunDialog(opened, 1, text, poisoned(RUN, text)), ("down",)),
    Gallery(lambda _, text: TextDialog(text, plain(text))),
    Gallery(lambda _, text: LineDialog(text, text, text), paste=True),
    Gallery(lambda _, text: ViewsDialog([], [SavedView("contacts", text, text)], text)),
    Gallery(lambda _, text: CommandLine([text]), ("up",), paste=True),
    Gallery(lambda _, text: OutputDialog(text, f"{text}\n{text}", 1)),
)
"""Every dialog; the editor reads its texts from the store."""


def every_dialog() -> set[type[Any]]:
    """Return all dialogs, without the classes that others are derived from."""
    found: set[type[Any]] = set()
    for module in pkgutil.walk_packages(tui.dialogs.__path__, "tui.dialogs."):
        for _name, kind in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(kind, ModalScreen) and kind.__module__.startswith("tui.dialogs."):
                found.add(kind)
    return {kind for kind in found if not any(kind in other.__bases__ for other in found)}


async def at_rest(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way; an editor then checks its content at once, without its usual delay."""
    await settled(pilot)
    screen = pilot.app.screen
    if isinstance(screen, CheckedDialog) and not screen.settled:
        screen.look_now()  # a text that is too long ends it with an error, and nothing settles
        await settled(pilot)


async def show(pilot: Pilot[None], shown: Gallery, text: str, look: Callable[[str], None]) -> None:
    """Open one dialog, press its keys, check it after each, and close it."""
    async with acted(pilot, shown, text, look):
        pass


@contextlib.asynccontextmanager
async def acted(
    pilot: Pilot[None], shown: Gallery, text: str, look: Callable[[str], None] = lambda _: None
) -> AsyncIterator[str]:
    """Open one dialog and press its keys, checking it after each; yield its class name, and close it afterwards."""
    app = pilot.app
    assert isinstance(app, OvertureApp)
    with contextlib.ExitStack() as stack:
        stack.enter_context(services(text))
        if shown.provider is not None:
            stack.enter_context(refused(shown.provider(text)))
        dialog = shown.make(app.workspace, text)
        name = type(dialog).__name__
        await app.push_screen(dialog)
        await at_rest(pilot)
        look(name)
        if shown.paste:
            await paste(pilot, text)
            look(f"{name} pasted")
        for key in shown.keys:
            await pilot.press(key)
            await at_rest(pilot)
            look(f"{name} {key}")
        yield name
        while isinstance(app.screen, ModalScreen):
            await app.pop_screen()
        await at_rest(pilot)


async def paste(pilot: Pilot[None], text: str) -> None:
    """Send what a terminal sends for a paste."""
    pilot.app.post_message(Paste(text.replace("\x00", "")))
    await at_rest(pilot)

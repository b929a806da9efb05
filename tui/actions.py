"""Every action once: its key, its words and where it works. Footer, help, palette and README read this."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

ALWAYS = ("quit", "suspend")
"""A dialog hides the app's other keys, never the ways out."""


@dataclass(frozen=True)
class Action:
    """One thing a person can do. `scope` is a page, or `app` for everywhere."""

    scope: str
    name: str
    key: str
    label: str
    help: str
    show: bool = True

    @property
    def binding(self) -> Binding:
        return Binding(
            self.key,
            self.name,
            self.label,
            show=self.show,
            priority=self.name in ALWAYS,
            id=f"{self.scope}.{self.name}",
            tooltip=self.help,
            key_display=key_name(self.key.partition(",")[0]),
        )


ACTIONS: tuple[Action, ...] = (
    # Everywhere
    Action("app", "help", "question_mark", "Help", "What this page is for and which keys it knows"),
    Action("app", "command_palette", "ctrl+p", "Palette", "Find any action by its name", show=False),
    Action("app", "pause_all", "P", "Pause all", "Pause everything, or go on; asks both ways", show=False),
    Action("app", "sidebar", "b", "Sidebar", "Show or hide the list of pages", show=False),
    Action("app", "page('invites')", "1", "Invites", "The campaigns", show=False),
    Action("app", "page('approvals')", "2", "Approvals", "Texts that wait for a yes or no", show=False),
    Action("app", "page('queue')", "3", "Queue", "Who is where", show=False),
    Action("app", "page('sources')", "4", "Sources", "Where contacts come from", show=False),
    Action("app", "page('contacts')", "5", "Contacts", "The people, and what happened with each", show=False),
    Action("app", "page('members')", "6", "Members", "The accounts that send", show=False),
    Action("app", "page('programs')", "7", "Programs", "Campaigns summed by program", show=False),
    Action("app", "page('activity')", "8", "Activity", "The journal, live", show=False),
    Action("app", "page('settings')", "9", "Settings", "What this workspace is", show=False),
    Action(
        "app",
        "mouse",
        "M",
        "Mouse",
        "Shift+drag selects text; M gives the mouse away, or takes it back",
        show=False,
    ),
    Action("app", "suspend", "ctrl+z", "Suspend", "Stop here and free the engine’s place; fg comes back", show=False),
    Action("app", "quit", "ctrl+q", "Quit", "Leave; a call in flight ends first", show=False),
    # Invites
    Action("invites", "new", "n", "New", "Create a campaign"),
    Action("invites", "edit", "e", "Edit", "Change the highlighted campaign"),
    Action(
        "invites", "switch", "space", "Start/stop", "Start the highlighted campaign, or stop it; stopping asks first"
    ),
    Action("invites", "archive", "a", "Archive", "End the highlighted campaign for ever; asks first"),
    Action("invites", "clone", "c", "Clone", "A new campaign like the highlighted one", show=False),
    Action("invites", "queue", "q", "Queue", "Who is where in the highlighted campaign"),
    Action("invites", "why", "w", "Why", "What stands behind its health, and what to do"),
    Action("invites", "filter", "slash", "Filter", "Show only what contains a text; escape shows all again"),
    Action("invites", "sort", "s", "Sort", "Sort by the next column", show=False),
    Action("invites", "attention", "exclamation_mark", "Attention", "Show only campaigns that need a person"),
    Action("invites", "archived", "A", "Archived", "Show the archived campaigns, or the others again", show=False),
    # Approvals
    Action("approvals", "approve", "y", "Yes", "Approve the highlighted text, or the marked ones"),
    Action("approvals", "reject", "n", "No", "Reject the highlighted text, or the marked ones"),
    Action("approvals", "edit_text", "e", "Edit text", "Change this one text before it goes"),
    Action("approvals", "undo", "u", "Undo", "Take the last decision back, until it has left"),
    Action("approvals", "mark", "space", "Mark", "Mark this one for a decision over several"),
    Action("approvals", "mark_range", "v", "Range", "Mark everything from the last mark to here", show=False),
    Action("approvals", "approve_all", "Y", "All of campaign", "Approve all that waits in this campaign"),
    Action("approvals", "journey", "j,i", "Journey", "Everything that happened with this contact", show=False),
    # Queue
    Action("queue", "remove", "x", "Remove", "Take this person out of the queue; asks first"),
    Action("queue", "requeue", "r", "Requeue", "Put this person back, or all who lacked a value then; that asks first"),
    Action("queue", "withdraw", "w", "Withdraw", "Take this person's invitation back; asks first"),
    Action("queue", "resolve", "d", "Decide", "Say whether a send in doubt arrived; shows what is known"),
    Action("queue", "journey", "j,i", "Journey", "Everything that happened with this contact"),
    Action("queue", "status", "f", "Status", "Show only the next status"),
    Action("queue", "filter", "slash", "Filter", "Show only contacts whose name contains a text"),
    Action("queue", "sort", "s", "Sort", "Latest first, or in the order of the queue", show=False),
    Action("queue", "everything", "escape", "All", "Show the whole queue again", show=False),
    # Sources
    Action("sources", "import", "i", "Import", "Import a contact file"),
    Action("sources", "segment", "s", "Segment", "A new source that is a filter over contacts"),
    Action("sources", "finder", "f", "Finder", "A new source that is a saved search, run in its own slot"),
    Action("sources", "archive", "a", "Archive", "Archive the highlighted source; asks first"),
    Action("sources", "archived", "A", "Archived", "Show the archived sources, or the others again", show=False),
    # Contacts
    Action("contacts", "filter", "slash", "Search", "Find contacts by name"),
    Action("contacts", "journey", "j", "Journey", "Everything that happened with this contact"),
    Action("contacts", "edit", "e", "Edit", "Correct what is known of this person; no import changes it again"),
    Action(
        "contacts", "block", "B", "Do not contact", "Never contact this person again, or take that back; asks first"
    ),
    Action("contacts", "forget", "X", "Forget", "Erase this person for good; asks first", show=False),
    Action("contacts", "next_page", "right_square_bracket", "Next page", "The contacts that follow"),
    Action("contacts", "previous_page", "left_square_bracket", "Page before", "The contacts before these"),
    # Members
    Action("members", "add", "n", "New", "Add a member"),
    Action("members", "edit", "e", "Edit", "Change name, plan, time zone, day cap or ramp of the highlighted member"),
    Action("members", "connect", "c", "Connect", "Connect the highlighted account again where it is off, or a new one"),
    Action("members", "pause", "p", "Pause", "Pause the highlighted member, or go on; asks both ways"),
    Action("members", "archive", "a", "Archive", "Archive the highlighted member; asks first"),
    Action("members", "archived", "A", "Archived", "Show the archived members, or the others again", show=False),
    # Programs
    Action("programs", "queue", "q", "Queue", "Who is where in the highlighted program"),
    # Activity
    Action("activity", "replies", "r", "Replies", "Show only what people wrote back, or everything"),
    Action(
        "activity", "filter", "slash", "Filter", "Only campaigns whose name contains a text; escape shows all again"
    ),
    Action("activity", "journey", "j", "Journey", "Everything that happened with the contact of this line"),
)

EDITOR: tuple[Action, ...] = (
    Action("editor", "save", "ctrl+s", "Save", "Save, or go to the first thing that is wrong"),
    Action("editor", "leave", "escape", "Close", "Close; asks once where something was changed"),
    Action("editor", "tab", "ctrl+t", "Next tab", "Go to the first field of the next tab"),
    Action("editor", "language", "ctrl+l", "Language", "Write the text of this step in the next language"),
    Action("editor", "variables", "ctrl+g", "Insert", "Choose a variable to insert into the text"),
    Action("editor", "contact(1)", "ctrl+n", "Next contact", "Preview the text for the next contact of the source"),
    Action("editor", "contact(-1)", "ctrl+o", "Contact before", "Preview the text for the contact before"),
    Action("editor", "steps", "ctrl+r", "Steps", "Go to the list of steps, where a, w, u, d and x change it"),
)
"""What works in the editor beside typing; its widgets have the actions."""

PAGES: tuple[tuple[str, str, str], ...] = (
    ("Campaigns", "invites", "Invites"),
    ("Campaigns", "approvals", "Approvals"),
    ("Campaigns", "queue", "Queue"),
    ("Audience", "sources", "Sources"),
    ("Audience", "contacts", "Contacts"),
    ("Team", "members", "Members"),
    ("Insight", "programs", "Programs"),
    ("Insight", "activity", "Activity"),
    ("", "settings", "Settings"),
)
"""Heading, page, label, in the order of the sidebar."""


def bindings(scope: str) -> list[BindingType]:
    """The bindings of one scope."""
    return [action.binding for action in ACTIONS if action.scope == scope]


def of_scope(scope: str) -> list[Action]:
    """The actions of one scope, in order."""
    return [action for action in ACTIONS if action.scope == scope]


def key_name(key: str) -> str:
    """A key as a person reads it."""
    names = {
        "question_mark": "?",
        "slash": "/",
        "exclamation_mark": "!",
        "space": "␣",
        "escape": "esc",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
    }
    return names.get(key, key)

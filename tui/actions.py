"""The registry of all actions, with key, words and scope; footer, help, palette and docs/keys.md are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tui.key_table import VERBS, key_name, keys_of

ALWAYS = frozenset({"quit", "suspend", "help", "palette", "help in text"})
"""Verbs that a dialog never hides: leaving, help and palette."""
TYPED = frozenset({"help"})
"""Verbs of `ALWAYS` whose key is a character: in a text field the key types that character instead."""


@dataclass(frozen=True)
class Action:
    """One thing a person can do. `scope` is a page, a kind of dialog, or `app` for everywhere."""

    scope: str
    name: str
    verb: str
    label: str
    help: str
    show: bool = True

    @property
    def id(self) -> str:
        """The name by which `[keys]` in config.toml changes its key."""
        own = self.name if self.name.isidentifier() else self.verb.replace(" ", "_")
        return f"{self.scope}.{own}"

    @property
    def method(self) -> str:
        """The name of the method that does it."""
        return f"action_{self.name.partition('(')[0]}"

    @property
    def keys(self) -> tuple[str, ...]:
        """The default keys, before `[keys]` of config.toml changes them; the shown one first."""
        return keys_of(self.verb)

    @property
    def binding(self) -> Binding:
        return Binding(
            VERBS[self.verb].keys,
            self.name,
            self.label,
            show=self.show,
            priority=self.verb in ALWAYS - TYPED,
            id=self.id,
            tooltip=self.help,
            key_display=key_name(self.keys[0]),
        )


APP: tuple[Action, ...] = (
    Action("app", "help", "help", "Help", "The purpose of this page or form, and its keys"),
    Action(
        "app",
        "help_in_text",
        "help in text",
        "Help",
        "The same help, by a key that a text field does not take",
        show=False,
    ),
    Action(
        "app",
        "command_palette",
        "palette",
        "Palette",
        "Find any action, campaign, person or source by name",
        show=False,
    ),
    Action(
        "app",
        "command_line",
        "command line",
        "Command",
        "Type any command of Overture; :q quits, :7 goes to line 7, :queue opens the page Queue",
        show=False,
    ),
    Action("app", "pause_all", "pause all", "Pause all", "Pause or resume all sending; asks first", show=False),
    Action("app", "page('needs')", "attention", "Needs you", "Everything that needs a person, the most urgent first"),
    Action("app", "undo", "undo", "Undo", "Undo the last act of this session, unless it has led to a send"),
    Action("app", "messages", "messages", "Messages", "Read the last messages again", show=False),
    Action(
        "app",
        "sidebar",
        "sidebar",
        "Pages",
        "Go to the list of pages: a letter opens a page, b hides the list",
        show=False,
    ),
    Action("app", "page('invites')", "page 1", "Invites", "The campaigns", show=False),
    Action("app", "page('approvals')", "page 2", "Approvals", "Texts that wait for your approval", show=False),
    Action("app", "page('queue')", "page 3", "Queue", "The people of all campaigns, with their status", show=False),
    Action("app", "page('sources')", "page 4", "Sources", "Where contacts come from", show=False),
    Action("app", "page('contacts')", "page 5", "Contacts", "All people, and what happened with each", show=False),
    Action("app", "page('members')", "page 6", "Members", "The accounts that send", show=False),
    Action("app", "page('programs')", "page 7", "Programs", "Campaigns summed by program", show=False),
    Action("app", "page('forecast')", "page 8", "Forecast", "What the coming days are expected to send", show=False),
    Action("app", "page('activity')", "page 9", "Activity", "The journal, live", show=False),
    Action("app", "next_need", "next need", "Next", "Go to the next thing that needs a person", show=False),
    Action("app", "page('settings')", "page 0", "Settings", "The settings of this workspace", show=False),
    Action(
        "app",
        "mouse",
        "mouse",
        "Mouse",
        "Let the terminal have the mouse, to select text, or take it back; shift+drag selects at any time",
        show=False,
    ),
    Action("app", "suspend", "suspend", "Suspend", "Suspend the app and its engine; fg brings it back", show=False),
    Action("app", "quit", "quit", "Quit", "Quit after the current request finishes", show=False),
)
"""Actions that work everywhere."""

PAGE: tuple[Action, ...] = (
    Action(
        "page",
        "back",
        "back",
        "Back",
        "Close an open line, else drop the marks, else the filter, else go to the previous page",
        show=False,
    ),
    Action(
        "page",
        "leave",
        "back or leave",
        "Back",
        "Go to the previous page; if there is none, ask and quit",
        show=False,
    ),
)
"""Actions of every page."""

TABLE: tuple[Action, ...] = (
    Action("table", "cursor_down", "down", "Down", "One row down", show=False),
    Action("table", "cursor_up", "up", "Up", "One row up", show=False),
    Action("table", "scroll_top", "first", "First", "The first row", show=False),
    Action("table", "scroll_bottom", "last", "Last", "The last row", show=False),
    Action("table", "half_down", "half down", "Half down", "Half a page down", show=False),
    Action("table", "half_up", "half up", "Half up", "Half a page up", show=False),
)
"""Actions of every list."""

PAGES_ACTIONS: tuple[Action, ...] = (
    # Invites
    Action("invites", "new", "new", "New", "Create a campaign"),
    Action("invites", "edit", "edit", "Edit", "Change the highlighted campaign"),
    Action("invites", "edit_outside", "edit outside", "In editor", "Change the campaign's file in $EDITOR", show=False),
    Action("invites", "switch", "run", "Run/stop", "Start the highlighted campaign, or stop it; stopping asks first"),
    Action("invites", "archive", "remove", "Archive", "End the highlighted campaign for good; asks first"),
    Action("invites", "clone", "duplicate", "Duplicate", "A new campaign like the highlighted one", show=False),
    Action("invites", "why", "why", "Why", "Why it sends or does not: health, gates, runs, next send"),
    Action("invites", "runs", "other view", "Runs", "The runs of the highlighted campaign as a table", show=False),
    Action("invites", "filter", "filter", "Filter", "Show only what matches a filter, as in --where; escape drops it"),
    Action("invites", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("invites", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("invites", "fold", "fold", "Group", "Group by program, by sender, or not; enter unfolds", show=False),
    Action(
        "invites", "archived", "archived", "Archived", "Show the archived campaigns, or the others again", show=False
    ),
    Action("invites", "copy", "copy", "Copy", "Copy the campaign's name", show=False),
    Action("invites", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("invites", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("invites", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Runs of a campaign
    Action("runs", "campaigns", "other view", "Campaigns", "Back to the list of campaigns"),
    Action("runs", "why", "why", "Why", "Why the campaign sends or does not, now"),
    # Why a campaign sends or does not
    Action("why", "run_before", "page before", "Previous run", "Explain the opening of the previous run"),
    Action("why", "run_after", "next page", "Next run", "Explain the opening of the next run; after the last one, now"),
    Action("why", "moment", "moment", "Moment", "Explain any past moment, as with --at"),
    Action("why", "runs", "other view", "Runs", "All runs as a table, with the people of each"),
    Action("why", "copy", "copy", "Copy", "Copy the highlighted sentence", show=False),
    # The day of a member
    Action("member_day", "day_before", "page before", "Previous day", "The runs of the day before"),
    Action("member_day", "day_after", "next page", "Next day", "The runs of the next day; today is the last one"),
    Action("member_day", "moment", "moment", "Moment", "Another date, or any past moment, as with --at"),
    Action("member_day", "copy", "copy", "Copy", "Copy the sentence of the highlighted run", show=False),
    # Approvals
    Action("approvals", "approve", "yes", "Yes", "Approve the highlighted text, or the marked ones"),
    Action("approvals", "reject", "no", "No", "Reject the highlighted text, or the marked ones"),
    Action("approvals", "edit_text", "edit", "Edit text", "Change this one text before it is sent"),
    Action(
        "approvals", "edit_outside", "edit outside", "In editor", "Decide in $EDITOR: a line for each text", show=False
    ),
    Action("approvals", "mark", "mark", "Mark", "Mark this text, to decide on several at once"),
    Action("approvals", "mark_range", "mark to here", "Range", "Mark all texts from the last mark to here", show=False),
    Action("approvals", "mark_all", "mark all", "Mark all", "Mark all texts that the filter shows", show=False),
    Action("approvals", "filter", "filter", "Filter", "Show only texts that match a filter, as in --where", show=False),
    Action("approvals", "views", "view", "Views", "Show a view (filter, order, columns) or save one", show=False),
    Action("approvals", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("approvals", "approve_all", "yes to all", "All of campaign", "Approve all waiting texts of this campaign"),
    Action("approvals", "journey", "journey", "Journey", "Everything that happened with this contact"),
    Action("approvals", "block", "block", "Do not contact", "Never contact this person again; asks first", show=False),
    Action("approvals", "copy", "copy", "Copy", "Copy the person's profile address", show=False),
    Action("approvals", "browse", "browse", "Browser", "Open the person's profile in the browser", show=False),
    # Queue
    Action("queue", "remove", "remove", "Remove", "Remove this person from the queue; asks first"),
    Action("queue", "requeue", "again", "Requeue", "Requeue this person, or all who lacked the same value; asks"),
    Action("queue", "withdraw", "withdraw", "Withdraw", "Withdraw this person's invitation; asks first"),
    Action("queue", "resolve", "decide", "Decide", "Decide whether a send in doubt arrived; shows what is known"),
    Action("queue", "edit_text", "edit", "Edit text", "Change this person's text while it waits", show=False),
    Action("queue", "journey", "journey", "Journey", "Everything that happened with this contact"),
    Action("queue", "why", "why", "Why", "Why this person is not contacted yet, or how it ended", show=False),
    Action("queue", "views", "view", "Views", "Show only one status, or a saved view; n saves the present view"),
    Action("queue", "filter", "filter", "Filter", "Show only people who match a filter, as in --where"),
    Action("queue", "sort", "sort", "Sort", "Latest first, or in the order of the queue", show=False),
    Action("queue", "block", "block", "Do not contact", "Never contact this person again; asks first", show=False),
    Action("queue", "copy", "copy", "Copy", "Copy the person's profile address", show=False),
    Action("queue", "browse", "browse", "Browser", "Open the person's profile in the browser", show=False),
    Action("queue", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("queue", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("queue", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Needs a person
    Action("needs", "seen", "remove", "Seen", "Hide until it changes, an error for 24 hours at most"),
    Action("needs", "journey", "journey", "Journey", "Everything that happened with the person of this line"),
    Action("needs", "browse", "browse", "Browser", "Open the person's profile in the browser"),
    Action("needs", "copy", "copy", "Copy", "Copy the name of the campaign, person, member or source", show=False),
    Action("needs", "filter", "filter", "Filter", "Show only what matches a filter, as in --where"),
    Action("needs", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("needs", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("needs", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("needs", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("needs", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Sources
    Action("sources", "new", "new", "New", "Import a contact file, or make a segment or a finder"),
    Action("sources", "edit", "edit", "Edit", "Change the highlighted finder"),
    Action("sources", "archive", "remove", "Archive", "Archive the highlighted source; asks first"),
    Action("sources", "archived", "archived", "Archived", "Show the archived sources, or the others again", show=False),
    Action("sources", "copy", "copy", "Copy", "Copy the source's name", show=False),
    Action("sources", "filter", "filter", "Filter", "Show only what matches a filter, as in --where", show=False),
    Action("sources", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("sources", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("sources", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("sources", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("sources", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Contacts
    Action("contacts", "filter", "filter", "Search", "Find contacts: words, or a filter as in --where"),
    Action("contacts", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("contacts", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("contacts", "journey", "journey", "Journey", "Everything that happened with this contact"),
    Action("contacts", "edit", "edit", "Edit", "Correct this person's values; imports no longer change them"),
    Action(
        "contacts",
        "block",
        "block",
        "Do not contact",
        "Mark this person “do not contact”, or remove the mark; asks first",
    ),
    Action("contacts", "forget", "erase", "Forget", "Erase this person for good; a word must be typed", show=False),
    Action("contacts", "copy", "copy", "Copy", "Copy the person's profile address", show=False),
    Action("contacts", "browse", "browse", "Browser", "Open the person's profile in the browser", show=False),
    Action("contacts", "next_page", "next page", "Next page", "The next page of contacts"),
    Action("contacts", "previous_page", "page before", "Page before", "The previous page of contacts", show=False),
    Action("contacts", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("contacts", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("contacts", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Members
    Action("members", "add", "new", "New", "Add a member"),
    Action("members", "edit", "edit", "Edit", "Change name, plan, time zone, day cap, days off or warm-up of a member"),
    Action(
        "members",
        "connect",
        "connect",
        "Connect",
        "Reconnect the highlighted account if it is off, or connect a new one",
    ),
    Action("members", "why", "why", "Why", "What each run of the member's campaigns sent today, and why not more"),
    Action("members", "pause", "pause one", "Pause", "Pause or resume the highlighted member; asks first"),
    Action("members", "archive", "remove", "Archive", "Archive the highlighted member; asks first"),
    Action("members", "archived", "archived", "Archived", "Show the archived members, or the others again", show=False),
    Action("members", "copy", "copy", "Copy", "Copy the account's id", show=False),
    Action("members", "filter", "filter", "Filter", "Show only what matches a filter, as in --where", show=False),
    Action("members", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("members", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("members", "mark", "mark", "Mark", "Mark this row; an act then concerns all marked rows", show=False),
    Action("members", "mark_range", "mark to here", "Range", "Mark all from the last mark to here", show=False),
    Action("members", "mark_all", "mark all", "Mark all", "Mark all that the list holds", show=False),
    # Programs
    Action("programs", "filter", "filter", "Filter", "Show only what matches a filter, as in --where"),
    Action("programs", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("programs", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("programs", "fold", "fold", "Fold", "List only the programs, or the names within them again"),
    Action("programs", "copy", "copy", "Copy", "Copy the name of the program or campaign", show=False),
    # Forecast
    Action(
        "forecast",
        "other_view",
        "other view",
        "Dates/campaigns",
        "Group the rows by campaign instead of by date, or back",
    ),
    Action("forecast", "fold", "fold", "Unfold", "Unfold every row, or fold all again"),
    Action("forecast", "copy", "copy", "Copy", "Copy the sentence that says why not more is sent", show=False),
    # Activity
    Action("activity", "replies", "other view", "Replies", "Show only replies, or everything"),
    Action("activity", "filter", "filter", "Filter", "Show only what matches a filter, as in --where"),
    Action("activity", "views", "view", "Views", "Show a view (filter, order, columns) or save one"),
    Action("activity", "sort", "sort", "Sort", "Choose the order; the same one again reverses it", show=False),
    Action("activity", "journey", "journey", "Journey", "Everything that happened with the contact of this line"),
    Action("activity", "browse", "browse", "Browser", "Open the person's profile in the browser", show=False),
    Action("activity", "copy", "copy", "Copy", "Copy the name of the person, or of the campaign", show=False),
    # Settings
    Action(
        "settings",
        "edit",
        "edit",
        "Edit",
        "Change time zone, days off, notes a month, which campaigns may not contact the same person",
    ),
)
"""Actions of one page each."""

EDITOR: tuple[Action, ...] = (
    Action("editor", "save", "save", "Save", "Save, or go to the first error"),
    Action("editor", "leave", "back", "Close", "Close; asks first if something was changed"),
    Action("editor", "tab", "next tab", "Next tab", "Go to the first field of the next tab"),
    Action("editor", "tab_before", "tab before", "Previous tab", "Go to the first field of the previous tab"),
    Action("editor", "language", "next language", "Language", "Write the text of this step in the next language"),
    Action("editor", "variables", "insert", "Insert", "Choose a variable to insert into the text"),
    Action(
        "editor", "contact(1)", "next contact", "Next contact", "Preview the text for the next contact of the source"
    ),
    Action("editor", "contact(-1)", "contact before", "Previous contact", "Preview the text for the previous contact"),
    Action("editor", "steps", "steps", "Steps", "Go to the list of steps, where n, x, J and K change it"),
)
"""Actions of the editor apart from typing; its widgets carry them out."""

DIALOGS: tuple[Action, ...] = (
    # The editor's list of steps
    Action("steps", "ask('new')", "new", "New step", "Add a follow-up or the welcome", show=False),
    Action("steps", "ask('remove')", "remove", "Remove", "Remove the highlighted step", show=False),
    Action("steps", "ask('down')", "move down", "Move down", "Move the highlighted follow-up down", show=False),
    Action("steps", "ask('up')", "move up", "Move up", "Move the highlighted follow-up up", show=False),
    # Lists of choices, such as pages and themes
    Action("choices", "cursor_down", "down", "Down", "One choice down", show=False),
    Action("choices", "cursor_up", "up", "Up", "One choice up", show=False),
    Action("choices", "first", "first", "First", "The first choice", show=False),
    Action("choices", "last", "last", "Last", "The last choice", show=False),
    # Words to read
    Action("words", "close", "back", "Close", "Close"),
    Action("words", "close_by_letter", "back or leave", "Close", "Close", show=False),
    Action("words", "scroll(1)", "down", "Down", "One line down", show=False),
    Action("words", "scroll(-1)", "up", "Up", "One line up", show=False),
    Action("words", "scroll(-1000000)", "first", "First", "The beginning", show=False),
    Action("words", "scroll(1000000)", "last", "Last", "The end", show=False),
    Action("words", "scroll(10)", "half down", "Half down", "Half a page down", show=False),
    Action("words", "scroll(-10)", "half up", "Half up", "Half a page up", show=False),
    Action("campaign", "edit", "edit", "Edit", "Change this campaign"),
    Action("campaign", "why", "why", "Why", "Why it sends or does not"),
    Action("campaign", "runs", "other view", "Runs", "All runs as a table, with the people of each"),
    Action("journey", "edit", "edit", "Edit", "Correct what is known of this person"),
    Action("journey", "browse", "browse", "Browser", "Open the person's profile in the browser"),
    Action("journey", "copy", "copy", "Copy", "Copy the person's profile address", show=False),
    # Questions
    Action("question", "answer(True)", "yes", "Yes", "Do it"),
    Action("question", "answer(False)", "no", "No", "Leave it as it is"),
    Action("question", "cancel", "back", "Cancel", "Leave it as it is", show=False),
    Action("effects", "save", "save", "Save", "Save what was shown"),
    Action("doubt", "answer('sent')", "yes", "Sent", "It was sent: LinkedIn shows it"),
    Action("doubt", "answer('absent')", "absent", "Absent", "LinkedIn does not have it"),
    Action("doubt", "answer('skip')", "remove", "Skip", "It cannot be known: this person is not contacted again"),
    Action("doubt", "cancel", "back", "Cancel", "Decide later", show=False),
    # The line for a command, and its output
    Action("command", "run", "open", "Run", "Run the typed command"),
    Action("command", "complete", "complete", "Complete", "Accept the suggested word"),
    Action("command", "recall(-1)", "line before", "Previous line", "The line typed before this one"),
    Action("command", "recall(1)", "line after", "Next line", "The line typed after this one", show=False),
    Action("command", "cancel", "back", "Close", "Close without running anything"),
    # The views of a list, and a line that is typed
    Action("views", "save", "new", "Save", "Save the present view under a name"),
    Action("views", "remove", "remove", "Remove", "Remove the highlighted view, if it was saved"),
    Action("views", "columns", "columns", "Columns", "Choose the columns of the list"),
    Action("views", "cancel", "back", "Close", "Close without a choice"),
    Action("line", "take", "open", "Take", "Use the line as typed"),
    Action("line", "cancel", "back", "Cancel", "Close without a change"),
    Action("typed", "cancel", "back", "Cancel", "Close without a change"),
    Action("choice", "cancel", "back", "Close", "Close without a choice"),
    # Forms
    Action("form", "save", "save", "Save", "Save, or show what is wrong"),
    Action("form", "cancel", "back", "Cancel", "Close; asks first if something was typed"),
    Action("import", "import", "save", "Import", "Import the file as the preview shows it"),
    Action("import", "choose", "choose a file", "Choose a file", "Browse the folders for the file"),
    Action("import", "cancel", "back", "Close", "Close; during an import, stop it"),
    Action("files", "cancel", "back", "Close", "Close without choosing"),
    Action("files", "up", "folder above", "Folder above", "The folder above"),
)
"""Actions of dialogs, and of lists that are not a page's table."""

ACTIONS: tuple[Action, ...] = (*APP, *PAGE, *TABLE, *PAGES_ACTIONS)
"""Actions of pages."""
EVERY: tuple[Action, ...] = (*ACTIONS, *EDITOR, *DIALOGS)
"""The whole registry."""

PAGES: tuple[tuple[str, str, str], ...] = (
    ("Campaigns", "invites", "Invites"),
    ("Campaigns", "approvals", "Approvals"),
    ("Campaigns", "queue", "Queue"),
    ("Campaigns", "needs", "Needs you"),
    ("Audience", "sources", "Sources"),
    ("Audience", "contacts", "Contacts"),
    ("Team", "members", "Members"),
    ("Insight", "programs", "Programs"),
    ("Insight", "forecast", "Forecast"),
    ("Insight", "activity", "Activity"),
    ("", "settings", "Settings"),
)
"""Heading, page, label, in the order of the sidebar."""
LETTERS = {
    "invites": "i",
    "approvals": "a",
    "queue": "q",
    "needs": "n",
    "sources": "s",
    "contacts": "c",
    "members": "m",
    "programs": "p",
    "forecast": "f",
    "activity": "v",
    "settings": "e",
}
"""The letter that opens each page once the list of pages has the focus."""


def bindings(*scopes: str) -> list[BindingType]:
    """Return the bindings of some scopes."""
    return [action.binding for action in EVERY if action.scope in scopes]


def of_scope(*scopes: str) -> list[Action]:
    """Return the actions of some scopes, in order."""
    return [action for action in EVERY if action.scope in scopes]


def key_of_page(page: str) -> str:
    """Return the key that opens a page. Raises StopIteration."""
    return next(action.keys[0] for action in APP if action.name == f"page('{page}')")

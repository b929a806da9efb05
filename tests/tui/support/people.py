"""A member, a source and a campaign in an empty workspace."""

from __future__ import annotations

import csv
from pathlib import Path

from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.members import members
from core.workspace import Workspace
from tests.support.draft import draft


def furnish(workspace: Workspace, *, name: str = "founders", people: int = 5) -> str:
    """Add everything that a campaign needs, and the campaign, not started; return its id."""
    members.add(workspace, "Ada Wong", "acc-ada", plan="premium", time_zone="Europe/Paris")
    path = Path(workspace.home.folder) / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [["Zoe", f"Person {n}", f"https://www.linkedin.com/in/person-{n}"] for n in range(people)]
        csv.writer(file).writerows([["First Name", "Last Name", "URL"], *rows])
    import_contacts.import_file(workspace, path, "people")
    return str(lifecycle.create(workspace, draft(name=name)))

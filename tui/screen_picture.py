"""A picture of the screen, written into the home."""

from __future__ import annotations

import os
from functools import partial

from core.home import FILE_MODE
from tui.app_base import Overture
from tui.style.moment_text import in_file_name


def write_picture(app: Overture) -> str | None:
    """Write the screen as SVG into the home, readable by its owner alone, and say where; return the path if it works.

    The picture may show names of people, so docs/security.md lists the file.
    """
    if app.workspace.store.readonly:
        app.say_error("Nothing is written with --readonly.")
        return None
    target = app.workspace.home.folder / f"screen-{in_file_name(app.workspace.now())}.svg"
    try:
        with open(target, "w", encoding="utf-8", opener=partial(os.open, mode=FILE_MODE)) as file:
            file.write(app.export_screenshot())
    except OSError as error:
        app.say_error(f"The picture could not be written to {target}: {error.strerror or error}.")
        return None
    app.say(f"The picture is in {target}.")
    return str(target)

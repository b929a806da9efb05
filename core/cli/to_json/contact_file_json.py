"""The JSON of a contact file: how it was read, its columns, and the corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.views.contact_file_view import FileReport, Greeting


def file_report(view: FileReport) -> dict[str, Any]:
    """Return the keys of `source import` that describe the file."""
    read_as = view.read_as
    return {
        "read_as": {
            "format": read_as.format,
            "encoding": read_as.encoding or None,
            "sure": read_as.sure,
            "separator": read_as.separator or None,
            "sheet": read_as.sheet or None,
            "sheets": read_as.sheets,
            "header_line": read_as.header_line,
            "undone": dict(read_as.undone),
        },
        "columns": [
            {
                "column": use.column,
                "field": use.field,
                "how": use.how,
                "filled": use.filled,
                "sample": use.sample,
                "why": use.why,
            }
            for use in view.columns
        ],
        "mended": dict(view.mended),
        "examples": [
            {"line": one.line, "field": one.field, "before": one.before, "after": one.after, "why": one.why}
            for one in view.examples
        ],
        "languages": {
            "known": dict(view.languages),
            "unknown": [{"text": text, "count": count} for text, count in view.unknown_languages.items()],
        },
        "notes": view.notes,
    }


def greeting(view: Greeting) -> dict[str, Any]:
    """Return the first text as it would be sent."""
    return {"line": view.line, "text": view.text, "campaign": view.campaign, "why": view.why}

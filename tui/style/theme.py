"""The themes of the app, and the palette that cells take from the theme in use."""

from __future__ import annotations

from dataclasses import dataclass

from textual.theme import Theme

DARK = Theme(
    name="overture-dark",
    primary="#6fb1e8",
    secondary="#6fb1e8",
    accent="#6fb1e8",
    warning="#e2b84c",
    error="#f0706a",
    success="#57ab6f",
    foreground="#d5dbe1",
    background="#0f1317",
    surface="#0f1317",
    panel="#1a2027",
    dark=True,
    variables={"border": "#323b45", "block-cursor-background": "#24405a", "block-cursor-foreground": "#ffffff"},
)
LIGHT = Theme(
    name="overture-light",
    primary="#1f6fb2",
    secondary="#1f6fb2",
    accent="#1f6fb2",
    warning="#946200",
    error="#b3261e",
    success="#1f7a3f",
    foreground="#1d2329",
    background="#fbfbfa",
    surface="#fbfbfa",
    panel="#eef0f2",
    dark=False,
    variables={"border": "#c4cad0", "block-cursor-background": "#cfe3f5", "block-cursor-foreground": "#0d1115"},
)
COLOUR_BLIND = Theme(
    name="overture-colour-blind",
    primary="#7fb3ff",
    secondary="#7fb3ff",
    accent="#7fb3ff",
    warning="#f0c419",
    error="#ff9d4d",
    success="#4aa3ff",
    foreground="#dde2e8",
    background="#10141a",
    surface="#10141a",
    panel="#1b212a",
    dark=True,
    variables={"border": "#353f4a", "block-cursor-background": "#2b4058", "block-cursor-foreground": "#ffffff"},
)
THEMES = (DARK, LIGHT, COLOUR_BLIND)


@dataclass(frozen=True)
class Palette:
    """The colours that cells use, taken from the theme in use."""

    text: str
    dim: str
    accent: str
    warning: str
    error: str
    success: str
    ground: str
    on: str
    off: str


def palette(theme: Theme) -> Palette:
    """Return the palette of a theme; a colour that the theme does not set has a default."""
    dark = theme.dark
    return Palette(
        text=_colour(theme.foreground, "#dddddd" if dark else "#222222"),
        dim="#7d8791" if dark else "#6b747d",
        accent=_colour(theme.accent, _colour(theme.primary, "#6fb1e8")),
        warning=_colour(theme.warning, "#e2b84c"),
        error=_colour(theme.error, "#f0706a"),
        success=_colour(theme.success, "#57ab6f"),
        ground=_colour(theme.background, "#101010" if dark else "#ffffff"),
        on="#1a6b3c" if dark else "#1f7a3f",
        off="#7a2a2a" if dark else "#b3261e",
    )


def _colour(wanted: str | None, otherwise: str) -> str:
    """Return a theme's colour, or `otherwise`; Rich names the terminal's own sixteen without Textual's `ansi_`."""
    return wanted.removeprefix("ansi_") if wanted else otherwise

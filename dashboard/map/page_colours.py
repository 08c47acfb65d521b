"""Colours of the page round the map, in light mode and in dark mode.

The map with its key is a picture and stays light, as do the pictures to take away and the map that
other pages frame: its classes are told apart by lightness against white paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.map.inset import inset_css
from dashboard.map.palette import HIGHLIGHT, INK, MUTED, PAPER, RAMP, RULE, SOFT
from dashboard.map.svg import palette_css

if TYPE_CHECKING:
    from collections.abc import Mapping

NAVY: Final = RAMP[-1]
"""The band of the header, in light and in dark; text on it is white."""

LIGHT: Final[Mapping[str, str]] = {
    "paper": PAPER,
    "ink": INK,
    "soft": SOFT,
    "line": RULE,
    "muted": MUTED,
    "accent": NAVY,
    "mark": HIGHLIGHT,
    "link": "#1a65a6",
    "hover": "#0f385c",
    "visited": "#54319f",
    "error": "#ca3535",
}
DARK: Final[Mapping[str, str]] = {
    "paper": "#14181b",
    "ink": "#f1f3f4",
    "soft": "#20272c",
    "line": "#566067",
    "muted": "#b4bec4",
    "accent": "#9ccbe8",
    "mark": "#ff8ab5",
    "link": "#8cc6f3",
    "hover": "#c6e3f9",
    "visited": "#ccb8f7",
    "error": "#ff9a90",
}
_GOVUK: Final[Mapping[str, str]] = {
    "text-colour": "ink",
    "body-background-colour": "paper",
    "template-background-colour": "soft",
    "border-colour": "line",
    "input-border-colour": "ink",
    "secondary-text-colour": "muted",
    "brand-colour": "accent",
    "link-colour": "link",
    "link-hover-colour": "hover",
    "link-visited-colour": "visited",
    "link-active-colour": "ink",
    "error-colour": "error",
}
"""Which of our colours each custom property of govuk-frontend takes."""

_PREFERS_DARK: Final = "@media screen and (prefers-color-scheme:dark)"
_STAYS_LIGHT: Final = ".tca-embed-page,.tca-brief,.tca-frame"


def page_css() -> str:
    """Return the CSS rules that colour maps and pages, and those that place ticks and bars."""
    light, dark = _spell(LIGHT), _spell(DARK)
    # The policy of the page forbids styles of single elements, so a place is a class.
    places = "".join(f".p{percent}{{--at:{percent}%}}" for percent in range(101))
    return (
        f"{places}{palette_css()}{inset_css()}:root{{--tca-navy:{NAVY};color-scheme:light;{light}}}"
        f"{_PREFERS_DARK}{{:root{{color-scheme:dark;{dark}}}"
        f"{_STAYS_LIGHT}{{color-scheme:light;color:{INK};{light}}}}}"
    )


def _spell(colours: Mapping[str, str]) -> str:
    own = [f"--tca-{name}:{colour}" for name, colour in colours.items()]
    theirs = [f"--govuk-{name}:{colours[ours]}" for name, ours in _GOVUK.items()]
    return ";".join(own + theirs)

"""Component ids, each written once."""

from __future__ import annotations

from typing import Final

LOCATION: Final = "location"
NOTICES: Final = "notices"
HEADLINE: Final = "headline"
ACTIONS: Final = "actions"
CONTROLS: Final = "controls"
STRIP: Final = "strip"
MAP: Final = "map"
ASKED: Final = "asked"
ANSWERED: Final = "answered"
DRAWN: Final = "drawn"
BELOW_ANSWERED: Final = "below-answered"
AFTER_MAP: Final = "after-map"
CAPTION: Final = "caption"
KEY: Final = "key"
INSET: Final = "inset"
SIDE: Final = "side"
PANEL: Final = "panel"
MORE_BIDS: Final = "more-bids"
CHARTS: Final = "charts"
TAKE: Final = "take"
TABLE: Final = "table"
FAILURE: Final = "failure"
LIVE: Final = "live"

"""The block of the page with the files of this view, and those of the whole data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dash import html

from dashboard.parts.components import Children, render_download, render_link
from dashboard.words.text import format_count
from geodata.model.store_format import PARQUET

if TYPE_CHECKING:
    from dashboard.query.view import MapView

DOWNLOADS: Final = "/download/"
API: Final = "/api/v1/"
GRANTS: Final = "view.360giving.json"

OFFERS: Final = (
    ("view.csv", "Bids as CSV", "one row for each bid, with award, saving, lead and partners"),
    ("areas.csv", "Areas as CSV", "one row for each area on the map, with its value"),
    ("view.xlsx", "Workbook for Excel", "bids, areas, members and sources, with notes"),
    ("view.geojson", "Areas as GeoJSON", "outlines with values, for mapping software"),
    (GRANTS, "Grants as 360Giving JSON", "the open standard for grants"),
    ("view.zip", "Everything as ZIP", "all of these, a data dictionary, notes and checksums"),
)
"""Each file: its name in addresses, the words of its link, and what it is good for."""

_WHOLE: Final = {
    "landings": "the share of each area in each bid",
    "areas": "areas with outlines (GeoParquet)",
}
"""What a table is called where its name does not say it."""


def render_downloads(view: MapView, *, with_api: bool = True) -> Children:
    """Return links to every file of this view, in plain words; they work without scripts."""
    api = render_link("data API", API)
    programs: Children = ["Programs can ask the ", api, " with the same choices."]
    search = view.state.to_search()
    left_out = view.taken.count - view.taken.grants
    items: Children = [
        html.Li([render_download(text, f"{DOWNLOADS}{name}{search}"), f": {hint}"])
        for name, text, hint in OFFERS
        if name != GRANTS or view.taken.grants
    ]
    narrowed = view.bid is not None or view.area is not None or view.partner is not None
    held = format_count(view.taken.count, "bid") + (" of the panel" if narrowed else "")
    lines = [f"The files hold {held} and say in name and notes which filters were used."]
    if left_out:
        lines.append(
            f"{format_count(left_out, 'bid')} cannot be given as 360Giving, which asks "
            "for an amount, a date and a recipient."
        )
    return [
        html.H2("Take the data", className="govuk-heading-m"),
        html.P(" ".join(lines), className="govuk-body"),
        html.Ul([*items, _render_whole()], className="govuk-list govuk-list--bullet"),
        *([html.P(programs, className="govuk-body-s")] if with_api else []),
    ]


def _render_whole() -> html.Li:
    """Return links to the tables that are the same under every choice."""
    links: Children = []
    for name in PARQUET:
        link = render_download(_WHOLE.get(name, name), f"{DOWNLOADS}{name}.parquet")
        links += [", " if links else "", link]
    return html.Li(["Whole tables as Parquet, whatever is chosen here: ", *links])

"""The pages that people would make instead, from the project's own boundaries and values.

Each shows the 152 upper-tier councils with the awards of all rounds, coloured alike, at the size
that the map has on our page in a window of 1440 by 900, with a tooltip of name and value. Written
here by hand or by the library's own exporter, as its manual shows; every script is local. Two small
style sheets of Folium's page that no package holds are left out, in its favour.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import altair as alt
import bokeh
import folium
import geopandas as gpd
import plotly.express as px
from bokeh.embed import file_html
from bokeh.models import GeoJSONDataSource
from bokeh.plotting import figure as bokeh_figure
from bokeh.resources import Resources

from benchmarks.packed import pack
from dashboard.map.figures import bin_colour, colour_bin
from dashboard.map.labels import hover_text
from dashboard.settings import Settings
from dashboard.site import read_site
from geodata.model.codes import Level

if TYPE_CHECKING:
    from dashboard.query.view import MapView
    from dashboard.site import Site

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
BUILT: Final = HERE / "built"
WIDTH: Final = 740
HEIGHT: Final = 830
SEARCHES: Final = ("", "?round=2015-16")
"""What is shown first, and what the filter changes it to."""

_PAGES: Final = HERE / "pages"
_MODULES: Final = HERE / "node_modules"
_ASSETS: Final = {
    "d3.min.js": "d3/dist/d3.min.js",
    "topojson-client.min.js": "topojson-client/dist/topojson-client.min.js",
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "jquery.min.js": "jquery/dist/jquery.min.js",
    "bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "fontawesome.min.css": "@fortawesome/fontawesome-free/css/all.min.css",
    "awesome-markers.js": "leaflet.awesome-markers/dist/leaflet.awesome-markers.min.js",
    "awesome-markers.css": "leaflet.awesome-markers/dist/leaflet.awesome-markers.css",
    "vega.min.js": "vega/build/vega.min.js",
    "vega-lite.min.js": "vega-lite/build/vega-lite.min.js",
    "vega-embed.min.js": "vega-embed/build/vega-embed.min.js",
}
_FOLIUM: Final = {
    "leaflet": "leaflet.js",
    "jquery": "jquery.min.js",
    "bootstrap": "bootstrap.bundle.min.js",
    "awesome_markers": "awesome-markers.js",
    "leaflet_css": "leaflet.css",
    "bootstrap_css": "bootstrap.min.css",
    "awesome_markers_font_css": "fontawesome.min.css",
    "awesome_markers_css": "awesome-markers.css",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What every page draws: features in code order, and what each shows in both states."""

    site: Site
    views: tuple[MapView, ...]
    shapes: dict[str, Any]
    values: dict[str, dict[str, list[Any]]]

    def frame(self) -> gpd.GeoDataFrame:
        """Return the areas with name and award in pounds (NaN where there is none)."""
        areas = gpd.GeoDataFrame.from_features(self.shapes["features"], crs="EPSG:4326")
        areas["gss"] = [one["id"] for one in self.shapes["features"]]
        areas["name"] = [one.name for one in self.views[0].areas]
        areas["award"] = [
            float(one.value) / 100 if one.value is not None else float("nan")
            for one in self.views[0].areas
        ]
        return areas


def read_drawn() -> Drawn:
    """Read the built data and what it shows in both states."""
    site = read_site(Settings())
    views = tuple(site.read_view(search) for search in SEARCHES)
    level = site.catalogue.levels[Level.UPPER]
    shapes = json.loads((ROOT / "data/built" / level.boundaries).read_text(encoding="utf-8"))
    values = {
        areas[0].gss: {
            "fill": [_fill(area, view) for area, view in zip(areas, views, strict=True)],
            "text": [
                re.sub("<[^>]+>", " ", hover_text(area, view))
                for area, view in zip(areas, views, strict=True)
            ],
        }
        for areas in zip(*(view.areas for view in views), strict=True)
    }
    return Drawn(site, views, shapes, values)


def _fill(area: Any, view: MapView) -> str:  # noqa: ANN401 - an AreaValue
    return bin_colour(colour_bin(area, view.classes.k if view.classes else 1))


def write_pages(drawn: Drawn, out: Path = BUILT) -> None:
    """Write every page, its data and its scripts to ``out``, in place of what was there."""
    for folder in ("assets", "data"):
        shutil.rmtree(out / folder, ignore_errors=True)
        (out / folder).mkdir(parents=True)
    _copy_assets(out / "assets")
    _write_data(drawn, out / "data")
    for name in ("inline_svg", "d3", "leaflet"):
        text = (_PAGES / f"{name}.html").read_text(encoding="utf-8")
        text = text.replace("WIDTH", str(WIDTH)).replace("HEIGHT", str(HEIGHT))
        if name == "inline_svg":
            text = text.replace("SVG</div>", _inline_svg(drawn) + "</div>")
            text = text.replace("VALUES", json.dumps(list(drawn.values.values())))
        (out / f"{name}.html").write_text(text, encoding="utf-8")
    _write_folium(drawn, out)
    _write_altair(drawn, out)
    _write_bokeh(drawn, out)
    plain_choropleth(drawn, 0).write_html(
        out / "plotly_html.html",
        include_plotlyjs="/assets/plotly.min.js",
        config={"topojsonURL": "/topojson/"},
    )


def _copy_assets(out: Path) -> None:
    for name, path in _ASSETS.items():
        shutil.copyfile(_MODULES / path, out / name)
    full = Path(px.__file__).parents[1] / "package_data/plotly.min.js"
    shutil.copyfile(full, out / "plotly.min.js")
    pack(full.read_bytes())  # takes longer than a browser waits
    shutil.copytree(Path(bokeh.__file__).parent / "server/static/js", out / "static/js")


def _write_data(drawn: Drawn, out: Path) -> None:
    site = drawn.site
    for level, name in ((site.catalogue.levels[Level.UPPER].boundaries, "upper"),):
        shutil.copyfile(ROOT / "data/built" / level, out / f"{name}.json")
    shutil.copyfile(ROOT / "data/built" / site.catalogue.backdrop.boundaries, out / "backdrop.json")
    for name, content in (
        ("areas", drawn.shapes),
        ("values", drawn.values),
    ):
        (out / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    command = ["node", "topology.mjs", str(out / "areas.json"), str(out / "areas.topo.json")]
    subprocess.run(command, cwd=HERE, check=True)  # noqa: S603 - our own script


def _inline_svg(drawn: Drawn) -> str:
    frame = drawn.site.catalogue.frame
    geometry = drawn.site.catalogue.levels[Level.UPPER].geometry
    paths = "".join(
        f'<path fill="{drawn.values[area.gss]["fill"][0]}" d="{geometry[area.gss].d}"/>'
        for area in drawn.views[0].areas
    )
    return f'<svg viewBox="0 0 {frame.width} {frame.height}">{paths}</svg>'


def plain_choropleth(drawn: Drawn, state: int) -> Any:  # noqa: ANN401 - plotly has no types
    """Return the figure that Plotly's manual shows for areas of one's own: GeoJSON inside."""
    view = drawn.views[state]
    areas = drawn.frame()
    areas["award"] = [one.value / 100 if one.value is not None else None for one in view.areas]
    figure = px.choropleth(
        areas,
        geojson=drawn.shapes,
        locations="gss",
        color="award",
        hover_name="name",
        width=WIDTH,
        height=HEIGHT,
    )
    figure.update_geos(fitbounds="locations", visible=False, projection_type="mercator")
    figure.update_layout(margin={"l": 0, "r": 0, "t": 0, "b": 0}, coloraxis_showscale=False)
    return figure


def _write_folium(drawn: Drawn, out: Path) -> None:
    folium.Map.default_js = [
        (name, f"/assets/{_FOLIUM[name]}") for name, _ in folium.Map.default_js if name in _FOLIUM
    ]
    folium.Map.default_css = [
        (name, f"/assets/{_FOLIUM[name]}") for name, _ in folium.Map.default_css if name in _FOLIUM
    ]
    areas = drawn.frame()
    options = {"width": WIDTH, "height": HEIGHT}
    by_hand = folium.Map(tiles=None, zoom_snap=0, **options)
    folium.GeoJson(
        areas,
        style_function=lambda one: {
            "fillColor": drawn.values[one["properties"]["gss"]]["fill"][0],
            "fillOpacity": 1,
            "color": "#555",
            "weight": 0.6,
        },
        tooltip=folium.GeoJsonTooltip(fields=["name", "award"]),
    ).add_to(by_hand)
    west, south, east, north = areas.total_bounds
    by_hand.fit_bounds([(south, west), (north, east)])
    by_hand.save(str(out / "folium.html"))
    explore: Any = areas.explore  # its stubs know fewer keywords than folium takes
    explored = explore(
        column="award", tiles=None, tooltip=["name", "award"], legend=False, zoom_snap=0, **options
    )
    explored.save(str(out / "explore.html"))


def _write_altair(drawn: Drawn, out: Path) -> None:
    features = [
        {**one, "properties": {"name": area.name, "award": (area.value or 0) / 100}}
        for one, area in zip(drawn.shapes["features"], drawn.views[0].areas, strict=True)
    ]
    chart = (
        alt.Chart(alt.Data(values=features))
        .mark_geoshape(stroke="#555", strokeWidth=0.6)
        .encode(
            color=alt.Color("properties.award:Q", scale=alt.Scale(scheme="blues")),
            tooltip=["properties.name:N", "properties.award:Q"],
        )
        .project(type="mercator")
        .properties(width=WIDTH, height=HEIGHT)
    )
    text = chart.to_html()
    for name in ("vega", "vega-lite", "vega-embed"):
        text = re.sub(rf'src="[^"]*/{name}@[^"]*"', f'src="/assets/{name}.min.js"', text)
    (out / "altair.html").write_text(text, encoding="utf-8")


def _write_bokeh(drawn: Drawn, out: Path) -> None:
    areas = drawn.frame()
    areas["fill"] = [drawn.values[gss]["fill"][0] for gss in areas["gss"]]
    areas["award"] = areas["award"].fillna(0)
    plot = bokeh_figure(
        width=WIDTH, height=HEIGHT, tooltips=[("", "@name"), ("award", "@award")], tools="hover,tap"
    )
    plot.patches(
        "xs",
        "ys",
        source=GeoJSONDataSource(geojson=areas.to_json()),
        fill_color="fill",
        line_color="#555",
        line_width=0.6,
    )
    resources = Resources(mode="server", root_url="/assets/")
    (out / "bokeh.html").write_text(file_html(plot, resources, "Bokeh"), encoding="utf-8")


if __name__ == "__main__":
    write_pages(read_drawn())
    print(f"{BUILT.relative_to(ROOT)}: {len(list(BUILT.glob('*.html')))} pages")

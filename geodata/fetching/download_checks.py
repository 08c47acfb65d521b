"""Compare downloaded boundaries with England's councils, and repair their borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.areas.spellings import normalise_name
from geodata.boundaries.coverage import (
    Polygons,
    dissolve_coverage,
    polygons_only,
    repair_coverage,
    to_national_grid,
)
from geodata.boundaries.levels import (
    BOUNDARY_FILE,
    TOKENS,
    require_codes,
    require_england,
    some_codes,
)
from geodata.boundaries.writing import COUNTRIES
from geodata.model.codes import LOWER_TIERS
from geodata.model.errors import BoundaryError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

_GAP_M: Final = 1_500.0
"""Metres; embedded and fetched borders are this close nearly everywhere."""

_LEAST_SHARE_OF_NAMES: Final = 0.95
_LEAST_KEPT: Final = 0.9
_COMMON_WORDS: Final = frozenset(
    {"and", "city", "east", "north", "of", "south", "st", "the", "upon", "west"}
)


@dataclass(frozen=True, slots=True)
class AreaSet:
    """Areas before any check: their names (blank if none) and shapes by code.

    ``source`` is their name in messages; shapes are in longitude and latitude (WGS84).
    """

    source: str
    names: dict[str, str]
    shapes: Mapping[str, BaseGeometry | None]


def check_and_repair(
    found: AreaSet, areas: pd.DataFrame, data: Path
) -> tuple[list[str], Polygons, int]:
    """Compare areas with the authorities and the embedded boundaries, and repair them.

    Parameters
    ----------
    found
        As they came.
    areas
        As `geodata.areas.authorities.read_authorities` gives them.
    data
        The data folder, for the embedded boundaries.

    Returns
    -------
    tuple
        Codes, England's councils first and then the countries around; their shapes as a valid
        coverage in EPSG:27700; and how many areas were invalid as they came.

    Raises
    ------
    BoundaryError
        If a code is missing or extra, names do not fit their codes, a shape is not a polygon, or
        councils overlap, lie outside England or elsewhere than they should.
    """
    lower = areas.loc[areas["tier"].isin(LOWER_TIERS)].sort_index()
    english = [code for code in sorted(found.shapes) if code.startswith("E")]
    _require_councils(found, english, lower.index)
    _require_names(found, lower["name"])
    others = [code for code in sorted(found.shapes) if code[0] in "NSW"]
    codes = [*english, *others]
    shapes = _require_polygons(found, codes)
    invalid = ~shapely.is_valid(shapes)
    grid = to_national_grid(polygons_only(shapes))
    repaired = repair_coverage(grid)
    kept = shapely.area(repaired) / shapely.area(grid)
    ruined = [code for code, share in zip(codes, kept, strict=True) if not share > _LEAST_KEPT]
    if ruined:
        msg = (
            f"{found.source}: {some_codes(ruined)} lie over their neighbours; expected "
            "areas that meet at their borders"
        )
        raise BoundaryError(msg)
    embedded = _read_shapes(data / "geography" / BOUNDARY_FILE)
    _require_places(found.source, english, repaired[: len(english)], embedded)
    countries = _countries(codes, repaired, embedded)
    merged = np.array([*repaired[: len(english)], *countries.values()], dtype=np.object_)
    whole = repair_coverage(merged)
    return [*english, *countries], whole, int(invalid.sum())


def _require_councils(found: AreaSet, english: list[str], expected: pd.Index) -> None:
    """Raise if the codes are not those of England's councils, or their shapes lie elsewhere.

    One error names both: areas of another year may also lie elsewhere.
    """
    faults = []
    try:
        require_codes(found.source, english, expected)
    except BoundaryError as exc:
        faults.append(str(exc))
    try:
        require_england(found.source, english, _require_polygons(found, english))
    except BoundaryError as exc:
        faults.append(str(exc))
    if faults:
        raise BoundaryError("\n".join(faults))


def _require_polygons(found: AreaSet, codes: list[str]) -> Polygons:
    """Return the shapes in the order of the codes; raise if one is no polygon of finite numbers."""
    for code in codes:
        one = found.shapes[code]
        if one is None or one.is_empty or one.geom_type not in {"Polygon", "MultiPolygon"}:
            kind = "without a shape" if one is None else f"{one.geom_type.lower()}, or empty"
            msg = f"{found.source}: {code} is {kind}; expected a polygon"
            raise BoundaryError(msg)
        if not np.isfinite(shapely.get_coordinates(one)).all():
            msg = f"{found.source}: {code} has a corner that is not a number; expected degrees"
            raise BoundaryError(msg)
    return np.array([found.shapes[code] for code in codes], dtype=np.object_)


def _require_names(found: AreaSet, names: pd.Series) -> None:
    """Raise if the names are not those of the codes; a few may differ."""
    strange = []
    for code, name in found.names.items():
        if name and code in names.index:
            theirs = set(normalise_name(name).split())
            ours = set(normalise_name(str(names[code])).split())
            if not (theirs & ours) - _COMMON_WORDS and theirs != ours:
                strange.append(f"{code} {name}")
    if len(strange) > (1 - _LEAST_SHARE_OF_NAMES) * len(names):
        msg = (
            f"{found.source}: {some_codes(strange)} have another name in authorities.csv; "
            "expected names that fit their codes; the fields may be mixed up"
        )
        raise BoundaryError(msg)


def _require_places(
    service: str, codes: list[str], polygons: Polygons, embedded: dict[str, shapely.Geometry]
) -> None:
    """Raise if a council lies somewhere else than the embedded boundaries have it."""
    known = np.array([embedded.get(code) for code in codes], dtype=np.object_)
    shared = shapely.area(shapely.intersection(polygons, known)) / shapely.area(known)
    lost = [
        code
        for code, share in zip(codes, shared, strict=True)
        if code not in TOKENS and not share > 0.5  # noqa: PLR2004 - more than half is elsewhere
    ]
    if lost:
        msg = (
            f"{service}: {some_codes(lost)} lie elsewhere than they should; expected each council "
            "where the embedded boundaries have it; the shapes may be mixed up"
        )
        raise BoundaryError(msg)


def _countries(
    codes: list[str], polygons: Polygons, embedded: dict[str, shapely.Geometry]
) -> dict[str, shapely.Geometry]:
    """Return the land around England: from the download where it has it, else as embedded.

    An embedded country is cut along England's new border, and slivers between the two are closed.
    """
    england = shapely.union_all([polygons[i] for i, code in enumerate(codes) if code[0] == "E"])
    found = {}
    for country, (letter, _) in COUNTRIES.items():
        own = np.array([code[0] == letter for code in codes])
        if own.any():
            found[country] = dissolve_coverage(polygons[own])
        elif country in embedded:
            found[country] = _fit_to(embedded[country], england)
    return found


def _fit_to(country: shapely.Geometry, england: shapely.Geometry) -> shapely.Geometry:
    """Cut a country along England's border and close what narrow gaps there are between them."""
    near = shapely.buffer(country, 2 * _GAP_M)
    beside = shapely.intersection(england, near)
    if beside.is_empty:
        return country
    both = shapely.union_all(
        [shapely.intersection(country, shapely.buffer(beside, 2 * _GAP_M)), beside]
    )
    closed = shapely.intersection(shapely.buffer(shapely.buffer(both, _GAP_M), -_GAP_M), near)
    land = shapely.difference(shapely.union_all([country, closed]), england)
    fitted: shapely.Geometry = polygons_only(np.array([land], dtype=np.object_))[0]
    return fitted


def _read_shapes(path: Path) -> dict[str, shapely.Geometry]:
    """Return the areas of a boundary file in EPSG:27700, by code."""
    areas = gpd.read_file(path)
    return dict(zip(areas["code"], to_national_grid(areas.geometry.to_numpy()), strict=True))

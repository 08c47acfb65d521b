"""Colours of text and shapes keep enough contrast, for every common kind of colour vision."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import pytest

from dashboard.map import palette
from dashboard.map.page_colours import DARK, LIGHT, NAVY, page_css
from dashboard.map.palette import RAMP
from dashboard.map.svg import render_patterns
from tests.colour_vision import MATRICES, contrast, lightness, linear, seen
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

TEXT: Final = 4.5
SHAPE: Final = 3.0
STEP: Final = 10.0
FOCUS_YELLOW: Final = "#ffdd00"
STYLES: Final = (ROOT / "assets" / "map.css").read_text(encoding="utf-8")
FILLS: Final = (
    *RAMP,
    palette.NOT_STATED,
    palette.PARTNER_ONLY,
    palette.NONE_NAMED,
    palette.OUTSIDE,
    palette.BACKDROP,
    palette.PARTNER_FILL,
    palette.HIGHLIGHT,
)


def test_contrast_of_black_and_white_is_as_defined() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777", "#fff") == pytest.approx(4.48, abs=0.01)
    assert lightness(linear("#ffffff")) == pytest.approx(100)
    assert lightness(linear("#777777")) == pytest.approx(50.0, abs=0.1)


@pytest.mark.parametrize("vision", MATRICES)
def test_grey_looks_the_same_to_everyone(vision: str) -> None:
    assert seen("#808080", vision) == pytest.approx(linear("#808080"), abs=0.002)


@pytest.mark.parametrize("vision", MATRICES)
def test_next_steps_of_the_ramp_differ_in_lightness(vision: str) -> None:
    steps = [lightness(seen(colour, vision)) for colour in RAMP]
    gaps = [light - dark for light, dark in pairwise(steps)]
    assert min(gaps) >= STEP, f"{vision}: {steps}"


@pytest.mark.parametrize("vision", MATRICES)
def test_ends_of_the_ramp_stand_out_from_paper_and_from_each_other(vision: str) -> None:
    light, dark = (lightness(seen(RAMP[end], vision)) for end in (0, -1))
    assert light - dark >= 4 * STEP
    assert 100 - light >= STEP


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "soft"])
@pytest.mark.parametrize(
    "text", ["ink", "muted", "accent", "mark", "link", "hover", "visited", "error"]
)
def test_text_of_a_page_has_enough_contrast(
    page: Mapping[str, str], text: str, ground: str
) -> None:
    assert contrast(page[text], page[ground]) >= TEXT


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
def test_a_chip_under_the_pointer_can_be_read(page: Mapping[str, str]) -> None:
    assert contrast(page["paper"], page["accent"]) >= TEXT


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("#ffffff", NAVY),
        ("#0b0c0c", FOCUS_YELLOW),
        (palette.INK, palette.PAPER),
        (palette.HIGHLIGHT, palette.PAPER),
    ],
)
def test_text_has_enough_contrast(text: str, ground: str) -> None:
    assert contrast(text, ground) >= TEXT


@pytest.mark.parametrize("page", [LIGHT, DARK], ids=["light", "dark"])
def test_bars_of_the_table_stand_out(page: Mapping[str, str]) -> None:
    assert contrast(page["accent"], page["paper"]) >= SHAPE
    assert contrast(page["mark"], page["soft"]) >= SHAPE


def test_both_preferences_have_the_same_colours_and_the_map_stays_light() -> None:
    assert LIGHT.keys() == DARK.keys()
    light, dark = page_css().split("prefers-color-scheme:dark")
    assert "color-scheme:light;" in light
    frame = dark[dark.index(".tca-frame") :]
    assert all(f"--tca-{name}:{colour}" in frame for name, colour in LIGHT.items())


@pytest.mark.parametrize(
    ("shape", "ground"),
    [
        (palette.BORDER, palette.NONE_NAMED),
        (palette.BORDER, palette.NOT_STATED),
        (palette.BORDER, palette.PARTNER_ONLY),
        (palette.BORDER, palette.BACKDROP),
        (palette.HIGHLIGHT, palette.PARTNER_FILL),
        (palette.HIGHLIGHT, palette.NONE_NAMED),
        (palette.LINE_WITHIN, palette.LINE_CASING),
        (palette.LINE_ACROSS, palette.LINE_CASING),
    ],
)
def test_outlines_lines_and_textures_stand_out(shape: str, ground: str) -> None:
    assert contrast(shape, ground) >= SHAPE


@pytest.mark.parametrize("fill", FILLS)
def test_focus_ring_stands_out_on_every_fill(fill: str) -> None:
    rules = re.findall(r"\.tca-ring-(outer|inner) \{[^}]*?stroke: (#[0-9a-f]+);", STYLES)
    ring = dict(rules)
    assert set(ring) == {"outer", "inner"}
    assert max(contrast(stroke, fill) for stroke in ring.values()) >= SHAPE
    assert contrast(ring["outer"], ring["inner"]) >= SHAPE


@pytest.mark.parametrize("vision", MATRICES)
def test_lines_stand_out_from_their_casing_in_every_vision(vision: str) -> None:
    casing = lightness(seen(palette.LINE_CASING, vision))
    for line in (palette.LINE_WITHIN, palette.LINE_ACROSS):
        assert casing - lightness(seen(line, vision)) >= 4 * STEP


def test_lines_across_regions_are_dashed_as_well_as_coloured() -> None:
    assert re.search(r"\.link\.across \{[^}]*stroke-dasharray", STYLES)
    assert re.search(r"\.k-across \{[^}]*dashed", STYLES)


@pytest.mark.parametrize("state", ["partner-only", "not-stated"])
def test_states_without_an_amount_have_a_texture_on_the_map_and_in_the_key(state: str) -> None:
    pattern = str(render_patterns("still")).split(f'id="still-{state}"')[1].split("</pattern>")[0]
    assert "<path" in pattern or "<circle" in pattern
    assert re.search(rf"\.tca-swatch\.s-{state} \{{ background: [^;]*gradient\(", STYLES)


@pytest.mark.parametrize("mark", ["k-lead", "k-partner"])
def test_marks_of_a_bid_stand_in_the_key_as_they_do_on_the_map(mark: str) -> None:
    rule = re.search(rf"\.tca-swatch\.{mark} \{{([^}}]*)\}}", STYLES)
    assert rule is not None
    assert "--map-highlight" in rule[1]
    assert f"--map-{mark.removeprefix('k-')}" in rule[1]

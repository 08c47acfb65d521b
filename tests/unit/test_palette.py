"""The colours: even steps of lightness that survive greyscale, and lines that can be seen."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import Final

import pytest

from dashboard.map import palette
from dashboard.map.palette import (
    BACKDROP,
    BORDER,
    HIGHLIGHT,
    INK,
    NONE_NAMED,
    NOT_STATED,
    OUTSIDE,
    PARTNER_ONLY,
    RAMP,
    ramp_steps,
)
from dashboard.map.svg import render_patterns

STATES: Final = (NOT_STATED, PARTNER_ONLY, NONE_NAMED)

# How people without red, green or blue cones see linear colour: Machado, Oliveira and Fernandes,
# "A physiologically-based model for simulation of color vision deficiency" (2009), severity 1.
MACHADO: Final = {
    "no red cones": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> tuple[float, ...]:
    """Return red, green and blue of sRGB as shares of light."""
    shares = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares
    )


def luminance(light: tuple[float, ...]) -> float:
    """Return relative luminance as WCAG defines it."""
    red, green, blue = light
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def lightness(light: tuple[float, ...]) -> float:
    """Return CIE L* from 0 (black) to 100 (white)."""
    share = luminance(light)
    return 116 * share ** (1 / 3) - 16 if share > 0.008856 else 903.3 * share


def contrast(one: str, other: str) -> float:
    lights = sorted((luminance(linear(one)), luminance(linear(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def seen(colour: str, matrix: tuple[tuple[float, ...], ...]) -> tuple[float, ...]:
    light = linear(colour)
    mixed = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
    return tuple(min(max(share, 0.0), 1.0) for share in mixed)


def test_lightness_of_the_ramp_is_as_its_module_says() -> None:
    assert [round(lightness(linear(colour))) for colour in RAMP] == [88, 73, 57, 42, 25]


def test_ramp_falls_in_even_steps() -> None:
    steps = [lightness(linear(light)) - lightness(linear(dark)) for light, dark in pairwise(RAMP)]
    assert min(steps) > 14
    assert max(steps) < 18


@pytest.mark.parametrize("matrix", MACHADO.values(), ids=list(MACHADO))
def test_ramp_falls_in_clear_steps_for_every_kind_of_sight(
    matrix: tuple[tuple[float, ...], ...],
) -> None:
    levels = [lightness(seen(colour, matrix)) for colour in RAMP]
    assert min(light - dark for light, dark in pairwise(levels)) > 10


def test_states_without_an_amount_are_lighter_than_every_class_but_the_first() -> None:
    darkest = min(lightness(linear(colour)) for colour in STATES)
    assert darkest > lightness(linear(RAMP[1])) + 10


def test_borders_can_be_seen_against_states_and_against_the_page() -> None:
    for colour in (*STATES, RAMP[0]):
        assert contrast(BORDER, colour) >= 3


def test_outline_of_what_is_chosen_can_be_seen_against_light_areas_and_the_page() -> None:
    for colour in (*STATES, RAMP[0], OUTSIDE, BACKDROP):
        assert contrast(HIGHLIGHT, colour) >= 3


def test_ink_can_be_read_on_every_state() -> None:
    for colour in STATES:
        assert contrast(INK, colour) >= 7


def test_no_state_without_an_amount_is_a_louder_mark_than_a_class() -> None:
    """Ink of a texture times its contrast with its ground, against the class next in lightness."""
    pattern = str(render_patterns("still")).split('id="still-not-stated"')[1].split("</pattern>")[0]
    side = float(re.findall(r'width="(\d+)"', pattern)[0])
    dots = [(float(r), fill) for r, fill in re.findall(r'r="([\d.]+)" fill="(#\w+)"', pattern)]
    ground = lightness(linear(NOT_STATED))
    mean = ground - sum(
        3.1416 * r * r / side**2 * (ground - lightness(linear(fill))) for r, fill in dots
    )
    assert dots
    assert mean > lightness(linear(RAMP[0]))


def test_darkest_and_lightest_class_are_far_apart() -> None:
    assert contrast(RAMP[0], RAMP[-1]) > 7


@pytest.mark.parametrize("k", [1, 2, 3, 4, 5])
def test_classes_use_steps_that_grow_darker(k: int) -> None:
    steps = ramp_steps(k)
    assert len(steps) == k
    assert list(steps) == sorted(set(steps))
    assert max(steps) < len(RAMP)


def test_no_two_fills_are_the_same() -> None:
    fills = [*RAMP, *STATES, OUTSIDE]
    assert all(one != other for one, other in combinations(fills, 2))


def test_every_colour_is_written_in_full() -> None:
    named = [value for name, value in vars(palette).items() if name.isupper()]
    colours = [one for value in named for one in (value if isinstance(value, tuple) else (value,))]
    assert [one for one in colours if not one.startswith(("#", "rgba("))] == []
    assert [one for one in colours if one.startswith("#") and len(one) != 7] == []

"""How far apart two colours are, and what they look like to readers who see fewer of them.

Contrast and luminance as WCAG 2.2 defines them; lightness as CIE L* (D65). The matrices simulate
complete protanopia, deuteranopia and tritanopia: Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009,
severity 1.0, for linear RGB.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Rgb = tuple[float, float, float]

MATRICES: Final[Mapping[str, tuple[Rgb, Rgb, Rgb]]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "greyscale": ((0.2126, 0.7152, 0.0722),) * 3,
    "protan": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deutan": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritan": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def linear(colour: str) -> Rgb:
    """Return ``#rrggbb`` or ``#rgb`` as linear red, green and blue from 0 to 1."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return _undo_gamma(red), _undo_gamma(green), _undo_gamma(blue)


def _undo_gamma(channel: float) -> float:
    if channel <= 0.04045:
        return channel / 12.92
    return float(((channel + 0.055) / 1.055) ** 2.4)


def luminance(rgb: Rgb) -> float:
    """Return relative luminance of linear RGB, 0 for black and 1 for white."""
    red, green, blue = rgb
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio, from 1 to 21."""
    low, high = sorted((luminance(linear(one)), luminance(linear(other))))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, vision: str) -> Rgb:
    """Return what a kind of vision makes of a colour, as linear RGB from 0 to 1."""
    source = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(share * one for share, one in zip(row, source, strict=True))))
        for row in MATRICES[vision]
    )
    return red, green, blue


def lightness(rgb: Rgb) -> float:
    """Return CIE L* of linear RGB, 0 for black and 100 for white."""
    y = luminance(rgb)
    root = float(y ** (1 / 3)) if y > (6 / 29) ** 3 else y / (3 * (6 / 29) ** 2) + 4 / 29
    return 116 * root - 16

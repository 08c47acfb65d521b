"""Every colour of the map, once.

The ramp runs in near-equal steps of lightness (CIE L* 88, 73, 57, 42, 25), one hue family, so that
it reads in greyscale and with every common colour-vision deficiency. Five classes cannot each have
3:1 against the next (that would need 243:1; white on black is 21:1), so every area also has a
border, each state has a texture, and every value stands in the table.
"""

from __future__ import annotations

from typing import Final

RAMP: Final = ("#c4e3df", "#83bcc4", "#4593a8", "#1b6a8c", "#0b3d63")
NOT_STATED: Final = "#f7ebcb"
PARTNER_ONLY: Final = "#dcdfe3"
THROUGH_COUNTY: Final = "#f7f8f8"
NONE_NAMED: Final = "#ffffff"
OUTSIDE: Final = "#eceeef"
BACKDROP: Final = "#dfe3e6"
BORDER: Final = "#6f777b"
HIGHLIGHT: Final = "#c2185b"
PARTNER_FILL: Final = "#f6cfdd"
LEAD_FILL: Final = "#cd4279"
LINE_WITHIN: Final = "#0b0c0c"
LINE_ACROSS: Final = "#6a1b9a"
LINE_CASING: Final = "#ffffff"
AXIS: Final = "#d5d9dc"
PAPER: Final = "#ffffff"
INK: Final = "#0b0c0c"
MUTED: Final = "#505a5f"
SOFT: Final = "#f3f5f6"
RULE: Final = "#b1b4b6"


def ramp_steps(k: int) -> tuple[int, ...]:
    """Return which steps of the ramp ``k`` classes use, lightest first.

    Examples
    --------
    >>> ramp_steps(5)
    (0, 1, 2, 3, 4)
    >>> ramp_steps(3)
    (0, 2, 4)
    >>> ramp_steps(1)
    (3,)
    """
    top = len(RAMP) - 1
    if k == 1:
        return (top - 1,)
    return tuple(round(index * top / (k - 1)) for index in range(k))

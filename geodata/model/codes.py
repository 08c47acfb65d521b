"""Closed lists of codes that the build and the dashboard share.

Light on purpose: the dashboard imports this module, so it must not import pandas or GeoPandas.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NewType

GssCode = NewType("GssCode", str)
"""Nine characters that name one version of one area's boundary, for example ``E10000017``."""

AREAS_OF: Final = "December 2014"
"""When the councils stood whose codes, names and outlines the tables use."""


class Tier(StrEnum):
    """What sort of area a GSS code names; the value is the code's first three characters."""

    UNITARY = "E06"
    DISTRICT = "E07"
    METROPOLITAN = "E08"
    LONDON_BOROUGH = "E09"
    COUNTY = "E10"
    REGION = "E12"
    COMBINED_AUTHORITY = "E47"


LOWER_TIERS: Final = frozenset(
    {Tier.UNITARY, Tier.DISTRICT, Tier.METROPOLITAN, Tier.LONDON_BOROUGH}
)
COUNCIL_TIERS: Final = LOWER_TIERS | {Tier.COUNTY}
UPPER_TIERS: Final = frozenset({Tier.UNITARY, Tier.COUNTY, Tier.METROPOLITAN, Tier.LONDON_BOROUGH})


class Councils(StrEnum):
    """Whose councils a fund paid, and so which its map is of."""

    OF_2014 = "2014"
    TODAY = "today"


class Level(StrEnum):
    """Which set of areas the map is cut into."""

    LOWER = "lower"
    UPPER = "upper"
    REGION = "region"
    TODAY = "today"


class Shape(StrEnum):
    """How areas are drawn."""

    MAP = "map"
    HEX = "hex"


class CountRule(StrEnum):
    """How a bid's money lands on areas."""

    LEAD = "lead"
    SHARED = "shared"
    INVOLVED = "involved"


class Measure(StrEnum):
    """What is mapped."""

    AWARD = "award"
    SAVING = "saving"
    RATIO = "ratio"
    BIDS = "bids"
    PER_RESIDENT = "per-resident"
    """The award of an area, divided by the people who live in it."""


class Role(StrEnum):
    """How a member takes part in a bid."""

    LEAD = "lead"
    PARTNER = "partner"


class Body(StrEnum):
    """What kind of organisation a member is."""

    COUNCIL = "council"
    COUNCIL_GROUP = "council_group"
    FIRE = "fire"
    POLICE = "police"
    HEALTH = "health"
    VOLUNTARY = "voluntary"
    EDUCATION = "education"
    OTHER = "other"
    UNNAMED_GROUP = "unnamed_group"


class Precision(StrEnum):
    """How a source states an amount."""

    EXACT = "exact"
    ROUNDED = "rounded"
    AT_LEAST = "at_least"


class Confidence(StrEnum):
    """Whether a source states a fact outright, or it was inferred."""

    STATED = "stated"
    INFERRED = "inferred"


class Scope(StrEnum):
    """Of what an outcome speaks."""

    PROJECT = "project"
    """What the award paid for."""
    PROGRAMME = "programme"
    """A wider programme, of which the project is a part or which followed it."""
    PARTNERSHIP = "partnership"
    """The councils' partnership as a whole."""


class Kind(StrEnum):
    """What a winning bid was given."""

    GRANT = "grant"
    CAPITAL_RECEIPT_FLEXIBILITY = "capital_receipt_flexibility"

"""What a reader sees of one state: one frozen value that every rendering is made from.

Map, key, strip, table, panel, caption and picture all read the same :class:`MapView`, so they
cannot disagree. Money is in pence; ``None`` means "not stated".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.data.catalogue import Area
    from dashboard.data.stored import Partner
    from dashboard.query.groups import BidGroup, Shortlist
    from dashboard.query.state import MapState
    from geodata.model.classification import Classification
    from geodata.model.codes import Level
    from geodata.model.published.awards import Bid


class AreaStatus(StrEnum):
    """What the sources say of one area under the filters; each is drawn differently."""

    AMOUNT = "amount"
    NOT_STATED = "not-stated"
    PARTNER_ONLY = "partner-only"
    THROUGH_COUNTY = "through-county"
    NONE_NAMED = "none-named"
    OUTSIDE = "outside"


class Fill(StrEnum):
    """How the value of an area is drawn; less where the reader looks at others."""

    FULL = "full"
    FAINT = "faint"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class AreaValue:
    """One area under the filters in force.

    Parameters
    ----------
    gss, name
        The area.
    status
        Which of the states it is drawn in.
    value
        The measure: pence, pence for each resident, £ saved per £1, or a count; ``None`` unless
        ``status`` is ``amount``.
    class_index
        Class of ``value`` in the key, from 0; ``None`` with it.
    award_pence, saving_pence
        Sums over the counted bids that state one; ``None`` if none does.
    per_resident_pence
        Sum of the counted awards, each for every resident of all areas that it is known to reach;
        of shares, for each resident here. ``None`` if none is stated.
    counted, joined
        How many bids the count rule counts here, and in how many more a council here only takes
        part.
    unstated
        How many of ``counted`` state no figure for the measure.
    at_least
        Whether some counted amount is a lower bound.
    rounded
        Whether some counted amount is rounded in its source.
    leads_inferred, outcomes_known
        How many of ``counted`` have an inferred lead, and of how many it is known what came.
    groups_unnamed
        How many counted awards went to a group whose members no source names, too: its residents
        are not among those that an award is divided by.
    counties
        What the county councils over a district have, which is no part of its own figures.
    note
        What a reader must know of the value; ``None`` for most.
    rank
        Place of ``value`` from the largest, and of how many; ties share a place. ``None`` with
        ``value``, and for an award per resident where some of the residents are not known.
    fill
        How its value is drawn.
    """

    gss: str
    name: str
    status: AreaStatus
    value: float | None
    class_index: int | None
    award_pence: int | None
    saving_pence: int | None
    per_resident_pence: float | None
    counted: int
    joined: int
    unstated: int
    at_least: bool
    rounded: bool
    leads_inferred: int
    outcomes_known: int
    groups_unnamed: int
    counties: tuple[AreaValue, ...] = ()
    note: str | None = None
    rank: tuple[int, int] | None = None
    fill: Fill = Fill.FULL

    @property
    def drawn_status(self) -> AreaStatus:
        """The state that it is drawn in; without a fill, that of an area outside the choice."""
        return AreaStatus.OUTSIDE if self.fill is Fill.NONE else self.status


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round's itemised and announced figures; ``id`` is ``None`` for "not stated"."""

    id: str | None
    label: str
    itemised_pence: int
    named: int
    with_amount: int
    announced_pence: int | None
    won: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the sum: pence, how many bids it is of, and how many of them state a figure.

    With bids of which none states a figure, ``pence`` is 0 and means "not stated".
    """

    pence: int
    bids: int
    stated: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """How the map's figures add up to what was announced, in pence.

    The pence of ``on_map``, ``county`` (county councils, at levels that draw districts),
    ``elsewhere`` (other regions than the one filtered for) and ``unplaced`` add up to
    ``itemised_pence`` for ``lead`` and ``shared``. Under ``involved`` the map does not add up, and
    ``adds_up`` is false. ``unplaced_bids`` have a place on no map.
    """

    adds_up: bool
    on_map: Part
    county: Part
    elsewhere: Part
    unplaced: Part
    itemised_pence: int
    announced_pence: int | None
    named: int
    with_amount: int
    won: int | None
    unplaced_bids: Shortlist
    lines: tuple[RoundLine, ...]


@dataclass(frozen=True, slots=True)
class AreaDetail:
    """One area's bids, apart by how it takes part; each bid is in one group only.

    ``themes`` are those of the bids led and joined. ``together`` holds the councils outside the
    area that share most bids with it, and how many: of the first bids of a large group.
    """

    area: Area
    value: AreaValue
    level: Level
    led: BidGroup
    joined: BidGroup
    through_county: BidGroup
    themes: tuple[str, ...]
    rank: tuple[int, int] | None
    rank_in_region: tuple[int, int] | None
    together: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class BidDetail:
    """One bid, and whether the filters keep it."""

    bid: Bid
    in_filter: bool


@dataclass(frozen=True, slots=True)
class PartnerDetail:
    """One body without a council area, and its bids under the filters."""

    partner: Partner
    led: BidGroup
    joined: BidGroup
    left_out: int


@dataclass(frozen=True, slots=True)
class Line:
    """A partnership of two councils: the lead first, and how many bids they share."""

    lead: str
    partner: str
    bids: int
    across_regions: bool


@dataclass(frozen=True, slots=True)
class Members:
    """Who takes part in the bids that are chosen.

    Parameters
    ----------
    leads, partners
        Councils by code, each at its own tier; one that leads is no partner.
    around
        Those of the councils in which others of them lie: counties.
    off_map
        Names of bodies and groups without a council area, as the sources write them.
    """

    leads: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    off_map: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MapView:
    """Everything that a page shows for one state.

    Parameters
    ----------
    bids
        The bids that the filters keep, in the order of the measure.
    scope
        The bids that the headline counts: all of ``bids``, except that a region under ``lead``
        counts those led there.
    taken
        The bids that the files to take away hold: those of the panel where something is chosen.
    points
        Bids that state an award and a saving, in the order of ``bids``.
    members
        Who takes part in the bid or in the bids of the body that is chosen.
    lines
        Partnerships that are drawn: those of a bid, of a body, or of the first of ``bids``.
    """

    state: MapState
    areas: tuple[AreaValue, ...]
    classes: Classification | None
    reconciliation: Reconciliation
    bids: BidGroup
    scope: BidGroup
    taken: BidGroup
    points: Shortlist
    highlighted: tuple[str, ...]
    area: AreaDetail | None
    bid: BidDetail | None
    partner: PartnerDetail | None
    compared: tuple[AreaDetail, ...]
    members: Members
    lines: tuple[Line, ...]
    notices: tuple[str, ...]

    def ranked(self) -> tuple[AreaValue, ...]:
        """Areas that have a rank, largest first, ties by name."""
        ranked = (area for area in self.areas if area.rank is not None)
        return tuple(sorted(ranked, key=lambda area: (-(area.value or 0), area.name)))

    def unranked(self) -> tuple[AreaValue, ...]:
        """Areas that have a value and no rank, in the order of ``areas``."""
        return tuple(one for one in self.areas if one.value is not None and one.rank is None)

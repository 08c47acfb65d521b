"""Attribute the money of bids to areas under three count rules, to the penny.

Everything is integer pence. A sum that does not divide equally is split by largest remainder; the
remainders of an equal split all tie, so the odd pennies go to the first areas in GSS order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, assert_never

import numpy as np
import pandas as pd

from geodata.awards.reading import council_members
from geodata.model.codes import COUNCIL_TIERS, CountRule, Level, Role, Tier
from geodata.model.errors import AuthorityError
from geodata.model.levels import LEVELS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geodata.awards.reading import AwardTables

AMOUNTS: Final = ["award_pence", "saving_pence"]
_SHOWN: Final = 5


def attribute(
    tables: AwardTables,
    areas: pd.DataFrame,
    level: Level,
    rule: CountRule,
    members: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Place the award and the saving of every bid on the areas of one level.

    ``lead`` gives the whole amount to the lead council, ``shared`` splits it equally over the
    council members (a group means its councils), ``involved`` gives the whole amount, once,
    to each area that holds a council member. A district rolls up to its county, region and council
    of today. What a county council has is no figure of its districts: at the lower level and among
    the councils of today it lands on the county itself, which those levels do not draw.

    Parameters
    ----------
    areas
        Authorities indexed by ``gss_code`` with ``tier``, ``county_gss``, ``region_gss`` and
        ``today_gss``.
    members
        As `council_members` gives them; for a caller that asks for more than one level or rule.

    Returns
    -------
    DataFrame
        ``position`` of the bid in the tables, ``bid_id``, ``gss_code``, ``award_pence``,
        ``saving_pence``: one row per bid and area, in the order of the bids and then of the codes.
        Amounts are Int64 pence; NA means that no source states the amount, so a bid without an
        amount still shows where its councils are. Under ``lead`` and ``shared`` the rows of a bid
        sum to that bid; under ``involved`` areas overlap and must never be added up. A bid that no
        area can carry has no row.

    Raises
    ------
    AuthorityError
        If a member's code is not a council in ``areas``, or is one with no area at this level.
    """
    every = sorted({*areas.index, *areas["today_gss"].dropna()})
    codes: pd.Index = pd.Index(every, dtype=areas.index.dtype)
    members = council_members(tables) if members is None else members
    if rule is CountRule.LEAD:
        members = members[members["role"] == str(Role.LEAD)]
    standing = _standing(tables, members, codes, _find_targets(areas, level, codes))
    bid = standing["bid"].to_numpy()
    cells = standing.assign(**{name: tables.bids[name].array.take(bid) for name in AMOUNTS})
    match rule:
        case CountRule.INVOLVED:
            cells = cells.sort_values(["bid", "target", "place"])
            cells = cells.drop_duplicates(["bid", "target"])
        case CountRule.LEAD | CountRule.SHARED:
            # min_count keeps "not stated" apart from nothing: a sum of NA alone stays NA.
            own = _split_equally(cells).groupby(["bid", "target"], sort=True)[AMOUNTS]
            cells = own.sum(min_count=1).reset_index()
        case _:
            assert_never(rule)
    return pd.DataFrame(
        {
            "position": cells["bid"].to_numpy(),
            "bid_id": tables.bids.index[cells["bid"].to_numpy()],
            "gss_code": codes[cells["target"].to_numpy()],
            **{name: cells[name].array for name in AMOUNTS},
        }
    )


def _find_targets(areas: pd.DataFrame, level: Level, codes: pd.Index) -> NDArray[np.int64]:
    """Return on which area of ``level`` the money of each of ``codes`` lands.

    Returns
    -------
    ndarray
        Positions in ``codes``: of a council that of its area, -1 where it has none. A county is
        its own target wherever the level has districts. Regions, combined authorities and councils
        of today have -1: they are no members, groups are.
    """
    facts = LEVELS[level]
    own = areas.index.to_series()
    holders = areas[facts.holder] if facts.holder else own
    alone = (facts.has_districts & (areas["tier"] == Tier.COUNTY)) | (facts.alone & holders.isna())
    target = holders.mask(alone, own).where(areas["tier"].isin(COUNCIL_TIERS))
    targets = np.full(len(codes), -1, dtype=np.int64)
    targets[codes.get_indexer(areas.index)] = codes.get_indexer(pd.Index(target))
    return targets


def _standing(
    tables: AwardTables, members: pd.DataFrame, codes: pd.Index, targets: NDArray[np.int64]
) -> pd.DataFrame:
    """Return the positions ``bid``, ``place`` and ``target`` of each member, in order.

    Raises if a member has no area to land on, which would lose its money without a word.
    """
    bid = tables.bids.index.get_indexer(pd.Index(members["bid_id"]))
    place = codes.get_indexer(pd.Index(members["gss_code"]))
    target = np.where(place < 0, -1, targets[place])
    lost = (bid < 0) | (target < 0)
    if lost.any():
        found = sorted(set(members.loc[lost, "gss_code"]))
        msg = (
            f"members with no area at this level: {', '.join(found[:_SHOWN])} ({len(found)} in "
            "all); expected a council with its county and region in authorities.csv; write a "
            "combined authority or region as a group of councils"
        )
        raise AuthorityError(msg)
    standing = pd.DataFrame({"bid": bid, "place": place, "target": target})
    return standing.drop_duplicates().sort_values(["bid", "place"], ignore_index=True)


def _split_equally(shares: pd.DataFrame) -> pd.DataFrame:
    """Split the whole amount on every row of a bid over its rows; they must be in order."""
    bid = shares["bid"].to_numpy()
    parts = np.bincount(bid)[bid]
    turn = np.arange(len(bid)) - np.searchsorted(bid, bid)
    split = {
        column: shares[column] // parts + (shares[column] % parts > turn).astype("Int64")
        for column in AMOUNTS
    }
    return shares.assign(**split)

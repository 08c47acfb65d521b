"""Numbers and sentences for people, built beside the values that they speak of."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Final, assert_never

from dashboard.query.state import Links, MapState
from dashboard.query.view import AreaStatus, AreaValue
from geodata.model.codes import Body, CountRule, Level, Measure, Precision, Shape
from geodata.model.levels import LEVELS

if TYPE_CHECKING:
    from dashboard.data.catalogue import Area, Catalogue
    from geodata.model.classification import Classification
    from geodata.model.published.awards import Bid

MEASURE_LABELS: Final = {
    Measure.AWARD: "Award",
    Measure.SAVING: "Saving expected",
    Measure.RATIO: "Saving for each £1 awarded",
    Measure.BIDS: "Number of bids",
    Measure.PER_RESIDENT: "Award per resident",
}
COUNT_LABELS: Final = {
    CountRule.LEAD: "Lead council",
    CountRule.SHARED: "Shared equally",
    CountRule.INVOLVED: "Every council involved",
}
HEXAGON_LABELS: Final = {
    Level.LOWER: "One hexagon for each council",
    Level.UPPER: "One hexagon for each district",
    Level.REGION: "One hexagon for each district",
    Level.TODAY: "One hexagon for each district of 2014",
}
"""What the shapes of the hex map are made of, by level."""
SHAPE_LABELS: Final = {Shape.MAP: "Council outlines", Shape.HEX: "Equal hexagons"}
LINKS_LABELS: Final = {Links.CHOSEN: "For the bid chosen", Links.ALL: "All partnerships"}
LEVEL_NOUNS: Final = {level: facts.noun for level, facts in LEVELS.items()}
BODY_LABELS: Final = {
    Body.COUNCIL: "Councils",
    Body.COUNCIL_GROUP: "Groups of councils",
    Body.FIRE: "Fire and rescue",
    Body.POLICE: "Police",
    Body.HEALTH: "Health",
    Body.VOLUNTARY: "Voluntary and community",
    Body.EDUCATION: "Education",
    Body.OTHER: "Other bodies",
    Body.UNNAMED_GROUP: "Groups that the source does not name",
}
_MILLION: Final = 100_000_000
_BILLION: Final = 1_000 * _MILLION
_WITH_ARTICLE: Final = ("North", "South", "East", "West")


def format_pounds(pence: int) -> str:
    """Return pounds with thousands separators; "about" where pence were rounded away.

    Examples
    --------
    >>> format_pounds(123456700)
    '£1,234,567'
    >>> format_pounds(3333333)
    'about £33,333'
    """
    pounds, rest = divmod(pence, 100)
    if rest:
        return f"about £{pounds + (rest >= 50):,}"  # noqa: PLR2004 - half a pound rounds up
    return f"£{pounds:,}"


def format_short_pounds(pence: int, rounding: str = ROUND_HALF_UP) -> str:
    """Return a short amount, to the nearest tenth of its unit.

    Parameters
    ----------
    rounding
        `ROUND_FLOOR` for an amount that follows "at least", which must stay true.

    Examples
    --------
    >>> format_short_pounds(1_240_000_000)
    '£12.4 million'
    >>> format_short_pounds(218_022_400), format_short_pounds(199_999_900)
    ('£2.2 million', '£2 million')
    >>> format_short_pounds(218_022_400, ROUND_FLOOR)
    '£2.1 million'
    >>> format_short_pounds(99_999_999_900)
    '£1 billion'
    >>> format_short_pounds(75_000_000)
    '£750,000'
    >>> format_short_pounds(1_341_460_900_000)
    '£13.4 billion'
    """
    if pence < _MILLION:
        pounds = (Decimal(pence) / 100).quantize(Decimal(1), rounding=rounding)
        return f"£{pounds:,}"
    unit, word = _unit_of(pence)
    number = (Decimal(pence) / unit).quantize(Decimal("0.1"), rounding=rounding)
    if number * unit >= _BILLION > pence:
        number, word = Decimal(1), "billion"
    return f"£{number:,} {word}".replace(".0 ", " ")


def format_at_least(pence: int) -> str:
    """Return a short amount with "at least", rounded down so that it is true.

    Examples
    --------
    >>> format_at_least(7_654_803_200)
    'at least £76.5 million'
    """
    return f"at least {format_short_pounds(pence, ROUND_FLOOR)}"


def is_short_exact(pence: int) -> bool:
    """Tell whether an amount of a million pounds or more is whole as it is written short.

    Examples
    --------
    >>> is_short_exact(1_240_000_000), is_short_exact(1_341_460_900_000)
    (True, False)
    """
    return pence % (_unit_of(pence)[0] // 10) == 0


def _unit_of(pence: int) -> tuple[int, str]:
    return (_BILLION, "billion") if pence >= _BILLION else (_MILLION, "million")


def format_ratio(ratio: float) -> str:
    """Return £ saved for each £1 awarded.

    Examples
    --------
    >>> format_ratio(19.8474)
    '£19.85 for each £1'
    """
    return f"£{Decimal(str(ratio)).quantize(Decimal('0.01'), rounding=ROUND_HALF_UP)} for each £1"


def format_count(number: int, noun: str) -> str:
    """Return a number and its noun, in the plural unless the number is one."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def format_ordinal(number: int) -> str:
    """Return a place in a ranking.

    Examples
    --------
    >>> [format_ordinal(number) for number in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    teens = 10 <= number % 100 <= 20  # noqa: PLR2004 - 11th, 12th, 13th
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


NOT_RANKED: Final = "Not ranked, as no source names every partner in an award"
"""Why an area has an award per resident and no rank by it."""


def describe_rank(rank: tuple[int, int]) -> str:
    """Return a place in a ranking, as ``5th of 23``."""
    place, of = rank
    return f"{format_ordinal(place)} of {of}"


def describe_rank_among_areas(rank: tuple[int, int]) -> str:
    """Return a place among the areas of a map that have a figure."""
    return (
        "only area with a figure" if rank[1] == 1 else f"{describe_rank(rank)} areas with a figure"
    )


def format_date(iso: str) -> str:
    """Return ``2014-11-28`` as ``28 November 2014``."""
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def format_value(measure: Measure, value: float) -> str:
    """Return a mapped value with its unit."""
    match measure:
        case Measure.AWARD | Measure.SAVING:
            return format_pounds(int(value))
        case Measure.RATIO:
            return format_ratio(value)
        case Measure.BIDS:
            return format_count(int(value), "bid")
        case Measure.PER_RESIDENT:
            return format_per_resident(value)
        case _:
            assert_never(measure)


def format_per_resident(pence: float, rounding: str = ROUND_HALF_UP) -> str:
    """Return pounds and pence for each resident.

    Examples
    --------
    >>> format_per_resident(123.456), format_per_resident(0.2)
    ('£1.23 per resident', 'under 1p per resident')
    """
    pounds = (Decimal(str(pence)) / 100).quantize(Decimal("0.01"), rounding=rounding)
    return f"£{pounds:,} per resident" if pounds else "under 1p per resident"


def format_stated(pence: int | None, precision: Precision | None) -> str:
    """Return an amount as its source gives it, or "not stated"."""
    if pence is None:
        return "not stated"
    match precision:
        case Precision.AT_LEAST:
            return f"at least {format_pounds(pence)}"
        case Precision.ROUNDED:
            return f"about {format_pounds(pence)}"
        case _:
            return format_pounds(pence)


def describe_figure(bid: Bid, measure: Measure) -> str:
    """Return a bid's award, or its figure under another measure, as its source gives it."""
    match measure:
        case Measure.AWARD | Measure.BIDS | Measure.PER_RESIDENT:
            amount = format_stated(bid.award_pence, bid.award_precision)
            return amount if bid.award_pence is not None else f"Award {amount}"
        case Measure.SAVING:
            amount = format_stated(bid.saving_pence, bid.saving_precision)
            return amount if bid.saving_pence is not None else f"Saving {amount}"
        case Measure.RATIO:
            if not bid.award_pence or bid.saving_pence is None:
                return "Saving for £1 not stated"
            return f"about {format_ratio(bid.saving_pence / bid.award_pence)}"
        case _:
            assert_never(measure)


def label_level(level: Level, catalogue: Catalogue) -> str:
    """Return what a level's areas are called, and how many there are."""
    return f"{LEVELS[level].label} ({len(catalogue.levels[level].codes):,})"


def describe_place(area: Area) -> str:
    """Return a region's or area's name as a sentence has it."""
    if area.name.startswith(_WITH_ARTICLE) and area.gss.startswith("E12"):
        return f"the {area.name}"
    return area.name


def describe_status(status: AreaStatus, measure: Measure) -> str:
    """Return what an area without a value is, in the words of the key."""
    what = {Measure.SAVING: "saving", Measure.RATIO: "award or saving"}.get(measure, "amount")
    match status:
        case AreaStatus.AMOUNT:
            return MEASURE_LABELS[measure]
        case AreaStatus.NOT_STATED:
            return f"Won, {what} not stated"
        case AreaStatus.PARTNER_ONLY:
            return "Partner only"
        case AreaStatus.THROUGH_COUNTY:
            return "Through its county council"
        case AreaStatus.NONE_NAMED:
            return "None named in our sources"
        case AreaStatus.OUTSIDE:
            return "Outside the region chosen"
        case _:
            assert_never(status)


def describe_value(area: AreaValue, measure: Measure) -> str:
    """Return an area's value in words, with "at least" where something is left out."""
    if area.value is None:
        return describe_status(area.status, measure)
    text = format_value(measure, area.value)
    if measure is Measure.BIDS:
        return text
    if measure is Measure.PER_RESIDENT:
        return _describe_per_resident(area, area.value)
    plain = text.removeprefix("about ")
    if area.at_least and measure is not Measure.RATIO:
        return f"at least {plain}"
    return f"about {plain}" if area.rounded or area.at_least else text


def _describe_per_resident(area: AreaValue, pence: float) -> str:
    """Return an award per resident; where few people live it always says so.

    Where residents are missing, a lower bound of the award gives no lower bound per resident; it
    is "about" the figure.
    """
    text = format_per_resident(pence)
    if area.at_least and not area.groups_unnamed:
        least = format_per_resident(pence, ROUND_FLOOR)
        text = least if least.startswith("under") else f"at least {least}"
    elif area.rounded or area.groups_unnamed:
        text = f"about {text}"
    return f"{text} (few residents)" if area.note else text


def describe_omissions(area: AreaValue, state: MapState) -> tuple[str, ...]:
    """Return what an area's value leaves out, one short sentence each.

    Among them is what its county council has, with amount and bids.
    """
    lines = []
    if area.value is not None and area.unstated:
        what = {Measure.RATIO: "award or saving", Measure.SAVING: "saving"}.get(
            state.measure, "award"
        )
        lines.append(f"Leaves out {format_count(area.unstated, 'bid')} with no {what} stated.")
    if area.note:
        lines.append(area.note)
    if state.measure is Measure.PER_RESIDENT and area.groups_unnamed:
        lines.append(
            f"Residents of partners that no source names are left out, in "
            f"{format_count(area.groups_unnamed, 'bid')}."
        )
    lines += [describe_county(county, state) for county in area.counties]
    return tuple(lines)


def describe_county(county: AreaValue, state: MapState) -> str:
    """Return the value and bids of a county council, beside its districts, as one sentence."""
    bids = describe_bids(county, state)
    if state.measure is Measure.BIDS:
        return f"{county.name} County Council, not counted here: {bids}."
    value = describe_value(county, state.measure)
    return f"{county.name} County Council, not counted here: {lower_first(value)}, {bids}."


def lower_first(text: str) -> str:
    """Return a text with its first letter small, as inside a sentence."""
    return text[:1].lower() + text[1:]


def describe_inferred(leads: int) -> str:
    """Return how many leads are inferred."""
    return f"{format_count(leads, 'lead')} inferred"


def describe_bids(area: AreaValue, state: MapState) -> str:
    """Return how many bids an area counts and joins."""
    if area.status is AreaStatus.THROUGH_COUNTY:
        return "no bid of its own named"
    verb = "led" if state.count is CountRule.LEAD else "taken part in"
    parts = [f"{format_count(area.counted, 'bid')} {verb}"] if area.counted else []
    if area.leads_inferred and state.count is CountRule.LEAD:
        parts.append(describe_inferred(area.leads_inferred))
    if area.joined:
        parts.append(f"{format_count(area.joined, 'bid')} joined as a partner")
    return ", ".join(parts) or "no bid named"


def describe_classes(classes: Classification, measure: Measure) -> tuple[str, ...]:
    """Return a label for each class, lowest first; the first and last are open."""

    def edge(value: float) -> str:
        match measure:
            case Measure.AWARD | Measure.SAVING:
                return format_edge(int(value))
            case Measure.RATIO:
                return f"£{value:g}" if value == int(value) else f"£{value:.2f}"
            case Measure.BIDS:
                return f"{value:g}"
            case Measure.PER_RESIDENT:
                return f"£{value / 100:,.2f}".removesuffix(".00")
            case _:
                assert_never(measure)

    if measure is Measure.BIDS:
        return _count_classes(classes)
    if classes.k == 1:
        return ("Any amount",)
    inner = classes.edges[1:-1]
    # A class holds its upper edge and not its lower one, so no amount is in the words of two.
    middle = [f"Over {edge(low)} to {edge(high)}" for low, high in pairwise(inner)]
    return (f"Up to {edge(inner[0])}", *middle, f"Over {edge(inner[-1])}")


def _count_classes(classes: Classification) -> tuple[str, ...]:
    labels = []
    for index in range(classes.k):
        low, high = int(classes.edges[index]) + 1, int(classes.edges[index + 1])
        if index == classes.k - 1 and classes.k > 1:
            labels.append(f"{low} or more")
        else:
            labels.append(f"{low}" if low >= high else f"{low} to {high}")
    return tuple(labels)


def format_edge(pence: int) -> str:
    """Return a class edge exactly, short enough for a key: ``£2.5m``, ``£750,000``."""
    if pence >= _MILLION:
        return f"£{(Decimal(pence) / _MILLION).normalize():f}m"
    return f"£{pence // 100:,}"

"""What a bid, its lead and its partners are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.words.text import format_count
from geodata.model.codes import Body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.data.catalogue import Catalogue
    from geodata.model.published.awards import Bid, Member

_LEAD_INFERRED: Final = "lead inferred"
_NAMED_PARTNERS: Final = 3
_NUMBER_WORDS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve"),
)


def describe_lead(bid: Bid) -> str:
    """Return who led, as the source names it, or that no source says.

    A lead that was inferred never goes without saying so, nor without the partner that may have
    led in its place.
    """
    if not bid.leads:
        return "lead not stated"
    return " and ".join(member.name for member in bid.leads) + _mark_inferred(bid)


def _mark_inferred(bid: Bid) -> str:
    if not bid.lead_inferred:
        return ""
    others = [member.name for member in bid.partners if member.gss in bid.may_be_led_by]
    perhaps = f"; may have been led by {' or '.join(others)}" if others else ""
    return f" ({_LEAD_INFERRED}{perhaps})"


def describe_company(bid: Bid, catalogue: Catalogue) -> str:
    """Return who bid together, by short names: ``East Devon with Exeter and Teignbridge``.

    The lead comes first, and says so if it is inferred; of many partners the first two are named
    and the others counted.
    """
    leads = [_short_name(member, bid, catalogue) for member in bid.leads]
    partners = list(dict.fromkeys(_short_name(member, bid, catalogue) for member in bid.partners))
    if len(partners) > _NAMED_PARTNERS:
        others = format_count(len(partners) - _NAMED_PARTNERS + 1, "other")
        partners = [*partners[: _NAMED_PARTNERS - 1], others]
    together = join_names(partners)
    if not leads:
        return f"Lead not stated; {together}" if partners else "Lead not stated"
    led = f"{join_names(leads)}{_mark_inferred(bid)}"
    return f"{led} with {together}" if partners else led


def _short_name(member: Member, bid: Bid, catalogue: Catalogue) -> str:
    return catalogue.areas[member.gss].name if member.gss else describe_partner(member, bid)


def join_names(names: Sequence[str]) -> str:
    """Return names as a list in a sentence: commas, and "and" before the last."""
    *first, last = names or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def describe_entry(bid: Bid, catalogue: Catalogue) -> str:
    """Return a bid's name in a list: its title, else its lead, topic and round."""
    if bid.title:
        return bid.title
    themes = [catalogue.theme_by_id[theme].label for theme in bid.themes]
    topic = f": {themes[0][:1].lower()}{themes[0][1:]}" if themes else ""
    when = f", {catalogue.round_by_id[bid.round].label}" if bid.round else ", round not stated"
    return f"{describe_title(bid)}{topic}{when}"


def describe_title(bid: Bid) -> str:
    """Return the bid's title, or who won it where no title is stated."""
    if bid.title:
        return bid.title
    names = [member.name for member in (bid.leads or bid.members)]
    if bid.leads and not bid.lead_inferred:
        return f"Bid by {names[0]}"
    return f"Bid by {names[0]} ({_LEAD_INFERRED if bid.leads else 'lead not stated'})"


def describe_partner(member: Member, bid: Bid) -> str:
    """Return a partner's name; a group that has the lead in it is named without the lead.

    Bolton with "ten Greater Manchester organisations", of which it is one, is Bolton with nine
    other councils.
    """
    others = list_others(member, bid)
    if member.body is not Body.COUNCIL_GROUP or len(others) == len(member.councils):
        return describe_member(member)
    number = _spell(len(others))
    return f"{number} other council" if len(others) == 1 else f"{number} other councils"


def list_others(member: Member, bid: Bid) -> tuple[str, ...]:
    """Return the codes of the councils in a partner, without those that led."""
    leads = {gss for lead in bid.leads for gss in lead.councils}
    return tuple(gss for gss in member.councils if gss not in leads)


def count_bodies(number: int) -> str:
    """Return how many bodies or groups, in words."""
    return f"{number} {'body or group' if number == 1 else 'bodies or groups'}"


def describe_member(member: Member) -> str:
    """Return a member's name, with the number of bodies where the source gives it apart."""
    number = member.organisations
    if not number or str(number) in member.name or _spell(number) in member.name.casefold():
        return member.name
    return f"{member.name} ({number})"


def _spell(number: int) -> str:
    """Return a small number in words, and a larger one in figures."""
    return _NUMBER_WORDS[number] if number < len(_NUMBER_WORDS) else f"{number:,}"

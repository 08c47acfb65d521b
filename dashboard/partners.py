"""Bodies without a council area (police, health, fire, voluntary), each with a view of its own.

Two members are the same body only where sources write the same name: nothing is guessed. Names
that a source gives in general ("police", "local fire service") are no body in particular.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from geodata.codes import Body

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dashboard.catalogue import Bid, Member

_GROUPS: Final = frozenset({Body.COUNCIL, Body.COUNCIL_GROUP, Body.UNNAMED_GROUP})
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Partner:
    """One named body and the bids that name it, in the order of the catalogue."""

    slug: str
    name: str
    body: Body
    bid_ids: tuple[str, ...]


def make_slug(name: str) -> str:
    """Return a name as it stands in an address.

    Examples
    --------
    >>> make_slug("NHS Hartlepool and Stockton-on-Tees Clinical Commissioning Group")
    'nhs-hartlepool-and-stockton-on-tees-clinical-commissioning-group'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")


def partner_slug(member: Member) -> str | None:
    """Return the slug of a member that has a view of its own, or ``None``."""
    general = member.name[:1].islower()
    if member.body in _GROUPS or member.gss is not None or general:
        return None
    return make_slug(member.name)


def collect_partners(bids: Iterable[Bid]) -> Mapping[str, Partner]:
    """Return every named body without a council area by its slug, sorted by name."""
    found: dict[str, tuple[str, Body, list[str]]] = {}
    for bid in bids:
        for member in bid.members:
            slug = partner_slug(member)
            if slug is None:
                continue
            _, _, bid_ids = found.setdefault(slug, (member.name, member.body, []))
            if bid.id not in bid_ids:
                bid_ids.append(bid.id)
    return {
        slug: Partner(slug, name, body, tuple(bid_ids))
        for slug, (name, body, bid_ids) in sorted(found.items(), key=lambda item: item[1][0])
    }

"""Names as they stand in addresses, and which members have an address of their own.

Light on purpose: build and page must agree on both.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from geodata.model.codes import Body

_GROUPS: Final = frozenset({Body.COUNCIL, Body.COUNCIL_GROUP, Body.UNNAMED_GROUP})
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+", re.ASCII)


def make_slug(name: str) -> str:
    """Return a name as it stands in an address.

    Examples
    --------
    >>> make_slug("NHS Hartlepool and Stockton-on-Tees Clinical Commissioning Group")
    'nhs-hartlepool-and-stockton-on-tees-clinical-commissioning-group'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_IN_SLUG.sub("-", plain).strip("-")


def partner_slug(name: str, body: str, gss: str | None) -> str | None:
    """Return the slug of a member that has a view of its own, or ``None``.

    Two members are the same body only where sources write the same name: nothing is guessed. Names
    that a source gives in general ("police", "local fire service") are no body in particular.
    """
    if body in _GROUPS or gss is not None or name[:1].islower():
        return None
    return make_slug(name)

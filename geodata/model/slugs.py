"""Write names for addresses, and decide which members have an address of their own.

Light on purpose: build and page must agree on both.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

from geodata.model.codes import Body

_GROUPS: Final = frozenset({Body.COUNCIL, Body.COUNCIL_GROUP, Body.UNNAMED_GROUP})
_ACCENTS: Final = re.compile("[\u0300-\u036f]")
_NOT_IN_SLUG: Final = re.compile(r"[^a-z0-9]+", re.ASCII)
_WHOLLY_IN_SLUG: Final = re.compile(r"[a-z0-9]+(?:[ -][a-z0-9]+)*", re.ASCII)
_DIGITS: Final = 8


def make_slug(name: str) -> str:
    """Return a name as an address has it; never empty.

    Examples
    --------
    >>> make_slug("NHS Hartlepool and Stockton-on-Tees Clinical Commissioning Group")
    'nhs-hartlepool-and-stockton-on-tees-clinical-commissioning-group'
    """
    return _NOT_IN_SLUG.sub("-", _fold(name)).strip("-") or _checksum(name)


def partner_slug(name: str, body: str, gss: str | None) -> str | None:
    """Return the slug of a member that has a view of its own, or ``None``.

    Two members are the same body only where sources write the same name: nothing is guessed. Names
    that a source gives in general ("police", "local fire service") are no body in particular. A
    slug that cannot hold all of a name ends with a checksum of it.

    Examples
    --------
    >>> partner_slug("Age UK", "voluntary", None)
    'age-uk'
    >>> partner_slug("A & B Trust", "other", None) == partner_slug("A / B Trust", "other", None)
    False
    """
    if body in _GROUPS or gss is not None or name[:1].islower():
        return None
    return distinct_slug(name)


def distinct_slug(name: str) -> str:
    """Return a slug that no other name has: with a checksum where it cannot hold all of the name.

    Examples
    --------
    >>> distinct_slug("A and B Trust")
    'a-and-b-trust'
    """
    slug = make_slug(name)
    lossless = _WHOLLY_IN_SLUG.fullmatch(" ".join(_fold(name).split())) is not None
    return slug if lossless or slug == _checksum(name) else f"{slug}-{_checksum(name)}"


def _fold(name: str) -> str:
    """Return a name in lower case without accents; letters of other scripts stay."""
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", name)).lower()


def _checksum(name: str) -> str:
    return hashlib.sha256(_fold(name).encode("utf-8", "replace")).hexdigest()[:_DIGITS]

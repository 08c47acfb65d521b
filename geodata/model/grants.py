"""A grant in the form of the 360Giving data standard, version 1.4: one mapping for all.

Light on purpose: the dashboard imports this module, so it needs nothing but the standard library.

Source: https://standard.threesixtygiving.org/en/latest/technical/reference/.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final, TypeAlias

from geodata.model.codes import Scope
from geodata.model.council_ids import find_council_id
from geodata.model.slugs import distinct_slug

VERSION: Final = "1.4"

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
"""A value as ``json`` writes it."""

_GEO_CODE_TYPES: Final = {"E06": "UA", "E07": "NMD", "E08": "MD", "E09": "LONB", "E10": "CTY"}
"""Codes of the standard's geoCodeType list for each tier that a member can have."""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who was paid or who pays: its name and, for a council, its GSS code (else empty)."""

    name: str
    gss_code: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """An area that the grant is for."""

    gss_code: str
    name: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word from a list: which list, the word's code, and its title (may be empty)."""

    vocabulary: str
    code: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A page that states the grant: publisher, address, and what it states (may be empty)."""

    title: str
    url: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """One grant, with everything that the standard asks for.

    Parameters
    ----------
    pence
        The amount awarded.
    awarded_on, modified_on
        Days as ISO 8601.
    documents
        The one that the grant rests on first.
    """

    id: str
    title: str
    description: str
    pence: int
    awarded_on: str
    recipients: tuple[Organisation, ...]
    funder: str
    programme: Label
    places: tuple[Place, ...]
    labels: tuple[Label, ...]
    documents: tuple[Document, ...]
    modified_on: str


SCOPE_SENTENCES: Final = {
    Scope.PROJECT: "This speaks of the project that the award paid for.",
    Scope.PROGRAMME: "This speaks of a wider programme, not of this bid alone.",
    Scope.PARTNERSHIP: "This speaks of the councils’ partnership, not of this bid alone.",
}
"""Of what an outcome speaks, in words that go with it everywhere."""


def describe_outcome(publisher: str, url: str, scope: Scope, outcome: str) -> Document:
    """Return the page that says what came of a grant, as a related document."""
    return Document(publisher, url, f"What came of it: {outcome} {SCOPE_SENTENCES[scope]}")


def write_grant(grant: Grant) -> dict[str, Json]:
    """Return a grant as the standard's JSON object.

    A council has its registered identifier (GB-LAE). Those of other organisations are this
    project's own and not registered: ``name:`` and the name.
    """
    pounds, pence = divmod(grant.pence, 100)
    written: dict[str, Json] = {
        "id": grant.id,
        "title": grant.title,
        "description": grant.description,
        "currency": "GBP",
        "amountAwarded": grant.pence / 100 if pence else pounds,
        "awardDate": grant.awarded_on,
        "recipientOrganization": [_write_organisation(each) for each in grant.recipients],
        "fundingOrganization": [_write_organisation(Organisation(grant.funder))],
        "grantProgramme": [{"code": grant.programme.code, "title": grant.programme.title}],
        "beneficiaryLocation": [_write_place(place) for place in grant.places],
        "classifications": [_write_stated(label) for label in grant.labels],
        "relatedDocument": [_write_stated(document) for document in grant.documents],
    }
    if grant.documents:
        written["dataSource"] = grant.documents[0].url
    return written | {"dateModified": f"{grant.modified_on}T00:00:00Z"}


def _write_organisation(organisation: Organisation) -> dict[str, Json]:
    registered = find_council_id(organisation.gss_code) or ""
    own = f"gss:{organisation.gss_code}" if organisation.gss_code else ""
    return {
        "id": registered or own or f"name:{distinct_slug(organisation.name)}",
        "name": organisation.name,
    }


def _write_place(place: Place) -> dict[str, Json]:
    kind = _GEO_CODE_TYPES.get(place.gss_code[:3])
    return {
        "name": place.name,
        "countryCode": "GB",
        "geoCode": place.gss_code,
        **({"geoCodeType": kind} if kind else {}),
    }


def _write_stated(fields: Label | Document) -> dict[str, Json]:
    return {name: value for name, value in asdict(fields).items() if value}

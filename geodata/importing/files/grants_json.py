"""Rows of a 360Giving JSON file, under the headings that the standard gives its spreadsheets.

So one mapping serves the standard's JSON, CSV and XLSX alike.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, TypeVar

from geodata.awards.exchange import EXCHANGE_COLUMNS, flatten_award
from geodata.awards.grants import EXTENSION, read_extension
from geodata.awards.texts import AwardText, BidText, MemberText, OutcomeText, SourceText
from geodata.importing.files.sheets import Sheet, SheetRow, bound_rows, take_cell
from geodata.model.errors import ImportFileError
from geodata.tables.sizes import refuse_constant

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TITLES: Final[Mapping[str, str]] = {
    "id": "Identifier",
    "title": "Title",
    "description": "Description",
    "currency": "Currency",
    "amountAwarded": "Amount Awarded",
    "awardDate": "Award Date",
    "url": "URL",
    "dataSource": "Data Source",
    "recipientOrganization": "Recipient Org",
    "fundingOrganization": "Funding Org",
    "grantProgramme": "Grant Programme",
    "beneficiaryLocation": "Beneficiary Location",
    "classifications": "Classifications",
    "name": "Name",
    "code": "Code",
    "geoCode": "Geographic Code",
    "vocabulary": "Vocabulary",
}
"""The standard's titles of the members that are read."""

_Row = TypeVar("_Row")
_MOST_ENTRIES: Final = 10
_FIRST: Final = re.compile(r":0(?=:)")


def read_grants(path: Path) -> Sheet:
    """Read a package of grants; one that this program wrote gives the rows that it was made from.

    Raises
    ------
    ImportFileError
        If the file is not JSON, is nested without end or holds no list ``grants``.
    """
    try:
        # Numbers stay as they are written: a float would round them, and 1e308 is no amount.
        document = json.loads(
            path.read_bytes(), parse_float=str, parse_int=str, parse_constant=refuse_constant
        )
    except (ValueError, RecursionError) as error:
        msg = f"{path.name}: not JSON that can be read ({error}); download or save it again"
        raise ImportFileError(msg) from error
    grants = document.get("grants") if isinstance(document, dict) else None
    if not isinstance(grants, list) or not all(isinstance(grant, dict) for grant in grants):
        msg = f'{path.name}: no list "grants"; expected a package of the 360Giving data standard'
        raise ImportFileError(msg)
    own = bool(grants) and all(EXTENSION in grant for grant in grants)
    rows = _own_rows(path, grants) if own else _flat_rows(grants)
    return Sheet(path.name, tuple(bound_rows(rows)))


def canonical_heading(heading: str) -> str:
    """Return a heading of the standard's spreadsheets without the number of a first entry.

    Examples
    --------
    >>> canonical_heading("Recipient Org:0:Name")
    'Recipient Org:Name'
    """
    return _FIRST.sub("", heading)


def _own_rows(path: Path, grants: list[Mapping[str, object]]) -> Iterator[SheetRow]:
    yield SheetRow("headings", EXCHANGE_COLUMNS)
    for number, grant in enumerate(grants, start=1):
        place = f"grant {number}"
        try:
            award = AwardText(
                _read(grant, "bid", BidText)[0],
                _read(grant, "members", MemberText),
                _read(grant, "sources", SourceText),
                _read(grant, "outcomes", OutcomeText),
            )
        except TypeError as error:
            msg = f"{path.name}, {place}: {error}; expected it as this program exports it"
            raise ImportFileError(msg) from error
        yield SheetRow(place, tuple(map(take_cell, flatten_award(award))))


def _read(grant: Mapping[str, object], part: str, row_type: type[_Row]) -> tuple[_Row, ...]:
    return tuple(row_type(**row) for row in read_extension(grant, part, row_type))


def _flat_rows(grants: list[Mapping[str, object]]) -> Iterator[SheetRow]:
    flat = [dict(_flatten(grant, "")) for grant in grants]
    headings = tuple(dict.fromkeys(name for row in flat for name in row))
    yield SheetRow("headings", headings)
    for number, row in enumerate(flat, start=1):
        yield SheetRow(f"grant {number}", tuple(row.get(name, "") for name in headings))


def _flatten(value: object, heading: str) -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for name, inner in value.items():
                if name in TITLES:
                    yield from _flatten(inner, f"{heading}:{TITLES[name]}".lstrip(":"))
        case list():
            for number, inner in enumerate(value[:_MOST_ENTRIES]):
                yield from _flatten(inner, f"{heading}:{number}" if number else heading)
        case str():
            yield heading, take_cell(value)
        case _:
            return

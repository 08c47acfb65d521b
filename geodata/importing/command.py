"""Import a file: read it, hold it against a fund's tables, report, and write if asked to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from geodata.areas.authorities import read_authorities
from geodata.areas.spellings import normalise_name
from geodata.importing.applying import Geography, apply_import, merge_findings
from geodata.importing.bid_ids import BidIds
from geodata.importing.comparing import Origin, Outcome, compare_drafts
from geodata.importing.files.bounded import read_bounded
from geodata.importing.gathering import gather_awards
from geodata.importing.guessing import guess_mapping, sample_rows
from geodata.importing.mapping import is_exchange, read_mapping, write_mapping
from geodata.importing.organisations import NO_COUNCIL, Register
from geodata.importing.report import describe_import
from geodata.importing.starting import read_fund_folder
from geodata.model.errors import ImportFileError
from geodata.model.writing import only_writer
from geodata.names.known_names import read_name_index

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from geodata.importing.mapping import ColumnMapping
    from geodata.names.matching import AuthorityIndex


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What a person asked for on the command line.

    Parameters
    ----------
    file
        The list.
    fund
        Folder of the tables: ``data/awards`` or another fund's.
    geography
        ``data/geography``.
    mapping
        None for a file of our own export; any other needs one.
    round, url, publisher
        Take the place of the mapping's settings where they are not empty.
    apply
        Whether to write; without it nothing is changed.
    """

    file: Path
    fund: Path
    geography: Path
    mapping: Path | None = None
    round: str = ""
    url: str = ""
    publisher: str = ""
    apply: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The report, how many bids were or would be written, and where the old tables are kept."""

    report: str
    written: int
    kept: Path | None


def run_import(order: ImportOrder, now: datetime | None = None) -> ImportResult:
    """Do what was asked for.

    Raises
    ------
    GeodataError
        If the file, the mapping or the tables cannot be used; nothing is then changed.
    OSError
        If a file cannot be read or written; nothing is then changed.
    """
    now = now or datetime.now(UTC)
    if not order.apply:
        return _import(order, now)
    with only_writer(order.fund.resolve()):  # from reading the tables to writing them
        return _import(order, now)


def _import(order: ImportOrder, now: datetime) -> ImportResult:
    areas = read_authorities(order.geography)
    index = read_name_index(order.geography, areas)
    fund = read_fund_folder(order.fund, now.date())
    mapping = None if order.mapping is None else _read_mapping(order, index)
    sheet = read_bounded(order.file, mapping.sheet if mapping else "")
    if mapping is None and not is_exchange(sheet):
        msg = f"{order.file.name}: needs --mapping FILE; --guess proposes one"
        raise ImportFileError(msg)
    names: Mapping[str, str] = {}
    if mapping is not None:
        names = {normalise_name(name): code for name, code in mapping.names.items()}
    full_names = mapping is not None and mapping.full_names
    register = Register(areas, index, fund.tables.groups, names, full_names)
    gathering = gather_awards(sheet, mapping, register, fund.tables)
    ids = BidIds(
        ((award.bid.bid_id, award.bid.round) for award in fund.tables.awards), fund.short_title
    )
    decisions = mapping.decisions if mapping else {}
    origin = _origin(order, now)
    findings = compare_drafts(gathering.drafts, fund.tables, decisions, ids, origin)
    after = merge_findings(fund.tables, findings)
    report = describe_import(gathering, findings, fund.tables, after)
    written = sum(found.award is not None for found in findings)
    if not order.apply or not (written or fund.fund_toml):
        return ImportResult(report, written, None)
    if not after.awards:
        held = sum(found.outcome is Outcome.HELD for found in findings)
        msg = f"{report}nothing to write: {held} rows are held back; see why above"
        raise ImportFileError(msg)
    kept = apply_import(order.fund, fund, after, Geography(areas, index), now)
    return ImportResult(report, written, kept)


def propose_mapping(file: Path) -> str:
    """Return a mapping for a file as TOML, with three sample rows as comments.

    Raises
    ------
    ImportFileError
        If the file cannot be read or no row looks like headings.
    """
    sheet = read_bounded(file)
    if is_exchange(sheet):
        msg = f"{file.name}: an export of this program; import it without a mapping"
        raise ImportFileError(msg)
    mapping = guess_mapping(sheet)
    samples = "".join(f"#   {line}\n" for line in sample_rows(sheet, mapping))
    return f"{write_mapping(mapping)}\n# The first rows as this mapping reads them:\n{samples}"


def _read_mapping(order: ImportOrder, index: AuthorityIndex) -> ColumnMapping:
    if order.mapping is None:
        msg = "no mapping was given"
        raise ImportFileError(msg)
    mapping = read_mapping(order.mapping)
    for name, code in mapping.names.items():
        if code != NO_COUNCIL and code not in index.names:
            msg = (
                f"{order.mapping.name}: [names] gives {name!r} the code {code!r}; expected one of "
                f'authorities.csv, or "{NO_COUNCIL}"'
            )
            raise ImportFileError(msg)
    given = {name: getattr(order, name) for name in ("round", "url", "publisher")}
    return replace(mapping, **{name: value for name, value in given.items() if value})


def _origin(order: ImportOrder, now: datetime) -> Origin:
    digest = hashlib.sha256(order.file.read_bytes()).hexdigest()
    mapping = order.mapping.name if order.mapping else "no mapping"
    return Origin(order.file.name, digest, now.date().isoformat(), mapping)

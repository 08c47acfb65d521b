"""Import a file: read it, compare it with a fund's tables, report, and write on request."""

from __future__ import annotations

import hashlib
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from geodata.areas.authorities import read_authorities
from geodata.areas.spellings import normalise_name
from geodata.importing.cells.register import NO_COUNCIL, Register
from geodata.importing.columns.choosing import choose_sheet, propose_sheet
from geodata.importing.columns.exchanged import choose_exchange
from geodata.importing.columns.guessing import sample_rows
from geodata.importing.columns.mapping import ColumnMapping, fold, read_mapping, write_mapping
from geodata.importing.files.bounded import read_bounded
from geodata.importing.report import NO_PAGE, describe_import
from geodata.importing.rows.gathering import gather_awards
from geodata.importing.tables.applying import apply_import, merge_findings
from geodata.importing.tables.bid_ids import BidIds
from geodata.importing.tables.comparing import Comparison, Origin, Outcome
from geodata.importing.tables.starting import read_fund_folder
from geodata.model.errors import ImportFileError
from geodata.model.writing import only_writer
from geodata.names.known_names import find_name_index
from geodata.tables.faults import require

if TYPE_CHECKING:
    from pathlib import Path

    from geodata.importing.files.sheets import Sheet
    from geodata.importing.tables.starting import FundFolder

_COUNCIL_WORDS: Final = frozenset({"authority", "authorities", "council", "councils", "la", "lpa"})
_MOST_SHOWN: Final = 20
_GIVEN: Final = ("round", "url", "publisher", "vintage")


@dataclass(frozen=True, slots=True)
class ImportOrder:
    """What a person asked for on the command line.

    Without a ``mapping`` the file is an export of our own, or the report proposes one. ``round``,
    ``url``, ``publisher`` and ``vintage`` replace the mapping's settings where they are not empty.
    ``all`` lists everything in the report, not the first of each kind.
    """

    file: Path
    fund: Path
    geography: Path
    mapping: Path | None = None
    round: str = ""
    url: str = ""
    publisher: str = ""
    vintage: str = ""
    apply: bool = False
    all: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The report, how many bids were or would be written, and where the old tables are kept."""

    report: str
    written: int
    kept: Path | None


def run_import(order: ImportOrder, now: datetime | None = None) -> ImportResult:
    """Report what a list would change, or change it.

    Raises
    ------
    GeodataError
        If the file, the mapping or the tables cannot be used; nothing is then changed.
    OSError
        If a file cannot be read or written; nothing is then changed.
    """
    # The lock is held from reading the tables to writing them.
    with only_writer(order.fund.resolve()) if order.apply else nullcontext():
        return _import(order, now or datetime.now(UTC))


def _import(order: ImportOrder, now: datetime) -> ImportResult:
    register = _read_register(order.geography)
    fund = read_fund_folder(order.fund, now.date())
    sheet, mapping, proposed = _read_file(order, register)
    register = _complete(register, fund, mapping)
    gathering = gather_awards(sheet, mapping, register, fund.tables)
    ids = BidIds(
        ((award.bid.bid_id, award.bid.round) for award in fund.tables.awards), fund.short_title
    )
    comparison = Comparison(
        gathering.drafts, fund.tables, mapping.decisions, ids, _origin(order, now)
    )
    findings = tuple(comparison.findings())
    after = merge_findings(fund.tables, findings)
    report = proposed + describe_import(
        gathering, findings, fund.tables, after, most=None if order.all else _MOST_SHOWN
    )
    written = sum(found.award is not None for found in findings)
    if written and not any(draft.is_published for draft in gathering.drafts):
        report += NO_PAGE
        if order.apply:
            raise ImportFileError(report)
        return ImportResult(report, 0, None)
    if not order.apply or not (written or fund.fund_toml):
        return ImportResult(report, written, None)
    if not after.awards:
        held = sum(found.outcome is Outcome.HELD for found in findings)
        msg = f"{report}nothing to write: {held} rows are held back; see why above"
        raise ImportFileError(msg)
    kept = apply_import(order.fund, fund, after, register, now)
    return ImportResult(report, written, kept)


def propose_mapping(file: Path, geography: Path) -> str:
    """Return a mapping for a file as TOML, with three sample rows as comments.

    Raises
    ------
    ImportFileError
        If the file cannot be read or no row looks like headings.
    """
    sheets = read_bounded(file)
    if choose_exchange(sheets) is not None:
        msg = f"{file.name}: an export of this program; import it without a mapping"
        raise ImportFileError(msg)
    sheet, mapping = propose_sheet(file.name, sheets, _read_register(geography).index)
    return _write_proposal(sheet, mapping)


def _read_register(geography: Path) -> Register:
    areas = read_authorities(geography)
    return Register(areas, require(find_name_index(geography, areas)))


def _read_file(order: ImportOrder, register: Register) -> tuple[Sheet, ColumnMapping, str]:
    """Return the sheet, what its columns are, and the proposal if nobody said it."""
    if order.mapping is not None:
        mapping = _with_given(order, read_mapping(order.mapping))
        _check_mapping(order.mapping.name, mapping, register)
        return choose_sheet(order.file.name, read_bounded(order.file), mapping), mapping, ""
    sheets = read_bounded(order.file)
    exported = choose_exchange(sheets)
    if exported is not None:
        return exported, ColumnMapping(), ""
    if order.apply:
        msg = (
            f"{order.file.name}: --apply needs --mapping FILE, so that a person has looked at it; "
            "--guess --out FILE proposes one"
        )
        raise ImportFileError(msg)
    sheet, mapping = propose_sheet(order.file.name, sheets, register.index)
    mapping = _with_given(order, mapping)
    proposed = (
        "No mapping was given; this one is proposed (--guess --out FILE writes it to a file):\n\n"
        f"{_write_proposal(sheet, mapping)}\n"
    )
    return sheet, mapping, proposed


def _write_proposal(sheet: Sheet, mapping: ColumnMapping) -> str:
    samples = "".join(f"#   {line}\n" for line in sample_rows(sheet, mapping))
    notes = "".join(f"# {note}\n" for note in sheet.notes)
    return (
        f"{write_mapping(mapping)}\n{notes}# The first rows as this mapping reads them:\n{samples}"
    )


def _with_given(order: ImportOrder, mapping: ColumnMapping) -> ColumnMapping:
    given = {name: value for name in _GIVEN if (value := getattr(order, name))}
    return replace(mapping, **given)


def _complete(register: Register, fund: FundFolder, mapping: ColumnMapping) -> Register:
    """Return a register that also knows the fund's groups and what the mapping says of names."""
    heading = fold(mapping.columns.get("lead", "")).split()
    return replace(
        register,
        groups=fund.tables.groups,
        names={normalise_name(name): code for name, code in mapping.names.items()},
        full_names=mapping.full_names,
        today=(mapping.vintage or ("today" if fund.today else "")) == "today",
        of_today=fund.today,
        leads_are_councils=not mapping.full_names and bool(_COUNCIL_WORDS & set(heading)),
    )


def _check_mapping(name: str, mapping: ColumnMapping, register: Register) -> None:
    if not {"lead", "lead_code", "partners"} & set(mapping.columns):
        msg = f"{name}: [columns] names no lead, lead_code or partners; whose awards are they?"
        raise ImportFileError(msg)
    for written, code in mapping.names.items():
        if code != NO_COUNCIL and not all(map(register.councils_of, code.split(";"))):
            msg = (
                f"{name}: [names] gives {written!r} the code {code!r}; expected one of "
                f'authorities.csv, a later council\'s, several joined by ";", or "{NO_COUNCIL}"'
            )
            raise ImportFileError(msg)


def _origin(order: ImportOrder, now: datetime) -> Origin:
    digest = hashlib.sha256(order.file.read_bytes()).hexdigest()
    mapping = order.mapping.name if order.mapping else "no mapping"
    return Origin(order.file.name, digest, now.date().isoformat(), mapping)

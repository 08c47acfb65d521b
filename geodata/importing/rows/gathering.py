"""Make awards from the rows of a file, and report what could not be read or decided."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final

from geodata.awards.checks import LEAD_NOT_STATED
from geodata.awards.exchange import unflatten_award
from geodata.awards.texts import AwardText, BidText, GroupText, MemberText, RoundText, SourceText
from geodata.importing.cells.amounts import (
    Amount,
    is_blank,
    is_month_first,
    may_be_either,
    parse_amount,
    parse_date,
)
from geodata.importing.cells.lead_codes import lead_of_code, lead_with_code
from geodata.importing.cells.organisations import find_organisations, group_of_lead
from geodata.importing.columns.exchanged import exchange_records, is_exchange
from geodata.importing.columns.mapping import find_records, fold
from geodata.importing.rows.left_out import leave_out
from geodata.model.codes import Confidence, Kind, Role
from geodata.model.errors import ImportFileError
from geodata.model.published.tables import LIST_SEPARATOR
from geodata.model.slugs import make_slug

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from geodata.awards.texts import TablesText
    from geodata.importing.cells.organisations import Found, Unsettled
    from geodata.importing.cells.register import Register
    from geodata.importing.columns.mapping import ColumnMapping, Record
    from geodata.importing.files.sheets import Sheet

NOT_DESCRIBED: Final = "The list does not describe it."

_APRIL: Final = 4
_UNSURE: Final = "unsure"
_ONE_RECIPIENT: Final = "recipient org name"


@dataclass(frozen=True, slots=True)
class Draft:
    """One row as an award.

    Parameters
    ----------
    place
        Of the row in the file.
    award
        Its ``bid_id`` is what the file gives, or blank; it has no source of this import yet.
    groups
        Groups that its members need and the fund does not have.
    held
        Why the row cannot be applied; empty if it can.
    doubts
        What could not be read or settled, in words.
    unsettled
        Names that look like councils and are not matched to one.
    said
        The amounts of the row as it writes them, for the record of the import.
    exchanged
        Whether the row is one of our own export, complete as it is.
    new_round
        The round that it names, if the fund has no rounds yet.
    """

    place: str
    award: AwardText
    groups: tuple[GroupText, ...] = ()
    held: str = ""
    doubts: tuple[str, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    said: str = ""
    exchanged: bool = False
    new_round: RoundText | None = None

    @property
    def is_published(self) -> bool:
        """Whether the row or the mapping names the page that publishes it."""
        return self.exchanged or bool(self.award.sources)


@dataclass(frozen=True, slots=True)
class Gathering:
    """The drafts of a file, what was left out, and the sum of its own last row of totals in pence.

    ``total`` is None if the file has no such row, or it states not every sum.
    """

    drafts: tuple[Draft, ...]
    notes: tuple[str, ...]
    total: int | None = None


def gather_awards(
    sheet: Sheet, mapping: ColumnMapping, register: Register, tables: TablesText
) -> Gathering:
    """Make a draft of every row that holds an award; rows of totals are left out and noted.

    A sheet that this program exported needs no mapping.

    Raises
    ------
    ImportFileError
        If the headings are not those of the mapping.
    """
    if is_exchange(sheet):
        drafts = tuple(
            Draft(record.place, unflatten_award(record.cells, record.place), exchanged=True)
            for record in exchange_records(sheet)
        )
        return Gathering(drafts, sheet.notes)
    notes = list(sheet.notes)
    total: int | None = None
    gathered: list[Draft] = []
    records = find_records(sheet, mapping)
    mapping = _doubt_days(records, mapping, notes)
    for record in records:
        left = leave_out(record, mapping, register)
        if left is not None:
            notes.append(left.said)
            total = left.total if left.is_total else total
            continue
        found = [
            _Reader(own, parted, register, tables, sheet.wrapped).draft()
            for own, parted in _part(record, mapping)
        ]
        if not found:
            notes.append(f"{record.place} states none of its amounts and was left out")
        gathered += found
    return Gathering(tuple(gathered), tuple(notes), total)


def _doubt_days(
    records: Sequence[Record], mapping: ColumnMapping, notes: list[str]
) -> ColumnMapping:
    """Mark days as unsure where a list writes the month first in places without saying so."""
    heading = mapping.columns.get("announced_on")
    if heading is None or mapping.dates:
        return mapping
    first = next((each for each in records if is_month_first(each.cell(heading))), None)
    if first is None:
        return mapping
    notes.append(
        f"{first.place} writes the month before the day ({first.cell(heading)}), so days that may "
        'be either are left blank; say dates = "month-first" or "day-first" under [settings]'
    )
    return replace(mapping, dates=_UNSURE)


def _part(record: Record, mapping: ColumnMapping) -> Iterator[tuple[Record, ColumnMapping]]:
    """Yield a row and its mapping, or one of both for each amount that it states."""
    if not mapping.awards:
        yield record, mapping
    for heading, words in mapping.awards.items():
        if not is_blank(record.cell(heading)):
            columns = {**mapping.columns, "award": heading}
            columns.pop("round", None)
            place = f"{record.place}, {words}"
            yield replace(record, place=place), replace(mapping, columns=columns, round=words)


@dataclass(slots=True)
class _Reader:
    """Reads the cells of one row, and gathers what is wrong with them."""

    record: Record
    mapping: ColumnMapping
    register: Register
    tables: TablesText
    wrapped: bool
    doubts: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    new_round: RoundText | None = None

    def draft(self) -> Draft:
        """Return the row as an award."""
        announced = self._date()
        award, saving = self._amount("award"), self._amount("saving")
        leads = self._leads()
        found = (*leads, *self._organisations("partners", Role.PARTNER))
        members, groups = self._members(found)
        bid = BidText(
            bid_id=self._line("reference"),
            round=self._round(announced),
            announced_on=announced,
            title=self._line("title"),
            theme=self._themes(),
            summary=self._line("summary") or NOT_DESCRIBED,
            award_gbp=award.pounds if award else "",
            award_precision=str(award.precision) if award else "",
            saving_gbp=saving.pounds if saving else "",
            saving_precision=str(saving.precision) if saving else "",
            saving_note=self._line("saving_note") or (saving.note if saving else ""),
            kind=str(Kind.GRANT),
            lead_basis=_lead_basis(leads),
            confidence=str(Confidence.STATED if len(leads) == 1 else Confidence.INFERRED),
            check_note=award.note if award else "",
        )
        currency = self._line("currency")
        if currency and currency.upper() != "GBP":
            self.held.append(f"its amount is in {currency}, and the tables hold pounds")
        if not members:
            self.held.append("no organisation is named")
        said = [f"{name} {cell}" for name in ("award", "saving") if (cell := self._line(name))]
        return Draft(
            self.record.place,
            AwardText(bid, members, self._sources()),
            groups,
            "; ".join(self.held),
            tuple(self.doubts),
            tuple(each.unsettled for each in found if each.unsettled is not None),
            ", ".join(said),
            new_round=self.new_round,
        )

    def _cell(self, name: str) -> str:
        heading = self.mapping.columns.get(name)
        return "" if heading is None else self.record.cell(heading)

    def _line(self, name: str) -> str:
        """Return a cell on one line; a cell that only says "n/a" is blank."""
        text = " ".join(self._cell(name).split())
        return "" if is_blank(text) else text

    def _amount(self, name: str) -> Amount | None:
        unit = self.mapping.award_unit if name == "award" else self.mapping.saving_unit
        try:
            return parse_amount(self._line(name), unit)
        except ImportFileError as error:
            self.doubts.append(f"{name} left blank: {error}")
            return None

    def _date(self) -> str:
        try:
            words = self._line("announced_on")
            if self.mapping.dates == _UNSURE and may_be_either(words):
                self.doubts.append(f"date left blank: {words!r} may be either of two days")
                return self.mapping.announced_on
            day = parse_date(words, month_first=self.mapping.dates == "month-first")
        except ImportFileError as error:
            self.doubts.append(f"date left blank: {error}")
            day = None
        return day.isoformat() if day else self.mapping.announced_on

    def _round(self, announced: str) -> str:
        """Return the round's id; a round that the fund does not have holds the row back."""
        words = self._line("round")
        if not words and self.mapping.round_from and announced:
            words = _round_of(announced, self.mapping.round_from)
        words = words or self.mapping.round
        if not words or words in self.mapping.rounds:
            return self.mapping.rounds.get(words, "")
        if not self.tables.rounds:
            # A fund that announced no rounds has those of its list.
            self.new_round = RoundText(make_slug(words), words, source_url=self.mapping.url)
            return self.new_round.round
        for each in self.tables.rounds:
            if words.casefold() in {each.round, each.label.casefold()}:
                return each.round
        self.held.append(f"{words!r} is no round of the fund; name it in [rounds]")
        return ""

    def _themes(self) -> str:
        words = self._line("theme")
        known = {
            word.casefold(): each.theme
            for each in self.tables.themes
            for word in (each.theme, each.label)
        }
        found: dict[str, None] = {}
        for word in (words, *re.split(r"\s*[;|]\s*", words)):
            slugs = self.mapping.themes.get(word) or known.get(word.casefold(), "")
            found.update(dict.fromkeys(slug for slug in slugs.split(LIST_SEPARATOR) if slug))
        if words and not found:
            self.doubts.append(f"theme left blank: {words!r} is no theme of the fund")
        return LIST_SEPARATOR.join(found)

    def _leads(self) -> tuple[Found, ...]:
        """Return the lead, its code taken into account, then as partners the others in its cell."""
        leads = self._organisations("lead", Role.LEAD)
        code = self._line("lead_code")
        if code:
            coded = (
                lead_with_code(leads[0], code, self.register)
                if leads
                else lead_of_code(code, self.register)
            )
            self.doubts += [coded.doubt] if coded.doubt else []
            self.held += [coded.held] if coded.held else []
            leads = (coded.found, *leads[1:])
        if leads and leads[0].unsettled is not None:
            name = leads[0].unsettled
            why = name.reason or "no council of 2014 has this name"
            self.held.append(f"its lead {name.text!r} is not settled: {why}; name it in [names]")
        if len(leads) > 1:
            rest = ", ".join(each.member.name for each in leads[1:])
            self.doubts.append(f"the lead is taken to be the first named; partners: {rest}")
        partner = str(Role.PARTNER)
        others = (replace(each, member=replace(each.member, role=partner)) for each in leads[1:])
        return (*leads[:1], *others)

    def _members(
        self, found: Sequence[Found]
    ) -> tuple[tuple[MemberText, ...], tuple[GroupText, ...]]:
        members: dict[str, MemberText] = {}
        groups: dict[str, tuple[GroupText, ...]] = {}
        for each in found:
            own, beside = each.member, group_of_lead(each, self.register)
            members.setdefault(own.gss_code or own.group_id or own.name.casefold(), own)
            if beside is not None:
                members.setdefault(beside.group_id, beside)
            if each.group is not None:
                group_id, basis = (beside or own).group_id, f"named {own.name!r}"
                rows = (
                    GroupText(group_id, each.group.label, code, basis)
                    for code in each.group.gss_codes
                )
                groups.setdefault(group_id, tuple(rows))
        return tuple(members.values()), tuple(chain.from_iterable(groups.values()))

    def _organisations(self, name: str, role: Role) -> tuple[Found, ...]:
        heading = self.mapping.columns.get(name, "")
        single = role is Role.LEAD and (self.mapping.full_names or fold(heading) == _ONE_RECIPIENT)
        try:
            return find_organisations(
                self._cell(name), role, self.register, wrapped=self.wrapped, single=single
            )
        except ImportFileError as error:
            self.held.append(f"{name}: {error}")
            return ()

    def _sources(self) -> tuple[SourceText, ...]:
        url = self._line("url") or self.mapping.url
        if not url:
            return ()
        publisher = self._line("publisher") or self.mapping.publisher or _host(url)
        return (SourceText(url, publisher, "", "yes"),)


def _lead_basis(leads: Sequence[Found]) -> str:
    match len(leads):
        case 0:
            return f"{LEAD_NOT_STATED} by an imported list."
        case 1:
            return "Named as the lead by an imported list."
        case _:
            return "Taken to be the first of several that an imported list names as leads."


def _round_of(announced: str, how: str) -> str:
    day = date.fromisoformat(announced)
    if how == "year":
        return str(day.year)
    first = day.year if day.month >= _APRIL else day.year - 1
    return f"{first}-{(first + 1) % 100:02}"


def _host(url: str) -> str:
    return re.sub(r"^https?://(?:www\.)?", "", url).split("/", maxsplit=1)[0]

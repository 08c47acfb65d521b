"""The columns of each award table, and the rules for their cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from geodata.model.codes import Body, Confidence, Kind, Precision, Role, Scope
from geodata.tables.cell_rules import (
    BID_ID,
    DATE,
    GSS_CODE,
    GSS_CODES,
    MONEY,
    SLUG,
    WEB_ADDRESS,
    WHOLE_NUMBER,
    YEAR,
    one_of,
)
from geodata.tables.reading import ColumnRules

if TYPE_CHECKING:
    from collections.abc import Mapping

_TEXT: Final = ColumnRules()
_TEXT_OR_BLANK: Final = ColumnRules(may_be_blank=True)
_DATE_OR_BLANK: Final = ColumnRules(DATE, may_be_blank=True)
_MONEY_OR_BLANK: Final = ColumnRules(MONEY, may_be_blank=True)
_COUNT_OR_BLANK: Final = ColumnRules(WHOLE_NUMBER, may_be_blank=True)
_CODE_OR_BLANK: Final = ColumnRules(GSS_CODE, may_be_blank=True)
_PRECISION_OR_BLANK: Final = ColumnRules(one_of(Precision), may_be_blank=True)
_BID_ID: Final = ColumnRules(BID_ID)

TABLE_COLUMNS: Final[Mapping[str, Mapping[str, ColumnRules]]] = {
    "rounds": {
        "round": ColumnRules(SLUG),
        "label": _TEXT,
        "announced_on": _DATE_OR_BLANK,
        "bids_won": _COUNT_OR_BLANK,
        "bids_funded": _COUNT_OR_BLANK,
        "total_award_gbp": _MONEY_OR_BLANK,
        "saving_at_least_gbp": _MONEY_OR_BLANK,
        "local_authorities": _COUNT_OR_BLANK,
        "other_partners": _COUNT_OR_BLANK,
        "note": _TEXT_OR_BLANK,
        "source_url": ColumnRules(WEB_ADDRESS),
    },
    "themes": {"theme": ColumnRules(SLUG), "label": _TEXT},
    "bids": {
        "bid_id": _BID_ID,
        "round": _TEXT_OR_BLANK,
        "announced_on": _DATE_OR_BLANK,
        "title": _TEXT_OR_BLANK,
        "theme": _TEXT_OR_BLANK,
        "summary": _TEXT,
        "award_gbp": _MONEY_OR_BLANK,
        "award_precision": _PRECISION_OR_BLANK,
        "saving_gbp": _MONEY_OR_BLANK,
        "saving_precision": _PRECISION_OR_BLANK,
        "saving_note": _TEXT_OR_BLANK,
        "kind": ColumnRules(one_of(Kind)),
        "lead_basis": _TEXT,
        "lead_confidence": ColumnRules(one_of(Confidence), may_be_blank=True, optional=True),
        "may_be_led_by": ColumnRules(GSS_CODES, may_be_blank=True, optional=True),
        "confidence": ColumnRules(one_of(Confidence)),
        "check_note": _TEXT_OR_BLANK,
    },
    "members": {
        "bid_id": _BID_ID,
        "role": ColumnRules(one_of(Role)),
        "name": _TEXT,
        "gss_code": _CODE_OR_BLANK,
        "body": ColumnRules(one_of(Body)),
        "group_id": ColumnRules(SLUG, may_be_blank=True),
        "organisations": _COUNT_OR_BLANK,
        "note": _TEXT_OR_BLANK,
    },
    "groups": {
        "group_id": ColumnRules(SLUG),
        "label": _TEXT,
        "gss_code": ColumnRules(GSS_CODE),
        "basis": _TEXT,
    },
    "sources": {
        "bid_id": _BID_ID,
        "url": ColumnRules(WEB_ADDRESS),
        "publisher": _TEXT,
        "states": _TEXT_OR_BLANK,
        "primary": ColumnRules(one_of(("yes", "no"))),
    },
    "outcomes": {
        "bid_id": _BID_ID,
        "outcome": _TEXT,
        "scope": ColumnRules(one_of(Scope)),
        "as_of": ColumnRules(YEAR, may_be_blank=True),
        "url": ColumnRules(WEB_ADDRESS),
        "publisher": _TEXT,
        "doubt": _TEXT_OR_BLANK,
    },
}
"""The columns of each table of ``data/awards``, by the name of the file without ``.csv``."""

OPTIONAL_TABLES: Final = frozenset({"outcomes"})
"""Tables that a fund's folder may lack; they then have no row."""

"""Data sets, grants and places in schema.org's words, for search engines.

Only what a source states is said: an amount that no source gives is left out, never zero.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dashboard.addresses import whole_address_of
from dashboard.words.bids import describe_title
from geodata.model.codes import Kind, Precision

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.pages.head import Data
    from dashboard.site import Site
    from geodata.model.published.awards import Bid

_CONTEXT: Final = "https://schema.org"
_FORMS: Final = (
    ("/download/view.csv", "text/csv"),
    ("/download/view.geojson", "application/geo+json"),
    ("/download/view.zip", "application/zip"),
    ("/download/bids.parquet", "application/vnd.apache.parquet"),
)


def describe_dataset(site: Site) -> Data:
    """Return the whole data set as a schema.org ``Dataset``."""
    catalogue, fund, root = site.catalogue, site.catalogue.fund, site.settings.root
    days = sorted(one.announced_on for one in catalogue.rounds if one.announced_on)
    covered: Data = {"temporalCoverage": f"{days[0]}/{days[-1]}"} if days else {}
    return covered | {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": f"{fund.title}, {fund.years}: winning bids",
        "description": fund.description,
        "url": whole_address_of(root, "/"),
        "license": whole_address_of(root, "/about#licences"),
        "version": catalogue.version,
        "dateModified": fund.compiled_on,
        "spatialCoverage": {"@type": "Place", "name": "England"},
        "isAccessibleForFree": True,
        "variableMeasured": ["award in pounds", "saving expected in pounds", "lead and partners"],
        "distribution": [
            {
                "@type": "DataDownload",
                "contentUrl": whole_address_of(root, path),
                "encodingFormat": media,
            }
            for path, media in _FORMS
        ],
    }


def describe_grant(bid: Bid, site: Site) -> Data:
    """Return a bid as a schema.org ``MonetaryGrant``, or a ``Grant`` where no money was given."""
    money = bid.kind is Kind.GRANT
    grant: Data = {
        "@context": _CONTEXT,
        "@type": "MonetaryGrant" if money else "Grant",
        "identifier": bid.id,
        "name": describe_title(bid),
        "description": bid.summary,
        "url": whole_address_of(site.settings.root, f"/bids/{bid.id}"),
        "funder": {"@type": "GovernmentOrganization", "name": site.catalogue.fund.funder},
    }
    if bid.members:
        grant["fundedItem"] = [{"@type": "Organization", "name": one.name} for one in bid.members]
    if money and bid.award_pence is not None:
        lower = bid.award_precision is Precision.AT_LEAST
        grant["amount"] = {
            "@type": "MonetaryAmount",
            "currency": "GBP",
            "minValue" if lower else "value": bid.award_pence / 100,
        }
    return grant


def describe_trail(steps: Sequence[tuple[str, str]], site: Site) -> Data:
    """Return a breadcrumb trail; each step is a name and a path, the page itself last."""
    return {
        "@context": _CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": name,
                "item": whole_address_of(site.settings.root, path),
            }
            for place, (name, path) in enumerate(steps, start=1)
        ],
    }

"""The page that says how the figures were made, what is missing and how sure they are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from dash import html

from dashboard.addresses import whole_address_of
from dashboard.pages.head import PageHead
from dashboard.pages.structured_data import describe_dataset
from dashboard.parts.components import Cell, render_outside_link, render_rows
from dashboard.parts.static_html import to_html
from dashboard.query.groups import MOST_NAMED
from dashboard.query.selection import count_bids, keep_matching, sum_bids
from dashboard.query.state import MapState
from dashboard.rendering import render_page
from dashboard.words.bids import describe_title
from dashboard.words.changelog import DataChange, read_data_changes
from dashboard.words.text import format_count, format_date, format_short_pounds
from geodata.model.store_format import ROUND_NOT_STATED, Mark

if TYPE_CHECKING:
    from dash.development.base_component import Component
    from markupsafe import Markup

    from dashboard.data.catalogue import Catalogue
    from dashboard.site import Site
    from geodata.model.published.awards import Round

_UNNAMED: Final = f"SELECT COUNT(*) FROM landing WHERE marks & {int(Mark.GROUP_UNNAMED)}"  # noqa: S608 - ours
_SAVING: Final = "With a saving"
"""A column of what is covered that a fund without savings has not."""
_COVERAGE: Final = (
    *("Round", "Bids that won", "Named here", "With an award", _SAVING, "Awards here", "Announced"),
)
_NOT_STATED: Final = "not stated"
_OWN_CHANGELOG: Final = Path(__file__).resolve().parents[2] / "CHANGELOG.md"


def render_about(site: Site) -> str:
    """Return the page as HTML; every number on it is counted from the catalogue."""
    catalogue, root = site.catalogue, site.settings.root
    whole = sum_bids(catalogue)
    facts: dict[str, int] = dict(catalogue.store.ask("SELECT name, number FROM fact"))
    doubts = catalogue.store.ask_number("SELECT COUNT(*) FROM doubt")
    head = PageHead(
        title=f"About – {catalogue.fund.title}",
        description=(
            "Method, coverage, doubts, sources, licences, accessibility and privacy of the map of "
            f"the {catalogue.fund.title}."
        ),
        canonical=whole_address_of(root, "/about"),
        image=whole_address_of(root, "/picture/card.png"),
        image_alt=catalogue.fund.description,
        data=(describe_dataset(site),),
    )
    return render_page(
        site,
        "about.html",
        head=head,
        address=root,
        contact=site.settings.contact,
        contact_link=_link_contact(site.settings.contact),
        coverage=to_html(render_coverage(catalogue)),
        announced=to_html(render_announcements(catalogue)) if catalogue.rounds else "",
        publishers=to_html(render_publishers(catalogue)),
        doubtful=to_html(
            html.Ul(_list_doubts(catalogue, doubts), className="govuk-list tca-about-doubts")
        ),
        doubts=doubts,
        doubted=format_count(doubts, "bid"),
        inferred=facts.get("inferred", 0),
        inferred_bids=format_count(facts.get("inferred", 0), "bid"),
        unplaced=_describe_unplaced(facts.get("lead_off_map", 0), facts.get("without_lead", 0)),
        unnamed=catalogue.store.ask_number(_UNNAMED),
        named_number=whole.count,
        named=format_count(whole.count, "bid"),
        example=catalogue.bids[0].id if whole.count else "its number",
        won=sum(one.bids_won or 0 for one in catalogue.rounds),
        with_award=whole.award.stated,
        with_saving=whole.saving.stated,
        version=catalogue.version,
        changes=read_changes(site),
    )


def read_changes(site: Site) -> tuple[DataChange, ...]:
    """Return what changed in the data of this fund, none if no changelog of it is there."""
    given = site.settings.changelog
    if given is not None:
        return read_data_changes(given)
    return read_data_changes(_OWN_CHANGELOG, naming=site.catalogue.fund.title)


def _describe_unplaced(lead_off_map: int, no_lead: int) -> str:
    """Say how many bids have no place on the map of lead councils, and why; blank if all have."""
    said = []
    if lead_off_map:
        verb = "was" if lead_off_map == 1 else "were"
        said.append(
            f"{format_count(lead_off_map, 'bid')} {verb} led by a body without a council area, "
            "such as a fire service."
        )
    if no_lead:
        said.append(
            f"{format_count(no_lead, 'bid')} {'has' if no_lead == 1 else 'have'} no stated lead."
        )
    if not said:
        return ""
    whole = lead_off_map + no_lead
    rest = (
        "It is listed and counted, and has"
        if whole == 1
        else "They are listed and counted, and have"
    )
    return f"{' '.join(said)} {rest} no place on the map of lead councils."


def render_coverage(catalogue: Catalogue) -> Component:
    """Return, for each round, how much of what was announced stands here."""
    unstated = count_bids(catalogue, keep_matching(catalogue, MapState(round=ROUND_NOT_STATED)))
    rounds = [*catalogue.rounds, *([None] if unstated or not catalogue.rounds else [])]
    rows = [_coverage_row(one, catalogue) for one in rounds]
    headings = [(name, name != "Round") for name in _COVERAGE]
    if not sum_bids(catalogue, keep_matching(catalogue, MapState())).saving.stated:
        at = _COVERAGE.index(_SAVING)
        rows = [[*row[:at], *row[at + 1 :]] for row in rows]
        del headings[at]
    return render_rows(
        "Coverage by round",
        headings,
        rows,
    )


def _coverage_row(one: Round | None, catalogue: Catalogue) -> list[Cell]:
    key = one.id if one else ROUND_NOT_STATED
    own = sum_bids(catalogue, keep_matching(catalogue, MapState(round=key)))
    won = one.bids_won if one else None
    total = one.total_award_pence if one else None
    return [
        one.label if one else "Round not stated",
        f"{won:,}" if won is not None else _NOT_STATED,
        f"{own.count:,}",
        f"{own.award.stated:,}",
        f"{own.saving.stated:,}",
        format_short_pounds(own.award.pence) if own.award.stated else "none stated",
        format_short_pounds(total) if total is not None else _NOT_STATED,
    ]


def render_announcements(catalogue: Catalogue) -> Component:
    """Return each announcement with its date, its page and what is to be noted of it."""
    return html.Ul(
        [
            html.Li(
                [
                    render_outside_link(one.label, one.source_url),
                    f", announced {format_date(one.announced_on)}." if one.announced_on else ".",
                    *([f" {one.note}."] if one.note else []),
                ]
            )
            for one in catalogue.rounds
        ],
        className="govuk-list govuk-list--bullet",
    )


def render_publishers(catalogue: Catalogue) -> Component:
    """Return how many statements rest on each publisher, most first, the first hundred of them."""
    question = "SELECT name, sources FROM publisher ORDER BY sources DESC, name LIMIT ?"
    ranked = catalogue.store.ask(question, [MOST_NAMED])
    rows: list[list[Cell]] = [[name, f"{number:,}"] for name, number in ranked]
    return render_rows("Publishers", [("Publisher", False), ("Pages read for bids", True)], rows)


def _list_doubts(catalogue: Catalogue, count: int) -> list[Component]:
    """Return the doubts that sources leave, or the first of them."""
    question = "SELECT number FROM doubt ORDER BY number LIMIT ?"
    rows = catalogue.store.ask(question, [MOST_NAMED])
    doubtful = catalogue.store.read_bids([row[0] for row in rows])
    items: list[Component] = [
        html.Li(
            [
                html.A(describe_title(bid), href=f"/bids/{bid.id}", className="govuk-link"),
                f": {bid.check_note}",
            ]
        )
        for bid in doubtful
    ]
    rest = count - len(items)
    if rest:
        items.append(html.Li(f"and {format_count(rest, 'more bid')}, in the data to take away."))
    return items


def _link_contact(contact: str) -> Markup | str:
    """Return where errors are reported as a link, if it is an address of mail or of a page."""
    if contact.startswith(("https://", "http://")):
        return to_html(html.A(contact, href=contact, className="govuk-link"))
    if "@" in contact:
        return to_html(html.A(contact, href=f"mailto:{contact}", className="govuk-link"))
    return contact

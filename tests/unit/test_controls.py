"""The form of choices: sent as it came, it asks for the page that it came with."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from dashboard.parts.controls import render_controls
from dashboard.parts.static_html import to_html
from dashboard.query.state import read_state

if TYPE_CHECKING:
    from dashboard.site import Site


class FormReader(HTMLParser):
    """Collects what a browser would send: each field's name and value, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("name"):
            self.sent.append((str(found["name"]), found.get("value") or ""))
        elif tag == "select":
            self._select = str(found["name"])
        elif tag == "option" and "selected" in found:
            self.sent.append((self._select, found.get("value") or ""))


@pytest.mark.parametrize(
    "search",
    [
        "",
        "?keep=0",
        "?measure=bids&level=lower&round=2014-15&keep=2",
        "?count=shared&stated=saving&q=fire+%26+police&shape=hex&links=all&keep=1&sort=name",
        "?area=E10000017",
        "?bid=TCA1516-11&sort=bids",
        "?partner=lancashire-constabulary",
        "?region=E12000002&compare=E10000017,E08000001",
    ],
)
def test_a_form_sent_as_it_came_keeps_every_choice(site: Site, search: str) -> None:
    state = read_state(search, site.catalogue).state
    assert state.to_search() == search
    reader = FormReader()
    reader.feed(to_html(render_controls(state, site.catalogue)))
    sent = [(name, value) for name, value in reader.sent if value]
    assert read_state(urlencode(sent), site.catalogue).state == state

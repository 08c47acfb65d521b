"""No text that passes the checks of the tables may break a page, a file or a picture."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from dashboard import create_app
from dashboard.exports.routes import FORMS
from dashboard.pages.static_routes import list_paths
from dashboard.parts.downloads import GRANTS
from dashboard.pictures.drawing import CARD
from dashboard.settings import Settings
from geodata.model.errors import GeodataError
from geodata.publishing.publish import write_build
from tests.factories import award_rows, bid_row, member_row, theme_row
from tests.small_world import write_small_data

if TYPE_CHECKING:
    from flask.testing import FlaskClient

pytestmark = pytest.mark.slow

BUILDS: Final = int(os.environ.get("TORTURE_FUNDS", "3"))
HARD: Final = (
    "Cronfa’r Cŵm",
    "O'Brien's \"quoted\" <b>&amp; </script><!-- fund",
    "two\nlines\r\nand\ttabs",
    "資金 фонд صندوق",
    "👩‍👩‍👧 e\u0301 \u202eright to left\u2028\u2029",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd; filename=x\\",
    "%0d%0aSet-Cookie: a=b {{7*7}} ${7*7}",
    "x" * 300,
)
PROSE: Final = (HARD[0], HARD[1], HARD[3])
TEXTS: Final = st.one_of(
    st.sampled_from(HARD),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
)
WAYS: Final = (
    "/",
    "/?bid=T-1",
    "/?q=a",
    "/brief",
    "/embed",
    "/search?find=a",
    "/search.json?find=a",
    "/charts/award-saving.svg",
    "/robots.txt",
    "/sitemap.xml",
    "/picture/map.svg",
    f"/picture/{CARD.name}.png",
    "/api/v1/",
    "/api/v1/bids",
    "/api/v1/bids.csv",
    "/api/v1/areas",
    "/api/v1/rounds",
    "/api/v1/members",
    "/api/v1/sources",
    "/api/v1/outcomes",
    "/api/v1/openapi.json",
)
ANSWERS: Final = {f"/download/{GRANTS}": {200, 404}}  # 404 where no bid is a grant to give


def spell_fund(short: str, title: str, text: str) -> str:
    """Return ``fund.toml``; its strings are spelled as TOML's basic strings."""
    named = dict.fromkeys(("funder", "years", "description", "method", "gaps"), text)
    cells = {"title": title, "short_title": short, **named, "facts_licence": text}
    lines = [f'{name} = "{spell(value)}"' for name, value in cells.items()]
    return "\n".join([*lines, "compiled_on = 2020-01-02", ""])


def spell(value: str) -> str:
    plain = value.isascii() and value.isprintable() and '"' not in value and "\\" not in value
    return value if plain else "".join(f"\\U{ord(letter):08x}" for letter in value)


def build(data: Path) -> str | None:
    """Build a fund; return why it is refused, if it is."""
    try:
        write_build(data)
    except GeodataError as error:
        return str(error)
    return None


def ask_everything(client: FlaskClient, paths: tuple[str, ...]) -> None:
    """Ask for every page and file, and fail at the first that is not as it should be."""
    for path in (*paths, *WAYS, *(f"/download/{name}" for name in FORMS)):
        answer = client.get(path)
        assert answer.status_code in ANSWERS.get(path, {200}), (path, answer.status_code)
        for _, value in answer.headers:
            assert "\n" not in value
            assert "\r" not in value
        value = answer.headers.get("Content-Disposition", "")
        assert value.isascii(), path


@given(short=TEXTS, title=TEXTS, text=TEXTS, name=TEXTS)
@example(short=HARD[0], title=HARD[1], text=HARD[2], name=HARD[0])
@example(short=HARD[2], title=HARD[3], text=HARD[4], name=HARD[3])
@example(short=HARD[3], title=HARD[6], text=HARD[7], name=HARD[1])
@example(short=HARD[0], title=HARD[3], text=HARD[1], name=HARD[3])
@example(short="A", title=HARD[8], text=HARD[5], name=HARD[8])
@settings(max_examples=BUILDS, suppress_health_check=list(HealthCheck), print_blob=True)
def test_what_passes_the_checks_breaks_no_page_file_or_picture(
    short: str, title: str, text: str, name: str
) -> None:
    rows = award_rows()
    rows["bids"] = [bid_row("T-1", title=title, summary=text), *rows["bids"][1:]]
    rows["themes"] = [theme_row(label=name), *rows["themes"][1:]]
    partner = member_row("T-1", role="partner", name=name, gss_code="", body="other")
    rows["members"] = [*rows["members"], partner]
    with tempfile.TemporaryDirectory() as folder:
        data = write_small_data(Path(folder) / "data", rows)
        (data / "awards" / "fund.toml").write_text(spell_fund(short, title, text), "utf-8")
        fault = build(data)
        # What prose of any script is made of is no reason to refuse it.
        assert fault is None or not {short, title, text, name} <= set(PROSE), fault
        if fault is not None:
            event(f"refused: {fault[:60]}")
            return
        event("built")
        app = create_app(Settings(built_folder=data / "built"))
        ask_everything(app.server.test_client(), list_paths(app.site))


@pytest.mark.parametrize("typed", ["资金 фонд", "фонд", "资金"])
def test_a_body_is_found_by_its_name_in_any_script(tmp_path: Path, typed: str) -> None:
    partner = member_row("T-1", role="partner", name="资金 фонд", gss_code="", body="other")
    rows = award_rows()
    rows["members"] = [*rows["members"], partner]
    data = write_small_data(tmp_path / "data", rows)
    assert build(data) is None
    client = create_app(Settings(built_folder=data / "built")).server.test_client()
    found = client.get("/search.json", query_string={"find": typed}).get_json()["found"]
    assert [one["name"] for one in found] == ["资金 фонд"]

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import replace
from functools import partial
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import flask
import pytest
from dash import html

from dashboard.__main__ import main
from dashboard.addresses import follow
from dashboard.frozen.choice_links import render_choice_links
from dashboard.frozen.freeze import FreezeError, freeze_site, make_frozen_server
from dashboard.frozen.links import list_states
from dashboard.frozen.plan import plan_site
from dashboard.map.figures import frame_window
from dashboard.map.svg import render_map
from dashboard.parts.static_html import to_html
from dashboard.query.state import MapState
from dashboard.settings import Settings
from dashboard.site import Site, read_site
from geodata.model.codes import CountRule, Measure

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.frozen.links import FrozenMap

ADDRESS = "https://files.example.org/tca"
LINK = re.compile(r'(?:href|src)="([^"]*)"')


@pytest.fixture(scope="module")
def known(site: Site) -> FrozenMap:
    return plan_site(site).known


@pytest.fixture(scope="module")
def frozen(built_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Site]:
    """Return a copy with one page of each kind, and the site that it is of."""
    site = read_site(Settings(built_folder=built_folder, site_url=ADDRESS))
    folder = tmp_path_factory.mktemp("frozen") / "site"
    freeze_site(site, folder, only=1)
    return folder, site


def test_every_measure_level_and_rule_round_and_theme_becomes_a_file(site: Site) -> None:
    states = list_states(site.catalogue)
    assert states["home"] == MapState()
    assert states["saving-shared-lower"] in states.values()
    for name in ("ratio-2015-16", "digital", "stated-saving", "links-all", "lower-hex"):
        assert name in states
    assert len(set(states.values())) == len(states) == len({name.lower() for name in states})
    combined = {(one.measure, one.count) for one in states.values()}
    assert len(combined) == len(Measure) * len(CountRule)


@pytest.mark.parametrize(
    ("link", "file"),
    [
        ("/", "/index.html"),
        ("/?measure=saving", "/maps/saving.html"),
        ("/?round=2015-16&measure=saving", "/maps/saving-2015-16.html"),
        ("/?region=E12000002", "/regions/E12000002.html"),
        ("/?measure=saving&area=E10000017", "/areas/E10000017.html"),
        ("/?area=E12000002", "/regions/E12000002.html"),
        ("/bids/TCA1516-17", "/bids/TCA1516-17.html"),
        ("/table?sort=name", "/table-name.html"),
        ("/about#licences", "/about.html#licences"),
        ("/picture/card.png?area=E10000017", "/picture/mwdur67p2s/card.png"),
        ("/charts/award-saving.svg?measure=saving", "/charts/saving.svg"),
        ("/download/view.csv", "/download/view.csv"),
    ],
)
def test_an_address_with_a_file_is_found(known: FrozenMap, link: str, file: str) -> None:
    assert known.find(link) == file


@pytest.mark.parametrize(
    "link",
    [
        "/?q=fire",
        "/?measure=saving&theme=digital",
        "/?measure=saving&region=E12000002",
        "/?keep=0&area=E10000017",
        "/?compare=E10000017,E10000016",
        "/table?measure=saving",
        "/download/view.csv?round=2015-16",
        "/picture/slide.png?area=E10000017",
        "/brief",
        "/search",
        "/api/v1/",
        "/v/zzzg",
        "/areas/E99999999",
    ],
)
def test_an_address_without_a_file_is_not_taken_for_another(known: FrozenMap, link: str) -> None:
    assert known.find(link) is None


def write(known: FrozenMap, path: str, *parts: object) -> str:
    """Return parts of a page as the file at ``path`` has them."""
    with flask.Flask(__name__).test_request_context():
        follow(partial(known.write, path), known.write_whole)
        return str(to_html(parts))


def test_links_become_relative_and_those_without_a_file_become_words(known: FrozenMap) -> None:
    links = [
        html.A("Map", href="/", className="x"),
        html.A("fire", href="/?q=fire"),
        html.A("skip", href="#main"),
        html.A("out", href="https://example.org/"),
        html.A("bid", href="/bids/TCA1516-17"),
    ]
    assert write(known, "/areas/E10000017.html", *links) == (
        '<a class="x" href="../index.html">Map</a><span class="tca-not-here">fire</span>'
        '<a href="#main">skip</a><a href="https://example.org/">out</a>'
        '<a href="../bids/TCA1516-17.html">bid</a>'
    )


def test_a_running_site_answers_what_files_cannot(site: Site) -> None:
    known = plan_site(site, "https://map.example.org").known
    assert write(known, "/index.html", html.A("fire", href="/?q=fire&measure=saving")) == (
        '<a href="https://map.example.org/?q=fire&amp;measure=saving">fire</a>'
    )
    assert known.write("/index.html", "/own/walk.123.js") == ""


def test_an_area_of_the_map_that_has_no_file_is_no_link(site: Site, known: FrozenMap) -> None:
    view = site.read_view("?measure=saving&theme=digital")
    window = frame_window(view, site.catalogue, site.projection)
    with flask.Flask(__name__).test_request_context():
        nothing = replace(known, paths=frozenset())
        follow(partial(nothing.write, "/index.html"), nothing.write_whole)
        drawn = render_map(view, site.catalogue, window, label="Map")
    assert "<a " not in drawn
    assert "<g><title>" in drawn


def test_a_choice_that_has_no_file_stands_as_words(site: Site, known: FrozenMap) -> None:
    choices = render_choice_links(known.states["saving"], site.catalogue)
    links = write(known, "/maps/saving.html", choices)
    assert re.search(r'<a [^>]*href="../index.html"[^>]*>Award</a>', links)
    assert '<strong class="tca-choice">Saving expected</strong>' in links
    assert '<span class="tca-not-here">Digital and ICT</span>' in links
    assert 'href="saving-2015-16.html"' in links


@pytest.mark.slow
def test_no_tag_is_left_in_pieces(frozen: tuple[Path, Site]) -> None:
    folder, _ = frozen
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert text.count("<script") == text.count("</script>"), page.name
        assert not re.search(r">[^<]*\bdefer>", text), page.name


@pytest.mark.slow
def test_every_link_of_the_copy_leads_to_a_file_of_it(frozen: tuple[Path, Site]) -> None:
    folder, _ = frozen
    checked = 0
    for page in folder.rglob("*.html"):
        for found in LINK.findall(page.read_text(encoding="utf-8")):
            link = urlsplit(unescape(found))
            if link.scheme or not link.path:
                assert found.startswith(("#", "https://", "http://", "mailto:"))
                continue
            assert not link.path.startswith("/"), found
            assert (page.parent / unquote(link.path)).is_file(), f"{page.name}: {found}"
            checked += 1
    assert checked > 100


@pytest.mark.slow
def test_each_file_has_the_bytes_that_the_server_answers(frozen: tuple[Path, Site]) -> None:
    folder, site = frozen
    server, plan = make_frozen_server(site, only=1)
    with server.test_client() as client:
        for path in (*plan.pages, *plan.files):
            with client.get(path) as answer:
                assert answer.status_code == 200
                assert (folder / path.removeprefix("/")).read_bytes() == answer.data, path


@pytest.mark.slow
def test_whole_addresses_name_files_of_the_copy(frozen: tuple[Path, Site]) -> None:
    folder, _ = frozen
    page = (folder / "areas" / "E06000001.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}/areas/E06000001.html">' in page
    card = re.search(r'property="og:image" content="([^"]*)"', page)
    assert card is not None
    assert (folder / posixpath.relpath(card[1], ADDRESS)).is_file()
    trail = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[-1])
    assert trail["itemListElement"][-1]["item"] == f"{ADDRESS}/areas/E06000001.html"


@pytest.mark.slow
def test_the_copy_says_what_it_cannot_do_and_has_no_form(frozen: tuple[Path, Site]) -> None:
    folder, _ = frozen
    for page in folder.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "This copy is made of files" in text
        assert "<form" not in text
    manifest = json.loads((folder / "frozen.json").read_text(encoding="utf-8"))
    assert manifest["pages"] == len(list(folder.rglob("*.html")))


def test_a_folder_with_other_files_is_not_touched(site: Site, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(FreezeError, match="holds other files"):
        freeze_site(site, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_the_command_says_what_is_wrong_and_fails(
    tmp_path: Path,
    built_folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BUILT", str(built_folder))
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["freeze", str(tmp_path)]) == 1
    assert "holds other files" in capsys.readouterr().err
    monkeypatch.setenv("BUILT", str(tmp_path))
    assert main(["freeze", str(tmp_path / "new")]) == 1
    assert "geodata build" in capsys.readouterr().err

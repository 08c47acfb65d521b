from __future__ import annotations

import html
import re
import struct
from itertools import pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from dashboard.pictures.drawing import A4, CARD, SIZES, SLIDE, PictureSize, draw_png, draw_svg
from dashboard.pictures.facts import read_facts
from dashboard.pictures.typeface import read_typeface
from dashboard.pictures.view_code import decode_view
from geodata.model.codes import Level

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboard.site import Site

SVG = "{http://www.w3.org/2000/svg}"
WORDY = f"?q={'W' * 100}&measure=ratio&count=involved&level=lower&region=E12000003&theme=families"
FILTERED = "?measure=saving&count=shared&level=lower&round=2015-16&region=E12000002"
LONGEST_BID = "TCA1516-17"


def draw(site: Site, search: str, size: PictureSize = SLIDE) -> str:
    return draw_svg(site.read_view(search), site, size)


def texts(svg: str) -> list[str]:
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    return ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]


def lines(svg: str) -> Iterator[tuple[float, float, float, str]]:
    """Yield left edge, right edge, baseline and words of every line, in picture pixels.

    Of the words beside the map: what stands on the map itself moves and scales with it.
    """
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    for group in root.iter(f"{SVG}g"):
        shift = re.match(r"translate\(0 (-?[\d.]+)\)$", group.get("transform", ""))
        for one in group.findall(f"{SVG}text[@textLength]"):
            x, width = float(one.attrib["x"]), float(one.attrib["textLength"])
            left = x - width if one.get("text-anchor") == "end" else x
            y = float(one.attrib["y"]) + (float(shift[1]) if shift else 0.0)
            yield left, left + width, y, one.text or ""


def assert_whole(svg: str, size: PictureSize) -> None:
    found = list(lines(svg))
    assert found
    for left, right, y, words in found:
        assert left >= 0, words
        assert right <= size.width - size.margin + 1, words
        assert 0 < y <= size.height - size.margin * 0.5, words
    baselines = sorted((round(left), y) for left, _, y, _ in found)
    for (left, y), (next_left, next_y) in pairwise(baselines):
        if left == next_left:
            assert next_y - y > size.base * 0.3, "lines run into each other"


@pytest.mark.parametrize("size", SIZES.values(), ids=str)
@pytest.mark.parametrize("search", ["", FILTERED, WORDY, f"?bid={LONGEST_BID}", "?area=E10000017"])
def test_no_line_of_a_picture_is_cut_or_runs_into_another(
    site: Site, search: str, size: PictureSize
) -> None:
    assert_whole(draw(site, search, size), size)


@pytest.mark.slow
def test_every_bid_and_area_fits_on_a_slide_and_a_card(site: Site) -> None:
    chosen = [f"?bid={bid.id}" for bid in site.catalogue.bids]
    drawn = {gss for level in Level for gss in site.catalogue.levels[level].codes}
    chosen += [f"?area={gss}" for gss in sorted(drawn)[::7]]
    for search in chosen:
        for size in (SLIDE, CARD):
            assert_whole(draw(site, search, size), size)


def test_the_measured_width_of_a_line_holds_the_ink_that_is_drawn() -> None:
    face = read_typeface(bold=True)
    words = "Worcestershire £12.4 million – “fifty” Wye AVATAR"
    width = face.measure(words, 40)
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="60">'
        '<rect width="1200" height="60" fill="#fff"/>'
        f'<text x="0" y="45" font-size="40" font-weight="700" '
        f"font-family=\"'Source Sans Pro'\">{words}</text></svg>"
    )
    image = draw_png(svg, SLIDE)
    assert ink_edge(image) <= width + 1
    assert ink_edge(image) > width * 0.95


def ink_edge(image: bytes) -> int:
    """Return the rightmost dark column of an RGBA PNG of one height of text."""
    import zlib  # noqa: PLC0415 - only this check reads pixels

    width, height, depth, kind = struct.unpack_from(">IIBB", image, 16)
    assert (depth, kind) == (8, 6)
    at, packed = 33, b""
    while at < len(image):
        length, name = struct.unpack_from(">I4s", image, at)
        packed += image[at + 8 : at + 8 + length] if name == b"IDAT" else b""
        at += length + 12
    raw, stride = zlib.decompress(packed), width * 4
    above = bytearray(stride)
    edge = 0
    for row in range(height):
        line = bytearray(raw[row * (stride + 1) + 1 : (row + 1) * (stride + 1)])
        unfilter(line, above, raw[row * (stride + 1)])
        edge = max([edge, *(x for x in range(width) if line[x * 4] < 128)])
        above = line
    return edge


def unfilter(line: bytearray, above: bytearray, kind: int) -> None:
    for at, byte in enumerate(line):
        left = line[at - 4] if at >= 4 else 0
        corner = above[at - 4] if at >= 4 else 0
        match kind:
            case 1:
                guess = left
            case 2:
                guess = above[at]
            case 3:
                guess = (left + above[at]) // 2
            case 4:
                whole = left + above[at] - corner
                guess = min((left, above[at], corner), key=lambda near: abs(whole - near))
            case _:
                guess = 0
        line[at] = (byte + guess) & 0xFF


def test_letters_that_the_font_lacks_become_boxes_and_lose_nothing_else() -> None:
    face = read_typeface(bold=False)
    assert face.replace_missing("Łódź 東京 x") == "Łódź ☐☐ x"


def test_a_word_wider_than_the_line_is_broken_not_cut() -> None:
    face = read_typeface(bold=False)
    parts = face.wrap("W" * 100, 20, 100)
    assert "".join(parts) == "W" * 100
    assert all(face.measure(part, 20) <= 100 for part in parts)


def test_a_picture_is_the_same_bytes_every_time(site: Site) -> None:
    one, two = draw(site, FILTERED, CARD), draw(site, FILTERED, CARD)
    assert one == two
    assert draw_png(one, CARD) == draw_png(two, CARD)


@pytest.mark.parametrize("size", SIZES.values(), ids=str)
def test_a_picture_has_exactly_the_pixels_that_its_size_says(site: Site, size: PictureSize) -> None:
    image = draw_png(draw(site, "", size), size)
    assert struct.unpack_from(">II", image, 16) == (size.width, size.height)
    assert (b"pHYs" in image[:60]) == (size is A4)
    if size is A4:
        at = image.index(b"pHYs")
        assert struct.unpack_from(">IIB", image, at + 4) == (11811, 11811, 1)


def test_a_picture_carries_headline_key_coverage_source_licence_date_and_code(site: Site) -> None:
    words = " ".join(texts(draw(site, FILTERED)))
    for wanted in (
        "In the North West",
        "Saving expected, where stated",
        "Won, saving not stated",
        "named",
        "Source: public pages",
        "version " + site.catalogue.version,
        "OS data © Crown copyright",
        "2015-16 round",
        "North West",
    ):
        assert wanted in words
    code = re.search(r"/v/([0-9a-z-]+)", words)
    assert code is not None
    assert decode_view(code[1], site.catalogue).to_search() == FILTERED


def test_the_key_of_a_picture_has_a_texture_for_each_state_without_an_amount(site: Site) -> None:
    svg = draw(site, "")
    for state in ("s-not-stated swatch", "s-partner-only swatch", "s-none-named swatch"):
        assert f'class="{state}"' in svg
    assert 'id="tex-not-stated"' in svg
    assert 'id="still-not-stated"' in svg


def test_a_picture_of_a_bid_has_its_own_sum_and_not_that_of_england(site: Site) -> None:
    words = " ".join(texts(draw(site, "?bid=TCA1415-03")))
    assert "Award: £970,882. Saving expected: £7,015,647." in words
    assert "itemised here" not in words
    assert "named here" not in words


@pytest.mark.parametrize("bid", ["TCA1415-03", "TCA1516-11", "TCA1516-17", "TCA1516-09"])
def test_a_picture_counts_partners_as_its_key_and_its_list_do(site: Site, bid: str) -> None:
    view = site.read_view(f"?bid={bid}")
    words = " ".join(texts(draw(site, f"?bid={bid}", A4)))
    leads, partners = len(view.members.leads), len(view.members.partners)
    assert f"Lead council ({leads})" in words
    assert f"Partner council ({partners})" in words
    assert f"Who takes part: {leads} lead council" in words
    assert f"{partners} partner council" in words


def test_a_picture_of_a_bid_names_the_councils_of_a_group_before_other_bodies(site: Site) -> None:
    words = " ".join(texts(draw(site, "?bid=TCA1516-09", A4)))
    assert "A bid led by Surrey County Council (lead inferred) won about £1,500,000" in words
    assert "11 boroughs and districts: Elmbridge, Epsom and Ewell" in words
    rows = words[words.index("Who takes part") :]
    assert rows.index("Elmbridge, ") < rows.index("Surrey Police")


@pytest.mark.parametrize("search", ["?bid=TCA1415-03", "?links=all"])
def test_a_picture_of_partnerships_has_no_class_in_its_key(site: Site, search: str) -> None:
    svg = draw(site, search)
    assert ' swatch"' not in svg
    assert "Partnerships" in texts(svg)


def test_the_largest_say_for_how_many_councils(site: Site) -> None:
    rows = read_facts(site.read_view(""), site.catalogue, "").rows
    assert rows[0][0] == "Bolton, for 10 councils"
    assert all("council" not in name for name, _ in rows if name.startswith("Stoke"))


def test_a_picture_says_of_how_many_bids_the_lead_is_inferred(site: Site) -> None:
    def read_choices(search: str) -> str:
        return read_facts(site.read_view(search), site.catalogue, "").choices

    inferred = site.read_view("").bids.leads_inferred
    assert inferred > 1
    assert read_choices("").endswith(f" · {inferred} leads inferred")
    assert read_choices("?area=E09000027").endswith(" · 3 leads inferred")  # 2 bids joined
    assert "inferred" not in read_choices("?bid=TCA1516-11")


def test_the_code_of_a_picture_names_the_host_where_it_is_known(site: Site) -> None:
    view = site.read_view("?measure=saving")
    known = read_facts(view, site.catalogue, "https://map.example.org").code
    assert known.startswith("Open this view: map.example.org/v/")
    assert read_facts(view, site.catalogue, "").code.startswith("View code: /v/")


@pytest.mark.parametrize(
    "search", ["", FILTERED, f"?bid={LONGEST_BID}", "?area=E10000017", "?region=E12000002"]
)
def test_on_a_slide_the_key_is_36_px_and_the_headline_two_lines(site: Site, search: str) -> None:
    svg = draw(site, search)
    view = site.read_view(search)
    facts = read_facts(view, site.catalogue, "")
    lines = re.findall(r'font-size="([\d.]+)"[^>]*>([^<]+)</text>', svg)
    sizes = {html.unescape(words): float(size) for size, words in lines}
    for item in (*facts.key, *facts.marks):
        assert sizes[f"{item.label} ({item.number})"] >= 36
    written = list(sizes)  # the fund's name, then the headline
    assert facts.headline in (written[1], " ".join(written[1:3]))


@pytest.mark.parametrize(("search", "beside"), [("?region=E12000002", True), ("?links=all", False)])
def test_the_largest_stand_beside_a_long_key_and_under_a_short_one(
    site: Site, search: str, *, beside: bool
) -> None:
    places = {text: (x, y) for x, _, y, text in lines(draw(site, search))}
    key = next(at for text, at in places.items() if text.startswith(("Over £2.5m", "Lead and")))
    largest = places["Largest on the map"]
    assert (largest[0] > key[0] + 300) == beside
    assert (largest[1] > key[1]) != beside


def test_the_chosen_partnership_stands_out_in_map_and_key(site: Site) -> None:
    svg = draw(site, f"?bid={LONGEST_BID}")
    assert 'class="hl lead"' in svg
    assert 'class="hl partner"' in svg
    assert 'class="mark k-lead"' in svg
    assert any(words.startswith("Lead council (") for words in texts(svg))


def test_a_picture_asks_for_nothing_else_and_leads_nowhere(site: Site) -> None:
    svg = draw(site, FILTERED)
    assert "<a " not in svg
    assert not re.findall(r"(?:href|src|@import|@font-face)", svg)
    assert set(re.findall(r"url\(([^)]*)\)", svg)) <= {
        f"#{prefix}-{name}"
        for prefix in ("tex", "still")
        for name in ("not-stated", "partner-only", "through-county")
    }


def test_words_of_a_reader_cannot_become_markup(site: Site) -> None:
    svg = draw(site, "?q=%3Cscript%3Ealert(1)%3C/script%3E%26")
    assert "<script" not in svg
    ET.fromstring(svg)  # noqa: S314 - our own drawing

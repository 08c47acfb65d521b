"""Reading the built folder: what is wrong is named with its cure, and nothing half-read is used."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from dashboard.data.built import CatalogueError, read_version
from dashboard.data.catalogue import read_catalogue
from dashboard.settings import Settings
from dashboard.site import read_site
from geodata.model.codes import CountRule, Level, Measure, Role, Tier
from geodata.model.store_format import SCHEMA_VERSION, STORE
from tests.factories import BOROUGHS, COMBINED, COUNTY, DISTRICTS, NORTH, UNITARY, WEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dashboard.site import Site

CURE = "python -m geodata build"


@pytest.fixture
def built(small_site: Site, tmp_path: Path) -> Path:
    """Return a built folder that a test may spoil."""
    return shutil.copytree(small_site.settings.built_folder, tmp_path / "built")


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the catalogue's document in place."""
    path = folder / "catalogue.json"
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document), encoding="utf-8")
    seal(folder)


def seal(folder: Path, **members: object) -> None:
    """Make the manifest true of the files as they are now, with some of its members changed."""
    path = folder / "manifest.json"
    files = {
        one.relative_to(folder).as_posix(): {"sha256": hashlib.sha256(one.read_bytes()).hexdigest()}
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one != path
    }
    manifest = json.loads(path.read_bytes()) | {"files": files} | members
    path.write_text(json.dumps(manifest), encoding="utf-8")


def error_of(folder: Path) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return str(caught.value)


@pytest.mark.parametrize("name", ["catalogue.json", "manifest.json", STORE])
def test_a_missing_file_is_named_with_the_cure(built: Path, name: str) -> None:
    (built / name).unlink()
    message = error_of(built)
    assert name in message
    assert CURE in message


def test_a_missing_folder_is_named_with_the_cure(tmp_path: Path) -> None:
    message = error_of(tmp_path / "nowhere")
    assert "nowhere" in message
    assert CURE in message


@pytest.mark.parametrize("name", ["catalogue.json", STORE])
@pytest.mark.parametrize("share", [0.0, 0.2, 0.9])
def test_a_file_cut_short_is_refused(built: Path, share: float, name: str) -> None:
    path = built / name
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    message = error_of(built)
    assert f"{name} is not what the build wrote" in message
    assert CURE in message


def test_a_boundary_file_cut_short_is_refused(built: Path) -> None:
    path = next(built.glob("boundaries/lower.*.json"))
    path.write_bytes(path.read_bytes()[:-1])
    message = error_of(built)
    assert f"{path.name} is not what the build wrote" in message
    assert CURE in message


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="permissions do not bind root")
def test_a_file_that_may_not_be_read_is_named(built: Path) -> None:
    (built / "catalogue.json").chmod(0)
    message = error_of(built)
    assert "catalogue.json cannot be read" in message
    assert CURE in message


@pytest.mark.parametrize("content", [b"", b"no database at all", None])
def test_a_file_of_awards_that_is_none_is_refused(built: Path, content: bytes | None) -> None:
    if content is None:
        with closing(sqlite3.connect(built / STORE)) as file:
            file.execute("DROP TABLE bid")
    else:
        (built / STORE).write_bytes(content)
    seal(built)
    message = error_of(built)
    assert f"{STORE} cannot be read" in message
    assert CURE in message


def test_a_manifest_without_the_awards_is_refused(built: Path) -> None:
    (built / STORE).unlink()
    seal(built)
    assert STORE in error_of(built)


def test_what_was_loaded_needs_the_folder_no_more(built: Path) -> None:
    catalogue = read_catalogue(built)
    shutil.rmtree(built)
    assert [bid.id for bid in catalogue.bids] == ["T-1", "T-2", "T-3", "T-4"]
    for level in catalogue.levels.values():
        assert json.loads(catalogue.files[level.boundaries])["type"] == "FeatureCollection"


def test_version_on_the_disk_is_known_without_loading(built: Path) -> None:
    assert read_version(built) == read_catalogue(built).version
    (built / "manifest.json").write_text("{", encoding="utf-8")
    assert read_version(built) is None


def test_a_file_in_another_encoding_is_refused(built: Path) -> None:
    (built / "catalogue.json").write_bytes('{"fund": "£"}'.encode("utf-16"))
    assert CURE in error_of(built)


def test_a_folder_in_the_place_of_a_file_is_refused(built: Path) -> None:
    (built / "catalogue.json").unlink()
    (built / "catalogue.json").mkdir()
    assert CURE in error_of(built)


@pytest.mark.parametrize("version", [0, SCHEMA_VERSION + 1, "1", None])
def test_another_version_is_refused_and_both_are_named(built: Path, version: object) -> None:
    seal(built, schema_version=version)
    message = error_of(built)
    assert repr(version) in message
    assert str(SCHEMA_VERSION) in message
    assert CURE in message


@pytest.mark.parametrize("text", ["[]", "null", '"text"', "1"])
def test_a_document_that_is_no_object_is_refused(built: Path, text: str) -> None:
    (built / "catalogue.json").write_text(text, encoding="utf-8")
    seal(built)
    assert CURE in error_of(built)


@pytest.mark.parametrize("text", ["[]", "{}", '{"files": {}}', '{"files": []}'])
def test_a_manifest_that_lists_no_catalogue_is_refused(built: Path, text: str) -> None:
    (built / "manifest.json").write_text(text, encoding="utf-8")
    assert CURE in error_of(built)


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document["areas"][0].update(tier="E99"),
        lambda document: document["levels"].update(parish=document["levels"]["upper"]),
        lambda document: document["rounds"][0].pop("label"),
        lambda document: document["frame"].pop("width"),
        lambda document: document["classes"]["upper"]["award"]["lead"].update(edges=[5, 1]),
        lambda document: document.update(levels=[]),
        lambda document: document["backdrop"].update(ids=None),
    ],
    ids=[
        "unknown tier",
        "unknown level",
        "round without label",
        "frame without width",
        "edges that fall",
        "levels that are a list",
        "backdrop without ids",
    ],
)
def test_a_document_of_another_shape_is_refused_with_the_cure(
    built: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    rewrite(built, change)
    message = error_of(built)
    assert "catalogue.json" in message
    assert CURE in message


def test_build_and_page_agree_on_the_version(built: Path) -> None:
    assert json.loads((built / "catalogue.json").read_bytes())["schema_version"] == SCHEMA_VERSION
    read_catalogue(built)


def test_version_of_the_data_is_the_hash_in_the_manifest(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_bytes())
    assert manifest["files"]["catalogue.json"]["sha256"].startswith(read_catalogue(built).version)
    assert len(read_catalogue(built).version) == 12


def test_what_is_not_stated_stays_missing(small_site: Site) -> None:
    bid = small_site.catalogue.bid_by_id["T-3"]
    assert bid.award_pence is None
    assert bid.award_precision is None
    assert bid.saving_pence is None
    assert bid.themes == ()
    assert small_site.catalogue.bid_by_id["T-4"].round is None


def test_money_is_whole_pence(small_site: Site) -> None:
    bid = small_site.catalogue.bid_by_id["T-2"]
    assert (bid.award_pence, bid.saving_pence) == (20_000_001, 60_000_000)


def test_a_group_stands_for_its_councils(small_site: Site) -> None:
    bid = small_site.catalogue.bid_by_id["T-3"]
    assert [member.councils for member in bid.leads] == [(BOROUGHS[0],)]
    assert [member.councils for member in bid.partners] == [BOROUGHS]
    assert all(member.role is Role.PARTNER for member in bid.partners)


def test_areas_know_their_parents(small_site: Site) -> None:
    areas = small_site.catalogue.areas
    district, borough = areas[DISTRICTS[0]], areas[BOROUGHS[0]]
    assert (district.tier, district.county, district.region) == (Tier.DISTRICT, COUNTY, NORTH)
    assert (borough.county, borough.region) == (None, WEST)
    assert borough.combined_authority == COMBINED


@pytest.mark.parametrize(
    ("gss", "level", "parent"),
    [
        (DISTRICTS[0], Level.LOWER, DISTRICTS[0]),
        (DISTRICTS[0], Level.UPPER, COUNTY),
        (DISTRICTS[0], Level.REGION, NORTH),
        (UNITARY, Level.UPPER, UNITARY),
        (COUNTY, Level.LOWER, None),
        (NORTH, Level.UPPER, None),
    ],
)
def test_parent_is_the_area_of_the_level_that_holds_it(
    small_site: Site, gss: str, level: Level, parent: str | None
) -> None:
    assert small_site.catalogue.parent_at(gss, level) == parent


@pytest.mark.parametrize(
    ("gss", "level", "children"),
    [
        (COUNTY, Level.LOWER, DISTRICTS),
        (NORTH, Level.LOWER, (UNITARY, *DISTRICTS)),
        (NORTH, Level.UPPER, (UNITARY, COUNTY)),
        (COUNTY, Level.UPPER, (COUNTY,)),
    ],
)
def test_children_are_the_areas_of_the_level_inside(
    small_site: Site, gss: str, level: Level, children: tuple[str, ...]
) -> None:
    assert sorted(small_site.catalogue.children_at(gss, level)) == sorted(children)


def test_an_area_is_shown_at_the_level_asked_for_where_that_draws_it(small_site: Site) -> None:
    catalogue = small_site.catalogue
    assert catalogue.level_of(UNITARY, Level.LOWER) is Level.LOWER
    assert catalogue.level_of(DISTRICTS[0], Level.UPPER) is Level.LOWER
    assert catalogue.level_of(COUNTY, Level.LOWER) is Level.UPPER
    with pytest.raises(KeyError, match="E99999999"):
        catalogue.level_of("E99999999", Level.UPPER)


def test_every_level_rule_and_measure_has_its_allocation_and_classes(small_site: Site) -> None:
    catalogue = small_site.catalogue
    assert set(catalogue.levels) == set(Level)
    assert set(catalogue.classes) == {
        (level, measure, rule) for level in Level for measure in Measure for rule in CountRule
    }


def test_a_site_without_front_end_packages_still_loads(built: Path) -> None:
    shutil.rmtree(built / "vendor", ignore_errors=True)
    seal(built)
    assert read_site(Settings(built_folder=built)).vendor == {}


def test_a_spoiled_list_of_front_end_packages_is_refused(built: Path) -> None:
    (built / "vendor").mkdir(exist_ok=True)
    (built / "vendor" / "vendor.json").write_text("{", encoding="utf-8")
    seal(built)
    with pytest.raises(CatalogueError, match=CURE):
        read_site(Settings(built_folder=built))


def test_the_private_copy_goes_with_what_was_loaded(built: Path) -> None:
    catalogue = read_catalogue(built)
    folder = catalogue.files.folder
    assert folder.is_dir()
    assert folder.stat().st_mode & 0o077 == 0
    del catalogue
    gc.collect()
    assert not folder.exists()


def test_another_build_copied_over_the_folder_is_not_mixed_with_the_one_loaded(
    built: Path,
) -> None:
    catalogue = read_catalogue(built)
    before = [bid.title for bid in catalogue.bids]
    (built / STORE).write_bytes(b"no database any more")
    for path in (built / "boundaries").iterdir():
        path.write_bytes(b"{}")
    assert [bid.title for bid in catalogue.bids] == before
    for level in catalogue.levels.values():
        assert json.loads(catalogue.files[level.boundaries])["type"] == "FeatureCollection"


def test_no_room_for_the_private_copy_is_said_with_the_cure(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(built / "nowhere"))
    with pytest.raises(CatalogueError, match="set TMPDIR to another folder"):
        read_catalogue(built)

"""What is taken from front-end packages, and how it is made ready to serve."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest

from geodata.model.errors import BuildError
from geodata.publishing.vendor import (
    INDEX_NAME,
    VENDOR_FILES,
    copy_vendor,
)


def make_checkout(folder: Path) -> Path:
    """Write a checkout whose every served file and licence says where it came from."""
    taken = [path for file in VENDOR_FILES for path in (file.path, file.licence)]
    for path in taken:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(path, encoding="utf-8")
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Make a checkout of small files."""
    return make_checkout(tmp_path / "checkout")


def read_index(out: Path) -> dict[str, str]:
    index: dict[str, str] = json.loads((out / "vendor.json").read_text(encoding="utf-8"))
    return index


def test_index_leads_from_each_served_name_to_its_content(checkout: Path, tmp_path: Path) -> None:
    copy_vendor(checkout, tmp_path / "out")
    contents = {
        name: (tmp_path / "out" / hashed).read_text(encoding="utf-8")
        for name, hashed in read_index(tmp_path / "out").items()
    }
    assert contents == {file.name: file.path for file in VENDOR_FILES}


def test_compressed_copies_hold_the_same_content(checkout: Path, tmp_path: Path) -> None:
    copy_vendor(checkout, tmp_path / "out")
    hashed = tmp_path / "out" / read_index(tmp_path / "out")["govuk.css"]
    plain = hashed.read_bytes()
    assert gzip.decompress(hashed.with_name(f"{hashed.name}.gz").read_bytes()) == plain
    assert brotli.decompress(hashed.with_name(f"{hashed.name}.br").read_bytes()) == plain


def test_returned_paths_are_exactly_the_files_written(checkout: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    names = copy_vendor(checkout, out)
    on_disk = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert names == tuple(sorted(on_disk))


def test_every_served_file_has_its_licence_beside_it(checkout: Path, tmp_path: Path) -> None:
    names = copy_vendor(checkout, tmp_path / "out")
    assert {f"licences/{file.name}.txt" for file in VENDOR_FILES} <= set(names)


def test_same_packages_give_the_same_bytes(checkout: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    names = copy_vendor(checkout, first)
    assert copy_vendor(checkout, second) == names
    assert [(first / n).read_bytes() for n in names] == [(second / n).read_bytes() for n in names]


def test_changed_content_gets_another_name(checkout: Path, tmp_path: Path) -> None:
    copy_vendor(checkout, tmp_path / "before")
    (checkout / "frontend/built/govuk.css").write_text("changed", encoding="utf-8")
    copy_vendor(checkout, tmp_path / "after")
    before, after = read_index(tmp_path / "before"), read_index(tmp_path / "after")
    assert {name for name in before if before[name] != after[name]} == {"govuk.css"}


def test_without_packages_there_is_an_index_of_nothing(tmp_path: Path) -> None:
    assert copy_vendor(tmp_path, tmp_path / "out") == (INDEX_NAME,)
    assert read_index(tmp_path / "out") == {}


def test_missing_file_names_itself_and_the_cure(checkout: Path, tmp_path: Path) -> None:
    (checkout / "frontend/built/govuk.css").unlink()
    with pytest.raises(BuildError, match=r"frontend/built/govuk\.css.*make setup"):
        copy_vendor(checkout, tmp_path / "out")


class TestInstalledPackages:
    """The real files, where front-end packages are installed; `make test` installs them."""

    @pytest.fixture
    def root(self) -> Path:
        root = Path(__file__).resolve().parents[2]
        if not (root / "node_modules").is_dir():
            pytest.skip("front-end packages are not installed: run `make setup`")
        return root

    def test_stylesheet_asks_for_no_font_or_image(self, root: Path) -> None:
        css = (root / "frontend/built/govuk.css").read_text(encoding="utf-8")
        assert "url(" not in css
        assert "@font-face" not in css
        assert "@import" not in css
        assert "GDS Transport" not in css

    def test_stylesheet_carries_every_block_that_the_page_uses(self, root: Path) -> None:
        css = (root / "frontend/built/govuk.css").read_text(encoding="utf-8")
        block = r"govuk-(?:\\?!-)?[a-z]+(?:-[a-z]+)*"
        sources = [*(root / "dashboard").rglob("*.py"), *(root / "dashboard").rglob("*.html")]
        used = {
            name for path in sources for name in re.findall(block, path.read_text(encoding="utf-8"))
        } - {"govuk-frontend"}  # the package
        defined = {name.replace("\\", "") for name in re.findall(rf"\.({block})", css)}
        assert len(used) > 15
        assert used - defined == set()

    def test_stylesheet_carries_neither_crown_nor_header(self, root: Path) -> None:
        css = (root / "frontend/built/govuk.css").read_text(encoding="utf-8")
        for part in ("govuk-header", "govuk-footer", "crest"):
            assert part not in css

    def test_real_packages_can_be_copied(self, root: Path, tmp_path: Path) -> None:
        names = copy_vendor(root, tmp_path)
        assert "vendor.json" in names
        assert set(read_index(tmp_path)) == {file.name for file in VENDOR_FILES}

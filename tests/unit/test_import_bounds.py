"""Imports that would never end, eat the machine, run twice at once or be killed half way."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from geodata.__main__ import main
from geodata.awards.texts import read_tables_text
from geodata.importing.cells.amounts import parse_amount, strip_footnotes
from geodata.importing.columns.mapping import read_mapping
from geodata.importing.files.bounded import read_bounded
from geodata.importing.tables.mending import mend_folder
from geodata.model.errors import ImportFileError
from tests import factories
from tests.conftest import ROOT
from tests.unit.test_importing import MAPPING, bring, snapshot, write_list

if TYPE_CHECKING:
    from pathlib import Path

SELF_REFERRING: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[2 0 R]/Count 1/Parent 2 0 R>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)
KILLED_WHILE_SWAPPING: Final = """\
import os, sys
from pathlib import Path
from geodata.__main__ import main
rename = Path.rename
def rename_once(self, target):
    rename(self, target)
    os._exit(9)
Path.rename = rename_once
main(sys.argv[1:])
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    factories.write_geography(tmp_path / "data" / "geography")
    factories.write_award_tables(tmp_path / "data" / "awards", factories.award_rows())
    return tmp_path / "data"


def order_apply(data: Path, title: str) -> list[str]:
    folder = data.parent / title
    folder.mkdir()
    file = write_list(folder, ("Beckdale DC", title, "", "£1m", "", "2013-14"))
    (folder / "m.toml").write_text(MAPPING, encoding="utf-8")
    arguments = ["--data", str(data), "import", str(file), "--mapping", str(folder / "m.toml")]
    return [*arguments, "--apply"]


def run(code: str, arguments: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize("count", [40, 30_000])
def test_footnote_marks_cost_no_more_than_their_number(count: int) -> None:
    marks = "*" * count + "[1]" * (count // 3)
    assert strip_footnotes(f"{marks}Leeds") == f"{marks}Leeds"
    assert strip_footnotes(f"Leeds {marks}") == "Leeds"
    with pytest.raises(ImportFileError):
        parse_amount(f"{marks}x")


def test_a_pdf_that_refers_to_itself_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    path.write_bytes(SELF_REFERRING)
    with pytest.raises(ImportFileError, match=r"loop\.pdf: "):
        read_bounded(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such bound")
@pytest.mark.parametrize(("seconds", "memory"), [(1, 10**12), (60, 10**8)])
def test_a_reader_that_takes_too_much_is_stopped_and_said_so(
    tmp_path: Path, seconds: int, memory: int
) -> None:
    # A page tree of many pages, each the same object: cheap to write and dear to read.
    kids = b" 3 0 R" * 20_000
    path = tmp_path / "many.pdf"
    path.write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids["
        + kids
        + b"]/Count 20000>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
    with pytest.raises(ImportFileError, match=r"many\.pdf: "):
        read_bounded(path, most_seconds=seconds, most_memory=memory)


@pytest.mark.parametrize("name", ["/dev/zero", "."])
def test_a_mapping_that_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImportFileError, match="a folder or a device"):
        read_mapping(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("a = " + "[" * 5000, "expected TOML"),
        ("# " + "x" * 300_000, "over 200,000 bytes"),
        ("[settings]\nannounced_on = '31 June'", "expected a day"),
    ],
)
def test_a_mapping_that_would_end_in_a_traceback_is_refused_in_words(
    tmp_path: Path, text: str, why: str
) -> None:
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ImportFileError, match=why):
        read_mapping(path)


@pytest.mark.slow
def test_imports_at_once_lose_nothing(data: Path) -> None:
    titles = ["North", "East", "South"]
    code = "import sys; from geodata.__main__ import main; sys.exit(main(sys.argv[1:]))"
    running = [run(code, order_apply(data, title)) for title in titles]
    assert [each.wait(300) for each in running] == [0, 0, 0]
    found = {award.bid.title for award in read_tables_text(data / "awards").awards}
    assert set(titles) <= found


@pytest.mark.slow
def test_an_import_killed_between_its_renames_is_mended_by_the_next_command(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(KILLED_WHILE_SWAPPING, order_apply(data, "North")).wait(300) == 9
    assert not (data / "awards").exists()
    assert main([*order_apply(data, "South")]) == 0
    assert "an import was cut short" in capsys.readouterr().err
    titles = [award.bid.title for award in read_tables_text(data / "awards").awards]
    assert titles[-2:] == ["North", "South"]
    assert not [path for path in data.iterdir() if path.name.startswith(".awards-")]


def test_tables_whose_new_folder_is_gone_or_half_written_come_back_as_they_were(
    data: Path,
) -> None:
    before = snapshot(data / "awards")
    (data / "awards").rename(data / "awards-before-20260102T030405")
    half = data / ".awards-0123456789ab"
    half.mkdir()
    shutil.copy(data / "awards-before-20260102T030405" / "bids.csv", half)
    assert "awards-before-20260102T030405" in mend_folder(data / "awards")
    assert snapshot(data / "awards") == before
    assert not half.exists()


def test_what_is_whole_is_left_alone(data: Path) -> None:
    assert mend_folder(data / "awards") == ""
    assert mend_folder(data.parent / "nowhere" / "awards") == ""
    assert not (data / ".awards.lock").exists()


def test_a_person_who_stops_an_import_keeps_the_tables(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = snapshot(data / "awards")
    rename = os.rename

    def stop(source: Path, target: Path) -> None:
        if target.name == "awards" and source.name.startswith("."):
            raise KeyboardInterrupt
        rename(source, target)

    monkeypatch.setattr(type(data), "rename", stop)
    file = write_list(tmp_path, ("Beckdale DC", "x", "", "£1m", "", "2013-14"))
    with pytest.raises(KeyboardInterrupt):
        bring(data, file, apply=True)
    assert snapshot(data / "awards") == before

"""The file of awards is opened once for each process, and outlives its folder."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from dashboard.data.catalogue import read_catalogue
from geodata.model.store_format import STORE

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from pathlib import Path

    from dashboard.data.store import Store
    from dashboard.site import Site


def test_bids_are_read_one_by_one_in_any_order(small_site: Site) -> None:
    bids = small_site.catalogue.bids
    assert [bid.id for bid in bids[1:3]] == ["T-2", "T-3"]
    assert (bids[0].id, bids[-1].id, len(bids)) == ("T-1", "T-4", 4)
    assert list(small_site.catalogue.bid_by_id) == [bid.id for bid in bids]
    assert "T-9" not in small_site.catalogue.bid_by_id
    assert [one.id for one in small_site.catalogue.store.read_bids([3, 0])] == ["T-4", "T-1"]


def test_bodies_are_sorted_by_name(small_site: Site) -> None:
    partners = small_site.catalogue.partner_by_slug
    assert list(partners) == ["daleshire-fire-and-rescue"]
    assert partners["daleshire-fire-and-rescue"].bids == 1
    assert len(partners) == 1


def test_threads_share_one_store(small_site: Site) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: small_site.read_view("").bids.count, range(40)))
    assert found == [4] * 40


def _count(store: Store, answers: SimpleQueue[int]) -> None:
    answers.put(store.ask_number("SELECT COUNT(*) FROM bid"))


def test_a_forked_process_opens_the_file_itself(small_site: Site) -> None:
    context = multiprocessing.get_context("fork")
    answers: SimpleQueue[int] = context.SimpleQueue()
    child = context.Process(target=_count, args=(small_site.catalogue.store, answers))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert answers.get() == 4
    assert small_site.catalogue.store.ask_number("SELECT COUNT(*) FROM bid") == 4


def test_a_build_that_takes_the_place_of_the_folder_changes_nothing(
    small_site: Site, tmp_path: Path
) -> None:
    built = shutil.copytree(small_site.settings.built_folder, tmp_path / "built")
    catalogue = read_catalogue(built)
    (built / STORE).rename(tmp_path / "gone")
    (built / STORE).write_bytes(b"another build")
    assert catalogue.bid_by_id["T-2"].award_pence == 20_000_001


@pytest.mark.parametrize("other", [None, b"another build"])
def test_a_process_forked_after_that_reads_the_build_of_its_parent(
    small_site: Site, tmp_path: Path, other: bytes | None
) -> None:
    built = shutil.copytree(small_site.settings.built_folder, tmp_path / "built")
    catalogue = read_catalogue(built)  # its private copy lives as long as it does
    (built / STORE).unlink()
    if other is not None:
        (built / STORE).write_bytes(other)
    context = multiprocessing.get_context("fork")
    answers: SimpleQueue[int] = context.SimpleQueue()
    child = context.Process(target=_count, args=(catalogue.store, answers))
    child.start()
    child.join(30)
    assert child.exitcode == 0
    assert answers.get() == 4


def test_nothing_can_be_written(small_site: Site) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        small_site.catalogue.store.ask("DELETE FROM bid")

"""What the memory of answers keeps, and what it lets go."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from dashboard.web.byte_cache import AnswerCache


def test_an_answer_is_found_under_its_key_alone() -> None:
    kept = AnswerCache(10_000)
    kept.put("a", b"one")
    assert kept.get("a") == b"one"
    assert kept.get("b") is None


def test_the_answer_not_asked_for_longest_makes_room() -> None:
    kept = AnswerCache(4_000)
    for key in "abcd":
        kept.put(key, bytes(600))
    kept.get("a")
    kept.put("e", bytes(600))
    assert [key for key in "abcde" if kept.get(key) is not None] == ["a", "c", "d", "e"]


def test_one_large_answer_does_not_push_out_all_others() -> None:
    kept = AnswerCache(4_000)
    kept.put("small", bytes(100))
    kept.put("large", bytes(1_001))
    assert kept.get("large") is None
    assert kept.get("small") is not None


def test_a_new_answer_takes_the_place_of_the_old_one() -> None:
    kept = AnswerCache(10_000)
    kept.put("a", bytes(1_000))
    before = kept.size
    kept.put("a", bytes(500))
    assert len(kept) == 1
    assert kept.size == before - 500


def test_size_stays_within_its_bound_under_many_threads() -> None:
    kept = AnswerCache(50_000)

    def work(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        largest = 0
        for _ in range(500):
            key = chance.randrange(200)
            if kept.get(key) is None:
                kept.put(key, bytes(chance.randrange(3_000)))
            largest = max(largest, kept.size)
        return largest

    with ThreadPoolExecutor(4) as pool:
        largest = max(pool.map(work, range(4)))
    assert largest <= 50_000
    kept.put("last", b"")
    found = [body for key in range(200) if (body := kept.get(key)) is not None]
    assert kept.size == sum(len(body) + 300 for body in [*found, b""])

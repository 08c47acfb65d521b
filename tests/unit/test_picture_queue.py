"""Who draws, who waits and who is sent away."""

from __future__ import annotations

import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

import pytest
from werkzeug.exceptions import ServiceUnavailable

from dashboard import create_app
from dashboard.pictures.queue import RETRY_AFTER_S, WAITING, PictureQueue

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from dashboard.site import Site

ALL: Final = 12
TOO_LONG: Final = subprocess.TimeoutExpired(["draw"], 1)
DAMAGED: Final = ValueError("damaged")


def test_one_draws_few_wait_and_the_rest_are_told_when_to_come_back() -> None:
    queue = PictureQueue()
    drawing, let_go = threading.Event(), threading.Event()
    at_once: list[int] = []
    inside: list[None] = []

    def draw() -> bool:
        try:
            with queue.wait():
                inside.append(None)
                at_once.append(len(inside))
                drawing.set()
                let_go.wait()
                inside.pop()
        except ServiceUnavailable:
            return False
        return True

    with ThreadPoolExecutor(ALL) as pool:
        first = pool.submit(draw)
        drawing.wait()
        others = [pool.submit(draw) for _ in range(ALL - 1)]
        refused = 0
        while refused < ALL - 1 - WAITING:
            refused = sum(one.done() and not one.result() for one in others)
        let_go.set()
        assert first.result()
        assert sum(one.result() for one in others) == WAITING
    assert set(at_once) == {1}


def test_a_drawing_that_fails_or_takes_too_long_leaves_the_queue_open() -> None:
    queue = PictureQueue()
    for _ in range(2 * (1 + WAITING)):
        with pytest.raises(ServiceUnavailable), queue.wait():
            raise TOO_LONG
        with pytest.raises(ValueError, match="damaged"), queue.wait():
            raise DAMAGED


def test_who_is_sent_away_costs_no_drawing(
    small_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def turn_away(_queue: PictureQueue) -> AbstractContextManager[None]:
        raise ServiceUnavailable(retry_after=RETRY_AFTER_S)

    def fail(*_given: object) -> str:
        pytest.fail("a picture was begun for nobody")

    monkeypatch.setattr(PictureQueue, "wait", turn_away)
    monkeypatch.setattr("dashboard.pictures.routes.draw_svg", fail)
    client = create_app(small_site.settings).server.test_client()
    assert client.get("/picture/card.png?q=together").status_code == 503


def test_who_is_sent_away_gets_a_page_that_says_when_to_come_back(
    small_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stall(*_given: object, **_named: object) -> None:
        raise TOO_LONG

    monkeypatch.setattr(subprocess, "run", stall)
    answer = create_app(small_site.settings).server.test_client().get("/picture/card.png")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == str(RETRY_AFTER_S)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Try again in a moment" in answer.text

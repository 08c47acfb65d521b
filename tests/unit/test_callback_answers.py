"""Which answers to Dash's scripts are kept, and for whom."""

from __future__ import annotations

import json
import random

import brotli
import flask
import pytest

from dashboard.web import compression as packing
from dashboard.web.callback_cache import CALLBACK_PATH, register_callback_answers


class Counting:
    """A server that counts what reaches its routes."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.status = 200
        self.said = ""
        server = flask.Flask("answers")
        register_callback_answers(server)
        server.add_url_rule(CALLBACK_PATH, "callback", self.answer, methods=["POST"])
        server.add_url_rule("/_dash-layout", "layout", self.answer)
        server.add_url_rule("/other", "other", self.answer, methods=["GET", "POST"])
        self.client = server.test_client()

    def answer(self) -> flask.Response:
        self.reached.append(flask.request.path)
        text = flask.request.get_data(as_text=True)
        body = self.said or (text if text.startswith("[") else json.dumps([text]))
        return flask.Response(body, status=self.status, mimetype="application/json")


@pytest.fixture
def counting() -> Counting:
    return Counting()


def test_the_same_body_is_answered_once(counting: Counting) -> None:
    answers = [counting.client.post(CALLBACK_PATH, data="a").data for _ in range(3)]
    assert answers == [b'["a"]'] * 3
    assert len(counting.reached) == 1


def test_another_body_gets_its_own_answer(counting: Counting) -> None:
    counting.client.post(CALLBACK_PATH, data="a")
    assert counting.client.post(CALLBACK_PATH, data="b").data == b'["b"]'


def test_a_kept_answer_is_of_the_same_kind_and_packing(counting: Counting) -> None:
    first, second = (
        counting.client.post(CALLBACK_PATH, data="a", headers={"Accept-Encoding": "br"})
        for _ in range(2)
    )
    assert first.data == second.data
    for name in ("Content-Type", "Content-Encoding", "Vary", "Content-Length"):
        assert first.headers[name] == second.headers[name]


def test_readers_with_other_packings_do_not_get_each_others(counting: Counting) -> None:
    counting.client.post(CALLBACK_PATH, data="a", headers={"Accept-Encoding": "br"})
    assert counting.client.post(CALLBACK_PATH, data="a").data == b'["a"]'


@pytest.mark.parametrize("status", [204, 400, 500])
def test_a_failure_is_not_kept(counting: Counting, status: int) -> None:
    counting.status = status
    counting.client.post(CALLBACK_PATH, data="a")
    counting.status = 200
    assert counting.client.post(CALLBACK_PATH, data="a").status_code == 200


def test_what_dash_says_of_the_layout_is_made_once(counting: Counting) -> None:
    for _ in range(2):
        counting.client.get("/_dash-layout")
    assert counting.reached == ["/_dash-layout"]


def test_other_routes_are_left_alone(counting: Counting) -> None:
    for _ in range(2):
        counting.client.get("/other")
        counting.client.post("/other", data="a")
    assert len(counting.reached) == 4


def test_a_body_too_long_for_a_choice_is_not_kept(counting: Counting) -> None:
    for _ in range(2):
        counting.client.post(CALLBACK_PATH, data="a" * 20_000)
    assert len(counting.reached) == 2


def test_escapes_that_only_a_page_needs_do_not_travel(counting: Counting) -> None:
    body = r'["\u003cb\u003e \u00a3 \\u003c"]'
    answer = counting.client.post(CALLBACK_PATH, data=body)
    assert answer.data.decode() == r'["<b> £ \\u003c"]'
    assert json.loads(answer.data) == json.loads(body)


def test_a_long_answer_is_packed_more_tightly_and_a_short_one_quickly(counting: Counting) -> None:
    chance = random.Random(1)  # noqa: S311 - the same numbers each run
    for words, tightly in ((400, False), (4_000, True)):
        counting.said = json.dumps([f"about £{chance.randrange(10**6):,}" for _ in range(words)])
        plain = json.dumps(json.loads(counting.said), ensure_ascii=False, separators=(",", ":"))
        answer = counting.client.post(
            CALLBACK_PATH, data=f"{words}", headers={"Accept-Encoding": "br"}
        )
        quick = packing.pack(plain.encode(), packing.Packing.BROTLI)
        assert brotli.decompress(answer.data).decode() == plain
        assert (len(quick) > 5_500) is tightly
        assert (len(answer.data) < 0.97 * len(quick)) is tightly

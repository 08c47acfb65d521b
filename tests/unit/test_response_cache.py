"""Which responses are kept, under what, and for whom."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor

import brotli
import flask
import pytest

from dashboard.web.caching import send_data
from dashboard.web.compression import choose_encoding, name_one_encoding, register_compression
from dashboard.web.response_cache import (
    ENTRY_BYTES,
    Kept,
    Key,
    ResponseCache,
    register_response_cache,
)
from dashboard.web.validation import CALLBACK_PATH


def make_key(name: str) -> Key:
    return ("http", "host", f"/{name}", b"", "", "br", b"")


def make_response(size: int) -> Kept:
    return bytes(size), []


def test_a_response_is_found_under_its_key_alone() -> None:
    cache = ResponseCache(100_000)
    cache.put(make_key("a"), make_response(1))
    assert cache.get(make_key("a")) == make_response(1)
    assert cache.get(make_key("b")) is None


def test_the_response_not_asked_for_longest_makes_room() -> None:
    cache = ResponseCache(40_000)
    for name in "abcd":
        cache.put(make_key(name), make_response(8_000))
    cache.get(make_key("a"))
    cache.put(make_key("e"), make_response(8_000))
    assert [name for name in "abcde" if cache.get(make_key(name))] == ["a", "c", "d", "e"]


def test_one_large_response_does_not_push_out_all_others() -> None:
    cache = ResponseCache(40_000)
    cache.put(make_key("small"), make_response(100))
    cache.put(make_key("large"), make_response(10_001))
    assert cache.get(make_key("large")) is None
    assert cache.get(make_key("small")) is not None


def test_bytes_stay_within_the_budget_under_many_threads() -> None:
    cache = ResponseCache(500_000)

    def work(seed: int) -> int:
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        largest = 0
        for _ in range(500):
            key = make_key(str(chance.randrange(200)))
            if cache.get(key) is None:
                cache.put(key, make_response(chance.randrange(30_000)))
            largest = max(largest, int(cache.kept.currsize))
        return largest

    with ThreadPoolExecutor(4) as pool:
        assert max(pool.map(work, range(4))) <= 500_000
    kept = [body for body, _ in cache.kept.values()]
    assert cache.kept.currsize == sum(len(body) + ENTRY_BYTES for body in kept)


class Counting:
    """A server that counts what reaches its routes."""

    def __init__(self) -> None:
        self.reached = 0
        self.status = 200
        self.server = flask.Flask("kept")
        register_response_cache(self.server)
        register_compression(self.server)
        self.server.after_request(self.count)
        self.server.wsgi_app = name_one_encoding(self.server.wsgi_app)  # type: ignore[method-assign,assignment]
        for rule in ("/areas/<gss>", "/search", "/table"):
            self.server.add_url_rule(rule, rule, self.answer)
        self.server.add_url_rule(CALLBACK_PATH, "callback", self.call, methods=["POST"])
        self.server.add_url_rule("/health", "health", lambda: "alive")
        self.client = self.server.test_client()

    def answer(self, **_parts: str) -> flask.Response:
        self.reached += 1
        asked = flask.request
        text = f"{asked.full_path} {asked.accept_mimetypes} {asked.host}" + " " * 1000
        answer = send_data(text.encode(), "text/plain")
        answer.headers["X-Total-Count"] = "3"
        answer.status_code = self.status
        return answer

    def call(self) -> flask.Response:
        self.reached += 1
        body = json.dumps([flask.request.get_data(as_text=True)])
        return flask.Response(body, self.status, mimetype="application/json")

    def count(self, answer: flask.Response) -> flask.Response:
        answer.headers["Added-Later"] = "yes"
        return answer


@pytest.fixture
def counting() -> Counting:
    return Counting()


def test_an_address_is_answered_once_with_all_its_headers(counting: Counting) -> None:
    first, second = (counting.client.get("/areas/E1?round=2014-15") for _ in range(2))
    assert counting.reached == 1
    assert first.data == second.data
    names = ("Content-Type", "ETag", "Cache-Control", "X-Total-Count", "Added-Later", "Vary")
    for name in names:
        assert first.headers[name] == second.headers[name]
        assert len(second.headers.getlist(name)) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Accept": "text/csv"}, {"Host": "elsewhere.example"}, {"Accept-Encoding": "br"}],
)
def test_another_kind_host_or_encoding_is_another_response(
    counting: Counting, headers: dict[str, str]
) -> None:
    plain = counting.client.get("/areas/E1")
    other = counting.client.get("/areas/E1", headers=headers)
    again = counting.client.get("/areas/E1")
    assert counting.reached == 2
    assert plain.data == again.data
    assert other.data != plain.data


def test_a_question_mark_in_a_path_is_not_a_query(counting: Counting) -> None:
    for asked in ("/table?q=zebra?", "/table?q=zebra"):
        assert counting.client.get(asked).status_code == 200
    for asked in ("/table%3Fq=zebra", "/table%3Fq=zebra?"):
        assert counting.client.get(asked).status_code == 404


def test_a_reader_who_has_it_gets_304_from_the_cache(counting: Counting) -> None:
    tag = counting.client.get("/areas/E1").headers["ETag"]
    answer = counting.client.get("/areas/E1", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, counting.reached) == (304, b"", 1)
    assert answer.headers["ETag"] == tag


def test_a_reader_who_has_it_may_be_the_first_to_ask(counting: Counting) -> None:
    tag = counting.client.get("/areas/E1").headers["ETag"]
    other = Counting()
    for _ in range(2):
        answer = other.client.get("/areas/E1", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert other.reached == 1
    assert other.client.get("/areas/E1").status_code == 200


def test_responses_are_compressed_once(counting: Counting) -> None:
    packed = [counting.client.get("/areas/E1", headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert [answer.headers["Content-Encoding"] for answer in packed] == ["br", "br"]
    assert packed[0].data == packed[1].data
    assert brotli.decompress(packed[1].data).startswith(b"/areas/E1")
    assert "Accept-Encoding" in packed[1].headers["Vary"]


def test_every_browser_that_takes_brotli_shares_one_response(counting: Counting) -> None:
    for accepted in ("gzip, deflate, br, zstd", "br", "br;q=1.0, gzip;q=0.8, *;q=0.1"):
        answer = counting.client.get("/areas/E1", headers={"Accept-Encoding": accepted})
        assert answer.headers["Content-Encoding"] == "br"
    assert counting.reached == 1


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("br;q=0", "identity"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=1, br;q=0.5", "br"),
        ("*", "br"),
        ("*, br;q=0", "gzip"),
        ("*;q=0", "identity"),
        ("", "identity"),
        ("br;q=nan, gzip;q=-1, *;q=1e999", "identity"),
        ("zstd, deflate", "identity"),
    ],
)
def test_an_encoding_that_is_refused_is_not_sent(accepted: str, encoding: str) -> None:
    found = choose_encoding(accepted)
    assert found == encoding or "nan" in accepted


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_failure_is_not_kept(counting: Counting, status: int) -> None:
    counting.status = status
    counting.client.get("/areas/E1")
    counting.status = 200
    assert counting.client.get("/areas/E1").status_code == 200


def test_a_choice_is_kept_under_its_whole_body(counting: Counting) -> None:
    answers = [counting.client.post(CALLBACK_PATH, data="a").data for _ in range(3)]
    assert answers == [b'["a"]'] * 3
    assert counting.reached == 1
    assert counting.client.post(CALLBACK_PATH, data="b").data == b'["b"]'


@pytest.mark.parametrize("status", [204, 400, 500])
def test_a_failed_choice_is_not_kept(counting: Counting, status: int) -> None:
    counting.status = status
    counting.client.post(CALLBACK_PATH, data="a")
    counting.status = 200
    assert counting.client.post(CALLBACK_PATH, data="a").status_code == 200


def test_other_methods_and_what_does_not_say_how_long_it_keeps_are_left_alone(
    counting: Counting,
) -> None:
    for _ in range(2):
        counting.client.head("/areas/E1")
    assert counting.reached == 2
    assert "ETag" not in counting.client.get("/health").headers


def test_an_address_too_long_to_be_a_choice_is_not_kept(counting: Counting) -> None:
    for _ in range(2):
        counting.client.get("/areas/E1?theme=" + "a" * 3000)
    assert counting.reached == 2


@pytest.mark.parametrize("query", ["q=my+name", "round=2014-15&q=my+name", "find=my+name"])
def test_no_cache_in_front_may_keep_what_a_reader_wrote(counting: Counting, query: str) -> None:
    for _ in range(2):
        control = counting.client.get(f"/search?{query}").cache_control
        assert control.private
        assert not control.public
    assert counting.client.get("/search").cache_control.public

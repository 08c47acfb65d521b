"""Which pages, data and pictures are kept, and for whom."""

from __future__ import annotations

import brotli
import flask
import pytest

from dashboard.web.caching import send_data
from dashboard.web.response_cache import register_kept_answers, register_known_answers


class Counting:
    """A server that counts what reaches its routes."""

    def __init__(self) -> None:
        self.reached = 0
        self.status = 200
        server = flask.Flask("kept")
        register_kept_answers(server, register_known_answers(server))
        for rule in ("/api/v1/bids", "/areas/<gss>", "/search"):
            server.add_url_rule(rule, rule, self.answer)
        self.client = server.test_client()

    def answer(self, **_parts: str) -> flask.Response:
        self.reached += 1
        asked = flask.request
        text = f"{asked.full_path} {asked.accept_mimetypes} {asked.host}"
        answer = send_data(text.encode(), "text/plain")
        answer.headers["X-Total-Count"] = "3"
        answer.headers["X-RateLimit-Remaining"] = str(self.reached)
        answer.status_code = self.status if answer.status_code == 200 else answer.status_code
        return answer


@pytest.fixture
def counting() -> Counting:
    return Counting()


def test_an_address_is_answered_once_with_the_headers_that_belong_to_it(
    counting: Counting,
) -> None:
    first, second = (counting.client.get("/api/v1/bids?round=2014-15") for _ in range(2))
    assert counting.reached == 1
    assert first.data == second.data
    for name in ("Content-Type", "ETag", "Cache-Control", "X-Total-Count"):
        assert first.headers[name] == second.headers[name]
    assert "X-RateLimit-Remaining" not in second.headers


@pytest.mark.parametrize(
    "headers",
    [{"Accept": "text/csv"}, {"Host": "elsewhere.example"}, {"Accept-Encoding": "br"}],
)
def test_another_kind_host_or_packing_is_another_answer(
    counting: Counting, headers: dict[str, str]
) -> None:
    plain = counting.client.get("/areas/E1")
    other = counting.client.get("/areas/E1", headers=headers)
    again = counting.client.get("/areas/E1")
    assert counting.reached == 2
    assert plain.data == again.data
    assert other.data != plain.data


def test_a_reader_who_has_it_gets_304_from_memory(counting: Counting) -> None:
    tag = counting.client.get("/areas/E1").headers["ETag"]
    answer = counting.client.get("/areas/E1", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data, counting.reached) == (304, b"", 1)
    assert answer.headers["ETag"] == tag


def test_a_reader_who_has_it_is_the_first_to_ask(counting: Counting) -> None:
    tag = counting.client.get("/areas/E1").headers["ETag"]
    other = Counting()
    for _ in range(2):
        answer = other.client.get("/areas/E1", headers={"If-None-Match": tag})
        assert (answer.status_code, answer.data) == (304, b"")
        assert answer.headers["ETag"] == tag
    assert other.reached == 1
    assert other.client.get("/areas/E1").status_code == 200


def test_kept_answers_are_packed_once(counting: Counting) -> None:
    packed = [counting.client.get("/areas/E1", headers={"Accept-Encoding": "br"}) for _ in range(2)]
    assert [answer.headers["Content-Encoding"] for answer in packed] == ["br", "br"]
    assert packed[0].data == packed[1].data
    assert brotli.decompress(packed[1].data).startswith(b"/areas/E1")
    assert "Accept-Encoding" in packed[1].headers["Vary"]


@pytest.mark.parametrize("status", [404, 429, 500])
def test_a_failure_is_not_kept(counting: Counting, status: int) -> None:
    counting.status = status
    counting.client.get("/areas/E1")
    counting.status = 200
    assert counting.client.get("/areas/E1").status_code == 200


def test_other_paths_methods_and_parts_of_files_are_left_alone(counting: Counting) -> None:
    for _ in range(2):
        counting.client.get("/search?find=a")
        counting.client.head("/areas/E1")
        counting.client.get("/areas/E1", headers={"Range": "bytes=0-3"})
    assert counting.reached == 6


def test_an_address_too_long_to_be_a_choice_is_not_kept(counting: Counting) -> None:
    for _ in range(2):
        counting.client.get("/areas/E1?q=" + "a" * 3000)
    assert counting.reached == 2

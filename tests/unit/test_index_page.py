"""How the page at ``/`` is kept and validated."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dashboard import create_app

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from dashboard.site import Site


@pytest.fixture
def client(small_site: Site) -> FlaskClient:
    made: FlaskClient = create_app(small_site.settings).server.test_client()
    return made


def test_all_spellings_of_a_state_have_one_validator(client: FlaskClient) -> None:
    first = client.get("/?measure=saving&level=lower")
    second = client.get("/?level=lower&measure=saving&utm_source=mail", follow_redirects=True)
    assert first.headers["ETag"] == second.headers["ETag"]


def test_a_reader_who_has_the_page_is_told_so(client: FlaskClient) -> None:
    tag = client.get("/?measure=saving").headers["ETag"]
    answer = client.get("/?measure=saving", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == tag


def test_a_validator_of_one_state_does_not_pass_for_another(client: FlaskClient) -> None:
    tag = client.get("/").headers["ETag"]
    for path in ("/?measure=saving", "/?theme=nonsense"):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_page_that_names_other_files_has_another_validator(
    client: FlaskClient, small_site: Site
) -> None:
    other = create_app(replace(small_site.settings, site_url="https://map.example")).server
    assert client.get("/").headers["ETag"] != other.test_client().get("/").headers["ETag"]


def test_browsers_ask_each_time_and_a_server_in_front_once_a_minute(client: FlaskClient) -> None:
    control = client.get("/").cache_control
    assert (control.max_age, control.s_maxage, control.public) == (0, 60, True)
    assert control.must_revalidate

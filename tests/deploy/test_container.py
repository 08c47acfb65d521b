"""The container's files fit each other and the server: read here, because no engine is at hand."""

from __future__ import annotations

import re
import shlex
from typing import Any, Final

import yaml  # type: ignore[import-untyped]

from tests.conftest import ROOT

DOCKERFILE: Final = (ROOT / "deploy" / "Dockerfile").read_text("utf-8")
COMPOSE: Final[dict[str, Any]] = yaml.safe_load(
    (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
)
COPIES: Final = ("copy-one", "copy-two")


def test_compose_runs_nginx_and_two_copies_on_the_ports_that_nginx_asks() -> None:
    services = COMPOSE["services"]
    assert set(services) == {"front", *COPIES}
    asked = re.findall(
        r"server 127\.0\.0\.1:(\d+)", (ROOT / "deploy/nginx.conf").read_text("utf-8")
    )
    assert [services[name]["environment"]["PORT"] for name in COPIES] == asked
    for name in COPIES:
        copy = services[name]
        assert copy["network_mode"] == "service:front"
        assert copy["environment"]["TRUSTED_PROXIES"] == "1"
        assert copy["read_only"]
        assert "/tmp" in copy["tmpfs"]  # noqa: S108 - where the private copy of the build goes
        assert (ROOT / "deploy" / copy["build"]["context"] / copy["build"]["dockerfile"]).is_file()


def test_compose_mounts_what_there_is() -> None:
    mounted = [one.split(":")[0] for one in COMPOSE["services"]["front"]["volumes"]]
    assert (ROOT / "deploy" / mounted[0]).is_file()
    assert mounted[1:] == ["./tls"]


def test_the_container_copies_every_file_that_the_server_reads() -> None:
    copied = {
        word
        for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE)
        for word in shlex.split(line)[:-1]
    }
    assert {"app.py", "CHANGELOG.md", "assets", "dashboard", "geodata"} <= copied
    assert all((ROOT / name).exists() for name in copied)


def test_the_container_runs_as_a_number_and_its_base_can_be_pinned() -> None:
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${BASE}", "${BASE}"]


def test_no_backup_and_no_key_reaches_the_container() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").split()
    assert {".git", "data/awards-before-*", "data/.awards*", "deploy/tls"} <= set(ignored)

"""Settings: read strictly, and every one of them documented."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from dashboard.settings import SettingError, Settings
from tests.conftest import ROOT

ROW: Final = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)


class RecordingEnvironment(Mapping[str, str]):
    """An empty environment that remembers what it was asked for."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_every_setting_is_in_the_readme_and_nothing_else() -> None:
    environment = RecordingEnvironment()
    Settings.from_environment(environment)
    of_gunicorn = set(
        re.findall(r'environ\.get\("([A-Z_]+)"', (ROOT / "gunicorn.conf.py").read_text("utf-8"))
    )
    documented = ROW.findall((ROOT / "README.md").read_text("utf-8"))
    assert sorted(documented) == sorted(environment.asked | of_gunicorn)


def test_no_other_module_of_the_server_reads_the_environment() -> None:
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "dashboard").rglob("*.py"))
        if path.name != "__main__.py"  # a command is where a person's environment comes in
        and re.search(r"\bos\.(environ|getenv)", path.read_text("utf-8"))
    ]
    assert readers == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "80.5"),
        ("PORT", "٨٠"),
        ("PORT", "9" * 10_000),
        ("REQUESTS_PER_MINUTE", "many"),
        ("REQUESTS_PER_MINUTE", "1000001"),
        ("TRUSTED_PROXIES", "9"),
        ("TRUSTED_PROXIES", "yes"),
        ("LIMIT_STORE", "file:///etc/passwd"),
        ("ACCESS_LOG", "/var/log/access.log"),
        ("BASE_PATH", "grants"),
        ("BASE_PATH", "/grants"),
        ("BASE_PATH", "grants/"),
        ("BASE_PATH", "//host/"),
        ("BASE_PATH", "/a/../b/"),
        ("BASE_PATH", "/a b/"),
        ("BASE_PATH", "/é/"),
        ("BASE_PATH", "/grants/\n"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_what_would_do(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=rf"^{name} is .*: expected ") as caught:
        Settings.from_environment({name: text})
    assert len(str(caught.value)) < 200


def test_the_public_address_and_the_path_do_not_contradict_each_other() -> None:
    path = {"BASE_PATH": "/grants/"}
    with pytest.raises(SettingError, match=r"^SITE_URL is .*end with the BASE_PATH, /grants/$"):
        Settings.from_environment(path | {"SITE_URL": "https://www.example.org"})
    settings = Settings.from_environment(path | {"SITE_URL": "https://www.example.org/grants/"})
    assert settings.root == "https://www.example.org/grants"
    assert Settings.from_environment(path).root == "/grants"
    assert Settings.from_environment({}).root == ""


def test_a_running_server_is_limited_unless_told_otherwise() -> None:
    assert Settings.from_environment({}).requests_per_minute == 7200
    assert Settings.from_environment({"REQUESTS_PER_MINUTE": "0"}).requests_per_minute == 0


def test_settings_that_say_nothing_are_the_defaults() -> None:
    empty = dict.fromkeys(
        ("BUILT", "HOST", "PORT", "SITE_URL", "BASE_PATH", "ACCESS_LOG", "LIMIT_STORE"), ""
    )
    assert Settings.from_environment(empty) == Settings.from_environment({})


def test_settings_are_read_as_they_are_written() -> None:
    written = {
        "BUILT": "/srv/built",
        "CHANGELOG": "/srv/changes.md",
        "SITE_URL": "https://map.example/",
        "ACCESS_LOG": "-",
        "LIMIT_STORE": "redis://store:6379/0",
        "TRUSTED_PROXIES": "2",
    }
    settings = Settings.from_environment(written)
    assert settings.built_folder.as_posix() == "/srv/built"
    assert settings.changelog is not None
    assert settings.changelog.as_posix() == "/srv/changes.md"
    assert settings.site_url == "https://map.example"
    assert settings.access_log
    assert settings.limit_store == "redis://store:6379/0"
    assert settings.trusted_proxies == 2

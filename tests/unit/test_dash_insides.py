"""What the program knows of how Dash is made, held against the installed Dash."""

from __future__ import annotations

import json
import re
from typing import Final

import dash
import pytest

from dashboard.live.dash_insides import (
    POLYFILL,
    SCRIPTS_WITH_STYLES,
    UNUSED_SCRIPTS,
    hash_styles,
    list_scripts,
    list_styles,
    trim_config,
)

CURE: Final = (
    "another Dash is made otherwise than dashboard/live/dash_insides.py says: "
    "compare its constants with what Dash's own page loads"
)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what the installed Dash hands to an app that makes its own page."""
    monkeypatch.delenv("REACT_VERSION", raising=False)
    found: dict[str, str] = {}

    class Own(dash.Dash):
        def interpolate_index(self, **given: str) -> str:  # type: ignore[override]
            found.update(given)
            whole: str = super().interpolate_index(**given)  # type: ignore[no-untyped-call]
            return whole

    app = Own("parts", add_log_handler=False)
    app.layout = [dash.dcc.Location(id="location"), dash.dcc.Graph(id="map")]
    app.server.test_client().get("/")
    return found


def test_each_script_that_is_left_out_is_one_of_dashs(parts: dict[str, str]) -> None:
    for name in (*UNUSED_SCRIPTS, POLYFILL):
        assert name in parts["scripts"], CURE


def test_all_other_scripts_stay_in_their_order(parts: dict[str, str]) -> None:
    every = re.findall(r'src="([^"]+)"', parts["scripts"])
    kept = list_scripts(parts["scripts"], has_regenerator=True)
    assert kept == [one for one in every if one in kept], CURE
    assert len(kept) == len(every) - 3, CURE
    assert [one for one in kept if "dash_renderer" in one], CURE
    without = list_scripts(parts["scripts"], has_regenerator=False)
    assert len(without) == len(kept) + 1, CURE


def test_settings_lose_versions_and_keep_the_rest(parts: dict[str, str]) -> None:
    element = trim_config(parts["config"])
    told = json.loads(re.sub(r"<[^>]+>", "", element))
    assert "requests_pathname_prefix" in told, CURE
    assert [one for one in told if "version" in one and one != "disable_version_check"] == [], CURE
    assert element.startswith('<script id="_dash-config"'), CURE


def test_an_element_that_is_not_as_expected_is_left_alone() -> None:
    assert trim_config("nothing") == "nothing"


def test_every_style_sheet_of_the_scripts_is_found() -> None:
    styles = list(list_styles())
    assert styles[0] == ""
    for text in styles[1:]:
        assert text.count("{") == text.count("}"), CURE
    assert len(styles) >= len(SCRIPTS_WITH_STYLES) + 1, CURE
    assert any(text.startswith("._dash-undo-redo") for text in styles), CURE
    assert any(".dash-button" in text for text in styles), CURE
    assert len(set(hash_styles())) == len(styles)

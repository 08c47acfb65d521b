"""Everything that depends on undocumented parts of Dash, in one place.

Dash documents what its page consists of, and lets an app place it (``interpolate_index``); it says
neither which of its scripts a page needs nor which styles they add. A test holds each function
here against the installed Dash and says what to do where another release differs.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.metadata import distribution
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS_WITH_STYLES: Final = (
    "dash/dash-renderer/build/dash_renderer.min.js",
    "dash/dcc/dash_core_components.js",
)
"""Scripts of the page that put style elements into it, below the folder of installed packages."""

UNUSED_SCRIPTS: Final = ("dash/dash_table/", "dash/html/")
"""Scripts of Dash's page for components that ours has none of."""

POLYFILL: Final = "dash/deps/polyfill@"
"""For browsers of 2015; of all that it holds, Dash's scripts ask for the regenerator alone."""

_UNTOLD: Final = frozenset(
    {
        "dash_version",
        "dash_version_url",
        "ddk_version",
        "plotly_version",
        "python_version",
        "end_id",
        "plotly_cloud_installed",
    }
)
"""What Dash would tell every reader and its scripts read with its developer's tools alone."""

_CONFIG: Final = re.compile(r"(<script[^>]*>)(.*)(</script>)", re.DOTALL)
_SOURCE: Final = re.compile(r'<script[^>]* src="([^"]+)"')
_STRING: Final = r'"(?:[^"\\]|\\.)*"'
_STYLE: Final = re.compile(
    rf"\.push\(\[\w\.id,({_STRING}|'[^'\\]*'),\"\"(?:,(\{{version:.*?\}}))?\]\)", re.DOTALL
)
_TOKEN: Final = re.compile(rf"({_STRING})|(\w+)(?=:)")


def list_scripts(html: str, *, has_regenerator: bool) -> list[str]:
    """Return the addresses of Dash's scripts that the page needs, in their order.

    Parameters
    ----------
    html
        The script elements of Dash's page.
    has_regenerator
        Whether the page has the regenerator of its own.
    """
    left_out = (*UNUSED_SCRIPTS, POLYFILL) if has_regenerator else UNUSED_SCRIPTS
    found = _SOURCE.findall(html)
    return [address for address in found if not any(one in address for one in left_out)]


def trim_config(html: str) -> str:
    """Return the element with Dash's settings without the versions of what runs here."""
    found = _CONFIG.search(html)
    if found is None:
        return html
    told: dict[str, Any] = json.loads(found[2])
    kept = {name: told[name] for name in told if name not in _UNTOLD}
    return f"{found[1]}{json.dumps(kept)}{found[3]}"


def list_styles() -> Iterator[str]:
    """Yield the text of each style element that Dash's scripts put into the page.

    Their style sheets stand in the scripts as strings, each with the map to its source, which the
    page gets as well.
    """
    yield ""  # Plotly fills its own rule by rule
    installed = distribution("dash")
    for path in SCRIPTS_WITH_STYLES:
        script = Path(str(installed.locate_file(path))).read_text(encoding="utf-8")
        for sheet, source in _STYLE.findall(script):
            text = json.loads(sheet) if sheet[0] == '"' else sheet[1:-1]
            if not source:
                yield text
                continue
            spelled = _TOKEN.sub(lambda token: token[1] or f'"{token[2]}"', source)
            source_map = json.dumps(
                json.loads(spelled), ensure_ascii=False, separators=(",", ":")
            ).encode()
            encoded = base64.b64encode(source_map).decode()
            yield f"{text}\n/*# sourceMappingURL=data:application/json;base64,{encoded} */"


def hash_styles() -> list[str]:
    """Return what the security policy needs of Dash's styles: a SHA-256 of each."""
    return [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in list_styles()
    ]

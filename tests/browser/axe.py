"""Ask axe-core what stands in a reader's way, in the browser and with no rule switched off."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

_SOURCE: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
_TAGS: Final = (
    "wcag2a",
    "wcag2aa",
    "wcag21a",
    "wcag21aa",
    "wcag22aa",
    "best-practice",
    "experimental",
)
_PUT_OFF_AT_ONCE: Final = """
window.setTimeout = (work, wait = 0) => {
  if (wait < 1000) Promise.resolve().then(work);
  return 0;
};
0;
"""
"""Where scripts are off the browser runs no timer, and axe puts its rules off by timers of 0 ms."""
_OPEN_ALL: Final = "document.querySelectorAll('details').forEach(one => { one.open = true; }); 0;"
_LAY_OUT_ALL: Final = """
const sheet = new CSSStyleSheet();
sheet.replaceSync("* { content-visibility: visible !important; }");
document.adoptedStyleSheets = [sheet];
0;
"""
"""What a browser lays out only when a reader scrolls to it has no true size before."""
_RUN: Final = """
async tags => {
  axe.configure({ rules: axe.getRules().map(one => ({ id: one.ruleId, enabled: true })) });
  const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
  const where = one => one.nodes.map(node => node.target.join(" ") + " " + node.html.slice(0, 120));
  return {
    rules: found.passes.length + found.violations.length,
    violations: found.violations.map(one => [one.id, one.help, where(one)]),
  };
}
"""
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class AxeRun:
    """What one run found: how many rules had something to judge, and a line for each violation."""

    rules: int
    violations: tuple[str, ...]


@cache
def _read_source() -> str:
    if not _SOURCE.is_file():
        pytest.skip("axe-core is not installed: run `make test`, or npm ci")
    return f"{_SOURCE.read_text(encoding='utf-8')}\n;0"


def lay_out_all(page: Page) -> None:
    """Open every disclosure and lay out what the browser would only once a reader scrolls to it."""
    page.evaluate(_OPEN_ALL)
    page.evaluate(_LAY_OUT_ALL)


def run_axe(page: Page, *, scripts: bool = True) -> AxeRun:
    """Judge the page as a reader meets it: every disclosure open, every part laid out.

    The policy of the page forbids scripts of others, so axe is put in as a debugger would do it,
    and the policy stays in force.
    """
    lay_out_all(page)
    if not scripts:
        page.evaluate(_PUT_OFF_AT_ONCE)
    page.evaluate(_read_source())
    found = page.evaluate(_RUN, list(_TAGS))
    lines = [
        f"{rule} ({text}), {len(where)} times: " + " | ".join(where[:_SHOWN])
        for rule, text, where in found["violations"]
    ]
    return AxeRun(found["rules"], tuple(lines))

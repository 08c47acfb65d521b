"""Components as plain HTML: everything is escaped, and what has no plain form is refused."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from dash import dcc, html
from markupsafe import Markup

from dashboard.parts.components import attributes
from dashboard.parts.static_html import StaticHtmlError, to_html
from tests.conftest import ROOT

if TYPE_CHECKING:
    from dash.development.base_component import Component

STRANGE: Any = object()


def words_of(text: str) -> list[str]:
    """Return tags, attributes and words."""
    return sorted(text.replace("<", " < ").replace(">", " > ").split())


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (None, ""),
        ("a < b & c", "a &lt; b &amp; c"),
        (3, "3"),
        (2.5, "2.5"),
        ([], ""),
        (["a", None, html.B("c")], "a<b>c</b>"),
        (html.P(), "<p></p>"),
        (html.P("<script>"), "<p>&lt;script&gt;</p>"),
        (html.P(["a", html.Span("b"), 1]), "<p>a<span>b</span>1</p>"),
        (html.Br(), "<br>"),
        (
            html.Img(src="/a.png", alt='"quoted"'),
            '<img loading="lazy" src="/a.png" alt="&#34;quoted&#34;">',
        ),
        (html.Div(className="a b"), '<div class="a b"></div>'),
        (html.Label("x", htmlFor="y"), '<label for="y">x</label>'),
        (html.Td("x", colSpan=2), '<td colspan="2">x</td>'),
        (html.A("x", href="/?a=1&b=2"), '<a href="/?a=1&amp;b=2">x</a>'),
        (html.Div(**attributes(aria_label="<i>")), '<div aria-label="&lt;i&gt;"></div>'),
        (html.Div(**attributes(data_gss="E1")), '<div data-gss="E1"></div>'),
        (html.Option("x", value="", selected="selected"), '<option value="" selected>x</option>'),
        (html.Option("x", selected=None), "<option>x</option>"),
        (html.Div(hidden=True), "<div hidden></div>"),
        (html.Div(hidden=False), "<div></div>"),
        (html.Details("x", open="open"), "<details open>x</details>"),
        (html.P("x", key="k", n_clicks=0), "<p>x</p>"),
        (
            dcc.Input(id="keep-area", type="hidden", name="area", value="E10000017"),
            '<input id="keep-area" type="hidden" name="area" value="E10000017">',
        ),
    ],
)
def test_a_component_is_written_as_html(node: object, text: str) -> None:
    written = to_html(node)
    assert isinstance(written, Markup)
    assert words_of(str(written)) == words_of(text)


def test_markup_is_written_as_it_is() -> None:
    assert to_html(html.Div([Markup("<svg></svg>")])) == "<div><svg></svg></div>"


@pytest.mark.parametrize(
    "node", [dcc.Graph(), dcc.Store(id="s"), [html.Div([dcc.Dropdown()])]], ids=repr
)
def test_what_works_only_with_scripts_is_refused_by_name(node: Component) -> None:
    with pytest.raises(StaticHtmlError, match=r"dash_core_components\.\w+ has no HTML form"):
        to_html(node)


@pytest.mark.parametrize("node", [object(), html.Div([STRANGE])])
def test_what_is_no_component_is_refused_by_name(node: Any) -> None:  # noqa: ANN401 - anything
    with pytest.raises(StaticHtmlError, match="object has no HTML form"):
        to_html(node)


def test_inline_styles_are_refused() -> None:
    with pytest.raises(StaticHtmlError, match="use a class"):
        to_html(html.Div(style={"color": "red"}))


def test_attributes_come_in_one_order_whatever_the_process() -> None:
    code = (
        "from dash import html; from dashboard.parts.static_html import to_html;"
        "print(to_html(html.Option('a', value='b', selected=True, id='c', className='d')))"
    )
    written = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": str(seed)},
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert written == {'<option class="d" id="c" selected value="b">a</option>\n'}

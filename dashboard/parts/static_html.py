"""Dash's HTML components as plain HTML text.

One component tree makes the page: Dash draws it where scripts run, this module writes it where
they do not (and for the first paint). Nothing is drawn twice by two templates.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup, escape

from dashboard.addresses import address_of

_RENAMED: Final[Mapping[str, str]] = {
    "className": "class",
    "htmlFor": "for",
    # Dash has no property of these names, but takes any that begins with "data-".
    "data-popover": "popover",
    "data-popovertarget": "popovertarget",
    "data-popovertargetaction": "popovertargetaction",
}
_ADDRESSES: Final = frozenset({"href", "src", "action", "formAction", "srcSet"})
_SKIPPED: Final = frozenset({"children", "key", "n_clicks", "disable_n_clicks"})
_OWN: Final = frozenset(vars(html.Div())) - {"children"}
"""What every component holds besides its properties."""
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr"})


class StaticHtmlError(TypeError):
    """A component that has no plain HTML form."""


def to_html(node: object) -> Markup:
    """Return a component, text, number, list of these or ``None`` as escaped HTML.

    Raises
    ------
    StaticHtmlError
        If a component is not one of Dash's HTML components or a hidden ``dcc.Input``, or a
        ``style`` is set.
    """
    parts: list[str] = []
    _write(node, parts)
    return Markup("".join(parts))  # noqa: S704 - every text in parts went through escape


def _write(node: object, parts: list[str]) -> None:
    if node is None:
        return
    if isinstance(node, Markup):
        parts.append(str(node))
    elif isinstance(node, Component):
        _write_component(node, parts)
    elif isinstance(node, str | int | float):
        parts.append(str(escape(node)))
    elif isinstance(node, Iterable):
        for child in node:
            _write(child, parts)
    else:
        msg = f"{type(node).__name__} has no HTML form: expected a component, text or number"
        raise StaticHtmlError(msg)


def _write_component(node: Component, parts: list[str]) -> None:
    kind = type(node).__name__
    namespace = getattr(node, "_namespace", "")
    if namespace == "dash_html_components":
        tag = kind.lower()
    elif kind == "Input":
        tag = "input"
    else:
        msg = f"{namespace}.{kind} has no HTML form: draw it as an HTML component on still pages"
        raise StaticHtmlError(msg)
    href = getattr(node, "href", None)
    if tag == "a" and str(href).startswith("/") and not address_of(str(href)):
        parts.append('<span class="tca-not-here">')
        _write(node.children, parts)
        parts.append("</span>")
        return
    # What Dash's own to_plotly_json() gives, without asking for every property that is not set.
    properties = {name: value for name, value in vars(node).items() if name not in _OWN}
    parts.append(f"<{tag}")
    if tag == "img":  # every picture stands far below; scripts fetch it once the map is live
        parts.append(' loading="lazy"')
    # Dash keeps them in another order in each process: sorted, every copy writes the same page.
    for name in sorted(properties):
        _write_attribute(name, properties[name], parts)
    parts.append(">")
    if tag not in _VOID:
        _write(properties.get("children"), parts)
        parts.append(f"</{tag}>")


def _write_attribute(name: str, value: object, parts: list[str]) -> None:
    if name in _SKIPPED or value is None or value is False:
        return
    if name == "style":
        msg = "style is not written: use a class"
        raise StaticHtmlError(msg)
    attribute = _RENAMED.get(name, name if "-" in name else name.lower())
    if value is True or (name in {"hidden", "selected", "open"} and value == name):
        parts.append(f" {attribute}")
        return
    if name in _ADDRESSES and str(value).startswith("/"):
        value = address_of(str(value))
    parts.append(f' {attribute}="{escape(value)}"')


def to_text(node: object) -> str:
    """Return the words of a component, without its tags; runs of spaces become one.

    Examples
    --------
    >>> from dash import html
    >>> to_text(html.P([html.Strong("£5"), " on the map"]))
    '£5 on the map'
    """
    return " ".join(_collect_text(node).split())


def _collect_text(node: object) -> str:
    if isinstance(node, Component):
        return _collect_text(getattr(node, "children", None))
    if isinstance(node, str | int | float):
        return str(node)
    if isinstance(node, Iterable):
        return "".join(_collect_text(child) for child in node)
    return ""

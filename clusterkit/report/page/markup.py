"""Markup that cannot be broken by what it shows: every string is escaped unless it is markup already."""

from __future__ import annotations

import html
import json
from string import Formatter
from typing import Any, Final

from attrs import frozen

_EMPTY: Final = frozenset({"br", "col", "hr", "meta"})
_FORMAT: Final = Formatter()
# What ends a script early in some browser, or a line of one in others.
_IN_SCRIPTS: Final = str.maketrans(
    {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
)


@frozen
class Html:
    """Markup as it stands in a page."""

    text: str


Content = Html | str
"""What may stand in an element: markup, or a string that is escaped."""


def element(tag: str, /, *content: Content, **attributes: str | bool) -> Html:
    """Return an element; `class_` and the like lose the underscore, in others it is a hyphen; False is left out."""
    told = "".join(_attribute(key, value) for key, value in attributes.items() if value is not False)
    if tag in _EMPTY:
        return Html(f"<{tag}{told}>")
    return Html(f"<{tag}{told}>{joined(*content).text}</{tag}>")


def joined(*content: Content) -> Html:
    """Return several things one after another."""
    return Html("".join(one.text if isinstance(one, Html) else html.escape(one, quote=False) for one in content))


def isolated(text: str) -> Html:
    """Return somebody's text, whose direction of writing must not reach beyond it."""
    return element("bdi", text)


def sentence(template: str, **parts: Content) -> Html:
    """Return one of our sentences with `{names}` filled in: markup as it is, somebody's text isolated."""
    found: list[Content] = []
    for literal, name, _, _ in _FORMAT.parse(template):
        found.append(literal)
        if name is not None:
            part = parts[name]
            found.append(part if isinstance(part, Html) else isolated(part))
    return joined(*found)


def json_in_script(value: Any) -> Html:
    """Return a value as JSON that can stand in a script element. Raises ValueError for what JSON has not."""
    return Html(json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(_IN_SCRIPTS))


def _attribute(key: str, value: str | bool) -> str:
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{html.escape(str(value))}"'

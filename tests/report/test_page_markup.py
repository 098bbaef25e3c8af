"""Markup: whatever is shown comes out again as it went in, and nothing of it becomes markup."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clusterkit.report.page.markup import Html, element, isolated, joined, json_in_script, sentence

# A page normalises line ends and may not hold NUL; results are read without either.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"))


class Reader(HTMLParser):
    """A browser's idea of some markup: its tags with their attributes, and its text."""

    def __init__(self, markup: Html) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXTS)
def test_text_in_an_element_is_text_and_nothing_else(text: str) -> None:
    read = Reader(element("p", text))
    assert (read.tags, read.text) == ([("p", {})], text)


@given(TEXTS)
def test_text_in_an_attribute_stays_in_it(text: str) -> None:
    read = Reader(element("a", "here", title=text))
    assert (read.tags, read.text) == ([("a", {"title": text})], "here")


@given(TEXTS, TEXTS)
def test_names_in_a_sentence_are_kept_apart_from_it(one: str, other: str) -> None:
    read = Reader(sentence("{one} is < {other} & so on", one=one, other=other))
    assert [tag for tag, _ in read.tags] == ["bdi", "bdi"]
    assert read.text == f"{one} is < {other} & so on"


@given(st.recursive(TEXTS | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)))
def test_json_in_a_script_is_the_same_json_and_cannot_end_the_script(value: object) -> None:
    written = json_in_script(value).text
    assert json.loads(written) == value
    assert not re.search("[<>&\u2028\u2029]", written)


def test_markup_stands_as_it_is_and_attributes_are_named_as_in_html() -> None:
    made = element("div", joined(element("br"), "a & b"), class_="wide", data_chart="1", open=True, hidden=False)
    assert made == Html('<div class="wide" data-chart="1" open><br>a &amp; b</div>')


def test_somebodys_text_is_isolated_from_the_direction_of_ours() -> None:
    assert isolated("\u202egnirts") == Html("<bdi>\u202egnirts</bdi>")


def test_a_number_that_json_has_not_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_in_script({"mean": float("nan")})
